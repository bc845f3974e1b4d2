using Xunit;
using static TorchSharp.torch;

namespace TorchSharp.Tests;

/// <summary>First and second derivatives against the analytic ones.</summary>
public sealed class GradientTests : IDisposable
{
    private readonly DisposeScope? _scope = Installation.Missing is null ? NewDisposeScope() : null;

    public void Dispose() => _scope?.Dispose();

    [TorchFact]
    public void FirstAndSecondDerivatives()
    {
        double[] values = [0.3, 1.1, -0.7];
        Tensor x = tensor(values, requires_grad: true);
        Tensor y = (x.pow(3) + x.sin()).sum();
        Tensor first = autograd.grad([y], [x], retain_graph: true, create_graph: true)[0];
        Assert.Equal(values.Select(v => 3 * v * v + Math.Cos(v)), first.detach().data<double>().ToArray(), Close);
        Tensor second = autograd.grad([first.sum()], [x])[0];
        Assert.Equal(values.Select(v => 6 * v - Math.Sin(v)), second.data<double>().ToArray(), Close);
    }

    /// <summary>A loss of forces: gradient with respect to a parameter of a gradient with respect to positions, against central differences.</summary>
    [TorchFact]
    public void ForceLossOfAPairPotential()
    {
        double[,] positions = { { 0, 0, 0 }, { 1.1, 0.2, -0.1 }, { -0.4, 0.9, 0.5 }, { 0.6, -0.8, 1.2 } };
        Tensor centres = tensor([0L, 0, 0, 1, 1, 2]), neighbours = tensor([1L, 2, 3, 2, 3, 3]);

        (double Loss, double[] Gradient) Loss(double[] parameters)
        {
            using DisposeScope scope = NewDisposeScope();
            Tensor p = tensor(parameters, requires_grad: true);
            Tensor x = tensor(positions, requires_grad: true);
            Tensor r = x.index_select(0, neighbours) - x.index_select(0, centres);
            Tensor d = r.square().sum([1]).sqrt();
            Tensor energy = (p[0] * (-p[1] * d).exp() + einsum("e,f->", d, d) * p[2]).sum();
            Tensor forces = -autograd.grad([energy], [x], retain_graph: true, create_graph: true)[0];
            Tensor loss = forces.square().mean();
            double[] gradient = autograd.grad([loss], [p])[0].data<double>().ToArray();
            return (loss.item<double>(), gradient);
        }

        double[] at = [1.3, 0.8, 0.05];
        double[] gradient = Loss(at).Gradient;
        for (int i = 0; i < at.Length; i++)
        {
            const double h = 1e-5;
            double[] up = [.. at], down = [.. at];
            up[i] += h;
            down[i] -= h;
            Assert.Equal((Loss(up).Loss - Loss(down).Loss) / (2 * h), gradient[i], 1e-8);
        }
    }

#if !TORCHSHARP // a method there before 0.100
    [TorchFact]
    public void BackwardAccumulates()
    {
        Tensor x = tensor([1.0, 2], requires_grad: true);
        x.square().sum().backward();
        x.square().sum().backward();
        Assert.Equal([4, 8], x.grad!.data<double>().ToArray());
        x.grad.zero_();
        Assert.Equal([0, 0], x.grad!.data<double>().ToArray());
        x.grad = null;
        Assert.Null(x.grad);
    }
#endif

    [TorchFact]
    public void WeightsOfTheOutputsAndUnusedInputs()
    {
        Tensor x = tensor([1.0, 2, 3], requires_grad: true), unused = tensor([1.0], requires_grad: true);
        Tensor y = x * x;
        IList<Tensor> g = autograd.grad([y], [x, unused], [tensor([1.0, 0, -1])], allow_unused: true);
        Assert.Equal([2, 0, -6], g[0].data<double>().ToArray());
        Assert.True(g[1].IsInvalid);
    }

    [TorchFact]
    public void NothingIsRecordedWhereNothingShallBe()
    {
        Tensor x = tensor([1.0], requires_grad: true);
        Assert.True(is_grad_enabled());
        using (no_grad())
        {
            Assert.False(is_grad_enabled());
            Assert.False((x * 2).requires_grad);
            using (enable_grad())
                Assert.True((x * 2).requires_grad);
            x.add_(1);
        }

        Assert.True((x * 2).requires_grad);
        Assert.False((x * 2).detach().requires_grad);
        Assert.True(is_grad_enabled());
        Assert.True(x.is_leaf);
        Assert.False((x * 2).is_leaf);
        Assert.Equal(2, x.item<double>());
    }

    private static bool Close(double a, double b) => Math.Abs(a - b) < 1e-13;
}
