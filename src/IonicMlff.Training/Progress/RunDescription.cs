namespace IonicMlff.Training.Progress;

/// <summary>What a run trains, on what, and how long.</summary>
public sealed record RunDescription
{
    /// <summary>Name of the run; its files begin with it.</summary>
    public required string Name { get; init; }

    /// <summary>MACE or DPMD.</summary>
    public required string Architecture { get; init; }

    /// <summary>Number of trained parameters.</summary>
    public required long TrainedParameters { get; init; }

    /// <summary>Number of parameters kept as they are.</summary>
    public required long FrozenParameters { get; init; }

    /// <summary>Training frames.</summary>
    public required int TrainingFrames { get; init; }

    /// <summary>Validation frames.</summary>
    public required int ValidationFrames { get; init; }

    /// <summary>Optimiser steps of the whole plan.</summary>
    public required long TotalSteps { get; init; }

    /// <summary>Passes over the training frames of the whole plan; null where the plan counts steps.</summary>
    public required int? TotalEpochs { get; init; }

    /// <summary>Steps already made when the run goes on from a checkpoint; 0 for a new run.</summary>
    public required long FirstStep { get; init; }

    /// <summary><c>cpu</c>, <c>cuda:0</c>, …</summary>
    public required string Device { get; init; }

    /// <summary><c>float32</c> or <c>float64</c>.</summary>
    public required string Precision { get; init; }

    /// <summary>Threads of the tensor library.</summary>
    public required int Threads { get; init; }

    /// <summary>Seed of initial weights and shuffles.</summary>
    public required long Seed { get; init; }

    /// <summary>Folder of the run's files.</summary>
    public required string Folder { get; init; }

    /// <summary>Which model of an ensemble this is, from 1; 1 of 1 for a single model.</summary>
    public int Member { get; init; } = 1;

    /// <summary>Models of the ensemble.</summary>
    public int Members { get; init; } = 1;

    /// <summary>Terms of the loss (<c>energy</c>, <c>forces</c>, <c>stress</c>, <c>virial</c>) in the order of <see cref="LossValue.Parts"/>.</summary>
    public required IReadOnlyList<string> LossTerms { get; init; }
}

/// <summary>Where a run stands.</summary>
/// <param name="Step">Optimiser steps made.</param>
/// <param name="TotalSteps">Optimiser steps of the plan.</param>
/// <param name="Epoch">Passes over the training frames begun or made, from 0.</param>
/// <param name="Stage">1, or 2 once the second stage has begun.</param>
public readonly record struct RunPosition(long Step, long TotalSteps, int Epoch, int Stage);

/// <summary>Time used and expected.</summary>
/// <param name="Elapsed">Time since this process began to train.</param>
/// <param name="Remaining">Estimate for the rest of the plan; null before there is one.</param>
/// <param name="SecondsPerStep">Mean of the last steps, validation left out.</param>
public readonly record struct RunClock(TimeSpan Elapsed, TimeSpan? Remaining, double SecondsPerStep);

/// <summary>A loss and the terms it is the sum of.</summary>
/// <param name="Total">The value that is minimised.</param>
/// <param name="Parts">Each term with its weight applied.</param>
public sealed record LossValue(double Total, IReadOnlyList<LossPart> Parts);

/// <summary>One term of a loss.</summary>
/// <param name="Name"><c>energy</c>, <c>forces</c>, <c>stress</c> or <c>virial</c>.</param>
/// <param name="Weight">Its factor at this step (MACE's weight, DeePMD's prefactor).</param>
/// <param name="Value">The term with its weight applied; the terms add up to the loss.</param>
public readonly record struct LossPart(string Name, double Weight, double Value);

/// <summary>Root mean square and mean absolute errors; null where there are no labels.</summary>
/// <param name="EnergyPerAtom">RMSE, eV per atom.</param>
/// <param name="Forces">RMSE over force components, eV/Å.</param>
/// <param name="Stress">RMSE over the nine components, eV/Å³.</param>
/// <param name="VirialPerAtom">RMSE over the nine components, eV per atom.</param>
public sealed record ErrorSummary(double? EnergyPerAtom, double? Forces, double? Stress, double? VirialPerAtom);

/// <summary>Validation of one head of a model.</summary>
/// <param name="Head">Its name; <c>Default</c> where a model has one.</param>
/// <param name="Loss">Loss over the validation frames of this head.</param>
/// <param name="Errors">Errors over the validation frames of this head.</param>
public sealed record HeadErrors(string Head, double Loss, ErrorSummary Errors);

/// <summary>The best validation so far.</summary>
/// <param name="Loss">Validation loss.</param>
/// <param name="Step">Steps made then.</param>
/// <param name="Epoch">Epoch then.</param>
/// <param name="Stage">Stage then.</param>
public sealed record BestSoFar(double Loss, long Step, int Epoch, int Stage);

/// <summary>How far a block of parameters moved from the start of the training.</summary>
/// <param name="Block">Its name, as in the model file up to the layer: <c>interactions.0</c>, <c>readouts.1</c>, <c>fitting</c>, …</param>
/// <param name="Parameters">Number of parameters.</param>
/// <param name="Relative">‖θ − θ₀‖ / ‖θ₀‖; null where θ₀ is zero.</param>
/// <param name="Absolute">‖θ − θ₀‖.</param>
/// <param name="Frozen">Kept as it was by the plan.</param>
public sealed record BlockMovement(string Block, long Parameters, double? Relative, double Absolute, bool Frozen);
