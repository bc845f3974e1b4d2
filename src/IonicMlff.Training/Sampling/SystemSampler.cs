using System.Globalization;
using IonicMlff.Core.Errors;
using IonicMlff.Training.Configuration.Plan;
using IonicMlff.Training.Randomness;

namespace IonicMlff.Training.Sampling;

/// <summary>
/// One system per batch, drawn with a probability of its own; inside a system every frame once before one comes again. DeePMD's way.
/// </summary>
public sealed class SystemSampler : BatchSampler
{
    private readonly SeededGenerator _generator;
    private readonly long _seed;
    private readonly bool _shuffle;
    private readonly double[] _probabilities;
    private readonly FramesOfSystem[] _systems;
    private long _made;

    /// <summary>A sampler at its first batch.</summary>
    /// <param name="frames">Sizes and systems of the frames.</param>
    /// <param name="plan">Size of the batches and probabilities of the systems.</param>
    /// <param name="seed">Seed of draws and orders.</param>
    /// <exception cref="IlmlffException">There are no frames, or the rule for the probabilities does not fit the systems.</exception>
    public SystemSampler(IReadOnlyList<FrameSize> frames, BatchPlan plan, long seed)
    {
        (_seed, _shuffle) = (seed, plan.Shuffle);
        _generator = new(seed, "systems");
        int count = frames.Count == 0 ? 0 : frames.Max(f => f.System) + 1;
        _systems = new FramesOfSystem[count];
        for (int s = 0; s < count; s++)
        {
            int[] members = [.. Enumerable.Range(0, frames.Count).Where(f => frames[f].System == s)];
            int size = members.Length == 0 ? 1 : BatchSize(frames, members, plan, s);
            _systems[s] = new(size == 0 ? [] : members, Math.Max(size, 1));
        }

        if (_systems.All(s => s.Frames.Length == 0))
            throw EpochSampler.NoBatch(0, plan.Rule);
        _probabilities = SystemProbabilities.Of([.. _systems.Select(s => s.BatchCount)], plan);
        BatchesPerEpoch = _systems.Sum(s => s.BatchCount);
    }

    /// <inheritdoc />
    public override int Epoch => (int)(_made / BatchesPerEpoch);

    /// <inheritdoc />
    public override bool AtEpochStart => _made % BatchesPerEpoch == 0;

    /// <inheritdoc />
    public override int BatchesPerEpoch { get; }

    /// <inheritdoc />
    public override SamplerState State =>
        new(_generator.State.ToString(), [_made, .. _systems.SelectMany(s => new long[] { s.Cycle, s.Position })]);

    /// <inheritdoc />
    public override int[] Next()
    {
        // in the order of the files one system follows the other
        int s = _shuffle ? _generator.NextWeighted(_probabilities) : InFileOrder();
        _made++;
        return _systems[s].Next(cycle => Order(s, cycle));
    }

    /// <inheritdoc />
    public override long StepsOfEpochs(int epochs) => (long)epochs * BatchesPerEpoch;

    /// <inheritdoc />
    public override void Restore(SamplerState state)
    {
        if (state.Counters.Length != 1 + 2 * _systems.Length || state.Counters.Any(c => c < 0))
            throw new ArgumentException($"Expected {1 + 2 * _systems.Length} counters.", nameof(state));
        _generator.State = GeneratorState.Parse(state.Generator);
        _made = state.Counters[0];
        for (int s = 0; s < _systems.Length; s++)
            (_systems[s].Cycle, _systems[s].Position) = (state.Counters[1 + 2 * s], (int)state.Counters[2 + 2 * s]);
    }

    private int InFileOrder()
    {
        long inEpoch = _made % BatchesPerEpoch;
        for (int s = 0; ; s++)
        {
            if (inEpoch < _systems[s].BatchCount)
                return s;
            inEpoch -= _systems[s].BatchCount;
        }
    }

    private int[] Order(int system, long cycle)
    {
        int[] order = [.. _systems[system].Frames];
        if (_shuffle)
            new SeededGenerator(_seed, string.Create(CultureInfo.InvariantCulture, $"frames of system {system} in round {cycle}")).Shuffle<int>(order);
        return order;
    }

    private static int BatchSize(IReadOnlyList<FrameSize> frames, int[] members, BatchPlan plan, int system)
    {
        BatchRule rule = plan.PerSource.Count == 0 ? plan.Rule : plan.PerSource[Math.Min(system, plan.PerSource.Count - 1)];
        int atoms = frames[members[0]].Atoms;
        return rule.Kind switch
        {
            BatchRuleKind.Frames => rule.Size,
            BatchRuleKind.AtLeastAtoms => (rule.Size + atoms - 1) / atoms,
            BatchRuleKind.AtMostAtoms => Math.Max(1, rule.Size / atoms),
            BatchRuleKind.AtMostAtomsOrDropped => rule.Size / atoms,
            _ => (int)Math.Max(1, rule.Size / Math.Max(1, members.Max(m => frames[m].Edges))),
        };
    }

    private sealed class FramesOfSystem(int[] frames, int batchSize)
    {
        private long _orderOf = -1;
        private int[] _order = [];

        public int[] Frames => frames;

        public int BatchCount => (frames.Length + batchSize - 1) / batchSize;

        public long Cycle { get; set; }

        public int Position { get; set; }

        public int[] Next(Func<long, int[]> order)
        {
            if (_orderOf != Cycle)
                (_order, _orderOf) = (order(Cycle), Cycle);
            int end = Math.Min(Position + batchSize, frames.Length);
            int[] batch = _order[Position..end];
            (Cycle, Position) = end == frames.Length ? (Cycle + 1, 0) : (Cycle, end);
            return batch;
        }
    }
}
