using System.CommandLine;
using IonicMlff.Analysis.Logs;
using IonicMlff.Analysis.Results;
using IonicMlff.Analysis.Runs;
using IonicMlff.Analysis.Transport;
using IonicMlff.Tool.CommandLine;
using IonicMlff.Tool.Output;

namespace IonicMlff.Tool.Commands.Analyze;

/// <summary><c>ilmlff analyze viscosity</c>.</summary>
internal static class ViscosityCommand
{
    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var files = new Argument<string[]>("FILE") { Arity = ArgumentArity.OneOrMore, Description = "Logs with the pressure tensor; several are replicas of one system: LAMMPS log, fix print, fix ave/time, GROMACS XVG, CSV, thermo.csv of 'ilmlff md'." };
        Option<double?> lag = Options.Number("--max-lag", "PS", "Longest lag of the curves of whole runs [default: a tenth of the run].", positive: true);
        Option<int?> segments = Options.Whole("--segments", "N", "Segments each run is cut into [default: so that there are ten in all].", 1, 100_000);
        Option<string?> fit = Options.Text("--fit", "FROM:TO", "Lags to fit, ps [default: by the cut-off of the time decomposition].");
        var log = new LogOptions();
        var common = new CommonOptions();
        var command = new ToolCommand("viscosity", "Green-Kubo shear viscosity from logs of the pressure tensor.")
        {
            Notes =
            [
                "Time decomposition: running integrals over segments, a power law through their standard deviation, a double exponential up to the lag where "
                + "that is two fifths of the integral. Refused (exit code 65) when rows are too sparse or the run too short; the curves are written all the same.",
                "The log needs the components Pxy, Pxz, Pyz, better all six, every 2 to 10 fs, at constant volume. LAMMPS: thermo_style custom step temp press pxx "
                + "pyy pzz pxy pxz pyz vol. Units are named by --units, by the log, or by its columns.",
            ],
            Examples =
            [
                ("ilmlff analyze viscosity log.lammps --units real --timestep 1 --temperature 423 --svg viscosity.svg", ""),
                ("ilmlff analyze viscosity run*/thermo.csv --temperature 423 --json viscosity.json", "replicas of ilmlff md"),
            ],
        };
        command.Arguments.Add(files);
        foreach (Option option in new Option[] { lag, segments, fit }.Concat(log.Own))
            command.Options.Add(option);
        common.AddTo(command);
        command.SetAction(parsed =>
        {
            string[] names = parsed.GetRequiredValue(files);
            AnalysisRequest request = common.Request(parsed, names[0]);
            AnalyzeOutputs outputs = common.Outputs(parsed);
            outputs.Refuse(names);
            LogRequest known = log.Request(parsed, request);
            PressureTensor[] runs = [.. names.Select(n => new PressureTensor(LogSeries.Read(n, known, LogQuantity.Pressure)))];
            var options = new ViscosityOptions { LongestLag = parsed.GetValue(lag), Segments = parsed.GetValue(segments), Fit = LogOptions.Window(parsed.GetValue(fit)) };
            AnalysisResult result = Viscosity.Of(runs, options);
            return AnalyzeRun.Present(terminal, outputs, result, LogOptions.Summary(names[0], runs[0].Log, runs.Select(r => r.Log.Fault)), "rows");
        });
        return command;
    }
}
