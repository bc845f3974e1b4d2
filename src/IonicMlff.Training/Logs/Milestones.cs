using System.Globalization;
using IonicMlff.Training.Progress;

namespace IonicMlff.Training.Logs;

/// <summary>Events in words: for the log, and for terminals that are none.</summary>
public static class Milestones
{
    /// <summary>One line; null for events that need none (steps, checkpoints).</summary>
    public static string? Text(TrainingEvent happened) => happened switch
    {
        TrainingStarted { Description: var run } => Started(run),
        ValidationDone v => Validation(v),
        StageStarted s => Invariant($"Stage {s.Stage} begins after step {s.Position.Step}: {s.Reason}."),
        ModelSaved { Stage: > 0 } m => Invariant($"Model of step {m.Position.Step} written: {m.Path}"),
        TrainingWarning w => "warning: " + w.Message,
        TrainingFinished f => Finished(f),
        _ => null,
    };

    /// <summary>Errors in the units people read: meV per atom, meV/Å, meV/Å³.</summary>
    public static string Errors(ErrorSummary errors) => string.Join(", ", new[]
    {
        errors.EnergyPerAtom is { } e ? Invariant($"E {1000 * e:0.00} meV/atom") : null,
        errors.Forces is { } f ? Invariant($"F {1000 * f:0.0} meV/Å") : null,
        errors.Stress is { } s ? Invariant($"stress {1000 * s:0.000} meV/Å³") : null,
    }.Where(t => t is not null));

    /// <summary>A duration as people say it.</summary>
    public static string Duration(TimeSpan time) => time.TotalSeconds switch
    {
        < 120 => Invariant($"{time.TotalSeconds:0} s"),
        < 7200 => Invariant($"{time.TotalMinutes:0} min"),
        < 172800 => Invariant($"{time.TotalHours:0.0} h"),
        _ => Invariant($"{time.TotalDays:0.0} days"),
    };

    private static string Started(RunDescription run) =>
        (run.FirstStep > 0 ? Invariant($"{run.Name} goes on after step {run.FirstStep}") : $"{run.Name} begins") +
        (run.Members > 1 ? Invariant($" (model {run.Member} of {run.Members})") : "") +
        Invariant($": {run.Architecture}, {run.TrainedParameters} parameters{(run.FrozenParameters > 0 ? Invariant($" ({run.FrozenParameters} frozen)") : "")}, ") +
        Invariant($"{run.TrainingFrames} training and {run.ValidationFrames} validation frames, {run.TotalSteps} steps") +
        (run.TotalEpochs is { } epochs ? Invariant($" in {epochs} epochs") : "") +
        Invariant($", {run.Device}, {run.Precision}, {run.Threads} threads, seed {run.Seed}.");

    private static string Validation(ValidationDone v)
    {
        string where = v.Position.Step == 0 ? "initial" : Invariant($"step {v.Position.Step} of {v.Position.TotalSteps}, epoch {v.Position.Epoch}");
        string heads = v.Heads.Count > 1 ? " [" + string.Join("; ", v.Heads.Select(h => $"{h.Head}: {Errors(h.Errors)}")) + "]" : "";
        string left = v.Clock.Remaining is { } rest ? $", {Duration(rest)} left" : "";
        return Invariant($"{where}: loss {v.Loss.Total:g6}, RMSE {Errors(v.Errors)}{heads}, lr {v.LearningRate:g4}{left}{(v.IsBest ? ", best so far" : "")}");
    }

    private static string Finished(TrainingFinished f)
    {
        string why = f.Reason switch
        {
            EndReason.Completed => "all steps made",
            EndReason.NoImprovement => "no more improvement",
            EndReason.Interrupted => "interrupted, the state is saved",
            _ => "the steps asked for are made, the state is saved",
        };
        string best = f.Best is { } b ? Invariant($"; best validation loss {b.Loss:g6} at step {b.Step}") : "";
        return Invariant($"End after step {f.Position.Step} ({why}), {Duration(f.Clock.Elapsed)}{best}{(f.ModelPath is { } model ? "; model " + model : "")}");
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
