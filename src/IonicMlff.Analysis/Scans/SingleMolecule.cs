using System.Globalization;
using IonicMlff.Core.Elements;
using IonicMlff.Core.Errors;
using IonicMlff.Core.Geometry;
using IonicMlff.Core.Topologies;

namespace IonicMlff.Analysis.Scans;

/// <summary>
/// One molecule of a system, alone in vacuum: atoms in order of their ids, made whole along its bonds. Atom numbers of this class count
/// from 0 within the molecule.
/// </summary>
public sealed class SingleMolecule
{
    private readonly long[] _ids;

    private SingleMolecule(MoleculeSet molecules, Molecule molecule, double[] positions)
    {
        Topology t = molecules.Topology;
        Dictionary<int, int> place = molecule.Atoms.Select((a, i) => (a, i)).ToDictionary(p => p.a, p => p.i);
        Elements = [.. molecule.Atoms.Select(a => t.Elements![a])];
        Positions = positions;
        _ids = [.. molecule.Atoms.Select(t.Id)];
        Neighbors = [.. molecule.Atoms.Select(a => molecules.Neighbors[a].Select(b => place[b]).ToArray())];

        // The same molecule as a set of its own, for what asks for molecules: dihedrals by name, shapes.
        (int, int)[] bonds = [.. Enumerable.Range(0, Elements.Length).SelectMany(i => Neighbors[i].Where(j => j > i).Select(j => (i, j)))];
        Set = MoleculeSet.From(new Topology(Elements.Length)
        {
            Source = t.Source,
            Ids = _ids,
            Elements = Elements,
            Charges = t.Charges is { } q ? [.. molecule.Atoms.Select(a => q[a])] : null,
            Bonds = bonds,
        });
        HasCharge = t.Charges is not null || Kind.Charge != 0;
    }

    /// <summary>Atomic numbers.</summary>
    public int[] Elements { get; }

    /// <summary>Å, 3 per atom, whole.</summary>
    public double[] Positions { get; }

    /// <summary>Bonded atoms of each atom.</summary>
    public int[][] Neighbors { get; }

    /// <summary>Name, formula, charge.</summary>
    public MoleculeKind Kind => Set.Kinds[0];

    /// <summary>The charge of <see cref="Kind"/> is known.</summary>
    public bool HasCharge { get; }

    /// <summary>This molecule as the only one of a set.</summary>
    public MoleculeSet Set { get; }

    /// <summary>Id of an atom in the file.</summary>
    public long Id(int atom) => _ids[atom];

    /// <summary>Atom of an id; −1 when the molecule does not have it.</summary>
    public int AtomOf(long id) => Array.IndexOf(_ids, id);

    /// <summary>Id and element, for messages: <c>7 (C)</c>.</summary>
    public string NameOf(int atom) => string.Create(CultureInfo.InvariantCulture, $"{Id(atom)} ({PeriodicTable.Symbol(Elements[atom])})");

    /// <summary>The molecules of a file; bonds are the file's, or those of the distances (as in the analyses).</summary>
    /// <exception cref="IlmlffException">The file has no elements or no positions.</exception>
    public static MoleculeSet MoleculesOf(Topology file)
    {
        if (file.Elements is null)
            throw IlmlffException.BadData($"{file.Source} does not say which elements its atoms are; give --elements, one symbol per LAMMPS type.");
        if (file.Positions is not { } r || r.Length == 0)
            throw IlmlffException.BadData($"{file.Source} has no positions.");
        return MoleculeSet.From(file.Bonds is null ? file with { Bonds = BondPerception.Find(file.Elements, r, file.Cell) } : file);
    }

    /// <summary>Takes a molecule out of a set.</summary>
    public static SingleMolecule Of(MoleculeSet molecules, Molecule molecule)
    {
        double[] r = molecules.Topology.Positions!, whole = new double[3 * molecule.Atoms.Length];
        Dictionary<int, int> place = molecule.Atoms.Select((a, i) => (Atom: a, At: 3 * i)).ToDictionary(p => p.Atom, p => p.At);
        r.AsSpan(3 * molecule.Atoms[0], 3).CopyTo(whole);
        bool periodic = molecules.Topology.Cell.IsPeriodic;
        PeriodicImages images = periodic ? new(molecules.Topology.Cell) : default;
        foreach ((int parent, int child) in molecule.Walk)
        {
            double x = r[3 * child] - r[3 * parent], y = r[3 * child + 1] - r[3 * parent + 1], z = r[3 * child + 2] - r[3 * parent + 2];
            if (periodic)
                images.Shortest(ref x, ref y, ref z);
            (int p, int c) = (place[parent], place[child]);
            (whole[c], whole[c + 1], whole[c + 2]) = (whole[p] + x, whole[p + 1] + y, whole[p + 2] + z);
        }

        return new(molecules, molecule, whole);
    }
}
