using IonicMlff.Core.Errors;
using IonicMlff.Models.Dpmd.Definition;
using IonicMlff.Models.Pickle;

namespace IonicMlff.Models.Dpmd.Import;

/// <summary>
/// Reads the formats of DeePMD-kit's own, .dp and .yaml: one tree of dictionaries in two files. Its rules are those of the NumPy and
/// PyTorch back ends whatever program wrote it: the switch in double, excluded pairs clear real neighbours only.
/// </summary>
internal static class DpDictImporter
{
    private const int MaxTypes = 512;

    /// <summary>Reads a .dp file (HDF5).</summary>
    /// <exception cref="IlmlffException">The file is damaged, or holds a model other than se_e2_a energy models.</exception>
    public static DpmdModel ReadHdf5(ByteSource source) => Read(DpHdf5.Read(source), source.Name, ".dp");

    /// <summary>Reads a .yaml file.</summary>
    /// <exception cref="IlmlffException">The file is damaged, or holds a model other than se_e2_a energy models.</exception>
    public static DpmdModel ReadYaml(ByteSource source) =>
        Read(DpYaml.Read(source.Read(0, source.Length), source.Name), source.Name, ".yaml");

    private static DpmdModel Read(Dictionary<string, object?> tree, string file, string ending)
    {
        var root = new DpDict(tree, "", file);
        DpRefusals.RequireModel(root);
        DpDict model = root.Child("model");
        DpRefusals.RequireEnergyModel(model);
        DpDict descriptor = model.Child("descriptor"), fitting = model.Child("fitting");
        DpRefusals.RequireVersions(model, descriptor, fitting);

        string[] types = model.Texts("type_map");
        int typeCount = types.Length;
        if (typeCount is 0 or > MaxTypes)
            throw model.Bad($"its type map has {typeCount} names; expected 1 to {MaxTypes}. The file is damaged.");
        if (descriptor.Child("embeddings").Integer("ntypes") is var other && other != typeCount)
            throw descriptor.Bad($"{typeCount} names in the type map, but embedding nets for {other} types. The file is damaged.");

        bool oneSide = descriptor.Flag("type_one_side");
        EmbeddingNet[] embedding = ReadEmbedding(descriptor, typeCount, oneSide);
        int width = embedding[0].Width, axis = descriptor.Integer("axis_neuron");
        if (axis < 1 || axis > width)
            throw descriptor.Expected("axis_neuron", $"a number from 1 to {width}, the width of the embedding nets");

        (ParameterStatistics frame, ParameterStatistics atom) = ReadParameters(fitting);
        double[] netBias = fitting.Child("@variables").OptionalDoubles("bias_atom_e", typeCount) ?? new double[typeCount];
        double[] modelBias = model.Optional("@variables")?.OptionalDoubles("out_bias", typeCount) ?? new double[typeCount];
        return new DpmdModel
        {
            TypeMap = types,
            TypeCount = typeCount,
            Environment = ReadEnvironment(model, descriptor, typeCount),
            Embedding = embedding,
            TypeOneSide = oneSide,
            AxisNeurons = axis,
            Fitting = ReadFitting(fitting, typeCount, width * axis + frame.Count + atom.Count),
            EnergyBias = [.. netBias.Zip(modelBias, (a, b) => a + b)],
            SubtractVacuum = ReadVacuum(fitting, typeCount),
            AtomExcluded = ReadAtomExclusions(model, typeCount),
            FrameParameters = frame,
            AtomParameters = atom,
            IsFloat32 = IsFloat32(descriptor) | IsFloat32(fitting),
            MinNeighborDistance = root.Optional("@variables")?.OptionalDoubles("min_nbor_dist", 1) is [> 0 and var d] ? d : null,
            Source = $"DeePMD-kit {ending}" + (root.OptionalText("backend") is { } backend ? $" (written by {Quote.Short(backend)})" : ""),
        };
    }

    private static EnvironmentMatrix ReadEnvironment(DpDict model, DpDict descriptor, int typeCount)
    {
        double cutoff = descriptor.Number("rcut"), start = descriptor.Number("rcut_smth");
        if (!(cutoff > 0 && start >= 0 && start < cutoff))
        {
            throw descriptor.Bad(FormattableString.Invariant(
                $"rcut is {cutoff} Å and rcut_smth {start} Å; expected 0 ≤ rcut_smth < rcut. The file is damaged."));
        }

        int[] sel = descriptor.Integers("sel");
        long slots = sel.Sum(s => (long)s);
        if (sel.Length != typeCount || slots == 0)
            throw descriptor.Expected("sel", $"{typeCount} numbers that are not all 0");

        DpDict variables = descriptor.Child("@variables");
        double[] deviation = variables.Doubles("dstd", typeCount * slots * 4);
        if (deviation.Contains(0))
            throw descriptor.Bad($"{variables.NameOf("dstd")} holds a 0, by which the environment would be divided. The file is damaged.");

        return new EnvironmentMatrix
        {
            Cutoff = cutoff,
            SwitchStart = start,
            SwitchWidth = cutoff - start,
            Sel = sel,
            NormalisationCount = (int)slots,
            Average = variables.Doubles("davg", typeCount * slots * 4),
            Deviation = deviation,
            Protection = descriptor.Number("env_protection", 0),
            Overflow = OverflowRule.NearestOverallThenPerType,
            Excluded = ReadPairs(descriptor, "exclude_types", typeCount) ?? new bool[typeCount, typeCount],
            Exclusion = ExclusionRule.RealNeighborsOnly,
            PairExcluded = ReadPairs(model, "pair_exclude_types", typeCount),
        };
    }

    /// <summary>Symmetric table of excluded pairs, or null when there are none.</summary>
    private static bool[,]? ReadPairs(DpDict dict, string name, int typeCount)
    {
        (int A, int B)[] pairs = dict.Pairs(name);
        if (pairs.Length == 0)
            return null;

        var excluded = new bool[typeCount, typeCount];
        foreach ((int a, int b) in pairs)
        {
            if (a >= typeCount || b >= typeCount)
                throw dict.Expected(name, $"pairs of types from 0 to {typeCount - 1}");
            excluded[a, b] = excluded[b, a] = true;
        }

        return excluded;
    }

    private static bool[] ReadAtomExclusions(DpDict model, int typeCount)
    {
        if (!model.Has("atom_exclude_types") || model.Integers("atom_exclude_types") is not { Length: > 0 } types)
            return [];

        var excluded = new bool[typeCount];
        foreach (int t in types)
            excluded[t < typeCount ? t : throw model.Expected("atom_exclude_types", $"types from 0 to {typeCount - 1}")] = true;
        return excluded;
    }

    private static EmbeddingNet[] ReadEmbedding(DpDict descriptor, int typeCount, bool oneSide)
    {
        DpmdLayer[]?[] nets = DpNetReader.Read(
            descriptor.Child("embeddings"), oneSide ? typeCount : typeCount * typeCount, oneSide ? 1 : 2, inputs: 1);
        int width = nets.First(n => n is not null)?[^1].Out ?? 0;
        if (nets.FirstOrDefault(n => n is not null && n[^1].Out != width) is { } odd)
            throw descriptor.Bad($"the embedding nets have different widths, {width} and {odd[^1].Out}. The file is damaged.");

        // An absent net is one that gives zero: its slots add nothing to GR.
        DpmdLayer[] zero = [new() { In = 1, Out = width, Weight = new double[width], Activation = DpmdActivation.Linear, Shortcut = Shortcut.None }];
        return [.. nets.Select(n => new EmbeddingNet { Layers = n ?? zero, Width = width })];
    }

    private static FittingNet[] ReadFitting(DpDict fitting, int typeCount, int inputs)
    {
        if (fitting.Integer("dim_descrpt") is var dim && dim > inputs)
            throw fitting.Bad($"{fitting.NameOf("dim_descrpt")} is {dim}, but the descriptor has {inputs} numbers. The file is damaged.");

        DpmdLayer[]?[] nets = DpNetReader.Read(fitting.Child("nets"), typeCount, 1, inputs);
        int t = Array.FindIndex(nets, n => n is null || n[^1].Out != 1);
        return t < 0 ? [.. nets.Select(n => new FittingNet { Layers = n! })]
            : throw fitting.Bad($"the fitting net of type {t} {(nets[t] is { } n ? $"gives {n[^1].Out} numbers instead of one energy" : "is missing")}. "
                + "The file is damaged.");
    }

    /// <summary>Types with a fixed vacuum energy; the energy itself is in the bias.</summary>
    private static bool[] ReadVacuum(DpDict fitting, int typeCount)
    {
        List<object?> energies = fitting.ListOrEmpty("atom_ener");
        if (energies.All(e => e is null))
            return new bool[typeCount];

        return energies.Count == typeCount ? [.. energies.Select(e => e is not null)]
            : throw fitting.Expected("atom_ener", $"a list of {typeCount} energies, or none");
    }

    private static (ParameterStatistics Frame, ParameterStatistics Atom) ReadParameters(DpDict fitting)
    {
        DpDict variables = fitting.Child("@variables");
        ParameterStatistics Of(string name, string count, double[]? preset)
        {
            int n = fitting.Integer(count, whenAbsent: 0);
            return n == 0 ? new() : new()
            {
                Average = variables.Doubles($"{name}_avg", n),
                InverseDeviation = variables.Doubles($"{name}_inv_std", n),
                Default = preset,
            };
        }

        int frames = fitting.Integer("numb_fparam", whenAbsent: 0);
        return (Of("fparam", "numb_fparam", fitting.OptionalDoubles("default_fparam", frames)), Of("aparam", "numb_aparam", null));
    }

    private static bool IsFloat32(DpDict nets) => (nets.OptionalText("precision") ?? "default") switch
    {
        "float32" or "single" => true,
        "float64" or "double" or "default" => false,
        var other => throw nets.Bad($"{nets.NameOf("precision")} is '{Quote.Short(other)}'; read are float64 and float32."),
    };
}
