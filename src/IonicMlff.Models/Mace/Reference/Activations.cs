using IonicMlff.Models.Mace.Definition;

namespace IonicMlff.Models.Mace.Reference;

/// <summary>c·φ(x) and its derivative.</summary>
internal static class Activations
{
    public static double Value(this Activation activation, double x) => activation.Constant * activation.Kind switch
    {
        ActivationKind.Identity => x,
        ActivationKind.Silu => x * Sigmoid(x),
        ActivationKind.Tanh => Math.Tanh(x),
        ActivationKind.Abs => Math.Abs(x),
        ActivationKind.Sigmoid => Sigmoid(x),
        _ => throw new ArgumentOutOfRangeException(nameof(activation)),
    };

    public static double Slope(this Activation activation, double x)
    {
        double s = Sigmoid(x);
        return activation.Constant * activation.Kind switch
        {
            ActivationKind.Identity => 1,
            ActivationKind.Silu => s * (1 + x * (1 - s)),
            ActivationKind.Tanh => 1 - Math.Tanh(x) * Math.Tanh(x),
            ActivationKind.Abs => Math.Sign(x),
            ActivationKind.Sigmoid => s * (1 - s),
            _ => throw new ArgumentOutOfRangeException(nameof(activation)),
        };
    }

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));
}
