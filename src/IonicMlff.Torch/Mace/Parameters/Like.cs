using static TorchSharp.torch;

namespace IonicMlff.Torch.Mace;

/// <summary>Constants of the type and device of another tensor.</summary>
internal static class Like
{
    public static Tensor Zeros(Tensor like, params long[] shape) => zeros(shape, dtype: like.dtype, device: like.device);

    public static Tensor Ones(Tensor like, params long[] shape) => ones(shape, dtype: like.dtype, device: like.device);
}
