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
        int channels = model.NodeEmbedding.GetLength(1);
        for (int t = 0; t < model.Layers.Length; t++)
        {
            if ((Obstacle(model.Layers[t].Interaction, channels) ?? Obstacle(model.Layers[t], channels)) is { } obstacle)
                return $"in layer {t + 1} {obstacle}";
        }

        return null;
    }

    private static string? Obstacle(Interaction block, int channels)
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

        if (block.MessageIrreps.Blocks.Any(b => b.Mul != channels))
            return $"the messages {block.MessageIrreps} do not all have the {channels} channels of the embedding.";
        return Obstacle("the incoming features", block.LinearUp.In, LargestHidden, channels)
            ?? Obstacle("the features", block.LinearUp.Out, LargestHidden, channels)
            ?? Obstacle("the messages", block.Linear.Out, LargestHarmonic, channels)
            ?? Differ("the messages", block.Linear.Out, "the contracted features", block.TargetIrreps);
    }

    private static string? Obstacle(MaceLayer layer, int channels)
    {
        Product product = layer.Product;
        if (product.Linear.Bias is not null)
            return "a linear map has a bias.";
        foreach (Contraction contraction in product.Contractions)
        {
            int order = contraction.Terms.Max(t => t.Order);
            if (order > LargestCorrelation)
                return $"the correlation is {order}, and up to {LargestCorrelation} is implemented.";
        }

        return Obstacle("the hidden features", product.Linear.Out, LargestHidden, channels)
            ?? Obstacle("the contracted features", product.Linear.In, LargestHidden, channels)
            ?? Differ("the contractions", new Irreps(product.Contractions.Select(c => c.Output)), "the product's input", product.Linear.In)
            ?? (layer.Interaction.SkipByElement is { } skip ? Differ("the skip connection", skip.Out, "the hidden features", product.Linear.Out) : null);
    }

    // One block per degree 0, 1, …, of parity (−1)^l, all with the channels of the embedding.
    private static string? Obstacle(string what, Irreps irreps, int largest, int channels)
    {
        for (int b = 0; b < irreps.Blocks.Count; b++)
        {
            IrrepBlock block = irreps.Blocks[b];
            if (block.L != b || block.L > largest || block.Parity != (block.L % 2 == 0 ? 1 : -1) || block.Mul != channels)
                return $"{what} are {irreps}, and {channels}x0e+{channels}x1o+… up to l = {largest} is implemented.";
        }

        return null;
    }

    private static string? Differ(string what, Irreps a, string other, Irreps b) =>
        a.Blocks.SequenceEqual(b.Blocks) ? null : $"{what} ({a}) and {other} ({b}) differ.";

    private static bool VanishesAtCutoff(FullyConnectedNet net) =>
        net.Layers.All(l => l.Bias is null) && (net.Layers.Length == 1 || net.Activation.Kind != ActivationKind.Sigmoid);
}
