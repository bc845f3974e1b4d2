using IonicMlff.Training.Configuration.Plan;

namespace IonicMlff.Tool.Training;

/// <summary>A configuration carried out from another start.</summary>
internal static class FineTuning
{
    /// <summary>The plan with the model of the command line; what its <c>start</c> says of replay and frozen parts stays.</summary>
    public static TrainingPlan From(TrainingPlan plan, string model) => plan with
    {
        Architecture = null,
        FineTune = plan.FineTune is { } given
            ? given with { Model = model }
            : new FineTunePlan { Model = model, Kind = FineTuneKind.Naive },
        // where the configuration takes E0 from the start model, that is the one of the command line
        EnergyOrigin = plan.EnergyOrigin.Kind == EnergyOriginKind.Model && plan.EnergyOrigin.Model == plan.FineTune?.Model
            ? plan.EnergyOrigin with { Model = model }
            : plan.EnergyOrigin,
    };
}
