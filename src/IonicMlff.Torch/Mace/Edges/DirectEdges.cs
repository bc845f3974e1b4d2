using IonicMlff.Models.Equivariance;
using IonicMlff.Models.Mace.Definition;
using TorchSharp;
using static TorchSharp.torch;

namespace IonicMlff.Torch.Mace;

/// <summary>
/// What the edges bring to the sums over them, with slopes: harmonics and radial functions depend on the edge vectors alone and have no
/// weights, and of the radial networks, functions of one variable, the value and the slope are computed side by side. The gradient in
/// the edge vectors is then a product with these slopes, and the gradient of a loss of forces needs no second derivative of them.
/// </summary>
/// <param name="Vectors">r, [E,3], with a graph where forces are wanted.</param>
/// <param name="Harmonics">Y of the edges, [E, components].</param>
/// <param name="HarmonicSlopes">dY/dr, [E, 3, components].</param>
/// <param name="Unit">dd/dr, [E,3].</param>
/// <param name="RadialSlope">Slopes of the features of pairs, [P, B].</param>
/// <param name="EnvelopeSlope">Slope of the envelope, [P, 1], or null.</param>
internal sealed record DirectEdges(
    Tensor Vectors, Tensor Harmonics, Tensor HarmonicSlopes, Tensor Unit, Tensor RadialSlope, Tensor? EnvelopeSlope)
{
#if TORCHSHARP
    /// <summary>TorchSharp has no such operators.</summary>
    public static bool Know(MaceModel model, ScalarType dtype) => false;

    public static EdgeFeatures Features(Tensor r, MaceGraph graph, EdgeHarmonics harmonics, RadialFunctions radial) => throw new NotSupportedException();
#else
    /// <summary>Can all layers of a model be computed this way?</summary>
    public static bool Know(MaceModel model, ScalarType dtype)
    {
        int bytes = dtype == ScalarType.Float32 ? sizeof(float) : sizeof(double);
        return model.MaxEll <= TorchSharp.Native.EdgeOperators.MostDegree && model.Layers.All(l => Knows(l.Interaction, bytes));
    }

    /// <summary>Of edge vectors.</summary>
    public static EdgeFeatures Features(Tensor r, MaceGraph graph, EdgeHarmonics harmonics, RadialFunctions radial)
    {
        (Tensor y, Tensor slopes, Tensor unit) = TorchSharp.Native.EdgeOperators.EdgeHarmonics(r, harmonics.MaxEll, harmonics.Steps);
        Tensor pairs = r.pow(2).sum(1).sqrt().index_select(0, graph.EdgeOfPair);
        using IDisposable on = enable_grad();
        Tensor d = pairs.detach().requires_grad_(true);
        (Tensor features, Tensor? envelope) = radial.Compute(d, graph);
        return new EdgeFeatures(pairs, features.detach(), envelope?.detach(), [])
        {
            Direct = new DirectEdges(r, y, slopes, unit, Slope(features, d), envelope is null ? null : Slope(envelope, d)),
        };
    }
#endif

    /// <summary>R·f and its slope, where the networks' outputs are multiplied by the envelope.</summary>
    public (Tensor Value, Tensor Slope) Enveloped(EdgeFeatures edges, (Tensor Value, Tensor Slope) r) =>
        edges.Envelope is { } f ? (r.Value * f, r.Slope * f + r.Value * EnvelopeSlope!) : r;

    // ∂x[p,b]/∂d[p]: the gradient g = Σ_b w[p,b] ∂x[p,b]/∂d[p] is linear in w.
    private static Tensor Slope(Tensor x, Tensor d)
    {
        Tensor w = ones_like(x).detach().requires_grad_(true);
        Tensor g = autograd.grad([x], [d], [w], retain_graph: true, create_graph: true)[0];
        return autograd.grad([g.sum()], [w], retain_graph: true)[0].detach();
    }

    private static bool Knows(Interaction block, int bytes)
    {
        if (block is not { NonLinear: null, DensityNetwork: null, ConvWeights: FullyConnectedNet { Activation.Kind: ActivationKind.Silu } })
            return false;
        IReadOnlyList<IrrepBlock> input = block.LinearUp.Out.Blocks;
        return input.All(b => b.Mul * bytes % RegisterBytes == 0 && b.L <= MostSenderDegree)
            && block.ConvPaths.GroupBy(p => p.InBlock).All(g => input[g.Key].IrrepDim * g.Sum(p => 2 * p.L2 + 1) <= MostMoments);
    }

    private const int RegisterBytes = 64, MostMoments = 1024, MostSenderDegree = 4; // as native/torch/edges has them
}
