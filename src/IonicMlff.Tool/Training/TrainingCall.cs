using System.Globalization;
using System.Text.Json.Nodes;
using IonicMlff.Core.Errors;
using IonicMlff.Tool.CommandLine;
using IonicMlff.Tool.Output;
using IonicMlff.Torch.Training.Runs;
using IonicMlff.Training.Configuration;
using IonicMlff.Training.Configuration.Plan;
using IonicMlff.Training.Progress;

namespace IonicMlff.Tool.Training;

/// <summary>Runs a plan from the command line: listeners, result, exit code.</summary>
internal static class TrainingCall
{
    public static int Run(Terminal terminal, TrainingPlan plan, SessionOptions options, bool json)
    {
        var session = new TrainingSession(plan, options, member => Observers(terminal, member), terminal.Say);
        IReadOnlyList<TrainingOutcome> outcomes = session.Go(terminal.Interrupted);
        if (json)
            JsonOutput.Write(terminal, Json(plan, outcomes));
        bool isInterrupted = outcomes.Any(o => o.Reason == EndReason.Interrupted) || outcomes.Count < plan.Seeds.Members;
        return isInterrupted ? Application.Interrupted : 0;
    }

    public static void Explain(Terminal terminal, PlanReading reading)
    {
        foreach (var value in reading.Values)
            terminal.Out.WriteLine(value);
    }

    private static ITrainingObserver Observers(Terminal terminal, TrainingPlan plan) => new MessageLines(terminal, plan.Output.LogSteps);

    private static JsonObject Json(TrainingPlan plan, IReadOnlyList<TrainingOutcome> outcomes) => new()
    {
        ["config"] = plan.Source,
        ["folder"] = plan.Output.Folder,
        ["models"] = new JsonArray([.. outcomes.Select(o => (JsonNode)new JsonObject
        {
            ["model"] = o.ModelPath,
            ["ended"] = o.Reason.ToString(),
            ["steps"] = o.Step,
            ["best_validation_loss"] = o.Best is { } best ? JsonOutput.Number(best.Loss) : null,
            ["best_step"] = o.Best?.Step,
            ["moved"] = new JsonArray([.. o.Movements.Select(m => (JsonNode)new JsonObject
            {
                ["block"] = m.Block,
                ["parameters"] = m.Parameters,
                ["relative"] = m.Relative is { } r ? JsonOutput.Number(r) : null,
                ["absolute"] = JsonOutput.Number(m.Absolute),
                ["frozen"] = m.Frozen,
            })]),
        })]),
    };
}

/// <summary>Milestones of a run as message lines.</summary>
internal sealed class MessageLines(Terminal terminal, long everySteps) : ITrainingObserver
{
    public void Observe(TrainingEvent happened)
    {
        if (Line(happened) is { } line)
            terminal.Say(line);
    }

    private string? Line(TrainingEvent happened) => happened switch
    {
        TrainingStarted { Description: var d } => string.Create(CultureInfo.InvariantCulture,
            $"{d.Name}: {d.Architecture}, {d.TrainedParameters} parameters{(d.FrozenParameters > 0 ? $" ({d.FrozenParameters} frozen)" : "")}, {d.TrainingFrames} training and {d.ValidationFrames} validation frames, ")
            + string.Create(CultureInfo.InvariantCulture, $"{d.TotalSteps} steps, {d.Device}, {d.Precision}, {d.Threads} threads, seed {d.Seed}")
            + (d.FirstStep > 0 ? string.Create(CultureInfo.InvariantCulture, $"; going on from step {d.FirstStep}") : ""),
        StepDone s when everySteps > 0 && s.Position.Step % everySteps == 0 => string.Create(CultureInfo.InvariantCulture,
            $"step {s.Position.Step}/{s.Position.TotalSteps} loss {s.Loss.Total:g5} {Errors(s.Errors)} lr {s.LearningRate:g3} |g| {s.GradientNorm:g3} {s.Clock.SecondsPerStep:g3} s/step")
            + (s.Clock.Remaining is { } left ? $" left {left:d\\.hh\\:mm\\:ss}" : ""),
        ValidationDone v => string.Create(CultureInfo.InvariantCulture,
            $"validation at step {v.Position.Step} (epoch {v.Position.Epoch}): loss {v.Loss.Total:g6} {Errors(v.Errors)}{(v.IsBest ? " best" : "")}"),
        StageStarted s => string.Create(CultureInfo.InvariantCulture, $"stage {s.Stage} begins at step {s.Position.Step}: {s.Reason}"),
        TrainingWarning w => "warning: " + w.Message,
        TrainingFinished f => Finished(f),
        _ => null,
    };

    private static string Finished(TrainingFinished f)
    {
        string end = f.Reason switch
        {
            EndReason.Completed => "done",
            EndReason.NoImprovement => "ended without further improvement",
            EndReason.Interrupted => "interrupted and saved; go on with --resume;",
            _ => "stopped as asked; go on with --resume;",
        };
        string best = f.Best is { } b ? string.Create(CultureInfo.InvariantCulture, $", best validation loss {b.Loss:g6} at step {b.Step}") : "";
        string moved = string.Join(", ", f.Movements.Select(m =>
            m.Frozen ? $"{m.Block} frozen" : string.Create(CultureInfo.InvariantCulture, $"{m.Block} {m.Relative:0.00%}")));
        return string.Create(CultureInfo.InvariantCulture, $"{end} at step {f.Position.Step} after {f.Clock.Elapsed.TotalSeconds:0} s{best}; model {f.ModelPath ?? "not written yet"}\nmoved from the start: {moved}");
    }

    private static string Errors(ErrorSummary e) => string.Join(' ', new[]
    {
        e.EnergyPerAtom is { } energy ? string.Create(CultureInfo.InvariantCulture, $"E {1000 * energy:0.00} meV/atom") : null,
        e.Forces is { } forces ? string.Create(CultureInfo.InvariantCulture, $"F {1000 * forces:0.0} meV/Å") : null,
        e.Stress is { } stress ? string.Create(CultureInfo.InvariantCulture, $"S {1000 * stress:0.000} meV/Å³") : null,
    }.Where(t => t is not null));
}
