using System.Runtime.ExceptionServices;
using IonicMlff.Core.Topologies;
using IonicMlff.Core.Trajectories;

namespace IonicMlff.Analysis.Runs;

/// <summary>
/// Reads the frames of a range in blocks, the next block on a thread of its own while one is used. Two blocks are all the memory it
/// needs. With one thread it reads frame by frame, when asked.
/// </summary>
internal sealed class FrameBlocks : IDisposable
{
    private const int MostFrames = 64;
    private const long MostBytes = 64L << 20;

    private readonly ITrajectory _trajectory;
    private readonly FrameRange _range;
    private readonly AnalysisFrame[] _ready, _filling;
    private readonly CancellationToken _cancel;
    private readonly bool _isAhead;
    private AnalysisFrame? _first; // read already, to find molecules
    private Task<int>? _reading;
    private int _number;
    private bool _swapped, _isAtEnd;

    public FrameBlocks(ITrajectory trajectory, AnalysisRequest request, MoleculeSet molecules, AnalysisFrame first, CancellationToken cancel)
    {
        (_trajectory, _range, _first, _cancel) = (trajectory, request.Frames, first, cancel);
        _isAhead = request.Threads > 1;
        long bytes = 72L * molecules.Topology.AtomCount;
        int size = _isAhead ? (int)Math.Clamp(MostBytes / bytes, request.Threads, Math.Max(MostFrames, request.Threads)) : 1;
        _ready = NewBlock(size, molecules);
        _filling = NewBlock(_isAhead ? size : 0, molecules);
    }

    /// <summary>Did the user end it?</summary>
    public bool WasCancelled { get; private set; }

    /// <summary>The next block; frames are valid until the next call.</summary>
    public bool TryNext(out ReadOnlyMemory<AnalysisFrame> block)
    {
        AnalysisFrame[] into = _swapped ? _filling : _ready;
        int n = _reading is { } task ? Wait(task) : Fill(into);
        _reading = null;
        block = into.AsMemory(0, n);
        if (n == 0)
            return false;
        if (_isAhead && !_isAtEnd)
        {
            _swapped = !_swapped;
            AnalysisFrame[] next = _swapped ? _filling : _ready;
            _reading = Task.Run(() => Fill(next), CancellationToken.None);
        }
        else if (_isAhead)
        {
            _swapped = !_swapped;
        }

        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            _reading?.Wait();
        }
        catch (AggregateException)
        {
            // The trajectory is closed next; whoever disposes early is on the way out with a failure of its own.
        }
    }

    private static AnalysisFrame[] NewBlock(int size, MoleculeSet molecules)
    {
        var frames = new AnalysisFrame[size];
        for (int k = 0; k < size; k++)
            frames[k] = new AnalysisFrame(molecules);
        return frames;
    }

    private static int Wait(Task<int> task)
    {
        try
        {
            return task.Result;
        }
        catch (AggregateException e)
        {
            ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
            throw;
        }
    }

    private int Fill(AnalysisFrame[] into)
    {
        int n = 0;
        while (n < into.Length && !_isAtEnd)
        {
            if (_cancel.IsCancellationRequested)
            {
                (_isAtEnd, WasCancelled) = (true, true);
                break;
            }

            TrajectoryFrame frame = into[n].Data;
            if (_first is { } first)
            {
                frame.CopyFrom(first.Data);
                _first = null;
            }
            else if (!_trajectory.TryRead(frame))
            {
                _isAtEnd = true;
                break;
            }

            _isAtEnd = _range.IsBeyond(frame.Index + 1);
            if (_range.Contains(frame.Index))
                into[n++].Filled(_number++);
        }

        return n;
    }
}
