using IonicMlff.Core.Errors;
using IonicMlff.Core.Frames;
using IonicMlff.Data.Configuration;
using IonicMlff.Training.Configuration.Plan;
using IonicMlff.Training.Configuration.Yaml;

namespace IonicMlff.Training.Configuration.RunTrain;

/// <summary>Reads the arguments of upstream MACE's mace_run_train as they are.</summary>
internal static class RunTrainConfig
{
    /// <summary>The plan of arguments; files are looked for beside the file, then in the current folder.</summary>
    public static PlanReading Read(ConfigMapping map, string? startModel = null)
    {
        var values = new ConfigValues(RunTrainSchema.Keys, map);
        List<string> remarks = values.CheckDispositions();
        string source = Path.GetFullPath(map.File), folder = Path.GetDirectoryName(source)!;
        string name = values.Text("name")!;
        FineTunePlan? fineTune = RunTrainFineTuning.Read(values, folder, startModel);
        bool isReplay = fineTune?.Kind == FineTuneKind.Replay, ownRates = !isReplay || values.Flag("force_mh_ft_lr");
        if (isReplay)
            remarks.Add("Replay: as upstream does, the loss is universal" + (ownRates ? "." : ", the learning rate 1e-4 and the decay of the average 0.99999 (force_mh_ft_lr: the given ones)."));
        DataPlan data = RunTrainData.Read(values, folder, fineTune);
        if (data.Split is not null)
            remarks.Add("The validation frames are drawn with this program's random numbers: other frames than upstream draws with the same seed.");
        int epochs = values.Int("max_num_epochs");
        MaceLossPlan loss = Loss(values, isReplay);
        long seed = values.Whole("seed");
        var plan = new TrainingPlan
        {
            Name = name,
            Source = source,
            Origin = PlanOrigin.MaceRunTrain,
            Architecture = fineTune is null ? RunTrainModel.Read(values) : null,
            FineTune = fineTune,
            Data = data,
            EnergyOrigin = RunTrainData.EnergyOrigin(values, folder, fineTune),
            Loss = loss,
            Optimiser = Optimiser(values, isReplay, ownRates),
            Schedule = Schedule(values, ownRates ? values.Number("lr") : 1e-4),
            StageTwo = StageTwo(values, loss, epochs),
            Batch = new BatchPlan
            {
                Rule = new(BatchRuleKind.Frames, values.Int("batch_size")),
                OneSystemPerBatch = false,
                DropLast = true,
                ValidFrames = values.Int("valid_batch_size"),
            },
            Length = new LengthPlan { Epochs = epochs, ValidEpochs = values.Int("eval_interval"), Patience = values.Int("patience") },
            Seeds = new SeedPlan { Weights = seed, Shuffle = seed, Split = seed },
            Device = new(values.Word("device")!, values.Word("default_dtype") == "float32" ? TrainingPrecision.Float32 : TrainingPrecision.Float64, null),
            Output = Output(values, folder, name),
            Metadata = new(),
            Remarks = remarks,
        };
        return new PlanReading(plan, values.Resolved, RunTrainSchema.Keys);
    }

    private static MaceLossPlan Loss(ConfigValues values, bool isReplay)
    {
        string word = values.Word("loss")!;
        MaceLossKind kind = isReplay ? MaceLossKind.Universal : word == "ef" ? MaceLossKind.Weighted : (MaceLossKind)TrainingSchema.Losses.IndexOf(word);
        return new(kind, values.Number("energy_weight"), values.Number("forces_weight"), values.Number("stress_weight"), values.Number("virials_weight"))
        {
            HuberDelta = values.Number("huber_delta"),
        };
    }

    private static StageTwoPlan? StageTwo(ConfigValues values, MaceLossPlan first, int epochs)
    {
        if (!values.Flag("swa"))
            return null;
        int start = (int)(values.WholeOrNone("start_swa") ?? Math.Max(1, epochs / 4 * 3));
        return start >= epochs
            ? throw values.Error("start_swa", $"'start_swa' is {start}, but the run has {epochs} epochs (0 to {epochs - 1}): stage two would never begin.")
            : new(start, values.Number("swa_lr"), first with
            {
                Kind = YamlObjective.InStageTwo(first.Kind),
                EnergyWeight = values.Number("swa_energy_weight"),
                ForcesWeight = values.Number("swa_forces_weight"),
                StressWeight = values.Number("swa_stress_weight"),
                VirialsWeight = values.Number("swa_virials_weight"),
            });
    }

    private static OptimiserPlan Optimiser(ConfigValues values, bool isReplay, bool ownRates)
    {
        string kind = values.Word("optimizer")!;
        if (kind == "schedulefree")
            throw values.Error("optimizer", "'optimizer: schedulefree' is not offered here; use adam or adamw.");
        double? clip = values.NumberOrNone("clip_grad");
        double? ema = values.Flag("ema") ? values.Number("ema_decay") : null;
        return new(
            kind == "adamw" ? OptimiserKind.AdamW : OptimiserKind.Adam, values.Number("beta"), 0.999, 1e-8, values.Flag("amsgrad"), values.Number("weight_decay"),
            clip, isReplay && !ownRates ? 0.99999 : ema);
    }

    private static SchedulePlan Schedule(ConfigValues values, double start) => values.Word("scheduler") == "ExponentialLR"
        ? new ExponentialSchedule { StartRate = start, Gamma = values.Number("lr_scheduler_gamma") }
        : new PlateauSchedule { StartRate = start, Factor = values.Number("lr_factor"), Patience = values.Int("scheduler_patience") };

    private static OutputPlan Output(ConfigValues values, string folder, string name)
    {
        string run = Path.GetFullPath(Path.Combine(folder, values.Text("work_dir")!));
        string In(string key, string file) => values.Text(key) is { } below ? Path.GetFullPath(Path.Combine(folder, below, file)) : Path.Combine(run, file);
        return new OutputPlan
        {
            Folder = run,
            Model = In("model_dir", name + ".safetensors"),
            CheckpointSteps = long.MaxValue / 2,
            CheckpointEveryEpoch = true,
            KeptCheckpoints = values.Flag("keep_checkpoints") ? 1000 : 2,
            LogSteps = 100,
            Lcurve = Path.Combine(run, name + "_lcurve.out"),
            JsonLines = In("results_dir", name + "_train.jsonl"),
            Log = In("log_dir", name + ".log"),
            Report = Path.Combine(run, name + "_report.html"),
        };
    }
}
