using System.CommandLine;
using System.Globalization;
using IonicMlff.Analysis.Runs;
using IonicMlff.Core.Errors;
using IonicMlff.Core.Trajectories;
using IonicMlff.Tool.CommandLine;

namespace IonicMlff.Tool.Commands.Analyze;

/// <summary>What every analysis takes: the trajectory, what belongs to it, and where results go.</summary>
internal sealed class AnalyzeOptions
{
    private readonly Argument<string> trajectory = new("TRAJ") { Description = $"Trajectory: {TrajectoryFiles.Formats}." };
    private readonly Option<string?> topology = Options.Text("--topology", "FILE", "Elements, masses, charges, bonds: LAMMPS data, PDB, GRO or extended XYZ [default: what TRAJ itself says].");
    private readonly Option<string?> frames = Options.Text("--frames", "A:B:C", "First frame, end (not included) and stride, from 0 [default: all].");
    private readonly Option<string[]> elements = new("--elements")
    {
        Description = "Symbols of LAMMPS types 1, 2, ... [default: by the masses of the topology].",
        HelpName = "SYMBOL [SYMBOL ...]",
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<string> bonds = Options.Word("--bonds", "Where molecules are from: bonds of the topology, distances in the first frame, or none.", "auto", "auto", "topology", "distances", "none");
    private readonly Option<int?> threads = Options.Whole("--threads", "N", "Threads [default: all cores].", 1, 1024);
    private readonly CommonOptions common = new();

    /// <summary>Adds argument and options to a command, behind its own options; a report writes its own pictures.</summary>
    public void AddTo(Command command, bool isReport = false)
    {
        command.Arguments.Add(trajectory);
        foreach (Option option in new Option[] { topology, frames, elements, bonds })
            command.Options.Add(option);
        common.AddTo(command, isReport);
        command.Options.Add(threads);
    }

    /// <summary>What to read.</summary>
    public AnalysisRequest Request(ParseResult parsed) => common.Request(parsed, parsed.GetRequiredValue(trajectory)) with
    {
        TopologyFile = parsed.GetValue(topology),
        Frames = parsed.GetValue(frames) is { } range ? FrameRange.Parse(range) : FrameRange.All,
        Elements = parsed.GetValue(elements) ?? [],
        Bonds = Enum.Parse<BondChoice>(parsed.GetRequiredValue(bonds), ignoreCase: true),
        Threads = parsed.GetValue(threads) ?? Environment.ProcessorCount,
    };

    /// <summary>Where results go.</summary>
    public AnalyzeOutputs Outputs(ParseResult parsed) => common.Outputs(parsed);
}

/// <summary>What analyses of trajectories and of logs take alike: times, temperature, and where results go.</summary>
internal sealed class CommonOptions
{
    private readonly Option<double?> timeStep = Options.Number("--timestep", "FS", "MD time step, for files that count steps (LAMMPS dumps) [default: times of the file].", positive: true);
    private readonly Option<double?> interval = Options.Number("--interval", "PS", "Time between frames of the file, instead of what the file says.", positive: true);
    private readonly Option<double?> temperature = Options.Number("--temperature", "K", "Temperature of the run, for conductivity and corrections.", positive: true);
    private readonly Option<string?> json = Options.Text("--json", "OUT", "Write numbers, units and definitions as JSON; - for standard output.");
    private readonly Option<string?> csv = Options.Text("--csv", "OUT", "Write the main table as CSV; further tables stand beside it (OUT without ending, their name).");
    private readonly Option<string?> svg = Options.Text("--svg", "OUT", "Draw the results as SVG; further figures stand beside it.");

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command, bool isReport = false)
    {
        foreach (Option option in isReport ? new Option[] { timeStep, interval, temperature, json } : [timeStep, interval, temperature, json, csv, svg])
            command.Options.Add(option);
    }

    /// <summary>A request of a file with times and temperature.</summary>
    public AnalysisRequest Request(ParseResult parsed, string file) => new(file)
    {
        TimeStep = parsed.GetValue(timeStep),
        FrameInterval = parsed.GetValue(interval),
        Temperature = parsed.GetValue(temperature),
    };

    /// <summary>Where results go.</summary>
    public AnalyzeOutputs Outputs(ParseResult parsed) => new(parsed.GetValue(json), parsed.GetValue(csv), parsed.GetValue(svg));
}

/// <summary>Files of an analysis; null: not asked for.</summary>
internal sealed record AnalyzeOutputs(string? Json, string? Csv, string? Svg)
{
    /// <summary>Refuses calls that would write one file twice, or over what is read.</summary>
    /// <exception cref="IlmlffException">Such a call.</exception>
    public void Refuse(AnalysisRequest request) => Refuse(request.TopologyFile is { } topology ? [request.Trajectory, topology] : [request.Trajectory]);

    /// <inheritdoc cref="Refuse(AnalysisRequest)"/>
    public void Refuse(IReadOnlyList<string> read)
    {
        var taken = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string file in read)
            taken[Path.GetFullPath(file)] = "is read";
        foreach ((string option, string? path) in new[] { ("--json", Json), ("--csv", Csv), ("--svg", Svg) })
        {
            if (path is null or "-")
                continue;
            if (!taken.TryAdd(Path.GetFullPath(path), $"is also written by {option}"))
                throw IlmlffException.Usage(string.Create(CultureInfo.InvariantCulture, $"{option} {path} {taken[Path.GetFullPath(path)]}; give another name."));
        }

        if (new[] { Json, Csv, Svg }.Count(p => p == "-") > 1)
            throw IlmlffException.Usage("two results go to standard output; give a file for one of them.");
    }
}
