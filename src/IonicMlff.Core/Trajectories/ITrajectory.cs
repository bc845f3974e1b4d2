namespace IonicMlff.Core.Trajectories;

/// <summary>
/// A trajectory that is read once, frame by frame, in memory that does not grow with its length. Damage is no exception: the good
/// frames are delivered, then <see cref="TryRead"/> returns false and <see cref="Fault"/> says what is wrong and where.
/// </summary>
public interface ITrajectory : IDisposable
{
    /// <summary>Path, for messages.</summary>
    string Name { get; }

    /// <summary>Format, for people: <c>LAMMPS dump</c>, <c>DCD</c>, …</summary>
    string Format { get; }

    /// <summary>What the file says of the atoms, in order of their ids.</summary>
    TrajectoryAtoms Atoms { get; }

    /// <summary>What ended the reading before the end of the file; null: nothing did (yet).</summary>
    TrajectoryFault? Fault { get; }

    /// <summary>What was found odd but could be used.</summary>
    IReadOnlyList<TrajectoryFault> Warnings { get; }

    /// <summary>Share of the file read so far, 0 to 1 (bytes of the file, for a progress bar).</summary>
    double Progress { get; }

    /// <summary>Reads the next frame; false at the end and at a fault.</summary>
    bool TryRead(TrajectoryFrame frame);
}

/// <summary>What a trajectory file itself says of its atoms; null where it says nothing. Atoms are in order of their ids.</summary>
public sealed record TrajectoryAtoms(int Count)
{
    /// <summary>Ids; null: 1, 2, 3, … in the order of the file.</summary>
    public long[]? Ids { get; init; }

    /// <summary>LAMMPS types, from 1.</summary>
    public int[]? Types { get; init; }

    /// <summary>Atomic numbers.</summary>
    public int[]? Elements { get; init; }

    /// <summary>Masses, g/mol.</summary>
    public double[]? Masses { get; init; }

    /// <summary>Charges, e.</summary>
    public double[]? Charges { get; init; }

    /// <summary>Number of the molecule of each atom, as the file numbers them.</summary>
    public int[]? Molecules { get; init; }

    /// <summary>Id of an atom.</summary>
    public long Id(int atom) => Ids?[atom] ?? atom + 1;
}
