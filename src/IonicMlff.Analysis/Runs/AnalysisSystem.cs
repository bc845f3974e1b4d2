using IonicMlff.Core.Errors;
using IonicMlff.Core.Topologies;

namespace IonicMlff.Analysis.Runs;

/// <summary>What is known before the first frame: atoms, molecules, and what the user said of the run.</summary>
public sealed record AnalysisSystem
{
    /// <summary>Trajectory file, as the user named it.</summary>
    public required string Trajectory { get; init; }

    /// <summary>Topology file; null when there is none.</summary>
    public string? TopologyFile { get; init; }

    /// <summary>Atoms and bonds (of the topology file, or found from distances in the first frame).</summary>
    public required Topology Topology { get; init; }

    /// <summary>Molecules.</summary>
    public required MoleculeSet Molecules { get; init; }

    /// <summary>Where the bonds are from: <c>topology</c>, <c>distances</c> or <c>none</c>.</summary>
    public required string BondSource { get; init; }

    /// <summary>Temperature of the run, K, as the user said.</summary>
    public double? Temperature { get; init; }

    /// <summary>Threads that may be used after the last frame.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Elements of the atoms.</summary>
    /// <exception cref="IlmlffException">They are not known.</exception>
    public int[] Elements(string what) => Topology.Elements ?? throw IlmlffException.Usage(
        $"{what} needs the elements of the atoms, which {Trajectory} does not name. Give --topology FILE (LAMMPS data, PDB, GRO, extended XYZ) or --elements, one symbol per LAMMPS type.");

    /// <summary>Masses of the atoms, g/mol.</summary>
    /// <exception cref="IlmlffException">They are not known.</exception>
    public double[] Masses(string what) => Topology.Masses ?? throw IlmlffException.Usage(
        $"{what} needs the masses of the atoms, which {Trajectory} does not say. Give --topology FILE (LAMMPS data, PDB, GRO, extended XYZ) or --elements, one symbol per LAMMPS type.");

    /// <summary>Molecules of a kind; refuses systems without.</summary>
    /// <exception cref="IlmlffException">There are none.</exception>
    public IReadOnlyList<Molecule> MoleculesOf(string kind, string what) => Molecules.Of(kind) is { Count: > 0 } found ? found
        : throw IlmlffException.BadData($"{what} needs {kind}; {Trajectory} has {string.Join(", ", Molecules.Kinds.Select(k => $"{Molecules.Of(k).Count} {k.Name}"))}.");
}
