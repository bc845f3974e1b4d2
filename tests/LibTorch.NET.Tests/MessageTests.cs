#if !TORCHSHARP // which ends the process on errors of autograd in 0.99
using System.Runtime.InteropServices;
using Xunit;
using static TorchSharp.torch;

namespace TorchSharp.Tests;

/// <summary>What libtorch says arrives, without the frames of its C++.</summary>
public sealed class MessageTests : IDisposable
{
    private readonly DisposeScope? _scope = Installation.Missing is null ? NewDisposeScope() : null;

    public void Dispose() => _scope?.Dispose();

    [TorchFact]
    public void ShapesThatDoNotFit() =>
        Says<ExternalException>(() => ones(2, 3).matmul(ones(2, 3)), "mat1 and mat2 shapes cannot be multiplied (2x3 and 2x3)");

    [TorchFact]
    public void AnIndexOutOfRange() =>
        Says<ExternalException>(() => ones(2)[5], "index 5 out of range for tensor of size [2] at dimension 0");

    [TorchFact]
    public void AGraphThatIsGone()
    {
        Tensor x = tensor([1.0], requires_grad: true);
        Tensor y = x.exp().sum();
        autograd.grad([y], [x]);
        Says<ExternalException>(() => autograd.grad([y], [x]), "backward through the graph a second time");
    }

    [TorchFact]
    public void AGraphThatWasNotRetained()
    {
        Tensor x = tensor([1.0], requires_grad: true);
        Tensor first = autograd.grad([x.exp().sum()], [x], create_graph: true)[0];
        Says<ExternalException>(() => autograd.grad([first.sum()], [x]), "retain_graph=True");
    }

    [TorchFact]
    public void AnInputThatWasNotUsed()
    {
        Tensor x = tensor([1.0], requires_grad: true), other = tensor([1.0], requires_grad: true);
        Says<ExternalException>(() => autograd.grad([x.exp()], [other]), "appears to not have been used in the graph");
    }

    [TorchFact]
    public void ALeafChangedInPlace() =>
        Says<ExternalException>(() => tensor([1.0], requires_grad: true).add_(1), "a leaf Variable that requires grad is being used in an in-place operation");

    [TorchFact]
    public void AWrongEinsum() => Says<ExternalException>(() => einsum("ij,jk->il", ones(2, 2), ones(2, 2)), "einsum()");

    [TorchFact]
    public void NoGpuHere()
    {
        if (!cuda.is_available())
            Assert.ThrowsAny<Exception>(() => ones(2, device: CUDA));
    }

    [TorchFact]
    public void AnotherElementType() => Says<ArgumentException>(() => ones(2).data<double>(), "Double is not compatible with Float32");

    [TorchFact]
    public void MoreThanOneElement() => Says<ArgumentException>(() => ones(2).item<float>(), "must be 1");

    [TorchFact]
    public void ArrayAndShapeDiffer() => Says<ArgumentException>(() => tensor([1.0, 2], [3]), "2 elements, but shape [3]");

    [TorchFact]
    public void ADeviceThatIsNone() => Says<ArgumentException>(() => device("gpu:x"), "'gpu:x' is no device");

    private static void Says<T>(Func<object> action, string text)
        where T : Exception
    {
        string message = Assert.Throws<T>(action).Message;
        Assert.Contains(text, message, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception raised from", message, StringComparison.Ordinal);
        Assert.DoesNotContain("frame #", message, StringComparison.Ordinal);
    }
}
#endif
