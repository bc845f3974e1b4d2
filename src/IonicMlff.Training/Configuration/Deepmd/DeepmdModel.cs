using System.Globalization;
using IonicMlff.Core.Elements;
using IonicMlff.Core.Errors;
using IonicMlff.Data.Configuration;
using IonicMlff.Models.Dpmd.Definition;
using IonicMlff.Training.Configuration.Plan;

namespace IonicMlff.Training.Configuration.Deepmd;

/// <summary>The part <c>model</c> of an input.json.</summary>
internal static class DeepmdModel
{
    public static DpmdPlan Read(ConfigValues values)
    {
        IReadOnlyList<string> types = values.Texts("model.type_map");
        foreach (string type in types)
        {
            if (!PeriodicTable.TryAtomicNumber(type, out _))
                throw values.Error("model.type_map", $"'model.type_map': {PeriodicTable.Unknown(type)}. Names of types that are not elements can't be matched with atoms.");
        }

        values.Word("model.descriptor.type");
        values.Word("model.fitting_net.type");
        values.Word("learning_rate.type");
        values.Word("loss.type");
        double cutoff = values.Number("model.descriptor.rcut"), start = values.Number("model.descriptor.rcut_smth");
        if (start >= cutoff)
            throw values.Error("model.descriptor.rcut_smth", FormattableString.Invariant($"'model.descriptor.rcut_smth' is {start} Å; expected less than rcut, {cutoff} Å."));
        IReadOnlyList<int> widths = values.Ints("model.descriptor.neuron"), fitting = values.Ints("model.fitting_net.neuron");
        int axis = values.Int("model.descriptor.axis_neuron");
        if (axis > widths[^1])
            throw values.Error("model.descriptor.axis_neuron", $"'model.descriptor.axis_neuron' is {axis}; expected at most the last of 'neuron', {widths[^1]}.");
        (int[]? sel, double factor) = Sel(values, types.Count);
        return new DpmdPlan
        {
            Elements = types.Count > 0 ? types : null,
            Cutoff = cutoff,
            SwitchStart = start,
            Sel = sel,
            SelFactor = factor,
            EmbeddingWidths = widths,
            AxisNeurons = axis,
            EmbeddingResnetDt = values.Flag("model.descriptor.resnet_dt"),
            TypeOneSide = values.Flag("model.descriptor.type_one_side"),
            EmbeddingActivation = Activation(values, "model.descriptor.activation_function"),
            ExcludedPairs = Pairs(values, types.Count),
            SetDavgZero = values.Flag("model.descriptor.set_davg_zero"),
            Protection = values.Number("model.descriptor.env_protection"),
            EmbeddingTrainable = values.Flag("model.descriptor.trainable"),
            FittingWidths = fitting,
            FittingResnetDt = values.Flag("model.fitting_net.resnet_dt"),
            FittingActivation = Activation(values, "model.fitting_net.activation_function"),
            FittingTrainable = Trainable(values, fitting.Count + 1),
            FrameParameters = values.Int("model.fitting_net.numb_fparam"),
            AtomParameters = values.Int("model.fitting_net.numb_aparam"),
            BiasRcond = values.NumberOrNone("model.fitting_net.rcond"),
            AtomEnergies = AtomEnergies(values, types.Count),
            StatisticsBatches = values.Int("model.data_stat_nbatch"),
            StatisticsProtection = values.Number("model.data_stat_protect"),
        };
    }

    private static DpmdActivation Activation(ConfigValues values, string key) => values.Word(key) switch
    {
        "linear" or "none" => DpmdActivation.Linear,
        "relu" => DpmdActivation.Relu,
        "relu6" => DpmdActivation.Relu6,
        "softplus" => DpmdActivation.Softplus,
        "sigmoid" => DpmdActivation.Sigmoid,
        "gelu" or "gelu_tf" => DpmdActivation.Gelu,
        "silu" => DpmdActivation.Silu,
        "silut" => DpmdActivation.Silut,
        _ => DpmdActivation.Tanh,
    };

    private static (int[]? Sel, double Factor) Sel(ConfigValues values, int types)
    {
        const string Key = "model.descriptor.sel";
        string[] texts = values.At(Key) is var (map, name) ? map.Texts(name) : [];
        values.Record(Key, texts.Length == 0 ? "auto" : string.Join(", ", texts));
        if (texts.Length == 0 || texts is ["auto"])
            return (null, 1.1);
        if (texts.Length == 1 && texts[0].StartsWith("auto:", StringComparison.Ordinal))
        {
            return double.TryParse(texts[0][5..], NumberStyles.Float, CultureInfo.InvariantCulture, out double factor) && factor is >= 1 and <= 100 ? (null, factor)
                : throw values.Error(Key, $"'{Key}' is '{Quote.Short(texts[0])}'; expected auto, auto:factor with a factor of at least 1, or a list.");
        }

        int[] sel = [.. texts.Select(t => int.TryParse(t, NumberStyles.None, CultureInfo.InvariantCulture, out int n) && n is > 0 and <= 100_000 ? n
            : throw values.Error(Key, $"'{Key}' has '{Quote.Short(t)}'; expected whole numbers from 1 to 100000, one per type, or auto."))];
        if (types == 0)
            throw values.Error(Key, $"'{Key}' has a number per type, so 'model.type_map' must tell which types these are.");
        return sel.Length == types ? (sel, 1.1)
            : throw values.Error(Key, $"'{Key}' has {sel.Length} numbers for {types} types in type_map; give one for each.");
    }

    private static (int, int)[] Pairs(ConfigValues values, int types)
    {
        const string Key = "model.descriptor.exclude_types";
        if (values.At(Key) is not var (map, name) || !map.Has(name))
            return [];
        // [[0, 1], [1, 1]]
        string text = map.Flat(name);
        values.Record(Key, text);
        int[] numbers = [.. text.Split([' ', ',', '[', ']'], StringSplitOptions.RemoveEmptyEntries).Select(t => int.TryParse(t, NumberStyles.None, CultureInfo.InvariantCulture, out int n) && n < types ? n
            : throw values.Error(Key, $"'{Key}' has '{Quote.Short(t)}'; expected pairs of types from 0 to {types - 1}, as type_map has {types}."))];
        return numbers.Length % 2 == 0 ? [.. numbers.Chunk(2).Select(p => (p[0], p[1]))] : throw values.Error(Key, $"'{Key}' is {text}; expected pairs, e.g. [[0, 1]].");
    }

    private static bool[] Trainable(ConfigValues values, int layers)
    {
        const string Key = "model.fitting_net.trainable";
        string[] texts = values.At(Key) is var (map, name) ? map.Texts(name) : [];
        values.Record(Key, texts.Length == 0 ? "true" : string.Join(", ", texts));
        bool[] flags = [.. texts.Select(t => t switch
        {
            "true" => true,
            "false" => false,
            _ => throw values.Error(Key, $"'{Key}' has '{Quote.Short(t)}'; expected true or false, or one of them per layer."),
        })];
        return flags.Length switch
        {
            0 => [.. Enumerable.Repeat(true, layers)],
            1 => [.. Enumerable.Repeat(flags[0], layers)],
            _ => flags.Length == layers ? flags : throw values.Error(Key, $"'{Key}' has {flags.Length} entries; expected {layers}, one per layer and the last linear one."),
        };
    }

    private static double?[] AtomEnergies(ConfigValues values, int types)
    {
        const string Key = "model.fitting_net.atom_ener";
        string[] texts = values.At(Key) is var (map, name) ? map.Texts(name) : [];
        if (texts.Length == 0)
            return [];
        values.Record(Key, string.Join(", ", texts));
        double?[] energies = [.. texts.Select(t => t is "null" or "~" or "" ? (double?)null
            : double.TryParse(t, NumberStyles.Float, CultureInfo.InvariantCulture, out double e) && double.IsFinite(e) ? e
            : throw values.Error(Key, $"'{Key}' has '{Quote.Short(t)}'; expected energies in eV, or null for a type whose energy is not fixed."))];
        return energies.Length == types ? energies : throw values.Error(Key, $"'{Key}' has {energies.Length} numbers for {types} types; give one for each.");
    }
}
