using IonicMlff.Core.Elements;
using IonicMlff.Core.Errors;
using IonicMlff.Data.Configuration;
using IonicMlff.Models.Dpmd.Definition;
using IonicMlff.Models.Mace.Definition;
using IonicMlff.Models.ModelFiles;
using IonicMlff.Training.Configuration.Plan;

namespace IonicMlff.Training.Configuration.Yaml;

/// <summary>Architecture and start model.</summary>
internal static class YamlModel
{
    public static MacePlan Mace(ConfigValues values)
    {
        int layers = values.Int("model.layers"), maxEll = values.Int("model.max_ell"), maxL = values.Int("model.max_l");
        IReadOnlyList<int> correlation = values.Ints("model.correlation");
        if (correlation.Count != 1 && correlation.Count != layers)
            throw values.Error("model.correlation", $"'model.correlation' has {correlation.Count} numbers for {layers} layers; give one number, or one per layer.");
        if (maxL > maxEll)
            throw values.Error("model.max_l", $"'model.max_l' is {maxL}, larger than 'model.max_ell' = {maxEll}: nothing couples to such features. Make max_ell at least {maxL}.");
        return new MacePlan
        {
            Elements = Elements(values),
            Cutoff = values.Number("model.cutoff"),
            Channels = values.Int("model.channels"),
            MaxL = maxL,
            MaxEll = maxEll,
            Correlation = correlation.Count == layers ? correlation : [.. Enumerable.Repeat(correlation[0], layers)],
            Layers = layers,
            FirstInteraction = (InteractionKind)Index(values, "model.first_interaction"),
            Interaction = (InteractionKind)Index(values, "model.interaction"),
            Basis = (BasisKind)Index(values, "model.radial.basis"),
            BasisCount = values.Int("model.radial.count"),
            EnvelopePower = values.Int("model.radial.envelope_power"),
            Transform = (TransformKind)Index(values, "model.radial.transform"),
            PairRepulsion = values.Flag("model.pair_repulsion"),
            RadialHidden = values.Ints("model.radial.hidden"),
            ReadoutHidden = values.Int("model.readout_hidden"),
            Gate = Gate(values.Word("model.gate")!),
            ScaleShift = values.Flag("model.scale_shift"),
            Scaling = (ScalingRule)Index(values, "model.scaling"),
            AvgNumNeighbors = values.NumberOrNone("model.avg_num_neighbors"),
            Edges = Edges(values, maxL),
            ApplyCutoff = values.Flag("model.radial.apply_cutoff"),
            AgnosticProduct = values.Flag("model.agnostic_product"),
            ReducedCouplings = values.Flag("model.reduced_couplings"),
        };
    }

    private static EdgeFeaturesPlan? Edges(ConfigValues values, int maxL)
    {
        long? channels = values.WholeOrNone("model.edges.channels"), degree = values.WholeOrNone("model.edges.max_l");
        bool first = values.Flag("model.edges.first");
        if (degree > maxL)
            throw values.Error("model.edges.max_l", $"'model.edges.max_l' is {degree}, larger than 'model.max_l' = {maxL}: the nodes have no such features.");
        if (channels is null && (degree is not null || values.Given("model.edges.first")))
            throw values.Error("model.edges.max_l", "'model.edges' needs the number of 'channels'.");
        return channels is null ? null : new((int)channels, (int)(degree ?? maxL), first);
    }

    public static DpmdPlan Dpmd(ConfigValues values)
    {
        IReadOnlyList<string>? elements = Elements(values);
        double cutoff = values.Number("model.cutoff"), start = values.Number("model.switch_start");
        if (start >= cutoff)
            throw values.Error("model.switch_start", FormattableString.Invariant($"'model.switch_start' is {start} Å; expected less than the cutoff, {cutoff} Å."));
        IReadOnlyList<int> sel = values.Ints("model.sel"), embedding = values.Ints("model.embedding.widths"), fitting = values.Ints("model.fitting.widths");
        if (sel.Count > 0 && elements is null)
            throw values.Error("model.sel", "'model.sel' has a number per element, so 'model.elements' must tell their order.");
        if (sel.Count > 0 && sel.Count != elements!.Count)
            throw values.Error("model.sel", $"'model.sel' has {sel.Count} numbers for {elements.Count} elements ({string.Join(' ', elements)}); give one for each.");
        int axis = values.Int("model.embedding.axis");
        if (axis > embedding[^1])
            throw values.Error("model.embedding.axis", $"'model.embedding.axis' is {axis}; expected at most the last width of the embedding nets, {embedding[^1]}.");
        return new DpmdPlan
        {
            Elements = elements,
            Cutoff = cutoff,
            SwitchStart = start,
            Sel = sel.Count > 0 ? sel : null,
            EmbeddingWidths = embedding,
            AxisNeurons = axis,
            EmbeddingResnetDt = values.Flag("model.embedding.resnet_dt"),
            TypeOneSide = values.Flag("model.embedding.one_side"),
            EmbeddingActivation = (DpmdActivation)Index(values, "model.embedding.activation"),
            ExcludedPairs = Pairs(values, elements),
            SetDavgZero = values.Flag("model.set_davg_zero"),
            Protection = values.Number("model.protection"),
            EmbeddingTrainable = values.Flag("model.embedding.trainable"),
            FittingWidths = fitting,
            FittingResnetDt = values.Flag("model.fitting.resnet_dt"),
            FittingActivation = (DpmdActivation)Index(values, "model.fitting.activation"),
            FittingTrainable = [.. Enumerable.Repeat(values.Flag("model.fitting.trainable"), fitting.Count + 1)],
            FrameParameters = values.Int("model.fitting.frame_parameters"),
            AtomParameters = values.Int("model.fitting.atom_parameters"),
            BiasRcond = values.NumberOrNone("model.bias_rcond"),
            StatisticsBatches = values.Int("model.statistics_batches"),
        };
    }

    /// <summary>Whether a Deep Potential is trained; a start model tells that itself.</summary>
    public static bool IsDpmd(ConfigValues values, string folder, string? startModel)
    {
        bool isDpmd = values.Word("model.architecture") == TrainingSchema.DpmdModel;
        if (StartFile(values, folder, startModel) is not { } file)
            return isDpmd;
        bool startIsDpmd = ModelFile.Describe(file).Info.Architecture == "DeePMD";
        if (values.Given("model.architecture") && isDpmd != startIsDpmd)
            throw values.Error("model.architecture", $"'model.architecture' is {(isDpmd ? "dpmd" : "mace")}, but the start model {file} is a {(startIsDpmd ? "Deep Potential" : "MACE")}. Take the line out.");
        return startIsDpmd;
    }

    private static string? StartFile(ConfigValues values, string folder, string? startModel)
    {
        if (startModel is not null)
            return Path.GetFullPath(startModel);
        if (values.Text("start.model") is not { } model)
            return null;
        string file = Path.GetFullPath(Path.Combine(folder, model));
        return File.Exists(file) ? file : throw values.Error("start.model", $"'start.model': {file} does not exist.");
    }

    /// <summary>What starts from a model; null when nothing does.</summary>
    public static FineTunePlan? FineTune(ConfigValues values, string folder, string? startModel)
    {
        if (StartFile(values, folder, startModel) is not { } file)
        {
            string? given = Array.Find(["start.head", "start.freeze", "start.keep_elements", "start.shift_bias", "start.replay.files"], values.Given);
            return given is null ? null : throw values.Error(given, $"'{given}' belongs to fine-tuning, but there is no start model: give 'start: {{model: FILE}}', or run 'ilmlff finetune MODEL CONFIG'.");
        }

        string[] replay = [.. values.Texts("start.replay.files").Select(f => YamlData.Existing(values, "start.replay.files", folder, f))];
        return new FineTunePlan
        {
            Model = file,
            Head = values.Text("start.head"),
            Kind = replay.Length > 0 ? FineTuneKind.Replay : FineTuneKind.Naive,
            Frozen = values.Texts("start.freeze"),
            KeepElements = values.Flag("start.keep_elements"),
            ShiftBias = values.Flag("start.shift_bias"),
            Replay = replay.Length == 0 ? null : new ReplayPlan(
                replay, values.Text("start.replay.head")!, values.Int("start.replay.most_frames"), values.Flag("start.replay.only_our_elements"),
                values.Flag("start.replay.relabel"), values.Number("start.replay.least_ratio")),
        };
    }

    private static int Index(ConfigValues values, string path)
    {
        string word = values.Word(path)!;
        return TrainingSchema.Keys[path].Words.ToList().IndexOf(word);
    }

    private static ActivationKind Gate(string word) => word switch
    {
        "tanh" => ActivationKind.Tanh,
        "abs" => ActivationKind.Abs,
        "none" => ActivationKind.Identity,
        _ => ActivationKind.Silu,
    };

    private static IReadOnlyList<string>? Elements(ConfigValues values)
    {
        IReadOnlyList<string> elements = values.Texts("model.elements");
        foreach (string symbol in elements)
        {
            if (!PeriodicTable.TryAtomicNumber(symbol, out _))
                throw values.Error("model.elements", $"'model.elements': {PeriodicTable.Unknown(symbol)}.");
        }

        if (elements.Distinct().Count() != elements.Count)
            throw values.Error("model.elements", $"'model.elements' names an element twice: {string.Join(' ', elements)}.");
        return elements.Count > 0 ? elements : null;
    }

    private static (int, int)[] Pairs(ConfigValues values, IReadOnlyList<string>? elements) => [.. values.Texts("model.excluded_pairs").Select(text =>
    {
        if (elements is null)
            throw values.Error("model.excluded_pairs", "'model.excluded_pairs' needs 'model.elements'.");
        int[] pair = [.. text.Split('-').Select(e => elements.ToList().IndexOf(e.Trim()))];
        return pair.Length == 2 && pair.Min() >= 0 ? (pair[0], pair[1])
            : throw values.Error("model.excluded_pairs", $"'model.excluded_pairs' has '{Quote.Short(text)}'; expected two of the elements {string.Join(' ', elements)}, e.g. {elements[0]}-{elements[^1]}.");
    })];
}
