namespace IonicMlff.Torch.Mace;

/// <summary>
/// The local nodes in groups, and the edges in the groups' rectangles of slots. Nodes are taken in the order of their numbers of
/// neighbours, so that few slots stay empty. On a CPU a group has so few slots that what is computed of them stays in the cache from one
/// operation to the next; on a GPU there are few large groups.
/// </summary>
internal sealed class SlotPlan
{
    private const int SlotsForCache = 1024;

    // Empty slots that are accepted in one group.
    private const double AcceptedWaste = 1.2;

    public SlotPlan(GraphPlan plan, bool forCache)
    {
        int[] nodes = [.. Enumerable.Range(0, plan.LocalCount).OrderBy(plan.Degree)];
        Groups = [.. Split(Array.ConvertAll(nodes, plan.Degree), forCache ? SlotsForCache : int.MaxValue)];
        if (Groups.Length > 1)
        {
            RowOfNode = new int[nodes.Length];
            for (int r = 0; r < nodes.Length; r++)
                RowOfNode[nodes[r]] = r;
        }
        else
        {
            Array.Sort(nodes);
        }

        int slots = (int)Groups.Sum(g => g.Count);
        (Edge, Pair, Sender) = (new int[slots], new int[slots], new int[slots]);
        Array.Fill(Edge, plan.Receiver.Length);
        int first = 0, row = 0;
        foreach (SlotGroup group in Groups)
        {
            for (int k = 0; k < group.Rows; k++, row++, first += group.Depth)
            {
                ReadOnlySpan<int> edges = plan.EdgesOf(nodes[row]);
                for (int s = 0; s < edges.Length; s++)
                    (Edge[first + s], Pair[first + s], Sender[first + s]) = (edges[s], plan.PairOfEdge[edges[s]], plan.Sender[edges[s]]);
            }
        }
    }

    public SlotGroup[] Groups { get; }

    public int[] Edge { get; }

    public int[] Pair { get; }

    public int[] Sender { get; }

    /// <summary>Row of each node in the groups one after another; null when it is the node's number.</summary>
    public int[]? RowOfNode { get; }

    // Ascending degrees into groups with few empty slots.
    private static List<SlotGroup> Split(int[] degrees, long mostSlots)
    {
        var groups = new List<SlotGroup>();
        int first = 0;
        while (first < degrees.Length)
        {
            long edges = degrees[first];
            int last = first + 1;
            for (; last < degrees.Length; last++)
            {
                edges += degrees[last];
                long slots = (long)degrees[last] * (last - first + 1);
                if (slots > mostSlots || slots > AcceptedWaste * edges + 256)
                    break;
            }

            groups.Add(new SlotGroup(last - first, degrees[last - 1]));
            first = last;
        }

        return groups;
    }
}
