namespace IonicMlff.Testing;

/// <summary>
/// The atoms of one rank of a domain decomposition: the rank's own, then copies (images, other ranks' atoms) within one cutoff
/// plus skin of any of them.
/// </summary>
public sealed class GhostDomain
{
    private GhostDomain(int rank, int[] locals, (int Atom, double[] Shift)[] ghosts, AtomSystem system)
    {
        Rank = rank;
        Locals = locals;
        Ghosts = ghosts;
        Species = [.. locals.Concat(ghosts.Select(g => g.Atom)).Select(i => system.Species[i])];
    }

    public int Rank { get; }

    /// <summary>Atoms of the system that the rank owns, in its order.</summary>
    public int[] Locals { get; }

    /// <summary>Atom and translation of each ghost.</summary>
    public (int Atom, double[] Shift)[] Ghosts { get; }

    public int[] Species { get; }

    /// <summary>Positions of the rank's atoms and ghosts for a system with the same atoms (moved since or not).</summary>
    public double[] Positions(AtomSystem system) =>
    [
        .. Locals.SelectMany(i => system.Positions[(3 * i)..(3 * i + 3)]),
        .. Ghosts.SelectMany(g => Enumerable.Range(0, 3).Select(x => system.Positions[3 * g.Atom + x] + g.Shift[x])),
    ];

    /// <summary>Splits a system whose atoms lie inside its cell into ranks by <paramref name="ownerOf"/>.</summary>
    public static GhostDomain[] Split(AtomSystem system, int ranks, Func<int, int> ownerOf, double shell)
    {
        double[] h = system.Rows;
        (int, double[])[] images = [.. Images(system, shell)];
        return [.. Enumerable.Range(0, ranks).Select(rank =>
        {
            // scrambled, so that local order differs from the system's
            int[] locals = [.. Enumerable.Range(0, system.Count).Where(i => ownerOf(i) == rank).OrderBy(i => i * 13 % 31)];
            (int, double[])[] ghosts = [.. images.Where(g =>
                (ownerOf(g.Item1) != rank || g.Item2.Any(x => x != 0))
                && locals.Any(i => Distance(system, g.Item1, g.Item2, i) < shell))];
            return new GhostDomain(rank, locals, ghosts, system);
        })];
    }

    private static IEnumerable<(int, double[])> Images(AtomSystem system, double shell)
    {
        double[] h = system.Rows;
        double shortest = Math.Min(Length(h, 0), Math.Min(Length(h, 3), Length(h, 6)));
        int Reach(bool periodic) => periodic ? 1 + (int)Math.Ceiling(shell / (0.8 * shortest)) : 0;
        int na = Reach(system.Cell.PeriodicA), nb = Reach(system.Cell.PeriodicB), nc = Reach(system.Cell.PeriodicC);
        for (int a = -na; a <= na; a++)
            for (int b = -nb; b <= nb; b++)
                for (int c = -nc; c <= nc; c++)
                    for (int i = 0; i < system.Count; i++)
                        yield return (i, [.. Enumerable.Range(0, 3).Select(x => a * h[x] + b * h[3 + x] + c * h[6 + x])]);
    }

    private static double Length(double[] h, int first) => Math.Sqrt(h.Skip(first).Take(3).Sum(x => x * x));

    private static double Distance(AtomSystem system, int ghost, double[] shift, int local)
    {
        double d2 = 0;
        for (int x = 0; x < 3; x++)
            d2 += Math.Pow(system.Positions[3 * ghost + x] + shift[x] - system.Positions[3 * local + x], 2);
        return Math.Sqrt(d2);
    }
}
