namespace IonicMlff.Training.Configuration.Plan;

/// <summary>Optimisers.</summary>
public enum OptimiserKind
{
    /// <summary>Adam; weight decay is added to the gradient.</summary>
    Adam,

    /// <summary>AdamW; weight decay shrinks the parameter.</summary>
    AdamW,
}

/// <summary>How a gradient becomes a step.</summary>
/// <param name="Kind">Rule.</param>
/// <param name="Beta1">Decay of the first moment.</param>
/// <param name="Beta2">Decay of the second moment.</param>
/// <param name="Epsilon">Added to √v̂.</param>
/// <param name="AmsGrad">Largest second moment so far.</param>
/// <param name="WeightDecay">For the parameters of group <c>decay</c>.</param>
/// <param name="ClipNorm">Largest L2 norm of the whole gradient: g·min(1, clip/(norm + 1e-6)); null: not clipped.</param>
/// <param name="EmaDecay">Exponential average of the weights that is evaluated and saved; null: none.</param>
public sealed record OptimiserPlan(
    OptimiserKind Kind, double Beta1, double Beta2, double Epsilon, bool AmsGrad, double WeightDecay, double? ClipNorm, double? EmaDecay);

/// <summary>Learning rate.</summary>
public abstract record SchedulePlan
{
    /// <summary>At the first step.</summary>
    public required double StartRate { get; init; }
}

/// <summary>Always <see cref="SchedulePlan.StartRate"/>.</summary>
public sealed record ConstantSchedule : SchedulePlan;

/// <summary>lr(epoch) = start·gamma^epoch.</summary>
public sealed record ExponentialSchedule : SchedulePlan
{
    /// <summary>Factor per epoch.</summary>
    public required double Gamma { get; init; }
}

/// <summary>torch's ReduceLROnPlateau, stepped before every epoch with the latest validation loss.</summary>
public sealed record PlateauSchedule : SchedulePlan
{
    /// <summary>Factor.</summary>
    public required double Factor { get; init; }

    /// <summary>Epochs without improvement that are waited for.</summary>
    public required int Patience { get; init; }

    /// <summary>Relative improvement that counts.</summary>
    public double Threshold { get; init; } = 1e-4;
}

/// <summary>
/// DeePMD's <c>exp</c>: lr(k) = max(start·rate^⌊k/decay_steps⌋, stop), rate = (stop/start)^(decay_steps/steps) when not given;
/// k counts from 0, after the warm-up.
/// </summary>
public sealed record StaircaseSchedule : SchedulePlan
{
    /// <summary>At the end.</summary>
    public required double StopRate { get; init; }

    /// <summary>Steps of equal rate, as it is used (DeePMD's correction for short runs is done).</summary>
    public required long DecaySteps { get; init; }

    /// <summary>Factor per stair.</summary>
    public required double Rate { get; init; }

    /// <summary>Steps in which the rate rises linearly from 0.</summary>
    public long WarmUpSteps { get; init; }
}
