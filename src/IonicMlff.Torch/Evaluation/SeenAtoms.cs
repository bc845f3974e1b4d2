using IonicMlff.Core.Neighbors;
using IonicMlff.Core.Potentials;

namespace IonicMlff.Torch;

/// <summary>The atoms of a call that the potential sees, as a graph, and what the caller calls them.</summary>
/// <param name="Graph">Local atoms, ghosts behind.</param>
/// <param name="Callers">The caller's number of each atom of the graph.</param>
internal sealed record SeenAtoms(FrameGraph Graph, int[] Callers)
{
    /// <summary>From a neighbour list that is up to date (it leaves out what is not seen).</summary>
    public static SeenAtoms Of(in AtomsView atoms, NeighborList list, double cutoff)
    {
        FrameGraph graph = FrameGraph.Of(atoms, list, cutoff);
        int[] callers = [.. Enumerable.Range(0, graph.AtomCount).Where(i => graph.Species[i] >= 0)];
        if (callers.Length == graph.AtomCount)
            return new SeenAtoms(graph, callers);

        var number = new int[graph.AtomCount];
        for (int k = 0; k < callers.Length; k++)
            number[callers[k]] = k;
        int local = graph.LocalCount;
        return new SeenAtoms(
            graph with
            {
                Species = Array.ConvertAll(callers, i => graph.Species[i]),
                Positions = [.. callers.SelectMany(i => graph.Positions[(3 * i)..(3 * i + 3)])],
                Receivers = Array.ConvertAll(graph.Receivers, i => number[i]),
                Senders = Array.ConvertAll(graph.Senders, i => number[i]),
                GhostCount = callers.Count(i => i >= local),
            },
            callers);
    }
}
