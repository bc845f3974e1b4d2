namespace IonicMlff.Core.Topologies;

/// <summary>A kind of molecule: all molecules of the same formula and the same graph.</summary>
/// <param name="Name">PYR14, TFSI, BF4, Li, …; the formula when the graph is not one of the known ones.</param>
/// <param name="Formula">Elements in alphabetical order with their numbers: C9H20N.</param>
/// <param name="Charge">Whole charge, e: of the known ion, else the rounded sum of the topology's charges, else 0.</param>
/// <param name="Index">Position in <see cref="MoleculeSet.Kinds"/>.</param>
public sealed record MoleculeKind(string Name, string Formula, int Charge, int Index)
{
    /// <inheritdoc/>
    public override string ToString() => Name;
}

/// <summary>A molecule: connected atoms in order of their ids.</summary>
public sealed class Molecule
{
    internal Molecule(int index, int indexInKind, MoleculeKind kind, int[] atoms, (int Parent, int Child)[] walk, double[]? masses)
    {
        (Index, IndexInKind, Kind, Atoms, Walk) = (index, indexInKind, kind, atoms, walk);
        Mass = masses is null ? null : atoms.Sum(a => masses[a]);
        Weights = Array.ConvertAll(atoms, a => masses is null ? 1.0 / atoms.Length : masses[a] / Mass!.Value);
    }

    /// <summary>Number in the set, in order of smallest ids.</summary>
    public int Index { get; }

    /// <summary>Number among the molecules of its kind.</summary>
    public int IndexInKind { get; }

    /// <summary>Its kind.</summary>
    public MoleculeKind Kind { get; }

    /// <summary>Atoms from 0, ascending.</summary>
    public int[] Atoms { get; }

    /// <summary>
    /// Bonds from the first atom outwards, breadth first, neighbours in ascending order: placing each child next to its parent makes
    /// the molecule whole.
    /// </summary>
    public (int Parent, int Child)[] Walk { get; }

    /// <summary>g/mol; null when masses are not known.</summary>
    public double? Mass { get; }

    /// <summary>Share of each atom in the centre of mass (of equal weights when masses are not known).</summary>
    public double[] Weights { get; }
}
