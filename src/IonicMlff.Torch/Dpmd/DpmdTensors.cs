using static TorchSharp.torch;

namespace IonicMlff.Torch.Dpmd;

/// <summary>Numbers of a definition as tensors, and back.</summary>
internal static class DpmdTensors
{
    /// <summary>A trainable leaf outside all dispose scopes.</summary>
    public static Tensor Leaf(double[] values, long[] shape, ScalarType dtype, Device device) => Constant(values, shape, dtype, device).requires_grad_();

    /// <summary>Numbers that are not trained, outside all dispose scopes.</summary>
    public static Tensor Constant(double[] values, long[] shape, ScalarType dtype, Device device)
    {
        using Tensor flat = tensor(values, dtype: ScalarType.Float64);
        using Tensor shaped = flat.reshape(shape);
        using Tensor typed = shaped.to(dtype);
        using Tensor placed = typed.to(device);
        return placed.clone().DetachFromDisposeScope();
    }

    /// <summary>The numbers of a tensor in row-major order.</summary>
    public static double[] Numbers(Tensor tensor)
    {
        using Tensor detached = tensor.detach();
        using Tensor here = detached.cpu();
        using Tensor wide = here.to(ScalarType.Float64);
        using Tensor dense = wide.contiguous();
        return dense.data<double>().ToArray();
    }
}
