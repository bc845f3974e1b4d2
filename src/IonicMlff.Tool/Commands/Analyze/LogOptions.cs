using System.CommandLine;
using System.Globalization;
using IonicMlff.Analysis.Logs;
using IonicMlff.Analysis.Runs;
using IonicMlff.Core.Errors;
using IonicMlff.Core.Topologies;
using IonicMlff.Core.Trajectories;
using IonicMlff.Tool.CommandLine;

namespace IonicMlff.Tool.Commands.Analyze;

/// <summary>What analyses of logs take: what the log does not say itself, and where results go.</summary>
internal sealed class LogOptions
{
    private readonly Option<string?> units = Options.Text("--units", "WORD", $"Units of columns whose names do not say them: {string.Join(", ", LogUnits.Names)} [default: as the log says].");
    private readonly Option<double?> volume = Options.Number("--volume", "Å3", "Volume [default: mean of the log].", positive: true);
    private readonly Option<bool> allRuns = Options.Flag("--all-runs", "Join the runs of a log whose steps go on, instead of taking the last one.");
    private readonly Option<string?> rows = Options.Text("--rows", "A:B:C", "First row, end (not included) and stride, from 0, of the run [default: all].");
    private readonly Option<string[]> columns = new("--columns")
    {
        HelpName = "WHAT=NAME ...",
        AllowMultipleArgumentsPerToken = true,
        Description = "Columns by name or number from 1, e.g. xy=c_p[4] xz=5 volume=v_V.",
    };

    /// <summary>Options of the log alone.</summary>
    public IReadOnlyList<Option> Own => [units, volume, columns, rows, allRuns];

    /// <summary>What the user knows, with the time step, interval and temperature that all analyses take.</summary>
    public LogRequest Request(ParseResult parsed, AnalysisRequest common) => new()
    {
        Units = parsed.GetValue(units) is { } word ? LogUnits.Named(word) : null,
        TimeStep = common.TimeStep,
        Interval = common.FrameInterval,
        Temperature = common.Temperature,
        Volume = parsed.GetValue(volume),
        Columns = Columns(parsed.GetValue(columns) ?? []),
        AllRuns = parsed.GetValue(allRuns),
        Rows = parsed.GetValue(rows) is { } range ? FrameRange.Parse(range) : FrameRange.All,
    };

    /// <summary>The head of a result that is from a log: rows instead of frames, no atoms.</summary>
    public static RunSummary Summary(string file, LogSeries log, IEnumerable<TrajectoryFault?> faults)
    {
        var none = MoleculeSet.From(new Topology(0));
        return new RunSummary
        {
            System = new AnalysisSystem { Trajectory = file, Topology = none.Topology, Molecules = none, BondSource = "none", Temperature = log.Temperature },
            Frames = log.Rows,
            FrameInterval = 1e-3 * log.Interval,
            Fault = faults.FirstOrDefault(f => f is not null),
        };
    }

    /// <summary>A window of lags, <c>FROM:TO</c> in ps.</summary>
    /// <exception cref="IlmlffException">Something else.</exception>
    public static (double From, double To)? Window(string? text)
    {
        if (text is null)
            return null;
        string[] parts = text.Split(':');
        return parts.Length == 2 && TryNumber(parts[0], out double from) && TryNumber(parts[1], out double to) && from >= 0 && to > from
            ? (from, to)
            : throw IlmlffException.Usage($"--fit is '{text}', expected two lags in ps, FROM:TO with FROM < TO, e.g. 5:50.");
    }

    private static Dictionary<string, string> Columns(string[] given)
    {
        var columns = new Dictionary<string, string>();
        foreach (string text in given)
        {
            if (text.Split('=') is not [{ Length: > 0 } what, { Length: > 0 } name])
                throw IlmlffException.Usage($"--columns has '{text}', expected WHAT=NAME, e.g. xy=c_p[4].");
            string[] known = [.. LogHead.Tensor, "step", "time", "temperature", "volume", "jx", "jy", "jz", "mx", "my", "mz"];
            if (LogHead.Meaning(what, 0) is null)
                throw IlmlffException.Usage($"--columns does not know '{what}'; did you mean '{NearestWord.To(what, known)}'? Known: {string.Join(", ", known)}.");
            columns[what] = name;
        }

        return columns;
    }

    private static bool TryNumber(string text, out double value) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);
}
