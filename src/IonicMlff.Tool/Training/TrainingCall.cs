using System.Text.Json.Nodes;
using IonicMlff.Data.Configuration;
using IonicMlff.Tool.Accuracy;
using IonicMlff.Tool.CommandLine;
using IonicMlff.Tool.Output;
using IonicMlff.Torch.Training.Runs;
using IonicMlff.Training.Configuration;
using IonicMlff.Training.Configuration.Plan;
using IonicMlff.Training.Logs;
using IonicMlff.Training.Progress;

namespace IonicMlff.Tool.Training;

/// <summary>Runs a plan from the command line: listeners, result, exit code.</summary>
internal static class TrainingCall
{
    public static int Run(Terminal terminal, TrainingPlan plan, SessionOptions options, bool json)
    {
        TrainingHistory history = new();
        var session = new TrainingSession(plan, options, member => Observers(terminal, member, history = new()), terminal.Say)
        {
            Inspect = frames => CensusReport.Show(terminal, plan, frames),
            Finished = (member, _, outcome) => Report(terminal, member, outcome, history),
        };
        IReadOnlyList<TrainingOutcome> outcomes = session.Go(terminal.Interrupted);
        if (json)
            JsonOutput.Write(terminal, Json(plan, outcomes));
        bool isInterrupted = outcomes.Any(o => o.Reason == EndReason.Interrupted) || outcomes.Count < plan.Seeds.Members;
        return isInterrupted ? Application.Interrupted : 0;
    }

    /// <summary>Every setting, its value and where it comes from.</summary>
    public static void Explain(Terminal terminal, PlanReading reading, bool json)
    {
        if (json)
        {
            var settings = new JsonArray([.. reading.Values.Select(v => (JsonNode)new JsonObject
            {
                ["key"] = v.Path,
                ["value"] = v.Text,
                ["unit"] = v.Key.Unit,
                ["origin"] = v.Origin,
                ["meaning"] = v.Key.Meaning,
            })]);
            JsonOutput.Write(terminal, new JsonObject { ["config"] = reading.Plan.Source, ["settings"] = settings });
            return;
        }

        var table = new Table("setting", "value", "from", "meaning");
        foreach (ResolvedValue value in reading.Values)
            table.Row(value.Path, value.Key.Unit.Length > 0 ? $"{value.Text} {value.Key.Unit}" : value.Text, value.Origin, value.Key.Meaning);
        table.Write(terminal);
        foreach (string remark in reading.Plan.Remarks)
            terminal.Say(remark);
    }

    private static ListenersOfRun Observers(Terminal terminal, TrainingPlan plan, TrainingHistory history) =>
        new([TrainingLogs.Of(plan, terminal.Warn), new TrainingProgress(terminal), history]);

    // a finished member of an ensemble that goes on has its report
    private static void Report(Terminal terminal, TrainingPlan plan, TrainingOutcome outcome, TrainingHistory history)
    {
        if (outcome.Reason is EndReason.Completed or EndReason.NoImprovement && (history.Steps.Count > 0 || !File.Exists(plan.Output.Report)))
            TrainingReport.AtEnd(terminal, plan, history);
    }

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
