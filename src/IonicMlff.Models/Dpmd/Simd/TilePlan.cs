using IonicMlff.Core.Potentials;

namespace IonicMlff.Models.Dpmd.Simd;

/// <summary>
/// Which centres are evaluated side by side and by which thread. Centres are ordered by type; a register's worth of one type is a group;
/// threads get consecutive groups of about equal work. Made anew when the neighbour list is.
/// </summary>
internal sealed class TilePlan(int types, int lanes, int threads)
{
    private const int FixedWork = 400; // of a lane, in neighbours: the fitting net
    private readonly int[] end = new int[types + 1];
    private readonly int[] groupEnd = new int[threads + 1];
    private int[] order = [];
    private int[] type = [], first = [], count = []; // by group
    private int groups;

    /// <summary>Atoms in the order in which they are evaluated.</summary>
    public ReadOnlySpan<int> Order => order;

    /// <summary>First group of a thread; the groups of the next start where its end.</summary>
    public int FirstGroup(int thread) => groupEnd[thread];

    /// <summary>Type of a group's centres.</summary>
    public int Type(int group) => type[group];

    /// <summary>Where in the order a group starts.</summary>
    public int First(int group) => first[group];

    /// <summary>Centres of a group.</summary>
    public int Count(int group) => count[group];

    /// <summary>Plans a step.</summary>
    /// <param name="atoms">Atoms.</param>
    /// <param name="seen">By type: false where atoms are no centres.</param>
    /// <param name="rowStart">Rows of the neighbour list.</param>
    public void Make(in AtomsView atoms, ReadOnlySpan<bool> seen, ReadOnlySpan<int> rowStart)
    {
        Sort(atoms, seen);
        int most = end[types] / lanes + types;
        if (type.Length < most)
            (type, first, count) = (new int[2 * most], new int[2 * most], new int[2 * most]);
        groups = 0;
        for (int t = 0, begin = 0; t < types; begin = end[t], t++)
        {
            for (int k = begin; k < end[t]; k += lanes, groups++)
                (type[groups], first[groups], count[groups]) = (t, k, Math.Min(lanes, end[t] - k));
        }

        Share(rowStart);
    }

    private void Sort(in AtomsView atoms, ReadOnlySpan<bool> seen)
    {
        if (order.Length < atoms.LocalCount)
            order = new int[2 * atoms.LocalCount];
        Array.Clear(end);
        for (int i = 0; i < atoms.LocalCount; i++)
        {
            if (atoms.Species[i] is >= 0 and int t && seen[t])
                end[t + 1]++;
        }

        for (int t = 0; t < types; t++)
            end[t + 1] += end[t]; // now the starts, which move to the ends
        for (int i = 0; i < atoms.LocalCount; i++)
        {
            if (atoms.Species[i] is >= 0 and int t && seen[t])
                order[end[t]++] = i;
        }
    }

    private void Share(ReadOnlySpan<int> rowStart)
    {
        long total = 0, done = 0;
        for (int g = 0; g < groups; g++)
            total += Work(g, rowStart);
        int thread = 0;
        for (int g = 0; g < groups; g++)
        {
            while (thread < threads && done * threads >= total * thread)
                groupEnd[thread++] = g;
            done += Work(g, rowStart);
        }

        for (; thread <= threads; thread++)
            groupEnd[thread] = groups;
        groupEnd[0] = 0;
    }

    private long Work(int group, ReadOnlySpan<int> rowStart)
    {
        long work = (long)FixedWork * lanes;
        for (int k = first[group]; k < first[group] + count[group]; k++)
            work += rowStart[order[k] + 1] - rowStart[order[k]];
        return work;
    }
}
