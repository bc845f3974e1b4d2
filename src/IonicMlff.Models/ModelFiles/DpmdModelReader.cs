using IonicMlff.Core.Errors;
using IonicMlff.Core.ModelFiles;
using IonicMlff.Models.Dpmd.Definition;

namespace IonicMlff.Models.ModelFiles;

/// <summary>Reads a Deep Potential from our model file: what <see cref="DpmdModelJson"/> writes. Files may be hostile; all is checked.</summary>
internal sealed class DpmdModelReader(JsonFields json, SafetensorsFile file)
{
    private const int MaxTypes = 512;
    private const int MaxLayers = 64;
    private int _types;

    /// <summary>The model.</summary>
    /// <exception cref="IlmlffException">Fields or tensors are missing, unknown, or do not fit together.</exception>
    public DpmdModel Read()
    {
        string[] names = json.Texts("type_map");
        _types = names.Length is > 0 and <= MaxTypes ? names.Length : throw json.Wrong("type_map", $"a list of 1 to {MaxTypes} names");
        bool oneSide = json.Flag("type_one_side");
        EmbeddingNet?[] embedding = ReadEmbedding(oneSide ? _types : _types * _types);
        int width = embedding.First(n => n is not null)!.Width, axis = json.Integer("axis_neurons");
        if (axis < 1 || axis > width)
            throw json.Wrong("axis_neurons", $"a number from 1 to {width}");

        ParameterStatistics frame = ReadParameters("frame_parameters"), atom = ReadParameters("atom_parameters");
        bool[] atoms = Marked("atom_excluded");
        var model = new DpmdModel
        {
            TypeMap = names,
            TypeCount = _types,
            Environment = ReadEnvironment(json.Object("environment")),
            Embedding = embedding,
            TypeOneSide = oneSide,
            AxisNeurons = axis,
            Fitting = ReadFitting(width * axis + frame.Count + atom.Count),
            EnergyBias = Tensor("energy_bias", [_types]),
            SubtractVacuum = Marked("subtract_vacuum"),
            AtomExcluded = json.Flag("has_atom_exclusion") ? atoms : [],
            FrameParameters = frame,
            AtomParameters = atom,
            IsFloat32 = json.Flag("float32_nets"),
            MinNeighborDistance = json.OptionalNumber("min_neighbor_distance"),
            Source = json.Text("source"),
        };
        json.RefuseOthers();
        return model;
    }

    private EnvironmentMatrix ReadEnvironment(JsonFields environment)
    {
        double cutoff = environment.Number("cutoff"), start = environment.Number("switch_start"), width = environment.Number("switch_width");
        if (!(cutoff > 0 && start >= 0 && start < cutoff && width > 0))
            throw environment.Wrong("switch_start", "between 0 and the cutoff");

        int[] sel = [.. environment.Numbers("sel").Select(s =>
            s >= 0 && s <= 1 << 20 && s == Math.Floor(s) ? (int)s : throw environment.Wrong("sel", "a list of whole numbers"))];
        long slots = sel.Sum(s => (long)s);
        if (sel.Length != _types || slots is 0 or > 1 << 20)
            throw environment.Wrong("sel", $"a list of {_types} numbers that are not all 0");
        if (environment.Integer("normalisation_count") is var count && count < 1)
            throw environment.Wrong("normalisation_count", "a number of 1 or more");

        double[] deviation = Tensor("environment.deviation", [_types, slots, 4]);
        var matrix = new EnvironmentMatrix
        {
            Cutoff = cutoff,
            SwitchStart = start,
            SwitchWidth = width,
            Sel = sel,
            NormalisationCount = count,
            Average = Tensor("environment.average", [_types, slots, 4]),
            Deviation = !deviation.Contains(0) ? deviation : throw Bad("the tensor environment.deviation holds a 0"),
            Protection = environment.Number("protection"),
            Overflow = environment.Word<OverflowRule>("overflow"),
            Excluded = Pairs(environment, "excluded"),
            Exclusion = environment.Word<ExclusionRule>("exclusion"),
            PairExcluded = environment.Has("pair_excluded") ? Pairs(environment, "pair_excluded") : null,
        };
        environment.RefuseOthers();
        return matrix;
    }

    private EmbeddingNet?[] ReadEmbedding(int count)
    {
        JsonFields[] fields = json.Objects("embedding");
        if (fields.Length != count)
            throw json.Wrong("embedding", $"a list of {count} nets");

        var nets = new EmbeddingNet?[count];
        for (int n = 0; n < count; n++)
        {
            int width = fields[n].Integer("width");
            if (width == 0)
                continue; // no net
            DpmdLayer[]? layers = fields[n].Has("layers") ? ReadLayers(fields[n], $"embedding.{n}", inputs: 1) : null;
            CompressedTable? table = fields[n].Has("table") ? ReadTable(fields[n].Object("table"), n, width) : null;
            bool fits = width > 0 && (layers is not null || table is not null) && (layers is null || layers[^1].Out == width)
                && nets.All(other => other is null || other.Width == width);
            if (!fits)
                throw fields[n].Wrong("width", "the width of all nets");

            fields[n].RefuseOthers();
            nets[n] = new EmbeddingNet { Layers = layers, Table = table, Width = width };
        }

        return nets.Any(n => n is not null) ? nets : throw json.Wrong("embedding", "a list with nets");
    }

    private CompressedTable ReadTable(JsonFields fields, int net, int width)
    {
        (double lower, double upper, double max) = (fields.Number("lower"), fields.Number("upper"), fields.Number("max"));
        (double fine, double coarse) = (fields.Number("stride0"), fields.Number("stride1"));
        long rows = fine > 0 && coarse > 0 && lower <= upper && upper <= max && (upper - lower) / fine + (max - upper) / coarse < 1 << 24
            ? (long)((upper - lower) / fine + (max - upper) / coarse) : 0;
        if (rows == 0)
            throw fields.Wrong("lower", "the beginning of a range");

        fields.RefuseOthers();
        return new CompressedTable
        {
            Lower = lower,
            Upper = upper,
            Max = max,
            Stride0 = fine,
            Stride1 = coarse,
            Coefficients = Tensor($"embedding.{net}.table", [rows, width, 6]),
        };
    }

    private FittingNet[] ReadFitting(int inputs)
    {
        JsonFields[] fields = json.Objects("fitting");
        if (fields.Length != _types)
            throw json.Wrong("fitting", $"a list of {_types} nets");

        var nets = new FittingNet[_types];
        for (int t = 0; t < _types; t++)
        {
            nets[t] = new FittingNet { Layers = ReadLayers(fields[t], $"fitting.{t}", inputs) };
            if (nets[t].Layers[^1].Out != 1)
                throw Bad($"the net fitting.{t} gives {nets[t].Layers[^1].Out} numbers instead of one energy");
            fields[t].RefuseOthers();
        }

        return nets;
    }

    private DpmdLayer[] ReadLayers(JsonFields net, string name, int inputs)
    {
        JsonFields[] fields = net.Objects("layers");
        if (fields.Length is 0 or > MaxLayers)
            throw net.Wrong("layers", $"a list of 1 to {MaxLayers} layers");

        var layers = new DpmdLayer[fields.Length];
        for (int l = 0; l < layers.Length; l++)
        {
            string weight = $"{name}.{l}.weight";
            long outputs = file.Tensors.TryGetValue(weight, out TensorEntry? entry) && entry.Shape is [_, > 0 and <= 1 << 16] ? entry.Shape[1] : 1;
            var layer = new DpmdLayer
            {
                In = inputs,
                Out = (int)outputs,
                Weight = Tensor(weight, [inputs, outputs]),
                Bias = fields[l].Flag("bias") ? Tensor($"{name}.{l}.bias", [outputs]) : null,
                TimeStep = fields[l].Flag("time_step") ? Tensor($"{name}.{l}.time_step", [outputs]) : null,
                Activation = fields[l].Word<DpmdActivation>("activation"),
                ActivationThreshold = fields[l].Number("activation_threshold"),
                Shortcut = fields[l].Word<Shortcut>("shortcut"),
            };
            bool fits = layer.Shortcut switch { Shortcut.Add => outputs == inputs, Shortcut.Double => outputs == 2L * inputs, _ => true };
            if (!fits)
                throw fields[l].Wrong("shortcut", $"possible for {inputs} inputs and {outputs} outputs");

            fields[l].RefuseOthers();
            (layers[l], inputs) = (layer, (int)outputs);
        }

        return layers;
    }

    private ParameterStatistics ReadParameters(string name)
    {
        if (!json.Has(name))
            return new ParameterStatistics();

        JsonFields fields = json.Object(name);
        var parameters = new ParameterStatistics
        {
            Average = fields.Numbers("average"),
            InverseDeviation = fields.Numbers("inverse_deviation"),
            Default = fields.Has("default") ? fields.Numbers("default") : null,
        };
        bool fits = parameters.Count is > 0 and <= 1 << 16 && parameters.InverseDeviation.Length == parameters.Count
            && (parameters.Default is null || parameters.Default.Length == parameters.Count);
        if (!fits)
            throw fields.Wrong("average", "a list as long as the others");

        fields.RefuseOthers();
        return parameters;
    }

    private bool[] Marked(string name)
    {
        var flags = new bool[_types];
        foreach (double t in json.Numbers(name))
            flags[t >= 0 && t < _types && t == Math.Floor(t) ? (int)t : throw json.Wrong(name, "a list of types")] = true;
        return flags;
    }

    private bool[,] Pairs(JsonFields fields, string name)
    {
        var pairs = new bool[_types, _types];
        foreach (double p in fields.Numbers(name))
        {
            int pair = p >= 0 && p < _types * _types && p == Math.Floor(p) ? (int)p : throw fields.Wrong(name, "a list of pairs of types");
            pairs[pair % _types, pair / _types] = true;
        }

        return pairs;
    }

    private double[] Tensor(string name, long[] shape)
    {
        if (file.Tensors.TryGetValue(name, out TensorEntry? entry) && !entry.Shape.SequenceEqual(shape))
        {
            throw Bad($"the tensor {name} has shape ({string.Join(", ", entry.Shape)}), but ({string.Join(", ", shape)}) is needed");
        }

        double[] values = file.Doubles(name);
        return Array.TrueForAll(values, double.IsFinite) ? values : throw Bad($"the tensor {name} holds a number that is not finite");
    }

    private IlmlffException Bad(string what) => IlmlffException.BadData($"{file.Name}: {what}. The file is damaged: convert the original model again.");
}
