namespace OpenMM;

/// <summary>An atom; an extra particle such as a virtual site has no element.</summary>
public sealed record Atom(int Index, string Name, string? Element, Residue Residue)
{
    public override string ToString() => $"atom {Index} ({Name} of residue {Residue.Name} {Residue.Id})";
}

/// <summary>A molecule or a link of a chain.</summary>
public sealed class Residue(int index, string name, string id, string chain)
{
    private readonly List<Atom> _atoms = [];

    public int Index => index;

    public string Name => name;

    /// <summary>Number as the file has it.</summary>
    public string Id => id;

    public string Chain => chain;

    public IReadOnlyList<Atom> Atoms => _atoms;

    internal void Add(Atom atom) => _atoms.Add(atom);
}

/// <summary>Which atoms there are, how they are bonded, and the box.</summary>
public sealed class Topology
{
    private readonly List<Atom> _atoms = [];
    private readonly List<Residue> _residues = [];
    private readonly List<(Atom, Atom)> _bonds = [];
    private readonly HashSet<(int, int)> _bonded = [];

    public IReadOnlyList<Atom> Atoms => _atoms;

    public IReadOnlyList<Residue> Residues => _residues;

    public IReadOnlyList<(Atom Atom1, Atom Atom2)> Bonds => _bonds;

    /// <summary>nm; null: not periodic.</summary>
    public Box? Box { get; set; }

    public Residue AddResidue(string name, string? id = null, string chain = "A")
    {
        var residue = new Residue(_residues.Count, name, id ?? $"{_residues.Count + 1}", chain);
        _residues.Add(residue);
        return residue;
    }

    /// <summary>Adds an atom to a residue of this topology.</summary>
    /// <exception cref="OpenMMException">There is no such element.</exception>
    public Atom AddAtom(Residue residue, string name, string? element)
    {
        if (element is not null && ChemicalElements.Number(element) == 0)
            throw new OpenMMException($"Atom {_atoms.Count} ({name}): '{element}' is not an element symbol{Nearest.Hint(element, ChemicalElements.Symbols)}");
        var atom = new Atom(_atoms.Count, name, element, residue);
        residue.Add(atom);
        _atoms.Add(atom);
        return atom;
    }

    /// <summary>Adds a bond, once.</summary>
    public void AddBond(Atom atom1, Atom atom2)
    {
        if (atom1.Index == atom2.Index)
            throw new ArgumentException($"{atom1} can't be bonded to itself.");
        if (_bonded.Add((Math.Min(atom1.Index, atom2.Index), Math.Max(atom1.Index, atom2.Index))))
            _bonds.Add((atom1, atom2));
    }

    /// <summary>A water molecule with atoms O, H1, H2 (and the names of its extra particles, if any).</summary>
    public Residue AddWater(params ReadOnlySpan<string> extraParticles)
    {
        Residue water = AddResidue("HOH");
        Atom oxygen = AddAtom(water, "O", "O");
        AddBond(oxygen, AddAtom(water, "H1", "H"));
        AddBond(oxygen, AddAtom(water, "H2", "H"));
        foreach (string name in extraParticles)
            AddAtom(water, name, null);
        return water;
    }
}
