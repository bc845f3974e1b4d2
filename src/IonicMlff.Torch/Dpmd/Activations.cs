using IonicMlff.Models.Dpmd.Definition;
using static TorchSharp.torch;

namespace IonicMlff.Torch.Dpmd;

/// <summary>Activation functions φ(y) and their derivatives φ'(y), both differentiable in y.</summary>
internal static class Activations
{
    private static readonly double GeluFactor = Math.Sqrt(2 / Math.PI);
    private const double GeluCubic = 0.044715;

    /// <summary>φ(y).</summary>
    public static Tensor Value(DpmdLayer layer, Tensor y) => layer.Activation switch
    {
        DpmdActivation.Linear => y,
        DpmdActivation.Tanh => y.tanh(),
        DpmdActivation.Relu => y.relu(),
        DpmdActivation.Relu6 => y.clamp(0, 6),
        DpmdActivation.Softplus => y.relu() + (y.abs().neg().exp() + 1).log(),
        DpmdActivation.Sigmoid => y.sigmoid(),
        DpmdActivation.Gelu => 0.5 * y * (GeluTanh(y) + 1),
        DpmdActivation.Silu => y * y.sigmoid(),
        DpmdActivation.Silut => Silut(layer.ActivationThreshold, y).Value,
        _ => throw new ArgumentOutOfRangeException(nameof(layer)),
    };

    /// <summary>φ(y) and φ'(y).</summary>
    public static (Tensor Value, Tensor Derivative) ValueAndDerivative(DpmdLayer layer, Tensor y)
    {
        switch (layer.Activation)
        {
            case DpmdActivation.Linear:
                return (y, ones_like(y));
            case DpmdActivation.Tanh:
                Tensor t = y.tanh();
                return (t, OneMinusSquare(t));
            case DpmdActivation.Relu:
                return (y.relu(), Where(y > 0, y));
            case DpmdActivation.Relu6:
                return (y.clamp(0, 6), Where((y > 0).logical_and(y < 6), y));
            case DpmdActivation.Softplus:
                return (Value(layer, y), y.sigmoid());
            case DpmdActivation.Sigmoid:
                Tensor s = y.sigmoid();
                return (s, s * (1 - s));
            case DpmdActivation.Gelu:
                Tensor u = GeluTanh(y);
                return (0.5 * y * (u + 1), 0.5 * (u + 1) + 0.5 * GeluFactor * y * OneMinusSquare(u) * (1 + 3 * GeluCubic * y * y));
            case DpmdActivation.Silu:
                return Silu(y);
            case DpmdActivation.Silut:
                return Silut(layer.ActivationThreshold, y);
            default:
                throw new ArgumentOutOfRangeException(nameof(layer));
        }
    }

    /// <summary>True when φ has all derivatives, so that a net of such layers can be expanded in polynomials.</summary>
    public static bool IsAnalytic(DpmdActivation activation) =>
        activation is DpmdActivation.Linear or DpmdActivation.Tanh or DpmdActivation.Softplus or DpmdActivation.Sigmoid or DpmdActivation.Gelu or DpmdActivation.Silu;

    private static Tensor GeluTanh(Tensor y) => (GeluFactor * (y + GeluCubic * y * y * y)).tanh();

    private static (Tensor Value, Tensor Derivative) Silu(Tensor y)
    {
        Tensor s = y.sigmoid();
        return (y * s, s * (1 + y * (1 - s)));
    }

    private static (Tensor Value, Tensor Derivative) Silut(double threshold, Tensor y)
    {
        double sigmoid = 1 / (1 + Math.Exp(-threshold)), silu = threshold * sigmoid, k = sigmoid * (1 + threshold * (1 - sigmoid));
        (Tensor below, Tensor belowSlope) = Silu(y);
        Tensor t = (k * (y - threshold)).tanh();
        Tensor isBelow = y < threshold;
        return (below.where(isBelow, t + silu), belowSlope.where(isBelow, k * OneMinusSquare(t)));
    }

    // 1 − t², one operation
    private static Tensor OneMinusSquare(Tensor t) => ones(1, dtype: t.dtype, device: t.device).addcmul(t, t, -1);

    private static Tensor Where(Tensor condition, Tensor like) => condition.to(like.dtype);
}
