using IonicMlff.Models.Mace.Definition;
using IonicMlff.Models.Mace.Reference;

namespace IonicMlff.Models.Mace.Simd.Radial;

/// <summary>
/// The exact radial functions of one layer for a pair of elements: the weights R_p[c](d) of the convolution's paths, the envelope
/// included, then the density of an edge ρ(d) = f·tanh(ρ̃²) where the block has one.
/// </summary>
internal sealed class RadialFunctions
{
    private const double ShortestDistance = 1e-6; // Å; sin(wx)/x is not evaluated at zero

    private readonly RadialStage features;
    private readonly RadialNetworkStage weights;
    private readonly RadialNetworkStage? density;
    private readonly double[] phi;
    private readonly double[] slope;

    public RadialFunctions(MaceModel model, Interaction block)
    {
        features = new RadialStage(model);
        weights = RadialNetworkStage.Create(block.ConvWeights);
        density = block.DensityNetwork is { } network ? RadialNetworkStage.Create(network) : null;
        phi = new double[model.Radial.Weights.Length];
        slope = new double[phi.Length];
        Cutoff = model.Cutoff;
        Count = block.ConvPaths.Sum(p => p.Mul) + (density is null ? 0 : 1);
    }

    /// <summary>Functions: all weights in the model's order, then the density.</summary>
    public int Count { get; }

    /// <summary>All functions vanish from here on, Å.</summary>
    public double Cutoff { get; }

    /// <summary>All functions at one distance.</summary>
    public void Evaluate(double d, int sender, int receiver, Span<double> values)
    {
        (double factor, _) = features.Evaluate(Math.Max(d, ShortestDistance), sender, receiver, phi, slope);
        ReadOnlySpan<double> r = weights.Compute(phi);
        for (int k = 0; k < r.Length; k++)
            values[k] = factor * r[k];
        if (density is not null)
        {
            double s = density.Compute(phi)[0];
            values[r.Length] = factor * Math.Tanh(s * s);
        }
    }
}
