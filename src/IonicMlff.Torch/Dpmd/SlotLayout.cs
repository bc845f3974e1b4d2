using IonicMlff.Models.Dpmd.Definition;

namespace IonicMlff.Torch.Dpmd;

/// <summary>
/// Which edges of a graph sit in slots of the environment matrix, and how many slots stay empty: for each centre, the nearest sel[t]
/// neighbours of each type t. Made once per graph; weights play no part in it.
/// </summary>
internal sealed class SlotLayout
{
    /// <summary>First entry of section (i, t) in <see cref="Entries"/>: index i·T + t, N·T + 1 numbers.</summary>
    public required int[] Start { get; init; }

    /// <summary>
    /// Edge in each occupied slot. Where averages differ from slot to slot, also the empty slots: ~n, n the row of the normalisation.
    /// </summary>
    public required int[] Entries { get; init; }

    /// <summary>Empty slots of section (i, t) that are not among the entries.</summary>
    public required int[] Empty { get; init; }

    /// <summary>Row of the normalisation of each edge; 0 for edges without a slot.</summary>
    public required int[] Normalisation { get; init; }

    /// <summary>Finds the slots of a graph.</summary>
    public static SlotLayout Of(FrameGraph graph, SectionTable sections)
    {
        EnvironmentMatrix matrix = sections.Matrix;
        int types = matrix.Sel.Length, atoms = graph.AtomCount, slots = matrix.Sel.Sum();
        int[] start = new int[atoms * types + 1], empty = new int[atoms * types], normalisation = new int[graph.EdgeCount];
        var entries = new List<int>(graph.EdgeCount);
        var byType = new List<int>[types];
        for (int t = 0; t < types; t++)
            byType[t] = [];

        int e = 0;
        for (int i = 0; i < atoms; i++)
        {
            foreach (List<int> list in byType)
                list.Clear();
            int first = e;
            for (; e < graph.EdgeCount && graph.Receivers[e] == i; e++)
                byType[graph.Species[graph.Senders[e]]].Add(e);
            if (matrix.Overflow == OverflowRule.NearestOverallThenPerType && e - first > slots)
                KeepNearest(byType, graph, slots);

            int centre = graph.Species[i];
            for (int t = 0; t < types; t++)
            {
                start[i * types + t] = entries.Count;
                empty[i * types + t] = Fill(entries, byType[t], centre, t, graph, sections, normalisation);
            }
        }

        start[^1] = entries.Count;
        return new SlotLayout { Start = start, Entries = [.. entries], Empty = empty, Normalisation = normalisation };
    }

    // The rules of one section, in the order of upstream: truncation, exclusion, empty slots. Returns the number of empty slots.
    private static int Fill(List<int> entries, List<int> edges, int centre, int type, FrameGraph graph, SectionTable sections, int[] normalisation)
    {
        EnvironmentMatrix matrix = sections.Matrix;
        int sel = matrix.Sel[type];
        bool isExcluded = matrix.Excluded[centre, type], isPairExcluded = matrix.PairExcluded?[centre, type] == true;
        if (isExcluded && matrix.Exclusion == ExclusionRule.WholeSection)
            return 0;

        if (edges.Count > sel || (!sections.IsUniform && edges.Count > 0))
            edges.Sort((a, b) => SquaredLength(graph, a).CompareTo(SquaredLength(graph, b)));
        int used = Math.Min(edges.Count, sel);
        bool isOccupied = !isExcluded && !isPairExcluded;
        for (int k = 0; isOccupied && k < used; k++)
        {
            normalisation[edges[k]] = sections.RowOf(centre, type, k);
            entries.Add(edges[k]);
        }

        int firstEmpty = isPairExcluded ? 0 : used;
        if (sections.IsUniform)
            return sel - firstEmpty;

        for (int k = firstEmpty; k < sel; k++)
            entries.Add(~sections.RowOf(centre, type, k));
        return 0;
    }

    private static void KeepNearest(List<int>[] byType, FrameGraph graph, int slots)
    {
        int[] all = [.. byType.SelectMany(l => l).OrderBy(e => SquaredLength(graph, e))];
        foreach (List<int> list in byType)
            list.Clear();
        foreach (int e in all.Take(slots))
            byType[graph.Species[graph.Senders[e]]].Add(e);
    }

    private static double SquaredLength(FrameGraph graph, int e)
    {
        double x = graph.Vectors[3 * e], y = graph.Vectors[3 * e + 1], z = graph.Vectors[3 * e + 2];
        return x * x + y * y + z * z;
    }
}
