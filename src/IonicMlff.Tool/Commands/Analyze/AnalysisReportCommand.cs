using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using IonicMlff.Analysis.Clusters;
using IonicMlff.Analysis.Diffusion;
using IonicMlff.Analysis.Logs;
using IonicMlff.Analysis.Reporting;
using IonicMlff.Analysis.Results;
using IonicMlff.Analysis.Runs;
using IonicMlff.Analysis.Transport;
using IonicMlff.Core.Errors;
using IonicMlff.Reports;
using IonicMlff.Reports.Html;
using IonicMlff.Tool.CommandLine;
using IonicMlff.Tool.Evaluation;
using IonicMlff.Tool.Output;

namespace IonicMlff.Tool.Commands.Analyze;

/// <summary><c>ilmlff analyze report</c>: all analyses that apply to a system, in one pass, as one HTML file.</summary>
internal static class AnalysisReportCommand
{
    private static readonly string[] Notes =
    [
        "One pass over the trajectory: density, diffusion and conductivity, radial distribution functions, surroundings of Li, Markov models, shapes of TFSI and "
        + "PYR14, as far as the system has them, and the viscosity when logs are given. The values of the paper stand beside those of the run; below each part stands how it was computed.",
        "The HTML file works offline. Figures as SVG, their data and all tables as CSV are in a folder of its name.",
        "--units, --columns, --volume, --rows and --all-runs are for the logs.",
    ];

    private static readonly (string Line, string Remark)[] Examples =
    [
        ("ilmlff analyze report traj.dump.gz --topology system.data --timestep 2 --temperature 423 --output li.html", ""),
        ("ilmlff analyze report traj.xtc --topology system.data --temperature 423 --log log.lammps --units real --timestep 1", "with the viscosity"),
    ];

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        Option<string?> output = Options.Text("--output", "FILE", "HTML file to write [default: report.html].");
        Option<string[]> beside = Options.Words("--beside", "Files beside the report [default: svg csv]", "svg", "png", "csv", "none");
        var logs = new Option<string[]>("--log") { HelpName = "FILE [FILE ...]", AllowMultipleArgumentsPerToken = true, Description = "Logs of the pressure tensor, for the viscosity and the correction of finite size; several are replicas." };
        Option<string?> fit = Options.Text("--fit", "FROM:TO", "Lags to fit diffusion, ps [default: the widest window that is diffusive].");
        var pairs = new Option<string[]>("--pair") { HelpName = "A-B [A-B ...]", AllowMultipleArgumentsPerToken = true, Description = "Pairs as for 'rdf' [default: those of the paper]." };
        Option<double?> radius = Options.Number("--r-max", "Å", "Largest distance of radial distribution functions [default: just below half of the cell].", positive: true);
        Option<double?> oxygen = Options.Number("--o-cutoff", "Å", "Largest Li-O distance of direct coordination [default: first minimum of g(r) of Li-O].", positive: true);
        Option<double?> center = Options.Number("--center-cutoff", "Å", "Largest distance of Li and centre of TFSI [default: 6].", positive: true);
        var log = new LogOptions();
        var options = new AnalyzeOptions();
        var command = new ToolCommand("report", "All that applies to a system in one HTML file, the paper's values beside it.") { Notes = Notes, Examples = Examples };
        foreach (Option option in new Option[] { output, beside, logs, fit, pairs, radius, oxygen, center }.Concat(log.Own))
            command.Options.Add(option);
        options.AddTo(command, isReport: true);
        command.SetAction(parsed =>
        {
            AnalysisRequest request = options.Request(parsed);
            var call = new Call(
                terminal, request, parsed.GetValue(output) ?? "report.html", Beside(parsed.GetValue(beside) is { Length: > 0 } words ? words : ["svg", "csv"]), options.Outputs(parsed).Json, parsed.GetValue(logs) ?? [],
                log.Request(parsed, request with { FrameInterval = null }));
            var msd = new MsdOptions { Fit = LogOptions.Window(parsed.GetValue(fit)) };
            var clusters = new LiClustersOptions { OxygenCutoff = parsed.GetValue(oxygen) };
            return call.Execute(new ReportSettings
            {
                Msd = msd,
                Pairs = parsed.GetValue(pairs) ?? [],
                Radius = parsed.GetValue(radius),
                Clusters = parsed.GetValue(center) is double r ? clusters with { CenterCutoff = r } : clusters,
            });
        });
        return command;
    }

    private static Extras Beside(string[] words) => words.Contains("none") ? Extras.None : words.Aggregate(Extras.None, (all, word) => all | Enum.Parse<Extras>(word, ignoreCase: true));

    /// <summary>A call with all it needs.</summary>
    private sealed record Call(Terminal Terminal, AnalysisRequest Request, string Output, Extras Beside, string? Json, IReadOnlyList<string> Logs, LogRequest Log)
    {
        public int Execute(ReportSettings settings)
        {
            new AnalyzeOutputs(Json, null, null).Refuse([Request.Trajectory, .. Request.TopologyFile is { } topology ? [topology] : Array.Empty<string>(), .. Logs]);
            AnalysisReport? viscosity = Viscosity();
            if (viscosity?.Result is { Refusal: null } found)
                settings = settings with { Msd = settings.Msd with { Viscosity = found.Json["viscosity_mPa_s"]!.GetValue<double>() } };
            ReportPlan plan = ReportPlan.For(Request, settings);
            AnalysisOutcome outcome;
            using (var progress = new Progress(Terminal, "‰ of the file", 1000))
            {
                outcome = AnalysisRun.Execute(Request, plan.Analyses, new Reporter(p => progress.Report((long)(1000 * Math.Min(p.Share, 0.999)))), Terminal.Interrupted);
            }

            Report report = TrajectoryReport.Create(outcome, viscosity is null ? [] : [viscosity], plan.LeftOut);
            report.AddProvenance("Program", $"ilmlff {Application.Version}, {DateTime.Now.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)}");
            IReadOnlyList<string> files = ReportFiles.Write(report, Output, Beside);
            AnalysisReport[] parts = [.. outcome.Reports, .. viscosity is null ? Array.Empty<AnalysisReport>() : [viscosity]];
            if (Beside.HasFlag(Extras.Csv))
                WriteTables(parts, files);
            if (Json is not null)
                WriteJson(parts);
            if (Json != "-")
                Terminal.Out.WriteLine(files[0]);
            return Complain(plan, outcome, viscosity);
        }

        private AnalysisReport? Viscosity()
        {
            if (Logs.Count == 0)
                return null;
            PressureTensor[] runs = [.. Logs.Select(n => new PressureTensor(LogSeries.Read(n, Log, LogQuantity.Pressure)))];
            return new(Analysis.Transport.Viscosity.Of(runs, new ViscosityOptions()), LogOptions.Summary(Logs[0], runs[0].Log, runs.Select(r => r.Log.Fault)));
        }

        // Tables frame by frame, in the folder of the figures.
        private static void WriteTables(AnalysisReport[] parts, IReadOnlyList<string> files)
        {
            if (files.Count < 2)
                return;
            string folder = Path.GetDirectoryName(files[1])!;
            foreach (ResultTable table in parts.SelectMany(p => p.Result.Tables))
                Write(Path.Combine(folder, $"data-{table.Name}.csv"), table.WriteCsv);
        }

        private void WriteJson(AnalysisReport[] parts)
        {
            var all = new JsonObject();
            foreach (AnalysisReport part in parts)
                all[part.Result.Name] = ResultHead.Document(part.Result, part.Summary);
            if (Json == "-")
                JsonOutput.Write(Terminal, all);
            else
                Write(Json!, to => to.WriteLine(JsonOutput.Text(all)));
        }

        private int Complain(ReportPlan plan, AnalysisOutcome outcome, AnalysisReport? viscosity)
        {
            foreach ((string name, string reason) in plan.LeftOut)
                Terminal.Say($"note: {name} was left out: {reason}");
            Core.Trajectories.TrajectoryFault[] faults =
                [.. outcome.Faults.Concat(new[] { viscosity?.Summary.Fault, viscosity?.Result.Refusal }.OfType<Core.Trajectories.TrajectoryFault>()).Distinct()];
            foreach (Core.Trajectories.TrajectoryFault warning in outcome.Summary.Warnings)
                Terminal.Warn(warning.ToString());
            foreach (Core.Trajectories.TrajectoryFault fault in faults)
                Terminal.Say("error: " + fault);
            if (!HtmlReport.IsInteractive)
                Terminal.Warn("the figures of the report are static: ilmlff was built without npm, which brings the library that makes them interactive.");
            return faults.Length > 0 ? (int)ErrorKind.BadData : outcome.ExitCode;
        }

        private static void Write(string path, Action<TextWriter> write)
        {
            using AtomicFile file = AtomicFile.Create(path, p => new StreamWriter(p, append: false, new UTF8Encoding(false)));
            write(file.Writer);
            file.Commit();
        }
    }

    private sealed class Reporter(Action<RunProgress> report) : IProgress<RunProgress>
    {
        public void Report(RunProgress value) => report(value);
    }
}
