using IonicMlff.Core.Errors;
using IonicMlff.Models.Dpmd.Definition;
using IonicMlff.Models.Pickle;

namespace IonicMlff.Models.Dpmd.Import;

/// <summary>
/// Reads frozen PyTorch models of DeePMD-kit (<c>dp --pt freeze</c>, .pth). They are TorchScript archives; the weights and settings are
/// taken from the pickled tree, and the program in the archive is neither run nor read.
/// </summary>
internal static class PthImporter
{
    private const int MaxTypes = 512;

    /// <summary>Reads a .pth file.</summary>
    /// <exception cref="IlmlffException">The file is damaged, or holds a model other than se_e2_a energy models.</exception>
    public static DpmdModel Read(ByteSource source) => Read(new TorchArchive(source), source.Name);

    private static DpmdModel Read(TorchArchive archive, string name)
    {
        if (archive.ReadObject() is not PickleObject root)
        {
            throw IlmlffException.BadData(
                $"{name}: has the code of a DeePMD-kit .pth model, but holds no model. Expected a file as 'dp --pt freeze' writes it.");
        }

        var model = new ScriptModule(root, "", archive, name);
        RequireClass(model, "EnergyModel", "energy models");
        ScriptModule atomic = model.Child("atomic_model"), descriptor = atomic.Child("descriptor"), fitting = atomic.Child("fitting_net");
        RequireClass(atomic, "DPEnergyAtomicModel", "standard energy models");
        RequireClass(descriptor, "DescrptSeA", "models of descriptor se_e2_a");
        RequireClass(fitting, "EnergyFittingNet", "energy fitting nets");

        ScriptModule block = descriptor.Child("sea");
        string[] types = atomic.Texts("type_map");
        int typeCount = block.Integer("ntypes");
        if (typeCount is 0 or > MaxTypes || types.Length != typeCount)
        {
            throw block.Bad($"{typeCount} types, but a type map of {types.Length} names; at most {MaxTypes} types are read. The file is damaged.");
        }

        bool oneSide = block.Flag("type_one_side", whenAbsent: true);
        EmbeddingNet[] embedding = ReadEmbedding(block, oneSide ? typeCount : typeCount * typeCount);
        int axis = block.Integer("axis_neuron");
        if (axis < 1 || axis > embedding[0].Width)
        {
            throw block.Expected("axis_neuron", $"a number from 1 to {embedding[0].Width}, the width of the embedding nets");
        }

        RefuseExtras(fitting);
        ParameterStatistics frame = ReadParameters(fitting, "fparam"), atom = ReadParameters(fitting, "aparam");
        int inputs = embedding[0].Width * axis + frame.Count + atom.Count;
        return new DpmdModel
        {
            TypeMap = types,
            TypeCount = typeCount,
            Environment = ReadEnvironment(block, atomic, typeCount),
            Embedding = embedding,
            TypeOneSide = oneSide,
            AxisNeurons = axis,
            Fitting = [.. Enumerable.Range(0, typeCount).Select(t => ReadFitting(fitting, t, inputs))],
            EnergyBias = [.. fitting.Doubles("bias_atom_e", typeCount).Zip(atomic.Doubles("out_bias", typeCount), (a, b) => a + b)],
            SubtractVacuum = fitting.IsEmpty("remove_vaccum_contribution") ? new bool[typeCount] // upstream's spelling
                : fitting.Flags("remove_vaccum_contribution") is var f && f.Length == typeCount ? f
                : throw fitting.Expected("remove_vaccum_contribution", $"{typeCount} truth values"),
            AtomExcluded = atomic.HasChild("atom_excl")
                ? [.. atomic.Child("atom_excl").Doubles("type_mask").Take(typeCount).Select(m => m == 0)] : [],
            FrameParameters = frame,
            AtomParameters = atom,
            IsFloat32 = IsFloat32(block) | IsFloat32(fitting),
            MinNeighborDistance = model.HasTensor("min_nbor_dist") && model.Doubles("min_nbor_dist", 1)[0] is > 0 and var d ? d : null,
            Source = "DeePMD-kit .pth (PyTorch, frozen)",
        };
    }

    private static EnvironmentMatrix ReadEnvironment(ScriptModule block, ScriptModule atomic, int typeCount)
    {
        double cutoff = block.Number("rcut"), start = block.Number("rcut_smth");
        if (!(cutoff > 0 && start >= 0 && start < cutoff))
        {
            throw block.Bad(FormattableString.Invariant(
                $"rcut is {cutoff} Å and rcut_smth {start} Å; expected 0 ≤ rcut_smth < rcut. The file is damaged."));
        }

        int[] sel = block.Integers("sel");
        long slots = sel.Sum(s => (long)s);
        if (sel.Length != typeCount || slots == 0)
        {
            throw block.Expected("sel", $"{typeCount} numbers that are not all 0");
        }

        double[] deviation = block.Doubles("stddev", typeCount * slots * 4);
        if (deviation.Contains(0))
        {
            throw block.Bad($"{block.NameOf("stddev")} holds a 0, by which the environment would be divided. The file is damaged.");
        }

        return new EnvironmentMatrix
        {
            Cutoff = cutoff,
            SwitchStart = start,
            SwitchWidth = cutoff - start,
            Sel = sel,
            NormalisationCount = (int)slots,
            Average = block.Doubles("mean", typeCount * slots * 4),
            Deviation = deviation,
            Protection = block.Number("env_protection"),
            Overflow = OverflowRule.NearestOverallThenPerType,
            Excluded = block.HasChild("emask") ? ReadPairs(block.Child("emask"), typeCount) : new bool[typeCount, typeCount],
            Exclusion = ExclusionRule.RealNeighborsOnly,
            PairExcluded = atomic.HasChild("pair_excl") ? ReadPairs(atomic.Child("pair_excl"), typeCount) : null,
        };
    }

    /// <summary>Zeros of the (types + 1)² mask; its last row and column stand for empty slots.</summary>
    private static bool[,] ReadPairs(ScriptModule exclusion, int typeCount)
    {
        double[] mask = exclusion.Doubles("type_mask", (typeCount + 1) * (typeCount + 1));
        var excluded = new bool[typeCount, typeCount];
        for (int a = 0; a < typeCount; a++)
        {
            for (int b = 0; b < typeCount; b++)
                excluded[a, b] = mask[a * (typeCount + 1) + b] == 0;
        }

        return excluded;
    }

    private static EmbeddingNet[] ReadEmbedding(ScriptModule block, int count)
    {
        bool compressed = block.Flag("compress", whenAbsent: false);
        var nets = new EmbeddingNet[count];
        for (int n = 0; n < count; n++)
        {
            DpmdLayer[] layers = NetReader.Read(block.Child("filter_layers"), n, inputs: 1);
            if (n > 0 && layers[^1].Out != nets[0].Width)
            {
                throw block.Bad($"the embedding nets have different widths, {nets[0].Width} and {layers[^1].Out}. The file is damaged.");
            }

            bool tabulated = compressed && block.Child("compress_data").HasTensor($"{n}"); // excluded pairs have no table
            nets[n] = new EmbeddingNet
            {
                Layers = layers,
                Width = layers[^1].Out,
                Table = tabulated ? ReadTable(block, n, layers[^1].Out) : null,
            };
        }

        return nets;
    }

    private static CompressedTable ReadTable(ScriptModule block, int net, int width)
    {
        ScriptModule data = block.Child("compress_data");
        double[] info = block.Child("compress_info").Doubles($"{net}", 6);
        (double lower, double upper, double max, double fine, double coarse) = (info[0], info[1], info[2], info[3], info[4]);
        long rows = (long)((upper - lower) / fine + (max - upper) / coarse);
        return fine > 0 && coarse > 0 && lower <= upper && upper <= max && rows is > 0 and < 1 << 24
            && data.Shape($"{net}") is [long r, long c] && r == rows && c == 6L * width
            ? new CompressedTable
            {
                Lower = lower,
                Upper = upper,
                Max = max,
                Stride0 = fine,
                Stride1 = coarse,
                Coefficients = data.Doubles($"{net}"),
            }
            : throw data.Bad($"{data.NameOf($"{net}")}: the table of shape ({string.Join(", ", data.Shape($"{net}"))}) does not fit its ranges, "
                + $"which need {rows} rows of {6 * width} numbers. The file is damaged.");
    }

    private static FittingNet ReadFitting(ScriptModule fitting, int type, int inputs)
    {
        DpmdLayer[] layers = NetReader.Read(fitting.Child("filter_layers"), type, inputs);
        return layers[^1].Out == 1 ? new FittingNet { Layers = layers }
            : throw fitting.Bad($"the fitting net of type {type} gives {layers[^1].Out} numbers instead of one energy.");
    }

    /// <summary>Frame (fparam) or atom (aparam) parameters.</summary>
    private static ParameterStatistics ReadParameters(ScriptModule fitting, string name)
    {
        int count = fitting.Integer($"numb_{name}", whenAbsent: 0);
        return count == 0 ? new ParameterStatistics() : new ParameterStatistics
        {
            Average = fitting.Doubles($"{name}_avg", count),
            InverseDeviation = fitting.Doubles($"{name}_inv_std", count),
            Default = fitting.HasTensor($"default_{name}_tensor") ? fitting.Doubles($"default_{name}_tensor", count) : null,
        };
    }

    private static bool IsFloat32(ScriptModule nets) => nets.Text("precision") switch
    {
        "float32" or "single" => true,
        "float64" or "double" or "default" => false,
        var other => throw nets.Bad($"{nets.NameOf("precision")} is '{Quote.Short(other)}'; read are float64 and float32."),
    };

    private static void RefuseExtras(ScriptModule fitting)
    {
        if (fitting.Integer("dim_case_embd", whenAbsent: 0) > 0 || fitting.Flag("use_aparam_as_mask", whenAbsent: false))
        {
            throw fitting.Bad("its fitting net has a case embedding (dim_case_embd) or atom parameters that are a mask (use_aparam_as_mask), "
                + "which is not supported. Use DeePMD-kit's own pair_style deepmd for it.");
        }

        if (fitting.Flag("mixed_types", whenAbsent: false) || !fitting.IsEmpty("exclude_types"))
        {
            throw fitting.Bad("its fitting net has mixed_types or exclude_types, which is not supported. "
                + "Use DeePMD-kit's own pair_style deepmd for it.");
        }
    }

    private static void RequireClass(ScriptModule module, string name, string supported)
    {
        if (module.Type.Name != name)
        {
            throw module.Bad($"holds a {module.Type.ShownName}; of DeePMD-kit only {supported} are read. "
                + "Use DeePMD-kit's own pair_style deepmd for it.");
        }
    }
}
