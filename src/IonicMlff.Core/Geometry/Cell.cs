namespace IonicMlff.Core.Geometry;

/// <summary>
/// Cell vectors as rows (Å) and the periodic directions. A value type without allocation: hosts make one per call.
/// </summary>
public readonly record struct Cell(
    double Ax, double Ay, double Az,
    double Bx, double By, double Bz,
    double Cx, double Cy, double Cz,
    bool PeriodicA, bool PeriodicB, bool PeriodicC)
{
    /// <summary>No cell, no periodicity.</summary>
    public static Cell None => default;

    /// <summary>Orthogonal cell, periodic in all directions, edges in Å.</summary>
    public static Cell Orthogonal(double a, double b, double c) => new(a, 0, 0, 0, b, 0, 0, 0, c, true, true, true);

    /// <summary>Cell from nine numbers, row by row.</summary>
    public static Cell FromRows(ReadOnlySpan<double> h, bool pa, bool pb, bool pc) =>
        new(h[0], h[1], h[2], h[3], h[4], h[5], h[6], h[7], h[8], pa, pb, pc);

    /// <summary>True when any direction is periodic.</summary>
    public bool IsPeriodic => PeriodicA || PeriodicB || PeriodicC;

    /// <summary>True when all directions are periodic (volume, stress and pressure are defined).</summary>
    public bool IsFullyPeriodic => PeriodicA && PeriodicB && PeriodicC;

    /// <summary>Signed determinant of the rows, Å³.</summary>
    public double Determinant =>
        Ax * (By * Cz - Bz * Cy) - Ay * (Bx * Cz - Bz * Cx) + Az * (Bx * Cy - By * Cx);

    /// <summary>Volume, Å³.</summary>
    public double Volume => Math.Abs(Determinant);
}
