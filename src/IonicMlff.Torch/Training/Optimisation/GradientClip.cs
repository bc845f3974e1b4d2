using TorchSharp;
using static TorchSharp.torch;

namespace IonicMlff.Torch.Training.Optimisation;

/// <summary>Limits the length of a gradient: g ← g·min(1, limit/(‖g‖ + 1e-6)), over all parameters together.</summary>
public static class GradientClip
{
    private const double Safety = 1e-6;

    /// <summary>‖g‖₂ of a vector.</summary>
    public static double Norm(Tensor gradient)
    {
        using DisposeScope scope = NewDisposeScope();
        using var still = no_grad();
        return gradient.to(ScalarType.Float64).square().sum().sqrt().item<double>();
    }

    /// <summary>The factor for a gradient of a norm; 1 without a limit.</summary>
    public static double Factor(double norm, double? limit) => limit is { } most ? Math.Min(1, most / (norm + Safety)) : 1;
}
