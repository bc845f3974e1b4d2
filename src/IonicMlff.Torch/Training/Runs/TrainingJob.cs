using IonicMlff.Training.Checkpoints;
using IonicMlff.Training.Configuration.Plan;
using IonicMlff.Data.Sets;
using IonicMlff.Training.Progress;

namespace IonicMlff.Torch.Training.Runs;

/// <summary>One model to be trained: plan, frames, model at its start, and who listens.</summary>
public sealed record TrainingJob
{
    /// <summary>What is to be done.</summary>
    public required TrainingPlan Plan { get; init; }

    /// <summary>The model with its initial weights; frozen parameters need no gradient.</summary>
    public required DifferentiableModel Model { get; init; }

    /// <summary>Training frames.</summary>
    public required IReadOnlyList<LabelledFrame> Train { get; init; }

    /// <summary>Validation frames; may be empty.</summary>
    public required IReadOnlyList<LabelledFrame> Valid { get; init; }

    /// <summary>Writes the model with its present weights to a file, with one line on how it was trained.</summary>
    public required Action<string, string> SaveModel { get; init; }

    /// <summary>Where the checkpoints are.</summary>
    public required CheckpointFolder Checkpoints { get; init; }

    /// <summary>Go on from the newest checkpoint, where there is one.</summary>
    public bool Resumes { get; init; }

    /// <summary>Stop when so many steps have been made in all; null: as the plan says.</summary>
    public long? StepLimit { get; init; }

    /// <summary>Listens.</summary>
    public required ITrainingObserver Observer { get; init; }

    /// <summary>Takes numbers of every step; null for ordinary runs.</summary>
    public StepDump? Dump { get; init; }

    /// <summary>Which model of an ensemble this is, from 1.</summary>
    public int Member { get; init; } = 1;
}

/// <summary>How a run ended.</summary>
/// <param name="Reason">Why.</param>
/// <param name="Step">Steps made in all.</param>
/// <param name="Best">Best validation; null without one.</param>
/// <param name="ModelPath">The model to use; null when none was written yet.</param>
/// <param name="Movements">How far each block moved.</param>
public sealed record TrainingOutcome(
    EndReason Reason, long Step, BestSoFar? Best, string? ModelPath, IReadOnlyList<BlockMovement> Movements);
