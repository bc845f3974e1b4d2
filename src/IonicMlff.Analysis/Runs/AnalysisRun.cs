using System.Runtime.ExceptionServices;
using IonicMlff.Analysis.Results;
using IonicMlff.Core.Errors;
using IonicMlff.Core.Trajectories;

namespace IonicMlff.Analysis.Runs;

/// <summary>
/// One pass over a trajectory for several analyses: a thread reads blocks of frames while others measure those of the block before.
/// Memory does not grow with the length of the trajectory, but for what an analysis keeps (msd: the paths of the centres of mass).
/// </summary>
public static class AnalysisRun
{
    /// <summary>Reads and analyses.</summary>
    /// <exception cref="IlmlffException">The call can't be served: a missing file, a topology that is not understood, something an
    /// analysis needs and the system lacks. Damage of the trajectory is no exception but a fault in the outcome.</exception>
    public static AnalysisOutcome Execute(
        AnalysisRequest request, IReadOnlyList<IAnalysis> analyses, IProgress<RunProgress>? progress = null, CancellationToken cancel = default)
    {
        using ITrajectory trajectory = TrajectoryFiles.Open(request.Trajectory);
        return Execute(request, trajectory, analyses, progress, cancel);
    }

    /// <summary>Analyses a trajectory that is open already, or does not come from a file; it is read to its end, not disposed.</summary>
    /// <inheritdoc cref="Execute(AnalysisRequest, IReadOnlyList{IAnalysis}, IProgress{RunProgress}?, CancellationToken)"/>
    public static AnalysisOutcome Execute(
        AnalysisRequest request, ITrajectory trajectory, IReadOnlyList<IAnalysis> analyses, IProgress<RunProgress>? progress = null, CancellationToken cancel = default)
    {
        if (!SystemBuilder.TryBuild(request, trajectory, out AnalysisSystem system, out AnalysisFrame? first, out TrajectoryFault? fault))
            return new([], new RunSummary { System = system, Frames = 0, Fault = fault, Warnings = trajectory.Warnings });
        foreach (IAnalysis analysis in analyses)
            analysis.Begin(system, first!);

        var pass = new Pass(request, trajectory, system, analyses);
        bool interrupted = pass.Run(first!, progress, cancel);
        return pass.Finish(interrupted);
    }

    /// <summary>The state of a pass.</summary>
    private sealed class Pass(AnalysisRequest request, ITrajectory trajectory, AnalysisSystem system, IReadOnlyList<IAnalysis> analyses)
    {
        private readonly FrameSpacing _spacing = new(request.Trajectory);
        private readonly int[] _framesOf = new int[analyses.Count];
        private readonly TrajectoryFault?[] _endOf = new TrajectoryFault?[analyses.Count];
        private int _frames;

        public bool Run(AnalysisFrame first, IProgress<RunProgress>? progress, CancellationToken cancel)
        {
            using var blocks = new FrameBlocks(trajectory, request, system.Molecules, first, cancel);
            while (blocks.TryNext(out ReadOnlyMemory<AnalysisFrame> block))
            {
                Analyse(block);
                progress?.Report(new RunProgress(_frames, trajectory.Progress));
            }

            return blocks.WasCancelled;
        }

        private void Analyse(ReadOnlyMemory<AnalysisFrame> block)
        {
            int n = block.Length, count = analyses.Count;
            var measured = new object?[n * count];
            if (request.Threads > 1 && n * count > 1)
                InParallel(n * count, k => measured[k] = MeasureOne(block.Span[k / count], k % count));
            else
            {
                for (int k = 0; k < measured.Length; k++)
                    measured[k] = MeasureOne(block.Span[k / count], k % count);
            }

            for (int f = 0; f < n; f++)
            {
                AnalysisFrame frame = block.Span[f];
                _spacing.Add(frame.Data);
                for (int a = 0; a < count; a++)
                {
                    if (analyses[a].Needs.HasFlag(AnalysisNeeds.EvenFrames))
                        _endOf[a] ??= _spacing.Uneven;
                    if (analyses[a].Needs.HasFlag(AnalysisNeeds.Volume) && !frame.Cell.IsFullyPeriodic)
                        _endOf[a] ??= NoVolume(frame);
                    if (_endOf[a] is not null)
                        continue;
                    analyses[a].Accept(frame, measured[f * count + a]);
                    _framesOf[a]++;
                }

                _frames++;
            }
        }

        private object? MeasureOne(AnalysisFrame frame, int a) =>
            _endOf[a] is null && (frame.Cell.IsFullyPeriodic || !analyses[a].Needs.HasFlag(AnalysisNeeds.Volume)) ? analyses[a].Measure(frame) : null;

        private TrajectoryFault NoVolume(AnalysisFrame frame) =>
            new(FaultKind.MissingBox, request.Trajectory, "the cell is not periodic in all directions, so that there is no volume.") { Frame = frame.Data.Index };

        private void InParallel(int count, Action<int> work)
        {
            try
            {
                Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = request.Threads }, work);
            }
            catch (AggregateException e)
            {
                ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
            }
        }

        public AnalysisOutcome Finish(bool interrupted)
        {
            TrajectoryFault? fault = trajectory.Fault;
            if (fault is null && !interrupted && _frames == 0)
                throw IlmlffException.Usage($"frames {request.Frames} are none of {request.Trajectory}.");
            List<TrajectoryFault> warnings = [.. trajectory.Warnings];
            if (_spacing.Uneven is { } uneven)
                warnings.Add(uneven);
            var summary = new RunSummary
            {
                System = system,
                Frames = _frames,
                FrameInterval = FrameInterval(),
                FrameSteps = _spacing.Steps,
                Fault = fault,
                Warnings = warnings,
                Interrupted = interrupted,
            };
            var reports = new List<AnalysisReport>();
            for (int a = 0; a < analyses.Count && _frames > 0; a++)
            {
                RunSummary own = summary with { Frames = _framesOf[a], Fault = _endOf[a] ?? fault, Warnings = [.. warnings.Where(w => w != _endOf[a])] };
                if (own.Frames > 0)
                    reports.Add(new(analyses[a].Finish(own), own));
            }

            TrajectoryFault? end = fault ?? (reports.Count == 0 ? _endOf.FirstOrDefault(e => e is not null) : null);
            return new(reports, summary with { Fault = end });
        }

        private double? FrameInterval() => request.FrameInterval * request.Frames.Stride
            ?? (_spacing.Steps * request.TimeStep * 1e-3) ?? _spacing.Time;
    }
}
