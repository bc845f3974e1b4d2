using System.Globalization;
using IonicMlff.Core.Errors;
using IonicMlff.Training.Configuration.Plan;
using IonicMlff.Training.Randomness;

namespace IonicMlff.Training.Sampling;

/// <summary>
/// Every frame once per epoch, in an order that seed and number of the epoch decide (or that of the files), cut into batches by
/// frames, atoms or edges. MACE's way.
/// </summary>
public sealed class EpochSampler : BatchSampler
{
    private readonly IReadOnlyList<FrameSize> _frames;
    private readonly BatchPlan _plan;
    private readonly long _seed;
    private int _epoch, _position;
    private List<int[]> _batches;

    /// <summary>A sampler at the beginning of epoch 0.</summary>
    /// <param name="frames">Sizes of the frames.</param>
    /// <param name="plan">Size of the batches, shuffling, what happens to the last one.</param>
    /// <param name="seed">Seed of the order.</param>
    /// <exception cref="IlmlffException">No batch can be made.</exception>
    public EpochSampler(IReadOnlyList<FrameSize> frames, BatchPlan plan, long seed)
    {
        (_frames, _plan, _seed) = (frames, plan, seed);
        _batches = Batches(0);
        if (_batches.Count == 0)
            throw NoBatch(frames.Count, plan.Rule);
    }

    /// <inheritdoc />
    public override int Epoch => _epoch;

    /// <inheritdoc />
    public override bool AtEpochStart => _position == 0;

    /// <inheritdoc />
    public override int BatchesPerEpoch => _batches.Count;

    /// <inheritdoc />
    public override SamplerState State => new("", [_epoch, _position]);

    /// <inheritdoc />
    public override int[] Next()
    {
        int[] batch = _batches[_position++];
        if (_position == _batches.Count)
            GoTo(_epoch + 1, 0);
        return batch;
    }

    /// <inheritdoc />
    public override long StepsOfEpochs(int epochs)
    {
        if (_plan.Rule.Kind == BatchRuleKind.Frames)
            return (long)epochs * Batches(0).Count;
        long steps = 0;
        for (int epoch = 0; epoch < epochs; epoch++)
            steps += Batches(epoch).Count;
        return steps;
    }

    /// <inheritdoc />
    public override void Restore(SamplerState state)
    {
        if (state.Counters is not [>= 0 and <= int.MaxValue, >= 0 and <= int.MaxValue])
            throw new ArgumentException("Expected an epoch and a position.", nameof(state));
        GoTo((int)state.Counters[0], (int)state.Counters[1]);
        if (_position >= _batches.Count)
            throw new ArgumentException($"Batch {_position} of an epoch of {_batches.Count}.", nameof(state));
    }

    private void GoTo(int epoch, int position)
    {
        if (epoch != _epoch)
            _batches = Batches(epoch);
        (_epoch, _position) = (epoch, position);
    }

    private List<int[]> Batches(int epoch)
    {
        int[] order = _plan.Shuffle
            ? new SeededGenerator(_seed, string.Create(CultureInfo.InvariantCulture, $"batches of epoch {epoch}")).Permutation(_frames.Count)
            : [.. Enumerable.Range(0, _frames.Count)];
        var batches = new List<int[]>();
        var batch = new List<int>();
        long size = 0;
        foreach (int f in order)
        {
            long added = SizeOf(_frames[f]);
            if (batch.Count > 0 && IsFullBefore(size, added))
                Close();
            batch.Add(f);
            size += added;
            if (IsFullAfter(size))
                Close();
        }

        if (batch.Count > 0 && !_plan.DropLast)
            Close();
        return batches;

        void Close()
        {
            batches.Add([.. batch]);
            batch.Clear();
            size = 0;
        }
    }

    private long SizeOf(in FrameSize frame) => _plan.Rule.Kind switch
    {
        BatchRuleKind.Frames => 1,
        BatchRuleKind.AtMostEdges => frame.Edges,
        _ => frame.Atoms,
    };

    private bool IsFullBefore(long size, long added) => _plan.Rule.Kind switch
    {
        BatchRuleKind.AtMostAtoms or BatchRuleKind.AtMostAtomsOrDropped or BatchRuleKind.AtMostEdges => size + added > _plan.Rule.Size,
        _ => false,
    };

    private bool IsFullAfter(long size) =>
        _plan.Rule.Kind is BatchRuleKind.Frames or BatchRuleKind.AtLeastAtoms && size >= _plan.Rule.Size;

    internal static IlmlffException NoBatch(int frames, BatchRule rule) => IlmlffException.BadData(
        frames == 0
            ? "There are no training frames. Name a file with labelled frames."
            : $"{frames} training frames make no full batch of {rule.Size}, and incomplete batches are left out (drop_last): nothing "
                + "would be learnt. Use a smaller batch_size or drop_last: false.");
}
