using IonicMlff.Core.Errors;
using IonicMlff.Data.Configuration;
using IonicMlff.Training.Configuration.Plan;

namespace IonicMlff.Training.Configuration.Yaml;

/// <summary>Batches, length, seeds, device, output, metadata.</summary>
internal static class YamlRun
{
    private static readonly (string Key, BatchRuleKind Kind)[] BatchRules =
    [
        ("batch.frames", BatchRuleKind.Frames),
        ("batch.at_least_atoms", BatchRuleKind.AtLeastAtoms),
        ("batch.at_most_atoms", BatchRuleKind.AtMostAtoms),
        ("batch.at_most_edges", BatchRuleKind.AtMostEdges),
    ];

    public static BatchPlan Batch(ConfigValues values)
    {
        (string Key, BatchRuleKind Kind)[] given = [.. BatchRules.Where(r => values.Given(r.Key))];
        if (given.Length > 1)
            throw values.Error(given[1].Key, $"'{given[0].Key}' and '{given[1].Key}' exclude each other; give one of them.");
        (string key, BatchRuleKind kind) = given.Length == 1 ? given[0] : BatchRules[values.Variant == TrainingSchema.DpmdModel ? 1 : 0];
        return new BatchPlan
        {
            Rule = new(kind, values.Int(key)),
            OneSystemPerBatch = values.Flag("batch.one_system"),
            DropLast = values.Flag("batch.drop_last"),
            Shuffle = values.Flag("batch.shuffle"),
            SystemProbability = values.Text("batch.system_probability")!,
            ValidFrames = values.Int("batch.valid_frames"),
        };
    }

    public static LengthPlan Length(ConfigValues values)
    {
        bool epochs = values.Given("length.epochs"), steps = values.Given("length.steps");
        if (epochs && steps)
            throw values.Error("length.steps", "'length.epochs' and 'length.steps' exclude each other; give one of them.");
        bool counted = steps || (!epochs && values.Variant == TrainingSchema.DpmdModel);
        return new LengthPlan
        {
            Epochs = counted ? null : values.Int("length.epochs"),
            Steps = counted ? values.Whole("length.steps") : null,
            ValidEpochs = values.Int("length.valid_epochs"),
            ValidSteps = values.Whole("length.valid_steps"),
            Patience = (int?)values.WholeOrNone("length.patience"),
        };
    }

    public static SeedPlan Seeds(ConfigValues values)
    {
        long seed = values.Whole("seed");
        return new SeedPlan
        {
            Weights = values.WholeOrNone("seeds.weights") ?? seed,
            Shuffle = values.WholeOrNone("seeds.shuffle") ?? seed,
            Split = values.WholeOrNone("seeds.split") ?? seed,
            Members = values.Int("models"),
        };
    }

    public static DevicePlan Device(ConfigValues values)
    {
        string device = values.Text("device")!;
        bool known = device is "cpu" or "cuda" || (device.StartsWith("cuda:", StringComparison.Ordinal) && int.TryParse(device[5..], out int n) && n >= 0);
        return known ? new(device, values.Word("precision") == "float32" ? TrainingPrecision.Float32 : TrainingPrecision.Float64, (int?)values.WholeOrNone("threads"))
            : throw values.Error("device", $"'device' is '{Quote.Short(device)}'; expected cpu, cuda or cuda:n.");
    }

    public static OutputPlan Output(ConfigValues values, string folder, string name)
    {
        folder = Path.GetFullPath(folder);
        if (File.Exists(folder))
            throw values.Error("output.folder", $"'output.folder': {folder} is a file; expected a folder, which is made when it is missing.");
        string? At(string key) => values.Text(key) is { } text and not "none" ? Path.GetFullPath(Path.Combine(folder, text)) : null;
        string model = At("output.model") ?? Path.Combine(folder, name + ".safetensors");
        if (!model.EndsWith(".safetensors", StringComparison.Ordinal))
            throw values.Error("output.model", $"'output.model' is '{Path.GetFileName(model)}'; expected a name that ends with .safetensors.");
        return new OutputPlan
        {
            Folder = folder,
            Model = model,
            CheckpointSteps = values.Whole("output.checkpoint_steps"),
            CheckpointEveryEpoch = values.Flag("output.checkpoint_epochs"),
            KeptCheckpoints = values.Int("output.kept_checkpoints"),
            LogSteps = values.Whole("output.log_steps"),
            Lcurve = At("output.lcurve"),
            JsonLines = At("output.json_lines"),
            Log = At("output.log"),
            TensorBoard = At("output.tensorboard"),
            Report = At("output.report"),
            GoldenFrames = values.Int("output.golden_frames"),
        };
    }

    public static MetadataPlan Metadata(ConfigValues values) => new()
    {
        LevelOfTheory = values.Text("metadata.level_of_theory") ?? "",
        Dispersion = values.Text("metadata.dispersion") ?? "",
        Licence = values.Text("metadata.licence") ?? "",
        Provenance = values.Text("metadata.provenance") ?? "",
        Description = values.Text("metadata.description") ?? "",
    };
}
