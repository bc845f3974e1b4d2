using System.Collections.Concurrent;
using System.Globalization;
using IonicMlff.Analysis.Results;
using IonicMlff.Analysis.Runs;
using IonicMlff.Analysis.Sites;
using IonicMlff.Analysis.Statistics;
using IonicMlff.Core.Errors;
using IonicMlff.Core.Geometry;

namespace IonicMlff.Analysis.Structure;

/// <summary>What the radial distribution functions are asked for.</summary>
public sealed record RdfOptions
{
    /// <summary>Pairs, <c>Li-O</c>; empty: the usual ones.</summary>
    public IReadOnlyList<string> Pairs { get; init; } = [];

    /// <summary>r_max, Å; null: half of the smallest width of the first frame, less 2 % for cells that breathe.</summary>
    public double? Radius { get; init; }

    /// <summary>Bins; null: of 0.05 Å.</summary>
    public int? Bins { get; init; }
}

/// <summary>Counts of one frame, per pair.</summary>
/// <param name="All">All ordered pairs.</param>
/// <param name="Intra">Those inside one molecule.</param>
/// <param name="Volume">Å³, nan without one.</param>
/// <param name="Width">Smallest width of the cell, Å.</param>
public sealed record RdfFrame(long[][] All, long[][] Intra, double Volume, double Width);

/// <summary>Radial distribution functions of pairs of sites, with and without pairs of the same molecule.</summary>
public sealed class RdfAnalysis(RdfOptions options) : FrameAnalysis<RdfFrame>
{
    private const double StandardWidth = 0.05, Breathing = 0.98;

    private readonly ConcurrentBag<PairCounter> _counters = [];
    private readonly List<double> _volumes = [];
    private IReadOnlyList<SitePair> _pairs = [];
    private IntramolecularPairs[] _intra = [];
    private int[] _overlap = [];
    private double _radius, _smallestWidth = double.PositiveInfinity;
    private int _bins;
    private long[][] _all = [], _inside = [];

    /// <inheritdoc/>
    public override string Name => "rdf";

    /// <inheritdoc/>
    public override void Begin(AnalysisSystem system, AnalysisFrame first)
    {
        _pairs = options.Pairs.Count > 0 ? [.. options.Pairs.Select(p => SitePair.Parse(p, system))] : SitePair.Usual(system);
        _intra = [.. _pairs.Select(p => new IntramolecularPairs(p, system.Molecules.All.Count))];
        _overlap = [.. _pairs.Select(p => p.A.Overlap(p.B))];
        double half = 0.5 * first.Images.SmallestWidth;
        SetBins(half, first);
        if (_radius > half)
        {
            throw IlmlffException.Usage(string.Create(
                CultureInfo.InvariantCulture, $"--r-max {_radius} is more than half of the smallest width of the cell, {half:F3} Å: farther pairs would be counted as their images. Give at most {Math.Floor(half * 100) / 100}."));
        }

        _all = [.. _pairs.Select(_ => new long[_bins])];
        _inside = [.. _pairs.Select(_ => new long[_bins])];
    }

    /// <inheritdoc/>
    protected override RdfFrame Measure(AnalysisFrame frame)
    {
        if (!_counters.TryTake(out PairCounter? counter))
            counter = new PairCounter();
        var all = new long[_pairs.Count][];
        var inside = new long[_pairs.Count][];
        for (int p = 0; p < _pairs.Count; p++)
        {
            (all[p], inside[p]) = (new long[_bins], new long[_bins]);
            SitePair pair = _pairs[p];
            counter.Add(frame.Images, pair.A.Source(frame), pair.A.Items, pair.B.Source(frame), pair.B.Items, _radius, all[p]);
            all[p][0] -= _overlap[p]; // each point that is in both selections met itself
            _intra[p].Add(frame, _radius, inside[p]);
        }

        _counters.Add(counter);
        return new(all, inside, frame.Cell.IsFullyPeriodic ? frame.Cell.Volume : double.NaN, frame.Images.SmallestWidth);
    }

    /// <inheritdoc/>
    protected override void Accept(AnalysisFrame frame, RdfFrame measured)
    {
        for (int p = 0; p < _pairs.Count; p++)
        {
            for (int k = 0; k < _bins; k++)
            {
                _all[p][k] += measured.All[p][k];
                _inside[p][k] += measured.Intra[p][k];
            }
        }

        _volumes.Add(measured.Volume);
        _smallestWidth = Math.Min(_smallestWidth, measured.Width);
    }

    /// <inheritdoc/>
    public override AnalysisResult Finish(RunSummary run)
    {
        // A cell that shrank below twice r_max spoils the outermost bins only.
        double width = _radius / _bins;
        int good = Math.Min(_bins, (int)Math.Floor(0.5 * _smallestWidth / width * (1 + 1e-12)));
        double meanVolume = Moments.Mean(_volumes.ToArray());
        var results = new List<RdfPairResult>();
        for (int p = 0; p < _pairs.Count; p++)
        {
            SitePair pair = _pairs[p];
            long pairs = (long)pair.A.Count * pair.B.Count - _overlap[p];
            long[] all = _all[p][..good], inter = [.. all.Zip(_inside[p], (a, i) => a - i)];
            results.Add(new(
                pair,
                RdfCurve.From(all, pairs, pair.A.Count, run.Frames, meanVolume, width),
                RdfCurve.From(inter, pairs - _intra[p].Count, pair.A.Count, run.Frames, meanVolume, width)));
        }

        return RdfReport.Write(results, width, _smallestWidth, meanVolume, run, cut: good < _bins ? _radius : null);
    }

    private void SetBins(double half, AnalysisFrame first)
    {
        double most = double.IsFinite(half) ? half * Breathing : Extent(first);
        if (options.Radius is double radius)
        {
            _radius = radius;
            _bins = options.Bins ?? Math.Max(1, (int)Math.Round(radius / StandardWidth));
            return;
        }

        _bins = options.Bins ?? Math.Max(1, (int)Math.Floor(most / StandardWidth));
        _radius = options.Bins is null ? _bins * StandardWidth : most;
    }

    // Without a cell: as far as the points reach.
    private static double Extent(AnalysisFrame first)
    {
        double[] r = first.Positions;
        double most = 1;
        for (int k = 0; k < r.Length; k += 3)
            most = Math.Max(most, Math.Sqrt((r[k] - r[0]) * (r[k] - r[0]) + (r[k + 1] - r[1]) * (r[k + 1] - r[1]) + (r[k + 2] - r[2]) * (r[k + 2] - r[2])));
        return most;
    }
}

/// <summary>Curves of a pair.</summary>
/// <param name="Pair">The pair.</param>
/// <param name="All">All pairs.</param>
/// <param name="Intermolecular">Pairs of different molecules.</param>
public sealed record RdfPairResult(SitePair Pair, RdfCurve All, RdfCurve Intermolecular);
