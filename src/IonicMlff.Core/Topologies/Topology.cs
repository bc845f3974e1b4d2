using IonicMlff.Core.Geometry;

namespace IonicMlff.Core.Topologies;

/// <summary>What is known of the atoms of a system, in order of their ids: elements, masses, charges, bonds. Null: not known.</summary>
public sealed record Topology(int AtomCount)
{
    /// <summary>File it is from, for messages.</summary>
    public string Source { get; init; } = "";

    /// <summary>Ids; null: 1, 2, 3, …</summary>
    public long[]? Ids { get; init; }

    /// <summary>Atomic numbers.</summary>
    public int[]? Elements { get; init; }

    /// <summary>Masses, g/mol.</summary>
    public double[]? Masses { get; init; }

    /// <summary>Charges, e.</summary>
    public double[]? Charges { get; init; }

    /// <summary>LAMMPS types, from 1.</summary>
    public int[]? Types { get; init; }

    /// <summary>Names of the atoms (PDB, GRO).</summary>
    public string[]? Names { get; init; }

    /// <summary>Number of the molecule or residue, as the file numbers them.</summary>
    public int[]? MoleculeNumbers { get; init; }

    /// <summary>Bonded pairs (atoms from 0, the smaller first, sorted); null: the file has none, which is not the same as no bonds.</summary>
    public (int I, int J)[]? Bonds { get; init; }

    /// <summary>Positions in the file, Å, 3 per atom.</summary>
    public double[]? Positions { get; init; }

    /// <summary>Velocities in the file, Å/ps, 3 per atom.</summary>
    public double[]? Velocities { get; init; }

    /// <summary>Cell of the file.</summary>
    public Cell Cell { get; init; }

    /// <summary>Lower corner of the cell, Å.</summary>
    public (double X, double Y, double Z) Corner { get; init; }

    /// <summary>Id of an atom.</summary>
    public long Id(int atom) => Ids?[atom] ?? atom + 1;

    /// <summary>Sum of masses, g/mol; null when they are not known.</summary>
    public double? Mass => Masses?.Sum();
}
