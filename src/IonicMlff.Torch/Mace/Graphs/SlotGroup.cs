using static TorchSharp.torch;

namespace IonicMlff.Torch.Mace;

/// <summary>Receiving nodes of similar numbers of neighbours with the slots of their edges, [Rows, Depth].</summary>
internal sealed class SlotGroup : IDisposable
{
    /// <summary>Nodes in the group.</summary>
    public required int Rows { get; init; }

    /// <summary>Slots per node: the largest number of neighbours.</summary>
    public required int Depth { get; init; }

    /// <summary>Edge in each slot; E (one behind the last) where there is none.</summary>
    public required Tensor Edge { get; init; }

    /// <summary>Pair of the edge; 0 where there is none.</summary>
    public required Tensor Pair { get; init; }

    /// <summary>Sending node; 0 where there is none.</summary>
    public required Tensor Sender { get; init; }

    /// <summary>Receiving node.</summary>
    public required Tensor Receiver { get; init; }

    public static SlotGroup Of(GraphPlan plan, int[] nodes, Device device)
    {
        int depth = nodes.Length == 0 ? 0 : nodes.Max(plan.Degree);
        int[] edge = new int[nodes.Length * depth], pair = new int[edge.Length], sender = new int[edge.Length], receiver = new int[edge.Length];
        Array.Fill(edge, plan.Receiver.Length);
        for (int k = 0; k < nodes.Length; k++)
        {
            ReadOnlySpan<int> edges = plan.EdgesOf(nodes[k]);
            receiver.AsSpan(k * depth, depth).Fill(nodes[k]);
            for (int s = 0; s < edges.Length; s++)
            {
                int slot = k * depth + s;
                (edge[slot], pair[slot], sender[slot]) = (edges[s], plan.PairOfEdge[edges[s]], plan.Sender[edges[s]]);
            }
        }

        return new SlotGroup
        {
            Rows = nodes.Length,
            Depth = depth,
            Edge = MaceGraph.Indices(edge, device),
            Pair = MaceGraph.Indices(pair, device),
            Sender = MaceGraph.Indices(sender, device),
            Receiver = MaceGraph.Indices(receiver, device),
        };
    }

    public void Dispose()
    {
        Edge.Dispose();
        Pair.Dispose();
        Sender.Dispose();
        Receiver.Dispose();
    }
}
