using System.Collections.Concurrent;
using IonicMlff.Analysis.Results;
using IonicMlff.Analysis.Runs;
using IonicMlff.Analysis.Statistics;
using IonicMlff.Core.Errors;
using IonicMlff.Core.Topologies;
using IonicMlff.Core.Trajectories;

namespace IonicMlff.Analysis.Diffusion;

/// <summary>What a frame says of the centres of mass.</summary>
/// <param name="Wrapped">Inside the cell, Å, 3 per molecule.</param>
/// <param name="ByImages">Unwrapped by the file's image counts, or null.</param>
/// <param name="Volume">Å³; nan when not periodic in all directions.</param>
public sealed record MsdFrame(double[] Wrapped, double[]? ByImages, double Volume);

/// <summary>
/// Mean square displacements of the centres of mass per kind of molecule, diffusion (the paper's equation 1), conductivity, transference.
/// Keeps the paths of the centres (24 bytes per molecule and frame), beyond a limit in a temporary file.
/// </summary>
public sealed class MsdAnalysis(MsdOptions options) : FrameAnalysis<MsdFrame>, IDisposable
{
    private readonly ConcurrentBag<double[]> _free = [];
    private readonly List<double> _volumes = [];
    private SchemePaths[] _schemes = [];
    private MoleculeSet? _molecules;
    private Sparseness? _sparseness;
    private bool _wantsImages;

    /// <inheritdoc/>
    public override string Name => options.OfCharges ? "conductivity" : "msd";

    /// <inheritdoc/>
    public override AnalysisNeeds Needs => AnalysisNeeds.EvenFrames;

    /// <inheritdoc/>
    public override void Begin(AnalysisSystem system, AnalysisFrame first)
    {
        _molecules = system.Molecules;
        if (options.OfCharges && _molecules.Kinds.All(k => k.Charge == 0))
            throw IlmlffException.BadData($"conductivity needs ions; {system.Trajectory} has {string.Join(", ", _molecules.Kinds.Select(k => $"{_molecules.Of(k).Count} {k.Name}"))}, of which no charges are known. Give --topology FILE with elements and bonds.");
        if (options.OfCharges && system.Temperature is null)
            throw IlmlffException.Usage("conductivity needs --temperature K.");
        bool hasImages = first.Data.IsUnwrapped || first.Data.Images is not null;
        if (options.Schemes.Contains(UnwrapScheme.Images) && !hasImages)
            throw IlmlffException.Usage($"--unwrap images: {system.Trajectory} has neither image counts (ix iy iz) nor unwrapped positions; use tor.");
        UnwrapScheme[] schemes = options.Schemes.Count > 0 ? [.. options.Schemes]
            : hasImages ? [UnwrapScheme.Tor, UnwrapScheme.Heuristic, UnwrapScheme.Images] : [UnwrapScheme.Tor, UnwrapScheme.Heuristic];
        _wantsImages = schemes.Contains(UnwrapScheme.Images);
        _schemes = [.. schemes.Select(s => new SchemePaths(s, _molecules, options.MemoryLimit))];
        _sparseness = new Sparseness(_molecules);
    }

    /// <inheritdoc/>
    protected override MsdFrame Measure(AnalysisFrame frame)
    {
        if (!_free.TryTake(out double[]? wrapped))
            wrapped = new double[frame.Centers.Length];
        frame.Centers.CopyTo(wrapped, 0);
        if (frame.Cell.IsPeriodic)
        {
            for (int k = 0; k < wrapped.Length; k += 3)
                frame.Images.Wrap(frame.Data.Corner, ref wrapped[k], ref wrapped[k + 1], ref wrapped[k + 2]);
        }

        double[]? byImages = _wantsImages ? Unwrapper.ByImages(frame.Data, _molecules!) : null;
        return new(wrapped, byImages, frame.Cell.IsFullyPeriodic ? frame.Cell.Volume : double.NaN);
    }

    /// <inheritdoc/>
    protected override void Accept(AnalysisFrame frame, MsdFrame measured)
    {
        _volumes.Add(measured.Volume);
        _sparseness!.Add(measured.Wrapped, frame.Images);
        foreach (SchemePaths paths in _schemes)
        {
            double[] centers = paths.Scheme != UnwrapScheme.Images ? measured.Wrapped
                : measured.ByImages ?? throw IlmlffException.BadData($"frame {frame.Data.Index} has no image counts, which the first frame has; use --unwrap tor.");
            paths.Add(centers, frame.Images);
        }

        _free.Add(measured.Wrapped);
    }

    /// <inheritdoc/>
    public override AnalysisResult Finish(RunSummary run)
    {
        TrajectoryFault? tooSparse = _sparseness!.Verdict(run.System.Trajectory);
        SchemePaths[] usable = [.. _schemes.Where(s => tooSparse is null || s.Scheme == UnwrapScheme.Images)];
        if (run.Frames < 2)
        {
            return new("msd", []) { Quantity = MsdReport.Quantity, Remarks = ["One frame has no displacements."] };
        }

        if (usable.Length == 0)
            return new("msd", []) { Quantity = MsdReport.Quantity, Refusal = tooSparse };

        double volume = Moments.Mean(_volumes.ToArray());
        var results = new List<MsdSchemeResult>();
        foreach (SchemePaths paths in usable)
        {
            var calculator = new SchemeCalculator(paths, _molecules!, options, run.FrameInterval, volume, run.System.Temperature, run.System.Threads);
            results.Add(new(paths.Scheme, calculator.Calculate(false), calculator.Calculate(true), SystemDrift.Of(paths, _molecules!), [.. paths.Last]));
        }

        Dispose();
        AnalysisResult result = MsdReport.Write(results, options, run, volume, tooSparse);
        return options.OfCharges ? ConductivityReport.Of(result, results[0].Shown, run) : result;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (SchemePaths paths in _schemes)
            paths.Dispose();
    }
}

/// <summary>Results of a scheme.</summary>
/// <param name="Scheme">How paths were unwrapped.</param>
/// <param name="Raw">As they are.</param>
/// <param name="WithoutDrift">The motion of the system's centre of mass taken off.</param>
/// <param name="Drift">That motion.</param>
/// <param name="Last">Centres of mass in the last frame, Å.</param>
public sealed record MsdSchemeResult(UnwrapScheme Scheme, SchemeResult Raw, SchemeResult WithoutDrift, SystemDrift Drift, double[] Last)
{
    /// <summary>The one to look at.</summary>
    public SchemeResult Shown => Drift.IsSignificant ? WithoutDrift : Raw;
}
