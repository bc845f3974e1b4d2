using IonicMlff.Core.Geometry;

namespace IonicMlff.Core.Trajectories;

/// <summary>
/// Cells of files that store nm in single precision, in Å: rounded to single precision again, so that volumes are those that other readers
/// of these formats have.
/// </summary>
internal static class SinglePrecision
{
    /// <summary>The cell with each number rounded.</summary>
    public static Cell Of(in Cell c) => new(
        (float)c.Ax, (float)c.Ay, (float)c.Az, (float)c.Bx, (float)c.By, (float)c.Bz, (float)c.Cx, (float)c.Cy, (float)c.Cz, c.PeriodicA, c.PeriodicB, c.PeriodicC);
}
