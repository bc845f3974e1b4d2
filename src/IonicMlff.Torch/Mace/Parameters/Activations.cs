using IonicMlff.Models.Mace.Definition;
using TorchSharp;
using static TorchSharp.torch;

namespace IonicMlff.Torch.Mace;

/// <summary>φ(x) without its constant, which is multiplied into the weights that follow.</summary>
internal static class Activations
{
    public static Tensor Apply(this ActivationKind kind, Tensor x) => kind switch
    {
        ActivationKind.Identity => x,
        ActivationKind.Silu => x * x.sigmoid(),
        ActivationKind.Tanh => x.tanh(),
        ActivationKind.Abs => x.abs(),
        ActivationKind.Sigmoid => x.sigmoid(),
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };
}
