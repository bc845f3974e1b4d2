using System.Text.Json.Nodes;
using IonicMlff.Analysis.Clusters;
using IonicMlff.Analysis.Results;
using IonicMlff.Analysis.Runs;

namespace IonicMlff.Analysis.Markov;

/// <summary>Markov models of the surroundings of Li: one sequence of states per lithium ion.</summary>
public sealed class MsmAnalysis(MarkovOptions options) : FrameAnalysis<(long[] A, long[] B)>
{
    private readonly List<(long[] A, long[] B)> _frames = [];
    private LiSurroundings? _ions;

    /// <inheritdoc/>
    public override string Name => "msm";

    /// <inheritdoc/>
    public override AnalysisNeeds Needs => AnalysisNeeds.EvenFrames;

    /// <inheritdoc/>
    public override void Begin(AnalysisSystem system, AnalysisFrame first) => _ions = new LiSurroundings(system, Name, options.OxygenCutoff, options.CenterCutoff);

    /// <inheritdoc/>
    protected override (long[] A, long[] B) Measure(AnalysisFrame frame)
    {
        LiShell shell = _ions!.Measure(frame);
        Coordination c = Coordination.Of(shell, options.OxygenCutoff, _ions.LithiumCount, _ions.TfsiCount);
        return (
            Array.ConvertAll(_ions.PerLithium(shell.ByNitrogen), n => (long)n),
            [.. Enumerable.Range(0, _ions.LithiumCount).Select(i => 100L * c.Tfsi[i] + 10 * c.Bi[i] + Math.Min(c.Oxygens[i], 9))]);
    }

    /// <inheritdoc/>
    protected override void Accept(AnalysisFrame frame, (long[] A, long[] B) measured) => _frames.Add(measured);

    /// <inheritdoc/>
    public override AnalysisResult Finish(RunSummary run)
    {
        var studies = new List<(string Key, MarkovStudy Study)>();
        int count = _ions!.LithiumCount;
        if (options.States is MarkovStates.A or MarkovStates.Both)
            studies.Add(("A", new("number of TFSI", Sequences(count, f => f.A), options, NameA)));
        if (options.States is MarkovStates.B or MarkovStates.Both)
            studies.Add(("B", new("TFSI, bidentate, O", Sequences(count, f => f.B), options, NameB)));
        var json = new JsonObject { ["formula"] = MarkovJson.Formulas(), ["units"] = "frames, ps; one sequence per Li in order of id" };
        json["O_cutoff_A"] = options.OxygenCutoff;
        json["center_cutoff_A"] = options.CenterCutoff;
        foreach ((string key, MarkovStudy study) in studies)
            json[key] = study.ToJson(run.FrameInterval);
        return new AnalysisResult(Name, json)
        {
            Quantity = "Markov models of the surroundings of Li",
            Lines = [.. studies.SelectMany(s => s.Study.Lines(run.FrameInterval))],
            Remarks = [.. studies.SelectMany(s => s.Study.Remarks())],
            Tables =
            [
                new("msm_states", [new("frame", 0), new("li_index", 0), new("A", 0), new("B", 0)],
                    _frames.SelectMany((f, t) => Enumerable.Range(0, count).Select(i => (double[])[t, i, f.A[i], f.B[i]]))),
            ],
            Figures = [.. studies.SelectMany(s => s.Study.Figures("msm-" + s.Key, run.FrameInterval))],
        };
    }

    /// <summary>The result of sequences that are known already.</summary>
    public static AnalysisResult OfSequences(IReadOnlyList<long[]> sequences, MarkovOptions options, double? interval)
    {
        var study = new MarkovStudy("states", sequences, options, s => s.ToString(System.Globalization.CultureInfo.InvariantCulture));
        var json = new JsonObject
        {
            ["formula"] = MarkovJson.Formulas(),
            ["units"] = interval is null ? "frames" : "frames, ps",
            ["sequences"] = sequences.Count,
            ["estimate"] = study.ToJson(interval),
        };
        return new AnalysisResult("msm", json)
        {
            Quantity = "Markov model of sequences",
            Lines = study.Lines(interval),
            Remarks = study.Remarks(),
            Figures = study.Figures("msm", interval),
        };
    }

    private List<long[]> Sequences(int count, Func<(long[] A, long[] B), long[]> states) =>
        [.. Enumerable.Range(0, count).Select(i => _frames.Select(f => states(f)[i]).ToArray())];

    private static string NameA(long state) => $"{state} TFSI";

    private static string NameB(long state) => $"{state / 100} TFSI, {state / 10 % 10} bi, {state % 10} O";
}
