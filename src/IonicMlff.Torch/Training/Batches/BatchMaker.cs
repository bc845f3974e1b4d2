using IonicMlff.Data.Sets;
using IonicMlff.Training.Sampling;

namespace IonicMlff.Torch.Training.Batches;

/// <summary>
/// Makes batches of a set of frames. Frames do not move, so their graphs are made once, by several threads, and the tensors of a
/// batch that has come before are kept as long as there is room.
/// </summary>
public sealed class BatchMaker : IDisposable
{
    /// <summary>Bytes an edge takes in a batch: two indices, image, vector.</summary>
    private const long BytesPerEdge = 64;

    private readonly BatchGeometry _geometry;
    private readonly IReadOnlyList<LabelledFrame> _frames;
    private readonly FrameGraph[] _graphs;
    private readonly Dictionary<int, LabelledBatch> _single = [];
    private readonly HashSet<LabelledBatch> _kept = new(ReferenceEqualityComparer.Instance);
    private long _room;

    /// <summary>Makes the graphs of all frames.</summary>
    /// <param name="frames">Frames with labels.</param>
    /// <param name="geometry">What the model needs.</param>
    /// <param name="threads">Threads that make graphs.</param>
    /// <param name="room">Bytes for batches that are kept.</param>
    /// <exception cref="IonicMlff.Core.Errors.IlmlffException">A frame the model can't take; the message names it.</exception>
    public BatchMaker(IReadOnlyList<LabelledFrame> frames, BatchGeometry geometry, int threads, long room = 1L << 30)
    {
        (_frames, _geometry, _room) = (frames, geometry, room);
        _graphs = new FrameGraph[frames.Count];
        try
        {
            Parallel.For(0, frames.Count, new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, threads) },
                f => _graphs[f] = FrameGraph.Of(frames[f].Frame, geometry) with { Head = frames[f].Head });
        }
        catch (AggregateException e)
        {
            // the first frame that can't be taken, whatever the order in which the threads met them
            for (int f = 0; f < frames.Count; f++)
                _graphs[f] ??= FrameGraph.Of(frames[f].Frame, geometry);
            throw e.InnerExceptions[0];
        }
    }

    /// <summary>Number of frames.</summary>
    public int Count => _frames.Count;

    /// <summary>The frames.</summary>
    public IReadOnlyList<LabelledFrame> Frames => _frames;

    /// <summary>Sizes of the frames, for the sampler.</summary>
    public IReadOnlyList<FrameSize> Sizes => [.. _graphs.Select((g, f) => new FrameSize(g.AtomCount, g.EdgeCount, _frames[f].System))];

    /// <summary>The batch of some frames; the caller gives it back by <see cref="Release"/>.</summary>
    public LabelledBatch Make(int[] indices)
    {
        if (indices is [var only] && _single.TryGetValue(only, out LabelledBatch? kept))
            return kept;
        var batch = new LabelledBatch(
            FrameBatch.From([.. indices.Select(f => _graphs[f])], _geometry),
            BatchLabels.Of([.. indices.Select(f => _frames[f])], _geometry.DType, _geometry.Device));
        long bytes = BytesPerEdge * batch.Frames.EdgeCount;
        if (indices.Length == 1 && bytes <= _room)
        {
            _room -= bytes;
            _single.Add(indices[0], batch);
            _kept.Add(batch);
        }

        return batch;
    }

    /// <summary>Disposes a batch that is not kept.</summary>
    public void Release(LabelledBatch batch)
    {
        if (!_kept.Contains(batch))
            batch.Dispose();
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (LabelledBatch batch in _single.Values)
            batch.Dispose();
        _single.Clear();
        _kept.Clear();
    }
}
