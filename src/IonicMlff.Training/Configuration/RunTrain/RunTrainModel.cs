using System.Globalization;
using IonicMlff.Core.Elements;
using IonicMlff.Core.Errors;
using IonicMlff.Data.Configuration;
using IonicMlff.Models.Equivariance;
using IonicMlff.Models.Mace.Definition;
using IonicMlff.Training.Configuration.Plan;

namespace IonicMlff.Training.Configuration.RunTrain;

/// <summary>Architecture out of the arguments of mace_run_train.</summary>
internal static class RunTrainModel
{
    public static MacePlan Read(ConfigValues values)
    {
        (int channels, int maxL) = Hidden(values);
        int layers = values.Int("num_interactions");
        bool scaleShift = values.Word("model") == "ScaleShiftMACE";
        InteractionKind first = Interaction(values, "interaction_first"), later = Interaction(values, "interaction");
        if (!scaleShift && first != InteractionKind.Density)
            first = InteractionKind.RealAgnostic; // so upstream does for the class MACE
        return new MacePlan
        {
            Elements = Elements(values),
            Cutoff = values.Number("r_max"),
            Channels = channels,
            MaxL = maxL,
            MaxEll = values.Int("max_ell"),
            Correlation = [.. Enumerable.Repeat(values.Int("correlation"), layers)],
            Layers = layers,
            FirstInteraction = first,
            Interaction = later,
            Basis = Enum.Parse<BasisKind>(values.Word("radial_type")!, ignoreCase: true),
            BasisCount = values.Int("num_radial_basis"),
            EnvelopePower = values.Int("num_cutoff_basis"),
            Transform = Enum.Parse<TransformKind>(values.Word("distance_transform")!, ignoreCase: true),
            PairRepulsion = values.Flag("pair_repulsion"),
            RadialHidden = Whole(values, "radial_MLP"),
            ReadoutHidden = Scalars(values),
            Gate = values.Word("gate") switch
            {
                "tanh" => ActivationKind.Tanh,
                "abs" => ActivationKind.Abs,
                "None" => ActivationKind.Identity,
                _ => ActivationKind.Silu,
            },
            ScaleShift = scaleShift,
            Scaling = values.Word("scaling") switch
            {
                "std_scaling" => ScalingRule.Std,
                "no_scaling" => ScalingRule.None,
                _ => ScalingRule.RmsForces,
            },
            AvgNumNeighbors = values.Flag("compute_avg_num_neighbors") ? null : values.Number("avg_num_neighbors"),
            Edges = Edges(values, maxL),
            ApplyCutoff = values.Flag("apply_cutoff"),
            AgnosticProduct = values.Flag("use_agnostic_product"),
            ReducedCouplings = values.Flag("use_reduced_cg"),
        };
    }

    private static EdgeFeaturesPlan? Edges(ConfigValues values, int maxL)
    {
        bool first = values.Flag("use_edge_irreps_first");
        if (values.Text("edge_irreps") is not { } text || text == "None")
            return null;
        (int channels, int degree) = Natural(values, "edge_irreps", text);
        return degree <= maxL ? new(channels, degree, first)
            : throw values.Error("edge_irreps", $"'edge_irreps' is {text}, but the nodes have features up to degree {maxL} only.");
    }

    private static InteractionKind Interaction(ConfigValues values, string key)
    {
        string word = values.Word(key)!;
        int index = RunTrainSchema.Interactions.IndexOf(word);
        return index <= (int)InteractionKind.NonLinear ? (InteractionKind)index
            : throw values.Error(key, $"'{key}' is {word}; such blocks can't be made here. Use {string.Join(", ", RunTrainSchema.Interactions.Take(5))}.");
    }

    private static (int Channels, int MaxL) Hidden(ConfigValues values)
    {
        long? channels = values.WholeOrNone("num_channels"), maxL = values.WholeOrNone("max_L");
        if (channels is not null && maxL is not null)
            return ((int)channels, (int)maxL);
        if (values.Text("hidden_irreps") is not { } text)
            return ((int)(channels ?? 128), (int)(maxL ?? 1));

        return Natural(values, "hidden_irreps", text);
    }

    // Cx0e + Cx1o + Cx2e ...
    private static (int Channels, int MaxL) Natural(ConfigValues values, string key, string text)
    {
        Irreps irreps = Parse(values, key, text);
        int most = irreps.Blocks.Max(b => b.Mul), degree = irreps.Blocks.Max(b => b.L);
        string cure = string.Join('+', Enumerable.Range(0, degree + 1).Select(l => $"{most}x{l}{(l % 2 == 0 ? 'e' : 'o')}"));
        bool isNatural = irreps.Blocks.Select((b, l) => b == new IrrepBlock(most, l, l % 2 == 0 ? 1 : -1)).All(b => b) && irreps.Blocks.Count == degree + 1;
        return isNatural ? (most, degree)
            : throw values.Error(key, $"'{key}' is {text}; upstream can't run models with unequal multiplicities, gaps, or parities other than (-1)^l either. Nearest is {cure}{(key == "hidden_irreps" ? $" (num_channels {most}, max_L {degree})" : "")}.");
    }

    private static int Scalars(ConfigValues values)
    {
        string text = values.Text("MLP_irreps")!;
        return Parse(values, "MLP_irreps", text).Blocks is [{ L: 0, Parity: 1 } block] ? block.Mul
            : throw values.Error("MLP_irreps", $"'MLP_irreps' is {text}; expected scalars only, e.g. 16x0e.");
    }

    private static Irreps Parse(ConfigValues values, string key, string text)
    {
        try
        {
            Irreps irreps = Irreps.Parse(text.Replace(" ", "", StringComparison.Ordinal));
            return irreps.Blocks.Count > 0 && irreps.Blocks.All(b => b is { Mul: > 0 and <= 8192, L: <= 8 }) ? irreps
                : throw values.Error(key, $"'{key}' is '{Quote.Short(text)}'; expected irreps such as 16x0e+16x1o.");
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            throw values.Error(key, $"'{key}' is '{Quote.Short(text)}'; expected irreps such as 16x0e+16x1o.");
        }
    }

    private static List<string>? Elements(ConfigValues values) => values.Text("atomic_numbers") is null ? null
        : [.. Whole(values, "atomic_numbers").Order().Select(z => z <= PeriodicTable.Count ? PeriodicTable.Symbol(z) : throw values.Error("atomic_numbers", $"'atomic_numbers' has {z}; there is no such element."))];

    private static int[] Whole(ConfigValues values, string key)
    {
        string text = values.Text(key)!;
        return [.. text.Split([' ', ',', '[', ']', '(', ')'], StringSplitOptions.RemoveEmptyEntries).Select(t =>
            int.TryParse(t, NumberStyles.None, CultureInfo.InvariantCulture, out int n) && n > 0 ? n
            : throw values.Error(key, $"'{key}' is '{Quote.Short(text)}'; expected whole numbers, e.g. [64, 64, 64]."))];
    }
}
