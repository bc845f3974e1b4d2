namespace IonicMlff.Training.Progress;

/// <summary>
/// Something that happened during a training run. Written in the order of the run, from the thread that trains; consumers
/// (<see cref="ITrainingObserver"/>) tell the events apart by their type.
/// </summary>
public abstract record TrainingEvent;

/// <summary>The run begins, or goes on from a checkpoint.</summary>
/// <param name="Description">What is trained, on what, and how long.</param>
public sealed record TrainingStarted(RunDescription Description) : TrainingEvent;

/// <summary>One optimiser step was made.</summary>
/// <param name="Position">Which step of which epoch and stage; <see cref="RunPosition.Step"/> counts from 1.</param>
/// <param name="LearningRate">Rate this step was made with.</param>
/// <param name="Loss">Loss of the batch before the step.</param>
/// <param name="Errors">Errors of the batch before the step.</param>
/// <param name="GradientNorm">Norm of the gradient over all parameters before clipping.</param>
/// <param name="Frames">Frames in the batch.</param>
/// <param name="Clock">Time used and left.</param>
public sealed record StepDone(
    RunPosition Position,
    double LearningRate,
    LossValue Loss,
    ErrorSummary Errors,
    double GradientNorm,
    int Frames,
    RunClock Clock) : TrainingEvent;

/// <summary>The validation frames were evaluated, with the averaged weights where there are such.</summary>
/// <param name="Position">Steps made so far; 0 before the first.</param>
/// <param name="LearningRate">Rate of the next step.</param>
/// <param name="Loss">Validation loss.</param>
/// <param name="Errors">Errors over all validation frames.</param>
/// <param name="Training">Errors over the training batches since the validation before; null before the first step.</param>
/// <param name="Heads">The same for each head; one entry where there is one head.</param>
/// <param name="IsBest">Lowest loss of this stage so far: the model on disk is the one just evaluated.</param>
/// <param name="Clock">Time used and left.</param>
public sealed record ValidationDone(
    RunPosition Position,
    double LearningRate,
    LossValue Loss,
    ErrorSummary Errors,
    ErrorSummary? Training,
    IReadOnlyList<HeadErrors> Heads,
    bool IsBest,
    RunClock Clock) : TrainingEvent;

/// <summary>A stage of the schedule begins: other weights of the loss, another learning rate.</summary>
/// <param name="Position">Steps made so far.</param>
/// <param name="Stage">Number of the stage that begins, 1 or 2.</param>
/// <param name="Reason">Why now: the plan, or no more improvement.</param>
public sealed record StageStarted(RunPosition Position, int Stage, string Reason) : TrainingEvent;

/// <summary>The state of the run is on disk.</summary>
/// <param name="Position">Steps made so far.</param>
/// <param name="Path">The file.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Duration">Time the save took.</param>
public sealed record CheckpointSaved(RunPosition Position, string Path, long Bytes, TimeSpan Duration) : TrainingEvent;

/// <summary>A model file was written: the best so far, or the last.</summary>
/// <param name="Position">Steps made so far.</param>
/// <param name="Path">The file.</param>
/// <param name="Stage">Stage it comes from.</param>
public sealed record ModelSaved(RunPosition Position, string Path, int Stage) : TrainingEvent;

/// <summary>Something the user should know, though the run goes on.</summary>
/// <param name="Message">One sentence or two.</param>
public sealed record TrainingWarning(string Message) : TrainingEvent;

/// <summary>The run is over.</summary>
/// <param name="Position">Steps made in all.</param>
/// <param name="Reason">Why it ended.</param>
/// <param name="Best">Lowest validation loss and where it was met; null without validation.</param>
/// <param name="ModelPath">The model to use; null when the run was interrupted before one was written.</param>
/// <param name="Movements">How far each block of the model moved from the start.</param>
/// <param name="Clock">Time used.</param>
public sealed record TrainingFinished(
    RunPosition Position,
    EndReason Reason,
    BestSoFar? Best,
    string? ModelPath,
    IReadOnlyList<BlockMovement> Movements,
    RunClock Clock) : TrainingEvent;

/// <summary>Why a run ended.</summary>
public enum EndReason
{
    /// <summary>All steps of the plan were made.</summary>
    Completed,

    /// <summary>No improvement for as long as the plan allows.</summary>
    NoImprovement,

    /// <summary>A signal; the state is saved and the run can be resumed.</summary>
    Interrupted,

    /// <summary>The number of steps asked for on the command line was made; the run can be resumed.</summary>
    StepLimit,
}
