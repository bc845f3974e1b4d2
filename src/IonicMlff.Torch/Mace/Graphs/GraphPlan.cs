namespace IonicMlff.Torch.Mace;

/// <summary>The integer arrays of <see cref="MaceGraph"/>, in ordinary memory.</summary>
internal sealed class GraphPlan
{
    private readonly int[] edgeStart;   // of each local node, into edges
    private readonly int[] edges;       // sorted by receiving node

    public GraphPlan(IReadOnlyList<FrameGraph> graphs, int elements, bool sharePairs)
    {
        NodeCount = graphs.Sum(g => g.AtomCount);
        LocalCount = graphs.Sum(g => g.LocalCount);
        int edgeCount = graphs.Sum(g => g.EdgeCount);
        Species = new int[NodeCount];
        FrameOfNode = new int[NodeCount];
        NodeOfAtom = new int[NodeCount];
        (Receiver, Sender, PairOfEdge) = (new int[edgeCount], new int[edgeCount], new int[edgeCount]);
        ElementStart = PlaceNodes(graphs, elements);
        EdgeOfPair = PlaceEdges(graphs, sharePairs);

        edgeStart = new int[LocalCount + 1];
        foreach (int node in Receiver)
            edgeStart[node + 1]++;
        for (int i = 0; i < LocalCount; i++)
            edgeStart[i + 1] += edgeStart[i];
        edges = new int[edgeCount];
        int[] next = edgeStart[..^1];
        for (int e = 0; e < edgeCount; e++)
            edges[next[Receiver[e]]++] = e;
    }

    public int NodeCount { get; }

    public int LocalCount { get; }

    public int[] ElementStart { get; }

    public int[] Species { get; }

    public int[] FrameOfNode { get; }

    public int[] NodeOfAtom { get; }

    public int[] Receiver { get; }

    public int[] Sender { get; }

    public int[] PairOfEdge { get; }

    public int[] EdgeOfPair { get; }

    public int Degree(int node) => edgeStart[node + 1] - edgeStart[node];

    public ReadOnlySpan<int> EdgesOf(int node) => edges.AsSpan(edgeStart[node]..edgeStart[node + 1]);

    private int[] PlaceNodes(IReadOnlyList<FrameGraph> graphs, int elements)
    {
        var start = new int[elements + 1];
        foreach (FrameGraph g in graphs)
            for (int a = 0; a < g.LocalCount; a++)
                start[g.Species[a] + 1]++;
        for (int z = 0; z < elements; z++)
            start[z + 1] += start[z];

        int[] next = [.. start[..^1]];
        int ghost = LocalCount, atom = 0;
        for (int f = 0; f < graphs.Count; f++)
        {
            for (int a = 0; a < graphs[f].AtomCount; a++, atom++)
            {
                int z = graphs[f].Species[a];
                int node = a < graphs[f].LocalCount ? next[z]++ : ghost++;
                (NodeOfAtom[atom], Species[node], FrameOfNode[node]) = (node, z, f);
            }
        }

        return start;
    }

    private int[] PlaceEdges(IReadOnlyList<FrameGraph> graphs, bool sharePairs)
    {
        var edgeOfPair = new List<int>();
        int firstAtom = 0, firstEdge = 0;
        foreach (FrameGraph g in graphs)
        {
            for (int k = 0; k < g.EdgeCount; k++)
            {
                int e = firstEdge + k;
                Receiver[e] = NodeOfAtom[firstAtom + g.Receivers[k]];
                Sender[e] = NodeOfAtom[firstAtom + g.Senders[k]];
                int other = sharePairs ? g.Reverse[k] : k;
                if (other >= 0 && other < k)
                {
                    PairOfEdge[e] = PairOfEdge[firstEdge + other];
                }
                else
                {
                    PairOfEdge[e] = edgeOfPair.Count;
                    edgeOfPair.Add(e);
                }
            }

            firstAtom += g.AtomCount;
            firstEdge += g.EdgeCount;
        }

        return [.. edgeOfPair];
    }
}
