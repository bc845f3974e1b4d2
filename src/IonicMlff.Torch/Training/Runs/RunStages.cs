using IonicMlff.Torch.Training.Losses;
using IonicMlff.Training.Configuration.Plan;
using IonicMlff.Training.Schedules;

namespace IonicMlff.Torch.Training.Runs;

/// <summary>
/// The stages of a run: loss and learning rate of the first, and from an epoch on those of the second. Counts epochs as the plan
/// does: when the first stage ends early, the epochs it would have had are passed over.
/// </summary>
internal sealed class RunStages
{
    private readonly TrainingPlan _plan;
    private readonly (ILoss Loss, LearningRateSchedule Rate)[] _stages;

    public RunStages(TrainingPlan plan)
    {
        _plan = plan;
        double start = plan.Schedule.StartRate;
        (ILoss, LearningRateSchedule) first = (LossOf.Plan(plan.Loss, start), ScheduleOf.Plan(plan.Schedule));
        _stages = plan.StageTwo is { } two
            ? [first, (LossOf.Plan(two.Loss, two.LearningRate), new ConstantRate(two.LearningRate))]
            : [first];
    }

    /// <summary>1 or 2.</summary>
    public int Stage { get; private set; } = 1;

    /// <summary>Epochs of the plan that were passed over.</summary>
    public int Skipped { get; private set; }

    public ILoss Loss => _stages[Stage - 1].Loss;

    public LearningRateSchedule Rate => _stages[Stage - 1].Rate;

    /// <summary>Is the second stage planned, and has it not begun?</summary>
    public bool SecondIsAhead => Stage < _stages.Length;

    /// <summary>Epoch of the plan.</summary>
    public int EpochOf(int samplerEpoch) => samplerEpoch + Skipped;

    /// <summary>Is this the epoch with which the second stage begins?</summary>
    public bool SecondBegins(int samplerEpoch) => SecondIsAhead && EpochOf(samplerEpoch) >= _plan.StageTwo!.StartEpoch;

    public void BeginSecond() => Stage = 2;

    /// <summary>Lets the second stage begin with the given epoch of the sampler.</summary>
    public void SkipToSecond(int samplerEpoch) => Skipped = Math.Max(Skipped, _plan.StageTwo!.StartEpoch - samplerEpoch);

    /// <summary>Numbers for the checkpoint: stage, skipped epochs, then the state of each schedule.</summary>
    public double[] State => [Stage, Skipped, .. _stages.SelectMany(s => s.Rate.State)];

    /// <summary>False when the state is that of other schedules; then they begin anew.</summary>
    public bool TryRestore(double[] state)
    {
        if (state.Length != State.Length)
            return false;
        (Stage, Skipped) = ((int)state[0], (int)state[1]);
        int first = 2;
        foreach ((_, LearningRateSchedule rate) in _stages)
        {
            int count = rate.State.Length;
            rate.Restore(state.AsSpan(first, count));
            first += count;
        }

        return true;
    }
}
