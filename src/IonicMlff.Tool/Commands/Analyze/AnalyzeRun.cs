using System.Globalization;
using IonicMlff.Analysis.Results;
using IonicMlff.Analysis.Runs;
using IonicMlff.Core.Errors;
using IonicMlff.Core.Trajectories;
using IonicMlff.Tool.Output;

namespace IonicMlff.Tool.Commands.Analyze;

/// <summary>Runs an analysis over a trajectory, shows and writes what it found; also after a fault or an interrupt.</summary>
internal static class AnalyzeRun
{
    /// <summary>Reads, analyses, writes; returns the exit code.</summary>
    public static int Execute(Terminal terminal, AnalysisRequest request, AnalyzeOutputs outputs, IAnalysis analysis)
    {
        outputs.Refuse(request);
        AnalysisOutcome outcome;
        using (var progress = new Progress(terminal, "‰ of the file", 1000))
        {
            outcome = AnalysisRun.Execute(
                request, [analysis], new Reporter(p => progress.Report((long)(1000 * Math.Min(p.Share, 0.999)))), terminal.Interrupted);
        }

        AnalysisReport? report = outcome.Reports.Count > 0 ? outcome.Reports[0] : null;
        AnalysisResult result = report?.Result ?? new AnalysisResult(analysis.Name, []) { Quantity = analysis.Name };
        RunSummary summary = report?.Summary ?? outcome.Summary;
        Write(terminal, outputs, result, summary);
        bool isData = new[] { outputs.Json, outputs.Csv, outputs.Svg }.Contains("-");
        if (!isData && report is not null)
            Show(terminal, result, summary);
        Complain(terminal, outcome, summary);
        return outcome.ExitCode;
    }

    /// <summary>Shows and writes a result that was not read from a trajectory; returns the exit code.</summary>
    public static int Present(Terminal terminal, AnalyzeOutputs outputs, AnalysisResult result, RunSummary summary, string counted = "frames")
    {
        Write(terminal, outputs, result, summary);
        if (!new[] { outputs.Json, outputs.Csv, outputs.Svg }.Contains("-"))
            Show(terminal, result, summary, counted);
        foreach (string remark in result.Remarks)
            terminal.Say("note: " + remark);
        TrajectoryFault[] faults = [.. new[] { summary.Fault, result.Refusal }.OfType<TrajectoryFault>()];
        foreach (TrajectoryFault fault in faults)
            terminal.Say("error: " + fault);
        if (summary.Fault is not null)
            terminal.Say($"the results are those of the {summary.Frames} {counted} before it.");
        return faults.Length > 0 ? (int)ErrorKind.BadData : 0;
    }

    private static void Show(Terminal terminal, AnalysisResult result, RunSummary summary, string counted = "frames")
    {
        string time = summary.FrameInterval is double dt && summary.Frames > 1
            ? string.Create(CultureInfo.InvariantCulture, $", {dt:G6} ps apart") : "";
        string kinds = string.Join(", ", summary.System.Molecules.Kinds.Select(k => $"{summary.System.Molecules.Of(k).Count} {k.Name}"));
        terminal.Out.WriteLine($"{result.Quantity} of {Path.GetFileName(summary.System.Trajectory)}: {summary.Frames} {counted}{time}{(kinds.Length > 0 ? "; " : "")}{kinds}");
        var table = new Table("", "");
        foreach ((string label, string value) in result.Lines)
            table.Row(label, value);
        if (result.Lines.Count > 0)
            table.Write(terminal);
    }

    private static void Complain(Terminal terminal, AnalysisOutcome outcome, RunSummary summary)
    {
        foreach (TrajectoryFault warning in summary.Warnings)
            terminal.Warn(warning.ToString());
        foreach (string remark in outcome.Reports.SelectMany(r => r.Result.Remarks))
            terminal.Say("note: " + remark);
        foreach (TrajectoryFault fault in outcome.Faults)
            terminal.Say("error: " + fault);
        string frames = summary.Frames == 1 ? "1 frame" : string.Create(CultureInfo.InvariantCulture, $"{summary.Frames} frames");
        if (outcome.Faults.Count > 0)
            terminal.Say(summary.Frames == 0 ? "nothing could be used." : $"the results are those of the {frames} before it.");
        if (summary.Interrupted)
            terminal.Say($"interrupted: the results are those of the first {frames}.");
    }

    private static void Write(Terminal terminal, AnalyzeOutputs outputs, AnalysisResult result, RunSummary summary) =>
        ResultFiles.Write(terminal, outputs, result, () => ResultHead.Document(result, summary));

    private sealed class Reporter(Action<RunProgress> report) : IProgress<RunProgress>
    {
        public void Report(RunProgress value) => report(value);
    }
}
