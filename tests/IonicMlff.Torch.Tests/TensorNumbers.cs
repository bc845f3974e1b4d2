using TorchSharp;
using static TorchSharp.torch;

namespace IonicMlff.Torch.Tests;

/// <summary>Numbers of a tensor of any type.</summary>
public static class TensorNumbers
{
    public static double[] Of(Tensor x)
    {
        using DisposeScope scope = NewDisposeScope();
        return x.detach().to(ScalarType.Float64).cpu().contiguous().data<double>().ToArray();
    }
}
