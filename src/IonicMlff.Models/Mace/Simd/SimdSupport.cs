using IonicMlff.Models.Equivariance;
using IonicMlff.Models.Mace.Definition;

namespace IonicMlff.Models.Mace.Simd;

/// <summary>Which models the SIMD evaluator takes; the others are left to the Reference evaluator.</summary>
internal static class SimdSupport
{
    private const int LargestHarmonic = 3;
    private const int LargestHidden = 2;
    private const int LargestCorrelation = 3;

    /// <summary>Null, or a sentence that says what the evaluator can't do.</summary>
    public static string? Obstacle(MaceModel model)
    {
        if (model.MaxEll > LargestHarmonic)
            return $"its spherical harmonics go up to l = {model.MaxEll}, and l ≤ {LargestHarmonic} is implemented.";
        if (model.EvenHarmonics)
            return "its spherical harmonics are all even (use_so3).";
        for (int t = 0; t < model.Layers.Length; t++)
        {
            if ((Obstacle(model.Layers[t].Interaction) ?? Obstacle(model.Layers[t].Product)) is { } obstacle)
                return $"in layer {t + 1} {obstacle}";
        }

        int channels = model.NodeEmbedding.GetLength(1);
        return model.Layers.Any(l => l.Product.Contractions[0].Output.Mul != channels)
            ? $"its layers differ in the number of channels ({channels} after the embedding)."
            : null;
    }

    private static string? Obstacle(Interaction block)
    {
        if (block.Kind == InteractionKind.NonLinear || block.NonLinear is not null || block.SkipPlain is not null)
            return "the interaction block is of the non-linear family (RealAgnosticResidualNonLinearInteractionBlock).";
        if (block.LinearUp.Bias is not null || block.Linear.Bias is not null)
            return "a linear map has a bias.";
        if (block.ConvWeights is not FullyConnectedNet weights || !VanishesAtCutoff(weights)
            || block.DensityNetwork is not null and not FullyConnectedNet)
        {
            return "the radial network is not a bias-free network that vanishes at the cutoff.";
        }

        return Obstacle("the features", block.LinearUp.Out, LargestHidden) ?? Obstacle("the messages", block.Linear.Out, LargestHarmonic);
    }

    private static string? Obstacle(Product product)
    {
        if (product.Linear.Bias is not null)
            return "a linear map has a bias.";
        foreach (Contraction contraction in product.Contractions)
        {
            int order = contraction.Terms.Max(t => t.Order);
            if (order > LargestCorrelation)
                return $"the correlation is {order}, and up to {LargestCorrelation} is implemented.";
        }

        return Obstacle("the hidden features", product.Linear.Out, LargestHidden) ?? Obstacle("the contracted features", product.Linear.In, LargestHidden);
    }

    // One block per degree 0, 1, …, of parity (−1)^l, all with the same number of channels.
    private static string? Obstacle(string what, Irreps irreps, int largest)
    {
        for (int b = 0; b < irreps.Blocks.Count; b++)
        {
            IrrepBlock block = irreps.Blocks[b];
            if (block.L != b || block.L > largest || block.Parity != (block.L % 2 == 0 ? 1 : -1) || block.Mul != irreps.Blocks[0].Mul)
                return $"{what} are {irreps}, and Cx0e+Cx1o+… up to l = {largest} is implemented.";
        }

        return null;
    }

    private static bool VanishesAtCutoff(FullyConnectedNet net) =>
        net.Layers.All(l => l.Bias is null) && (net.Layers.Length == 1 || net.Activation.Kind != ActivationKind.Sigmoid);
}
