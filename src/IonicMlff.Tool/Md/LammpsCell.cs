using IonicMlff.Core.Geometry;

namespace IonicMlff.Tool.Md;

/// <summary>Turns a system so that its cell is what LAMMPS takes: a along x, b in the xy plane.</summary>
internal static class LammpsCell
{
    /// <summary>Rotates cell, positions and velocities (null: none); nothing happens when the cell is such a one already.</summary>
    public static void Rotate(ref Cell cell, double[] positions, double[]? velocities)
    {
        if (cell is { Ay: 0, Az: 0, Bz: 0 } && cell.Ax > 0 && cell.By > 0 && cell.Cz > 0)
            return;

        // Orthonormal rows e1 = a/|a|, e3 = a×b/|a×b|, e2 = e3×e1: components along them are LAMMPS's coordinates.
        (double X, double Y, double Z) a = (cell.Ax, cell.Ay, cell.Az), b = (cell.Bx, cell.By, cell.Bz), c = (cell.Cx, cell.Cy, cell.Cz);
        (double X, double Y, double Z) e1 = Unit(a), e3 = Unit(Cross(a, b)), e2 = Cross(e3, e1);
        cell = cell with
        {
            Ax = Dot(a, e1),
            Ay = 0,
            Az = 0,
            Bx = Dot(b, e1),
            By = Dot(b, e2),
            Bz = 0,
            Cx = Dot(c, e1),
            Cy = Dot(c, e2),
            Cz = Dot(c, e3),
        };
        foreach (double[]? v in (double[]?[])[positions, velocities])
        {
            for (int i = 0; i < (v?.Length ?? 0); i += 3)
            {
                (double X, double Y, double Z) r = (v![i], v[i + 1], v[i + 2]);
                (v[i], v[i + 1], v[i + 2]) = (Dot(r, e1), Dot(r, e2), Dot(r, e3));
            }
        }
    }

    private static double Dot((double X, double Y, double Z) a, (double X, double Y, double Z) b) => a.X * b.X + a.Y * b.Y + a.Z * b.Z;

    private static (double X, double Y, double Z) Cross((double X, double Y, double Z) a, (double X, double Y, double Z) b) =>
        (a.Y * b.Z - a.Z * b.Y, a.Z * b.X - a.X * b.Z, a.X * b.Y - a.Y * b.X);

    private static (double X, double Y, double Z) Unit((double X, double Y, double Z) a)
    {
        double length = Math.Sqrt(Dot(a, a));
        return (a.X / length, a.Y / length, a.Z / length);
    }
}
