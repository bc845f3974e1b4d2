using System.Globalization;
using IonicMlff.Models.Dpmd.Definition;
using IonicMlff.Models.Dpmd.Import;

namespace IonicMlff.Models.Dpmd.Export;

/// <summary>The tree of dictionaries of DeePMD-kit 3.1 for a model that is under its rules.</summary>
internal static class DpTree
{
    /// <summary>The whole document.</summary>
    public static Dictionary<string, object?> Of(DpmdModel model)
    {
        string precision = model.IsFloat32 ? "float32" : "float64";
        Dictionary<string, object?> descriptor = Descriptor(model, precision), fitting = Fitting(model, precision);
        var document = new Dictionary<string, object?>
        {
            ["backend"] = "ilmlff",
            ["software"] = "ilmlff",
            ["version"] = typeof(DpTree).Assembly.GetName().Version?.ToString(3),
            ["time"] = DateTime.UtcNow.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
            ["model_def_script"] = Script(model, descriptor, fitting),
            ["model"] = new Dictionary<string, object?>
            {
                ["@class"] = "Model",
                ["@version"] = 2,
                ["type"] = "standard",
                ["type_map"] = Texts(model.TypeMap),
                ["atom_exclude_types"] = Types(model.AtomExcluded),
                ["pair_exclude_types"] = model.Environment.PairExcluded is { } pairs ? Pairs(pairs) : new List<object?>(),
                ["preset_out_bias"] = null,
                ["rcond"] = null,
                ["descriptor"] = descriptor,
                ["fitting"] = fitting,
                ["@variables"] = new Dictionary<string, object?>
                {
                    ["out_bias"] = Array("float64", model.EnergyBias, 1, model.TypeCount, 1),
                    ["out_std"] = Array("float64", [.. Enumerable.Repeat(1.0, model.TypeCount)], 1, model.TypeCount, 1),
                },
            },
        };
        if (model.MinNeighborDistance is { } distance)
            document["@variables"] = new Dictionary<string, object?> { ["min_nbor_dist"] = Array("float64", [distance]) };
        return document;
    }

    private static Dictionary<string, object?> Descriptor(DpmdModel model, string precision)
    {
        EnvironmentMatrix matrix = model.Environment;
        DpmdLayer[] net = model.Embedding.OrderBy(n => n!.Layers!.All(l => l.Activation == DpmdActivation.Linear)).First()!.Layers!;
        return new()
        {
            ["@class"] = "Descriptor",
            ["@version"] = 2,
            ["type"] = "se_e2_a",
            ["rcut"] = matrix.Cutoff,
            ["rcut_smth"] = matrix.SwitchStart,
            ["sel"] = Integers(matrix.Sel),
            ["neuron"] = Integers(net.Select(l => l.Out)),
            ["axis_neuron"] = model.AxisNeurons,
            ["resnet_dt"] = net.Any(l => l.TimeStep is not null),
            ["type_one_side"] = model.TypeOneSide,
            ["exclude_types"] = Pairs(matrix.Excluded),
            ["env_protection"] = matrix.Protection,
            ["set_davg_zero"] = matrix.Average.AsSpan().IndexOfAnyExcept(0.0) < 0,
            ["activation_function"] = NameOf(net[0]),
            ["precision"] = precision,
            ["spin"] = null,
            ["trainable"] = true,
            ["type_map"] = Texts(model.TypeMap),
            ["env_mat"] = new Dictionary<string, object?>
            {
                ["rcut"] = matrix.Cutoff,
                ["rcut_smth"] = matrix.SwitchStart,
                ["protection"] = matrix.Protection,
                ["use_exp_switch"] = false,
            },
            ["embeddings"] = Collection("embedding_network", model.TypeOneSide ? 1 : 2, model.TypeCount, model.Embedding.Select(n => Net(
                "EmbeddingNetwork", 2, n!.Layers!, precision, new() { ["bias"] = n.Layers!.All(l => l.Bias is not null) }))),
            ["@variables"] = new Dictionary<string, object?>
            {
                ["davg"] = Array(precision, matrix.Average, model.TypeCount, matrix.Sel.Sum(), 4),
                ["dstd"] = Array(precision, matrix.Deviation, model.TypeCount, matrix.Sel.Sum(), 4),
            },
        };
    }

    private static Dictionary<string, object?> Fitting(DpmdModel model, string precision)
    {
        DpmdLayer[] net = model.Fitting[0].Layers;
        ParameterStatistics frame = model.FrameParameters, atom = model.AtomParameters;
        object? Numbers(double[] values) => values.Length == 0 ? null : Array(precision, values, values.Length);
        return new()
        {
            ["@class"] = "Fitting",
            ["@version"] = 4,
            ["type"] = "ener",
            ["var_name"] = "energy",
            ["ntypes"] = model.TypeCount,
            ["dim_descrpt"] = net[0].In - frame.Count - atom.Count,
            ["dim_out"] = 1,
            ["dim_case_embd"] = 0,
            ["neuron"] = Integers(net[..^1].Select(l => l.Out)),
            ["resnet_dt"] = model.Fitting.Any(f => f.Layers.Any(l => l.TimeStep is not null)),
            ["numb_fparam"] = frame.Count,
            ["numb_aparam"] = atom.Count,
            ["default_fparam"] = frame.Default is { } preset ? preset.Select(x => (object?)x).ToList() : null,
            ["activation_function"] = NameOf(net[0]),
            ["precision"] = precision,
            ["mixed_types"] = false,
            ["rcond"] = null,
            ["tot_ener_zero"] = false,
            ["trainable"] = net.Select(_ => (object?)true).ToList(),
            ["layer_name"] = null,
            ["use_aparam_as_mask"] = false,
            ["spin"] = null,
            ["exclude_types"] = new List<object?>(),
            ["type_map"] = Texts(model.TypeMap),
            ["atom_ener"] = model.SubtractVacuum.Any(v => v)
                ? model.SubtractVacuum.Select((v, t) => v ? (object?)model.EnergyBias[t] : null).ToList() : null,
            ["nets"] = Collection("fitting_network", 1, model.TypeCount, model.Fitting.Select(f => Net(
                "FittingNetwork", 1, f.Layers, precision, new() { ["bias_out"] = true, ["out_dim"] = 1 }))),
            ["@variables"] = new Dictionary<string, object?>
            {
                ["bias_atom_e"] = Array("float64", new double[model.TypeCount], model.TypeCount, 1),
                ["case_embd"] = null,
                ["fparam_avg"] = Numbers(frame.Average),
                ["fparam_inv_std"] = Numbers(frame.InverseDeviation),
                ["aparam_avg"] = Numbers(atom.Average),
                ["aparam_inv_std"] = Numbers(atom.InverseDeviation),
            },
        };
    }

    private static Dictionary<string, object?> Collection(string type, int dimensions, int types, IEnumerable<object?> networks) => new()
    {
        ["@class"] = "NetworkCollection",
        ["@version"] = 1,
        ["ndim"] = dimensions,
        ["ntypes"] = types,
        ["network_type"] = type,
        ["networks"] = networks.ToList(),
    };

    private static Dictionary<string, object?> Net(string type, int version, DpmdLayer[] layers, string precision, Dictionary<string, object?> extras)
    {
        bool isFitting = extras.ContainsKey("out_dim");
        return new(extras)
        {
            ["@class"] = type,
            ["@version"] = version,
            ["in_dim"] = layers[0].In,
            ["neuron"] = Integers((isFitting ? layers[..^1] : layers).Select(l => l.Out)),
            ["activation_function"] = NameOf(layers[0]),
            ["resnet_dt"] = layers.Any(l => l.TimeStep is not null),
            ["precision"] = precision,
            ["layers"] = layers.Select((l, k) => (object?)Layer(l, precision, isOutput: isFitting && k == layers.Length - 1)).ToList(),
        };
    }

    private static Dictionary<string, object?> Layer(DpmdLayer layer, string precision, bool isOutput) => new()
    {
        ["@class"] = "Layer",
        ["@version"] = 2,
        ["bias"] = layer.Bias is not null,
        ["use_timestep"] = layer.TimeStep is not null,
        ["activation_function"] = isOutput && layer.Activation == DpmdActivation.Linear ? "none" : NameOf(layer),
        ["resnet"] = !isOutput && (layer.Shortcut != Shortcut.None || (layer.Out != layer.In && layer.Out != 2 * layer.In)),
        ["precision"] = precision,
        ["trainable"] = true,
        ["@variables"] = new Dictionary<string, object?>
        {
            ["w"] = Array(precision, layer.Weight, layer.In, layer.Out),
            ["b"] = layer.Bias is { } bias ? Array(precision, bias, layer.Out) : null,
            ["idt"] = layer.TimeStep is { } step ? Array(precision, step, layer.Out) : null,
        },
    };

    /// <summary>The settings a training input would have for this model.</summary>
    private static Dictionary<string, object?> Script(DpmdModel model, Dictionary<string, object?> descriptor, Dictionary<string, object?> fitting)
    {
        static Dictionary<string, object?> Pick(Dictionary<string, object?> from, params string[] names) => names.ToDictionary(n => n, n => from[n]);
        Dictionary<string, object?> net = Pick(
            fitting, "type", "neuron", "resnet_dt", "activation_function", "precision", "numb_fparam", "numb_aparam");
        if (fitting["atom_ener"] is { } energies)
            net["atom_ener"] = energies;
        return new()
        {
            ["type_map"] = Texts(model.TypeMap),
            ["descriptor"] = Pick(descriptor, "type", "rcut", "rcut_smth", "sel", "neuron", "axis_neuron", "resnet_dt", "type_one_side",
                "activation_function", "precision", "exclude_types", "set_davg_zero", "env_protection"),
            ["fitting_net"] = net,
        };
    }

    private static Dictionary<string, object?> Array(string precision, double[] values, params long[] shape) => new()
    {
        ["@class"] = "np.ndarray",
        ["@is_variable"] = true,
        ["@version"] = 1,
        ["dtype"] = precision,
        ["value"] = new DpArray(shape, values),
    };

    private static string NameOf(DpmdLayer layer) => layer.Activation switch
    {
        DpmdActivation.Silut => string.Create(CultureInfo.InvariantCulture, $"silut:{layer.ActivationThreshold:R}"),
        var other => other.ToString().ToLowerInvariant(),
    };

    private static List<object?> Integers(IEnumerable<int> values) => [.. values.Select(x => (object?)x)];

    private static List<object?> Texts(IEnumerable<string> values) => [.. values];

    private static List<object?> Types(bool[] marked) => [.. Enumerable.Range(0, marked.Length).Where(t => marked[t]).Select(t => (object?)t)];

    /// <summary>Marked pairs; the tables are symmetric, each pair is given once.</summary>
    private static List<object?> Pairs(bool[,] marked) =>
    [
        .. from a in Enumerable.Range(0, marked.GetLength(0)) from b in Enumerable.Range(a, marked.GetLength(0) - a)
           where marked[a, b] || marked[b, a] select (object?)new List<object?> { a, b },
    ];
}
