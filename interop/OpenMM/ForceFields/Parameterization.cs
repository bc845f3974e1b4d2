namespace OpenMM;

/// <summary>A bond of the topology; its length when a force field gave it one.</summary>
internal sealed class Bond(int atom1, int atom2)
{
    public int Atom1 => atom1;

    public int Atom2 => atom2;

    public bool Constrained { get; set; }

    public double? Length { get; set; }
}

/// <summary>A topology with the types its atoms have in a force field, and the angles and torsions that its bonds make.</summary>
internal sealed class Parameterization
{
    private readonly HashSet<(int, int)> _constrained = [];

    public Parameterization(Topology topology)
    {
        Topology = topology;
        Types = new AtomType[topology.Atoms.Count];
        TemplateAtoms = new TemplateAtom[topology.Atoms.Count];
        Neighbors = [.. topology.Atoms.Select(_ => new SortedSet<int>())];
        Bonds = [.. topology.Bonds.Select(b => new Bond(b.Atom1.Index, b.Atom2.Index))];
        foreach (Bond bond in Bonds)
        {
            Neighbors[bond.Atom1].Add(bond.Atom2);
            Neighbors[bond.Atom2].Add(bond.Atom1);
        }
    }

    public Topology Topology { get; }

    public MolecularSystem System { get; } = new();

    public AtomType[] Types { get; }

    public TemplateAtom[] TemplateAtoms { get; }

    public IReadOnlyList<SortedSet<int>> Neighbors { get; }

    public IReadOnlyList<Bond> Bonds { get; }

    /// <summary>Angles with their centre in the middle, each once.</summary>
    public IReadOnlyList<(int A, int B, int C)> Angles { get; private set; } = [];

    /// <summary>Is the angle's distance A–C constrained?</summary>
    public bool[] AngleConstrained { get; private set; } = [];

    /// <summary>Chains of four bonded atoms, each once.</summary>
    public IReadOnlyList<(int A, int B, int C, int D)> Propers { get; private set; } = [];

    /// <summary>Centres with three of their neighbours.</summary>
    public IReadOnlyList<(int Center, int A, int B, int C)> Impropers { get; private set; } = [];

    /// <summary>(site, the atom whose exclusions it shares).</summary>
    public List<(int Site, int Parent)> Sites { get; } = [];

    public string TypeOf(int atom) => Types[atom].Name;

    public bool IsHydrogen(int atom) => Topology.Atoms[atom].Element == "H";

    public void FindAnglesAndTorsions()
    {
        Angles = [.. from b in Enumerable.Range(0, Neighbors.Count) from a in Neighbors[b] from c in Neighbors[b] where a < c orderby a, b, c select (a, b, c)];
        AngleConstrained = new bool[Angles.Count];
        var propers = new SortedSet<(int, int, int, int)>();
        foreach (Bond bond in Bonds)
        {
            foreach (int a in Neighbors[bond.Atom1].Where(a => a != bond.Atom2))
            {
                foreach (int d in Neighbors[bond.Atom2].Where(d => d != bond.Atom1 && d != a))
                    propers.Add(a < d ? (a, bond.Atom1, bond.Atom2, d) : (d, bond.Atom2, bond.Atom1, a));
            }
        }

        Propers = [.. propers];
        var impropers = new List<(int, int, int, int)>();
        for (int center = 0; center < Neighbors.Count; center++)
        {
            int[] n = [.. Neighbors[center]];
            for (int i = 0; i < n.Length; i++)
            {
                for (int j = i + 1; j < n.Length; j++)
                {
                    for (int k = j + 1; k < n.Length; k++)
                        impropers.Add((center, n[i], n[j], n[k]));
                }
            }
        }

        Impropers = impropers;
    }

    /// <summary>Constrains a distance, once.</summary>
    public void Constrain(int atom1, int atom2, double distance)
    {
        if (_constrained.Add((Math.Min(atom1, atom2), Math.Max(atom1, atom2))))
            System.AddConstraint(atom1, atom2, distance);
    }
}
