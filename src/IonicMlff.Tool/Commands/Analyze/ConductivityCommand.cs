using System.CommandLine;
using IonicMlff.Analysis.Diffusion;
using IonicMlff.Analysis.Logs;
using IonicMlff.Analysis.Results;
using IonicMlff.Analysis.Runs;
using IonicMlff.Analysis.Transport;
using IonicMlff.Core.Errors;
using IonicMlff.Tool.CommandLine;
using IonicMlff.Tool.Output;

namespace IonicMlff.Tool.Commands.Analyze;

/// <summary><c>ilmlff analyze conductivity</c>.</summary>
internal static class ConductivityCommand
{
    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        Option<string?> fit = Options.Text("--fit", "FROM:TO", "Lags to fit, ps [default: the widest window that is diffusive].");
        Option<double?> lag = Options.Number("--max-lag", "PS", "Of currents: longest lag of the curves [default: a tenth of the run].", positive: true);
        Option<int?> segments = Options.Whole("--segments", "N", "Of currents: segments the run is cut into for errors [default: 10].", 3, 100_000);
        var log = new LogOptions();
        var options = new AnalyzeOptions();
        var command = new ToolCommand("conductivity", "Conductivity from a trajectory, or from a file of the charge current.")
        {
            Notes =
            [
                "From a trajectory: displacement of Σ z u (collective, Einstein), what independent ions would give (Nernst-Einstein), Haven ratio, transference numbers.",
                "From a file of Σ q v (fix ave/time, fix print, CSV with Jx Jy Jz and perhaps Mx My Mz of Σ q r): Green-Kubo integral, and the slope of the dipole's "
                + "mean square displacement. --columns, --units, --volume, --rows and --all-runs are for such files.",
            ],
            Examples =
            [
                ("ilmlff analyze conductivity traj.dump.gz --topology system.data --timestep 2 --temperature 423 --json sigma.json", ""),
                ("ilmlff analyze conductivity current.txt --units real --timestep 1 --temperature 423 --volume 3601.15 --svg sigma.svg", ""),
            ],
        };
        foreach (Option option in new Option[] { fit, lag, segments }.Concat(log.Own))
            command.Options.Add(option);
        options.AddTo(command);
        command.SetAction(parsed =>
        {
            AnalysisRequest request = options.Request(parsed);
            AnalyzeOutputs outputs = options.Outputs(parsed);
            (double From, double To)? window = LogOptions.Window(parsed.GetValue(fit));
            LogRequest known = log.Request(parsed, request);
            if (!LogReader.IsLog(request.Trajectory))
            {
                return known.Units is null && known.Columns.Count == 0
                    ? AnalyzeRun.Execute(terminal, request, outputs, new MsdAnalysis(new MsdOptions { Fit = window, OfCharges = true }))
                    : throw IlmlffException.Usage($"{request.Trajectory} is a trajectory; --units and --columns are for files of the current.");
            }

            if (request.TopologyFile is not null)
                throw IlmlffException.Usage($"{request.Trajectory} is a table of numbers, not a trajectory: leave out --topology.");
            outputs.Refuse(request);
            var run = new ChargeCurrent(LogSeries.Read(request.Trajectory, known, LogQuantity.Current));
            AnalysisResult result = CurrentConductivity.Of(run, new ViscosityOptions { LongestLag = parsed.GetValue(lag), Segments = parsed.GetValue(segments), Fit = window });
            return AnalyzeRun.Present(terminal, outputs, result, LogOptions.Summary(request.Trajectory, run.Log, [run.Log.Fault]), "rows");
        });
        return command;
    }
}
