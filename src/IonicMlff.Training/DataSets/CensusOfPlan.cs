using IonicMlff.Core.Elements;
using IonicMlff.Data.Census;
using IonicMlff.Training.Configuration.Plan;

namespace IonicMlff.Training.DataSets;

/// <summary>The label census of a run.</summary>
public static class CensusOfPlan
{
    /// <summary>Counts and checks the frames of a run against what its loss needs.</summary>
    public static LabelCensus Take(TrainingPlan plan, TrainingFrames frames) => LabelCensus.Of(frames.Train, frames.Valid, Request(plan, frames));

    private static CensusRequest Request(TrainingPlan plan, TrainingFrames frames)
    {
        (bool energy, bool forces, bool stress) = Weighed(plan);
        return new()
        {
            NeedsEnergy = energy,
            NeedsForces = forces,
            NeedsStress = stress,
            Elements = plan.Architecture?.Elements is { } elements ? [.. elements.Select(PeriodicTable.AtomicNumber)] : null,
            AtomicEnergies = Physical(plan.EnergyOrigin, frames),
            Cutoff = plan.Architecture?.Cutoff,
            Accepted = plan.Data.Accepted,
        };
    }

    private static (bool Energy, bool Forces, bool Stress) Weighed(TrainingPlan plan)
    {
        if (plan.Loss is DpmdLossPlan deepmd)
            return (deepmd.Energy.Any, deepmd.Forces.Any, deepmd.Virial.Any);
        MaceLossPlan[] stages = plan.StageTwo is { } two ? [(MaceLossPlan)plan.Loss, two.Loss] : [(MaceLossPlan)plan.Loss];
        return (
            stages.Any(l => l.Kind != MaceLossKind.ForcesOnly && l.EnergyWeight > 0),
            stages.Any(l => l.ForcesWeight > 0),
            stages.Any(l => l.NeedsVirial && (l.Kind == MaceLossKind.Virials ? l.VirialsWeight : l.StressWeight) > 0));
    }

    // Fitted E0 say nothing about units: they follow the labels.
    private static Dictionary<int, double>? Physical(EnergyOriginPlan origin, TrainingFrames frames) => origin.Kind switch
    {
        _ when origin.ByHead.Count > 0 => null, // several levels of theory
        EnergyOriginKind.Given => origin.Given.ToDictionary(p => PeriodicTable.AtomicNumber(p.Key), p => p.Value),
        EnergyOriginKind.IsolatedAtoms => frames.IsolatedAtoms.Where(f => f.Energy is not null).GroupBy(f => f.Frame.AtomicNumbers[0])
            .ToDictionary(g => g.Key, g => g.Average(f => f.Energy!.Value)),
        _ => null,
    };
}
