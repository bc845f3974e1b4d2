using IonicMlff.Training.Configuration.Plan;

namespace IonicMlff.Training.Schedules;

/// <summary>Makes the schedules that a plan names.</summary>
public static class ScheduleOf
{
    /// <summary>The schedule of a plan, at its beginning.</summary>
    public static LearningRateSchedule Plan(SchedulePlan plan) => plan switch
    {
        ExponentialSchedule p => new ExponentialRate(p.StartRate, p.Gamma),
        PlateauSchedule p => new PlateauRate(p.StartRate, p.Factor, p.Patience, p.Threshold),
        StaircaseSchedule p => new StaircaseRate(p.StartRate, p.StopRate, p.DecaySteps, long.MaxValue, p.Rate, p.WarmUpSteps),
        _ => new ConstantRate(plan.StartRate),
    };
}
