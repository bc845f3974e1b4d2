using IonicMlff.Models.Dpmd.Definition;

namespace IonicMlff.Models.Dpmd.Reference;

/// <summary>Activation functions and their derivatives.</summary>
internal static class Activations
{
    private static readonly double GeluFactor = Math.Sqrt(2 / Math.PI);

    /// <summary>φ(x) of a layer.</summary>
    public static double Value(DpmdLayer layer, double x) => layer.Activation switch
    {
        DpmdActivation.Linear => x,
        DpmdActivation.Tanh => Math.Tanh(x),
        DpmdActivation.Relu => Math.Max(x, 0),
        DpmdActivation.Relu6 => Math.Min(Math.Max(x, 0), 6),
        DpmdActivation.Softplus => Math.Max(x, 0) + Math.Log(1 + Math.Exp(-Math.Abs(x))),
        DpmdActivation.Sigmoid => Sigmoid(x),
        DpmdActivation.Gelu => 0.5 * x * (1 + Math.Tanh(GeluFactor * (x + 0.044715 * x * x * x))),
        DpmdActivation.Silu => x * Sigmoid(x),
        DpmdActivation.Silut => Silut(x, layer.ActivationThreshold),
        _ => throw new ArgumentOutOfRangeException(nameof(layer)),
    };

    /// <summary>φ'(x) of a layer.</summary>
    public static double Derivative(DpmdLayer layer, double x)
    {
        switch (layer.Activation)
        {
            case DpmdActivation.Linear:
                return 1;
            case DpmdActivation.Tanh:
                double t = Math.Tanh(x);
                return 1 - t * t;
            case DpmdActivation.Relu:
                return x > 0 ? 1 : 0;
            case DpmdActivation.Relu6:
                return x > 0 && x < 6 ? 1 : 0;
            case DpmdActivation.Softplus:
                return Sigmoid(x);
            case DpmdActivation.Sigmoid:
                return Sigmoid(x) * (1 - Sigmoid(x));
            case DpmdActivation.Gelu:
                double u = Math.Tanh(GeluFactor * (x + 0.044715 * x * x * x));
                return 0.5 * (1 + u) + 0.5 * x * (1 - u * u) * GeluFactor * (1 + 3 * 0.044715 * x * x);
            case DpmdActivation.Silu:
                return SiluDerivative(x);
            case DpmdActivation.Silut:
                return SilutDerivative(x, layer.ActivationThreshold);
            default:
                throw new ArgumentOutOfRangeException(nameof(layer));
        }
    }

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    private static double SiluDerivative(double x) => Sigmoid(x) * (1 + x * (1 - Sigmoid(x)));

    private static double Silut(double x, double threshold) => x < threshold
        ? x * Sigmoid(x)
        : Math.Tanh(SiluDerivative(threshold) * (x - threshold)) + threshold * Sigmoid(threshold);

    private static double SilutDerivative(double x, double threshold)
    {
        if (x < threshold)
            return SiluDerivative(x);

        double k = SiluDerivative(threshold);
        double t = Math.Tanh(k * (x - threshold));
        return k * (1 - t * t);
    }
}
