using System.Text;
using IonicMlff.Core.Elements;

namespace IonicMlff.Core.Topologies;

/// <summary>The molecules of a system: connected components of its bonds, in order of smallest ids, each recognised by formula and graph.</summary>
public sealed class MoleculeSet
{
    // The order in which tables list what is usual in ionic liquids; other kinds follow as they appear.
    private static readonly string[] UsualOrder = ["Li", "PYR14", "TFSI", "BF4"];

    private MoleculeSet(Topology topology, Molecule[] molecules, MoleculeKind[] kinds, int[][] neighbors)
    {
        (Topology, All, Kinds, Neighbors) = (topology, molecules, kinds, neighbors);
        MoleculeOf = new int[topology.AtomCount];
        AtomsInOrder = [.. molecules.SelectMany(m => m.Atoms)];
        WeightsInOrder = [.. molecules.SelectMany(m => m.Weights)];
        WalkInOrder = [.. molecules.SelectMany(m => m.Walk)];
        FirstInOrder = new int[molecules.Length + 1];
        foreach (Molecule m in molecules)
        {
            FirstInOrder[m.Index + 1] = FirstInOrder[m.Index] + m.Atoms.Length;
            foreach (int a in m.Atoms)
                MoleculeOf[a] = m.Index;
        }
    }

    /// <summary>The atoms; its bonds are those the molecules were found with.</summary>
    public Topology Topology { get; }

    /// <summary>All molecules.</summary>
    public IReadOnlyList<Molecule> All { get; }

    /// <summary>Kinds: Li, PYR14, TFSI, BF4 first, others as they appear.</summary>
    public IReadOnlyList<MoleculeKind> Kinds { get; }

    /// <summary>Number of the molecule of each atom.</summary>
    public int[] MoleculeOf { get; }

    /// <summary>Atoms of all molecules, one molecule after the other: flat arrays for what runs over every atom of every frame.</summary>
    public int[] AtomsInOrder { get; }

    /// <summary>Share of each of them in its molecule's centre of mass.</summary>
    public double[] WeightsInOrder { get; }

    /// <summary>Place of each molecule's first atom in <see cref="AtomsInOrder"/>; one number more than there are molecules.</summary>
    public int[] FirstInOrder { get; }

    /// <summary>The walks of all molecules.</summary>
    public (int Parent, int Child)[] WalkInOrder { get; }

    /// <summary>Bonded atoms of each atom, ascending.</summary>
    public int[][] Neighbors { get; }

    /// <summary>Molecules of a kind, in order of smallest ids.</summary>
    public IReadOnlyList<Molecule> Of(MoleculeKind kind) => [.. All.Where(m => m.Kind == kind)];

    /// <summary>Molecules of the kind with this name; none when the system has no such kind.</summary>
    public IReadOnlyList<Molecule> Of(string kind) => [.. All.Where(m => m.Kind.Name == kind)];

    /// <summary>Molecules of a topology's bonds; every atom is a molecule of its own when it has none.</summary>
    public static MoleculeSet From(Topology topology)
    {
        int[][] neighbors = Adjacency(topology);
        var walks = new List<(int[] Atoms, (int, int)[] Walk)>();
        var seen = new bool[topology.AtomCount];
        for (int first = 0; first < topology.AtomCount; first++)
        {
            if (!seen[first])
                walks.Add(WalkFrom(first, neighbors, seen));
        }

        // Most molecules repeat one seen before, atom for atom; only the first of them is looked up.
        var seenBefore = new Dictionary<string, MoleculeKind>(StringComparer.Ordinal);
        MoleculeKind[] perMolecule = [.. walks.Select(w =>
        {
            string pattern = Pattern(topology, w.Atoms, neighbors);
            if (!seenBefore.TryGetValue(pattern, out MoleculeKind? kind))
                seenBefore[pattern] = kind = KindOf(topology, w.Atoms, neighbors);
            return kind;
        })];
        string[] names = [.. perMolecule.Select(k => k.Name).Distinct().OrderBy(n => Array.IndexOf(UsualOrder, n) is >= 0 and var at ? at : UsualOrder.Length)];
        MoleculeKind[] kinds = [.. names.Select((n, i) => perMolecule.First(k => k.Name == n) with { Index = i })];
        Dictionary<string, int> placeOf = names.Select((n, i) => (n, i)).ToDictionary(p => p.n, p => p.i, StringComparer.Ordinal);
        var counts = new int[kinds.Length];
        var molecules = new Molecule[walks.Count];
        for (int m = 0; m < molecules.Length; m++)
        {
            MoleculeKind kind = kinds[placeOf[perMolecule[m].Name]];
            molecules[m] = new Molecule(m, counts[kind.Index]++, kind, walks[m].Atoms, walks[m].Walk, topology.Masses);
        }

        return new(topology, molecules, kinds, neighbors);
    }

    private static int[][] Adjacency(Topology topology)
    {
        var lists = new List<int>[topology.AtomCount];
        for (int i = 0; i < lists.Length; i++)
            lists[i] = [];
        foreach ((int i, int j) in topology.Bonds ?? [])
        {
            lists[i].Add(j);
            lists[j].Add(i);
        }

        var neighbors = new int[lists.Length][];
        for (int i = 0; i < lists.Length; i++)
        {
            lists[i].Sort();
            neighbors[i] = [.. lists[i].Where((b, k) => k == 0 || b != lists[i][k - 1])];
        }

        return neighbors;
    }

    private static (int[] Atoms, (int, int)[] Walk) WalkFrom(int first, int[][] neighbors, bool[] seen)
    {
        var queue = new Queue<int>([first]);
        var atoms = new List<int>();
        var walk = new List<(int, int)>();
        seen[first] = true;
        while (queue.TryDequeue(out int a))
        {
            atoms.Add(a);
            foreach (int b in neighbors[a].Where(b => !seen[b]))
            {
                seen[b] = true;
                queue.Enqueue(b);
                walk.Add((a, b));
            }
        }

        atoms.Sort();
        return ([.. atoms], [.. walk]);
    }

    // Elements or types, charges and bonds of the atoms, counted from the first.
    private static string Pattern(Topology topology, int[] atoms, int[][] neighbors)
    {
        var text = new StringBuilder();
        foreach (int a in atoms)
        {
            text.Append(topology.Elements?[a] ?? topology.Types?[a] ?? 0);
            if (topology.Charges is { } q)
                text.Append('q').Append(q[a]);
            foreach (int b in neighbors[a])
                text.Append(',').Append(b - atoms[0]);
            text.Append(';');
        }

        return text.ToString();
    }

    private static MoleculeKind KindOf(Topology topology, int[] atoms, int[][] neighbors)
    {
        int charge = topology.Charges is { } q ? (int)Math.Round(atoms.Sum(a => q[a])) : 0;
        if (topology.Elements is not { } elements)
        {
            string types = topology.Types is { } t ? string.Join('+', atoms.Select(a => t[a]).Order().CountBy(x => x).Select(p => p.Value > 1 ? $"{p.Key}x{p.Value}" : $"{p.Key}")) : "all";
            return new($"type {types}", $"type {types}", charge, 0);
        }

        string formula = Formula(atoms.Select(a => elements[a]));
        return KnownMolecules.Find(formula, atoms, elements, neighbors) is { } known
            ? new(known.Name, formula, known.Charge, 0)
            : new(formula, formula, charge, 0);
    }

    /// <summary>Symbols in alphabetical order, each with its number when above 1.</summary>
    public static string Formula(IEnumerable<int> elements) => string.Concat(
        elements.CountBy(z => PeriodicTable.Symbol(z)).OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => p.Value > 1 ? $"{p.Key}{p.Value}" : p.Key));
}
