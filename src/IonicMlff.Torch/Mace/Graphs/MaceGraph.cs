using TorchSharp;
using static TorchSharp.torch;

namespace IonicMlff.Torch.Mace;

/// <summary>
/// The index tables of one batch, as the MACE module wants them.
/// <list type="bullet">
/// <item>Nodes are the atoms in the order of their elements, so that what depends on the element acts on ranges of rows; ghost atoms
/// come behind.</item>
/// <item>A pair is two edges, i ← j and j ← i: what depends on the distance alone is computed once per pair.</item>
/// <item>Slots are the edges in a rectangle [node, neighbour], filled up with slots that hold no edge: sums over the edges of a node
/// are matrix products.</item>
/// </list>
/// </summary>
internal sealed class MaceGraph : IDisposable
{
    private MaceGraph()
    {
    }

    /// <summary>Nodes whose energies are wanted.</summary>
    public required int LocalCount { get; init; }

    /// <summary>All nodes, ghosts included.</summary>
    public required int NodeCount { get; init; }

    /// <summary>Pairs P.</summary>
    public required int PairCount { get; init; }

    /// <summary>First local node of each element; one more number than elements.</summary>
    public required int[] ElementStart { get; init; }

    /// <summary>Element of each node.</summary>
    public required Tensor Species { get; init; }

    /// <summary>Node of each atom (ghosts behind).</summary>
    public required Tensor NodeOfAtom { get; init; }

    /// <summary>Frame of each node.</summary>
    public required Tensor FrameOfNode { get; init; }

    /// <summary>Edge that stands for each pair, [P].</summary>
    public required Tensor EdgeOfPair { get; init; }

    /// <summary>Node at the receiving end of each pair, [P].</summary>
    public required Tensor PairReceiver { get; init; }

    /// <summary>Node at the sending end of each pair, [P].</summary>
    public required Tensor PairSender { get; init; }

    /// <summary>True when a pair is one edge only: <see cref="PairSender"/> then receives nothing.</summary>
    public required bool OneWay { get; init; }

    /// <summary>Rectangles of slots, one after another; on a CPU small enough for the cache.</summary>
    public required SlotGroup[] Groups { get; init; }

    /// <summary>Edge in each slot; E (one behind the last) where there is none.</summary>
    public required Tensor SlotEdge { get; init; }

    /// <summary>Pair of each slot's edge; 0 where there is none.</summary>
    public required Tensor SlotPair { get; init; }

    /// <summary>Sending node of each slot's edge; 0 where there is none.</summary>
    public required Tensor SlotSender { get; init; }

    /// <summary>Place of each local node in the rows of the groups one after another; null when they are the nodes in order.</summary>
    public required Tensor? RowOfNode { get; init; }

    /// <summary>The edges themselves instead of slots, where the sums over them are operators of our own (<see cref="DirectEdges"/>).</summary>
    public required EdgeTable? Direct { get; init; }

    /// <summary>Tables of a batch. Without <paramref name="sharePairs"/> every edge is a pair of its own; with <paramref name="direct"/> there
    /// are no slots.</summary>
    public static MaceGraph Of(FrameBatch batch, int elements, bool sharePairs, bool direct)
    {
        var plan = new GraphPlan(batch.Graphs, elements, sharePairs);
        Device device = batch.Receivers.device;
        SlotPlan? slots = direct ? null : new SlotPlan(plan, device.type == TorchSharp.DeviceType.CPU);
        return new MaceGraph
        {
            LocalCount = plan.LocalCount,
            NodeCount = plan.NodeCount,
            PairCount = plan.EdgeOfPair.Length,
            ElementStart = plan.ElementStart,
            Species = Indices(plan.Species, device),
            NodeOfAtom = Indices(plan.NodeOfAtom, device),
            FrameOfNode = Indices(plan.FrameOfNode, device),
            EdgeOfPair = Indices(plan.EdgeOfPair, device),
            PairReceiver = Indices(Array.ConvertAll(plan.EdgeOfPair, e => plan.Receiver[e]), device),
            PairSender = Indices(Array.ConvertAll(plan.EdgeOfPair, e => plan.Sender[e]), device),
            OneWay = !sharePairs,
            Groups = slots?.Groups ?? [],
            SlotEdge = Indices(slots?.Edge ?? [], device),
            SlotPair = Indices(slots?.Pair ?? [], device),
            SlotSender = Indices(slots?.Sender ?? [], device),
            RowOfNode = slots?.RowOfNode is { } row ? Indices(row, device) : null,
            Direct = direct ? EdgeTable.Of(plan) : null,
        };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Tensor? tensor in new[] { Species, NodeOfAtom, FrameOfNode, EdgeOfPair, PairReceiver, PairSender, SlotEdge, SlotPair, SlotSender, RowOfNode })
            tensor?.Dispose();
        Direct?.Dispose();
    }

    /// <summary>Whole numbers on the device, in no dispose scope.</summary>
    internal static Tensor Indices(int[] values, Device device) =>
        new BatchTensors(ScalarType.Float64, device).Integers(Array.ConvertAll(values, i => (long)i));
}
