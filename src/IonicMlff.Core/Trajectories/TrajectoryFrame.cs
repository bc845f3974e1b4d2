using IonicMlff.Core.Geometry;

namespace IonicMlff.Core.Trajectories;

/// <summary>
/// One frame of a trajectory, atoms in order of their ids. Readers fill the same object again and again: keep what you need, not the
/// frame.
/// </summary>
public sealed class TrajectoryFrame
{
    private int[]? _images;
    private double[]? _velocities;

    /// <summary>A frame of so many atoms.</summary>
    public TrajectoryFrame(int atomCount) => Positions = new double[3 * atomCount];

    /// <summary>Number of atoms.</summary>
    public int AtomCount => Positions.Length / 3;

    /// <summary>Number of the frame in the file, from 0; repeated frames that were dropped do not count.</summary>
    public int Index { get; set; }

    /// <summary>MD step, when the file says it.</summary>
    public long? Step { get; set; }

    /// <summary>Time, ps, when the file says it.</summary>
    public double? Time { get; set; }

    /// <summary>Cell vectors (rows, Å) and periodic directions.</summary>
    public Cell Cell { get; set; }

    /// <summary>Lower corner of the cell, Å; the origin when the format has none.</summary>
    public (double X, double Y, double Z) Corner { get; set; }

    /// <summary>Å, 3 per atom, as the file has them.</summary>
    public double[] Positions { get; }

    /// <summary>The file says that positions are unwrapped (xu, xsu); formats that can't say it are taken as wrapped.</summary>
    public bool IsUnwrapped { get; set; }

    /// <summary>How often each atom has left the cell along a, b, c; 3 per atom; null when the file does not say.</summary>
    public int[]? Images { get; private set; }

    /// <summary>Å/ps, 3 per atom; null when the file has none.</summary>
    public double[]? Velocities { get; private set; }

    /// <summary>Room for image counts (kept between frames), or none.</summary>
    public int[]? UseImages(bool there) => Images = there ? _images ??= new int[Positions.Length] : null;

    /// <summary>Room for velocities (kept between frames), or none.</summary>
    public double[]? UseVelocities(bool there) => Velocities = there ? _velocities ??= new double[Positions.Length] : null;

    /// <summary>Takes over everything of another frame with as many atoms.</summary>
    public void CopyFrom(TrajectoryFrame other)
    {
        (Index, Step, Time, Cell, Corner, IsUnwrapped) = (other.Index, other.Step, other.Time, other.Cell, other.Corner, other.IsUnwrapped);
        other.Positions.CopyTo(Positions, 0);
        other.Images?.CopyTo(UseImages(true)!, 0);
        other.Velocities?.CopyTo(UseVelocities(true)!, 0);
        if (other.Images is null)
            Images = null;
        if (other.Velocities is null)
            Velocities = null;
    }
}
