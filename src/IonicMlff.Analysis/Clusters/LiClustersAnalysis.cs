using IonicMlff.Analysis.Results;
using IonicMlff.Analysis.Runs;
using IonicMlff.Analysis.Statistics;
using IonicMlff.Analysis.Structure;

namespace IonicMlff.Analysis.Clusters;

/// <summary>Surroundings of Li: coordinating O, TFSI around it, mono- and bidentate, how long they stay.</summary>
public sealed class LiClustersAnalysis(LiClustersOptions options) : FrameAnalysis<LiShell>
{
    /// <summary>Cutoff taken when the radial distribution function has no first minimum, Å.</summary>
    public const double UsualCutoff = 2.8;

    // Always counted too, so that one sees how much hangs on the cutoff.
    private static readonly double[] Compared = [2.6, 2.8, 3.0];
    private const double BinWidth = 0.05;

    private readonly List<LiShell> _shells = [];
    private LiSurroundings? _ions;
    private double _reach;

    /// <inheritdoc/>
    public override string Name => "li-clusters";

    /// <inheritdoc/>
    public override AnalysisNeeds Needs => AnalysisNeeds.EvenFrames;

    /// <inheritdoc/>
    public override void Begin(AnalysisSystem system, AnalysisFrame first)
    {
        _reach = Math.Max(5, (options.OxygenCutoff ?? 0) + 1);
        _ions = new LiSurroundings(system, Name, _reach, options.CenterCutoff);
    }

    /// <inheritdoc/>
    protected override LiShell Measure(AnalysisFrame frame) => _ions!.Measure(frame);

    /// <inheritdoc/>
    protected override void Accept(AnalysisFrame frame, LiShell measured) => _shells.Add(measured);

    /// <inheritdoc/>
    public override AnalysisResult Finish(RunSummary run)
    {
        double? minimum = FirstMinimum();
        double main = options.OxygenCutoff ?? minimum ?? UsualCutoff;
        double[] cutoffs = [.. Compared.Append(main).Distinct().Order()];
        CoordinationSeries[] byOxygen = [.. cutoffs.Select(c => CoordinationSeries.Of(_shells, c, _ions!))];
        var nitrogen = new CenterSeries("N", _shells, s => s.ByNitrogen, s => s.NitrogenMargin, _ions!);
        var center = new CenterSeries("com", _shells, s => s.ByCenter, s => s.CenterMargin, _ions!);
        var report = new LiClustersReport
        {
            Run = run,
            Ions = _ions!,
            MainCutoff = main,
            CutoffSource = options.OxygenCutoff is not null ? "given" : minimum is not null ? "first minimum of g(r) of Li-O in this run" : "usual value; g(r) of Li-O has no first minimum",
            CenterCutoff = options.CenterCutoff,
            ByOxygen = byOxygen,
            ByCenter = [nitrogen, center],
        };
        return report.Result(Name);
    }

    private double? FirstMinimum()
    {
        int bins = (int)Math.Round(_reach / BinWidth);
        var counts = new long[bins];
        foreach (OxygenContact contact in _shells.SelectMany(s => s.Oxygens))
            counts[Math.Min(bins - 1, (int)(contact.Distance / BinWidth))]++;
        double volume = Moments.Mean(_shells.Select(s => s.Volume).ToArray());
        long pairs = (long)_ions!.LithiumCount * _ions.OxygenCount;
        return counts.Sum() == 0 ? null : RdfCurve.From(counts, pairs, _ions.LithiumCount, _shells.Count, volume, BinWidth).FirstMinimum is double r ? Math.Round(r, 3) : null;
    }
}
