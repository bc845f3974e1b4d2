using IonicMlff.Data.Configuration;
using IonicMlff.Training.Configuration.Plan;
using IonicMlff.Training.Schedules;

namespace IonicMlff.Training.Configuration.Yaml;

/// <summary>Loss, optimiser, schedule, second stage.</summary>
internal static class YamlObjective
{
    public static LossPlan Loss(ConfigValues values)
    {
        string kind = values.Word("loss.kind")!;
        string? architecture = values.Variant;
        values.Variant = kind; // the defaults of the weights belong to the loss
        try
        {
            return kind == TrainingSchema.DeepmdLoss ? Deepmd(values) : new MaceLossPlan(
                (MaceLossKind)TrainingSchema.Losses.IndexOf(kind),
                One(values, "loss.energy"), One(values, "loss.forces"), One(values, "loss.stress"), One(values, "loss.virial"))
            {
                HuberDelta = values.NumberOrNone("loss.huber_delta") ?? 0.01,
            };
        }
        finally
        {
            values.Variant = architecture;
        }
    }

    public static OptimiserPlan Optimiser(ConfigValues values)
    {
        double? ema = values.NumberOrNone("optimiser.ema");
        return new(
            values.Word("optimiser.kind") == "adamw" ? OptimiserKind.AdamW : OptimiserKind.Adam,
            values.Number("optimiser.beta1"), values.Number("optimiser.beta2"), values.Number("optimiser.epsilon"), values.Flag("optimiser.amsgrad"),
            values.Number("optimiser.weight_decay"), values.NumberOrNone("optimiser.clip_norm"), ema > 0 ? ema : null);
    }

    public static SchedulePlan Schedule(ConfigValues values, LengthPlan length)
    {
        string kind = values.Word("schedule.kind")!;
        double start = values.Number("schedule.start");
        switch (kind)
        {
            case "constant":
                return new ConstantSchedule { StartRate = start };
            case "exponential":
                return new ExponentialSchedule { StartRate = start, Gamma = values.Number("schedule.gamma") };
            case "plateau":
                return new PlateauSchedule { StartRate = start, Factor = values.Number("schedule.factor"), Patience = values.Int("schedule.patience") };
        }

        if (length.Steps is not { } steps)
            throw values.Error("schedule.kind", "'schedule.kind: staircase' counts steps; give 'length.steps' instead of epochs.");
        double stop = values.Number("schedule.stop");
        if (stop > start)
            throw values.Error("schedule.stop", FormattableString.Invariant($"'schedule.stop' is {stop}; expected at most the rate at the beginning, {start}."));
        long warmUp = values.Whole("schedule.warm_up");
        if (warmUp >= steps)
            throw values.Error("schedule.warm_up", $"'schedule.warm_up' is {warmUp}; expected less than the {steps} steps of the run.");
        return Staircase(start, stop, values.Whole("schedule.decay_steps"), values.NumberOrNone("schedule.decay_rate"), warmUp, steps);
    }

    /// <summary>Stairs with DeePMD's rules for short runs and for the factor.</summary>
    internal static StaircaseSchedule Staircase(double start, double stop, long decaySteps, double? decayRate, long warmUp, long steps)
    {
        var rule = new StaircaseRate(start, stop, decaySteps, steps, decayRate, warmUp);
        return new() { StartRate = start, StopRate = stop, DecaySteps = rule.DecaySteps, Rate = rule.DecayRate, WarmUpSteps = warmUp };
    }

    public static StageTwoPlan? StageTwo(ConfigValues values, LossPlan loss, LengthPlan length)
    {
        if (!values.Flag("stage_two.enabled"))
            return null;
        if (loss is not MaceLossPlan first)
            throw values.Error("stage_two.enabled", "'stage_two' belongs to the losses of MACE; the loss deepmd has prefactors that follow the learning rate instead.");
        if (length.Epochs is not { } epochs)
        {
            return values.Given("stage_two.enabled") || values.Given("stage_two.start_epoch")
                ? throw values.Error("stage_two.start_epoch", "'stage_two' begins with an epoch; give 'length.epochs' instead of steps.")
                : null;
        }

        int start = (int)(values.WholeOrNone("stage_two.start_epoch") ?? Math.Max(1, epochs / 4 * 3));
        if (start >= epochs && values.Given("stage_two.start_epoch"))
            throw values.Error("stage_two.start_epoch", $"'stage_two.start_epoch' is {start}, but the run has {epochs} epochs (0 to {epochs - 1}). Start earlier, or take 'stage_two' out.");
        return new(start, values.Number("stage_two.learning_rate"), first with
        {
            Kind = InStageTwo(first.Kind),
            EnergyWeight = values.Number("stage_two.energy"),
            ForcesWeight = values.Number("stage_two.forces"),
            StressWeight = values.Number("stage_two.stress"),
            VirialsWeight = values.Number("stage_two.virial"),
        });
    }

    /// <summary>Loss of the second stage, as upstream chooses it: losses without energy and huber fall back to weighted.</summary>
    internal static MaceLossKind InStageTwo(MaceLossKind kind) =>
        kind is MaceLossKind.Stress or MaceLossKind.Virials or MaceLossKind.Universal ? kind : MaceLossKind.Weighted;

    private static DpmdLossPlan Deepmd(ConfigValues values)
    {
        if (values.Given("loss.stress"))
            throw values.Error("loss.stress", "'loss.stress' belongs to the losses of MACE; the loss deepmd learns the virial ('loss.virial').");
        return new(Ramp(values, "loss.energy"), Ramp(values, "loss.forces"), Ramp(values, "loss.virial"))
        {
            RelativeForces = values.NumberOrNone("loss.relative_forces"),
            HuberDelta = values.Given("loss.huber_delta") ? values.NumberOrNone("loss.huber_delta") : null,
        };
    }

    private static double One(ConfigValues values, string key) => values.Numbers(key) is [double weight] ? weight
        : throw values.Error(key, $"'{key}' has several numbers; only the loss deepmd has weights with a beginning and an end.");

    private static PrefactorRamp Ramp(ConfigValues values, string key) => values.Numbers(key) switch
    {
        [double one] => new(one, one),
        [double start, double limit] => new(start, limit),
        var other => throw values.Error(key, $"'{key}' has {other.Count} numbers; expected two, at the beginning and at vanishing learning rate."),
    };
}
