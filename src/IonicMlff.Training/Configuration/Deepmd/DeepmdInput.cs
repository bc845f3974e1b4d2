using System.Globalization;
using IonicMlff.Core.Errors;
using IonicMlff.Core.Frames;
using IonicMlff.Data.Configuration;
using IonicMlff.Training.Configuration.Plan;
using IonicMlff.Training.Configuration.Yaml;

namespace IonicMlff.Training.Configuration.Deepmd;

/// <summary>Reads DeePMD-kit's <c>input.json</c> as it is.</summary>
internal static class DeepmdInput
{
    /// <summary>The plan of a file; systems are looked for beside it, then in the current folder.</summary>
    public static PlanReading Read(ConfigMapping map)
    {
        var values = new ConfigValues(DeepmdSchema.Keys, map);
        List<string> remarks = values.CheckDispositions();
        string source = Path.GetFullPath(map.File), folder = Path.GetDirectoryName(source)!;
        DpmdPlan model = DeepmdModel.Read(values);
        long steps = values.Whole("training.numb_steps"), log = values.Whole("training.disp_freq");
        DataSourcePlan[] train = Systems(values, "training.training_data.systems", folder), valid = Systems(values, "training.validation_data.systems", folder);
        BatchRule[] batches = BatchRules(values, "training.training_data.batch_size", train.Length);
        string name = values.Text("training.save_ckpt")!.Split('/')[^1].Split('.')[0];
        if (values.WholeOrNone("training.seed") is not { } seed)
        {
            seed = 1;
            remarks.Add("'training.seed' is not given; 1 is taken, so that the run can be repeated.");
        }

        double? clip = values.NumberOrNone("training.gradient_max_norm");
        var plan = new TrainingPlan
        {
            Name = name.Length > 0 ? name : "model",
            Source = source,
            Origin = PlanOrigin.DeepmdInput,
            Architecture = model,
            Data = new DataPlan
            {
                Train = train,
                Valid = valid,
                Keys = LabelKeys.Usual,
                ValidBatches = valid.Length > 0 ? values.Int("training.validation_data.numb_btch") : null,
                ValidBatchRule = valid.Length > 0 ? BatchRules(values, "training.validation_data.batch_size", valid.Length)[0] : null,
            },
            EnergyOrigin = new(EnergyOriginKind.LeastSquares),
            Loss = Loss(values),
            Optimiser = new(OptimiserKind.Adam, 0.9, 0.999, 1e-8, false, 0, clip > 0 ? clip : null, null),
            Schedule = Schedule(values, steps),
            Batch = new BatchPlan
            {
                Rule = batches[0],
                PerSource = batches.Length > 1 ? batches : [],
                OneSystemPerBatch = true,
                DropLast = false,
                SystemProbability = values.Text("training.training_data.auto_prob")!,
                SystemProbabilities = values.Numbers("training.training_data.sys_probs"),
                ValidFrames = 1,
            },
            Length = new LengthPlan { Steps = steps, ValidSteps = log },
            Seeds = new SeedPlan
            {
                Weights = values.WholeOrNone("model.descriptor.seed") ?? values.WholeOrNone("model.fitting_net.seed") ?? seed,
                Shuffle = seed,
                Split = seed,
                Descriptor = values.WholeOrNone("model.descriptor.seed"),
                Fitting = values.WholeOrNone("model.fitting_net.seed"),
            },
            Device = new("cpu", Precision(values), null),
            Output = Output(values, folder, name.Length > 0 ? name : "model", log),
            Metadata = new(),
            Remarks = remarks,
        };
        return new PlanReading(plan, values.Resolved, DeepmdSchema.Keys);
    }

    private static OutputPlan Output(ConfigValues values, string folder, string name, long log) => new()
    {
        Folder = folder,
        Model = Path.Combine(folder, name + ".safetensors"),
        CheckpointSteps = values.Whole("training.save_freq"),
        CheckpointEveryEpoch = false,
        KeptCheckpoints = values.Int("training.max_ckpt_keep"),
        LogSteps = log,
        Lcurve = Path.GetFullPath(Path.Combine(folder, values.Text("training.disp_file")!)),
        JsonLines = Path.Combine(folder, "train.jsonl"),
        Log = Path.Combine(folder, "train.log"),
        TensorBoard = values.Flag("training.tensorboard") ? Path.GetFullPath(Path.Combine(folder, values.Text("training.tensorboard_log_dir")!)) : null,
        Report = Path.Combine(folder, "report.html"),
    };

    private static DpmdLossPlan Loss(ConfigValues values)
    {
        PrefactorRamp Ramp(string what) => new(values.Number($"loss.start_pref_{what}"), values.Number($"loss.limit_pref_{what}"));
        double? relative = values.NumberOrNone("loss.relative_f");
        return new(Ramp("e"), Ramp("f"), Ramp("v")) { RelativeForces = relative, HuberDelta = values.Flag("loss.use_huber") ? values.Number("loss.huber_delta") : null };
    }

    private static StaircaseSchedule Schedule(ConfigValues values, long steps)
    {
        double start = values.Number("learning_rate.start_lr"), stop = values.Number("learning_rate.stop_lr");
        if (stop > start || (stop == 0 && !values.Given("learning_rate.decay_rate")))
            throw values.Error("learning_rate.stop_lr", FormattableString.Invariant($"'learning_rate.stop_lr' is {stop}; expected more than 0 and at most start_lr, {start}."));
        long warmUp = values.Whole("training.warmup_steps");
        if (warmUp >= steps)
            throw values.Error("training.warmup_steps", $"'training.warmup_steps' is {warmUp}; expected less than numb_steps, {steps}.");
        return YamlObjective.Staircase(start, stop, values.Whole("learning_rate.decay_steps"), values.NumberOrNone("learning_rate.decay_rate"), warmUp, steps);
    }

    private static TrainingPrecision Precision(ConfigValues values)
    {
        string descriptor = values.Word("model.descriptor.precision")!, fitting = values.Word("model.fitting_net.precision")!;
        bool single = descriptor == "float32";
        return single == (fitting == "float32") ? single ? TrainingPrecision.Float32 : TrainingPrecision.Float64
            : throw values.Error("model.fitting_net.precision", $"descriptor and fitting net have the precisions {descriptor} and {fitting}; one precision for both is trained here.");
    }

    private static DataSourcePlan[] Systems(ConfigValues values, string key, string folder) => [.. values.Texts(key).Select(path =>
    {
        bool isBeside = Exists(Path.Combine(folder, path));
        return isBeside || !Exists(Path.GetFullPath(path)) ? new DataSourcePlan(YamlData.Existing(values, key, folder, path)) : new DataSourcePlan(Path.GetFullPath(path));
    })];

    private static bool Exists(string path) => Directory.Exists(path) || File.Exists(path.Split('#')[0]);

    private static BatchRule[] BatchRules(ConfigValues values, string key, int systems)
    {
        if (values.At(key) is not var (map, name) || !map.Has(name))
        {
            values.Record(key, "auto");
            return [new(BatchRuleKind.AtLeastAtoms, 32)];
        }

        string[] texts = map.Texts(name);
        values.Record(key, string.Join(", ", texts));
        return map.IsList(name) && texts.Length != systems
            ? throw values.Error(key, $"'{key}' has {texts.Length} numbers for {systems} entries of 'systems'; give one for each, or one for all.")
            : [.. texts.Select(t => BatchRuleOf(values, key, t))];
    }

    private static BatchRule BatchRuleOf(ConfigValues values, string key, string text)
    {
        if (text == "auto")
            return new(BatchRuleKind.AtLeastAtoms, 32);
        string[] parts = text.Split(':');
        BatchRuleKind? kind = parts.Length == 1 ? BatchRuleKind.Frames : parts[0] switch
        {
            "auto" => BatchRuleKind.AtLeastAtoms,
            "max" => BatchRuleKind.AtMostAtoms,
            "filter" => BatchRuleKind.AtMostAtomsOrDropped,
            _ => null,
        };
        return kind is { } known && int.TryParse(parts[^1], NumberStyles.None, CultureInfo.InvariantCulture, out int n) && n > 0 ? new(known, n)
            : throw values.Error(key, $"'{key}' is '{Quote.Short(text)}'; expected a number of frames, auto, auto:N, max:N or filter:N{(parts[0] == "mixed" ? " (mixed:N is for other descriptors)" : "")}.");
    }
}
