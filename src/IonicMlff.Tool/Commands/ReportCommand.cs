using System.CommandLine;
using IonicMlff.Core.Errors;
using IonicMlff.Reports;
using IonicMlff.Reports.Html;
using IonicMlff.Tool.Accuracy;
using IonicMlff.Tool.CommandLine;
using IonicMlff.Tool.Output;
using IonicMlff.Training.Configuration;
using IonicMlff.Training.Configuration.Plan;
using IonicMlff.Training.DataSets;

namespace IonicMlff.Tool.Commands;

/// <summary><c>ilmlff report</c>: the report of a training run, again or while it goes on.</summary>
internal static class ReportCommand
{
    private static readonly string[] Notes =
    [
        "Learning curves, errors and parity plots of training, validation and test frames, data, configuration, in one HTML file that works offline. " +
        "'ilmlff train' writes it at the end; this writes it again, or of a run that goes on or was interrupted.",
        "The curves are read from the JSON lines of the run (output.json_lines), the errors are those of the model on disk.",
    ];

    private static readonly (string Line, string Remark)[] Examples =
    [
        ("ilmlff report train.yaml", "writes the report named in it"),
        ("ilmlff report train.yaml --output now.html --beside svg png csv", "with figures for a paper"),
    ];

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var config = new Argument<string>("CONFIG") { Description = "Configuration of the run, as given to 'ilmlff train'." };
        Option<string?> output = Options.Text("--output", "FILE", "HTML report to write [default: output.report of the configuration, else report.html in the folder of the run].");
        Option<string[]> beside = Options.Words("--beside", "Files beside the report", "svg", "png", "csv");
        Option<int?> threads = Options.Whole("--threads", "N", "Worker threads [default: all cores].", 1, 1024);
        Option<bool> json = Options.Json();
        var command = new ToolCommand("report", "Write the report of a training run: learning curves, errors, parity plots.") { Notes = Notes, Examples = Examples };
        command.Arguments.Add(config);
        command.Options.Add(output);
        command.Options.Add(beside);
        command.Options.Add(threads);
        command.Options.Add(json);
        command.SetAction(parsed =>
        {
            TrainingPlan plan = TrainingConfig.Read(parsed.GetRequiredValue(config)).Plan;
            if (plan.Output.JsonLines is not { } lines)
            {
                throw IlmlffException.Usage($"{plan.Source} says that no JSON lines are written (output.json_lines), so there are no curves to show. Train with them.");
            }

            TrainingHistory history = TrainingHistory.Read(lines);
            string path = parsed.GetValue(output) ?? plan.Output.Report ?? Path.Combine(plan.Output.Folder, "report.html");
            Extras extras = (parsed.GetValue(beside) ?? []).Aggregate(Extras.None, (all, word) => all | Enum.Parse<Extras>(word, ignoreCase: true));
            IReadOnlyList<string> files = TrainingReport.Write(
                plan, TrainingFrames.Load(plan), history, path, terminal, extras, parsed.GetValue(threads) ?? Environment.ProcessorCount);
            if (parsed.GetValue(json))
            {
                JsonOutput.Write(terminal, new System.Text.Json.Nodes.JsonObject { ["files"] = JsonOutput.Words(files) });
            }
            else
            {
                terminal.Out.WriteLine(files[0]);
            }

            if (!HtmlReport.IsInteractive)
            {
                terminal.Warn("the figures of the report are static: ilmlff was built without npm, which brings the library that makes them interactive.");
            }

            return 0;
        });
        return command;
    }
}
