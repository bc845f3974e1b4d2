using IonicMlff.Core.Geometry;
using OpenMM;

namespace IonicMlff.Tool.Md.OpenMm;

/// <summary>
/// The cell of a run and the box of OpenMM, which takes reduced shapes only: b' = b − i·a, c' = c − j·b − k·a. Both span the same lattice;
/// how often vectors were taken away is kept, so that frames show the cell as it was given, at every volume.
/// </summary>
internal sealed class OpenMmBox
{
    private readonly double bByA, cByA, cByB;

    /// <summary>From a fully periodic cell of LAMMPS's form (Å).</summary>
    public OpenMmBox(in Cell cell)
    {
        double cx = cell.Cx, cy = cell.Cy, bx = cell.Bx;
        cByB = Math.Round(cy / cell.By);
        (cx, cy) = (cx - cByB * bx, cy - cByB * cell.By);
        cByA = Math.Round(cx / cell.Ax);
        cx -= cByA * cell.Ax;
        bByA = Math.Round(bx / cell.Ax);
        bx -= bByA * cell.Ax;
        // Half a vector exactly may be half and a rounding error.
        static double Half(double value, double edge) => Math.Clamp(value, -edge / 2, edge / 2);
        const double Nm = 0.1;
        double ax = Nm * cell.Ax, by = Nm * cell.By;
        Initial = new Box(new(ax, 0, 0), new(Half(Nm * bx, ax), by, 0), new(Half(Nm * cx, ax), Half(Nm * cy, by), Nm * cell.Cz));
    }

    /// <summary>The reduced box at the beginning, nm.</summary>
    public Box Initial { get; }

    /// <summary>The cell (Å) of a box that grew from <see cref="Initial"/>.</summary>
    public Cell Cell(in Box box)
    {
        Vec3 b = box.B + bByA * box.A, c = box.C + cByA * box.A + cByB * b;
        const double A = 10;
        return new Cell(A * box.A.X, 0, 0, A * b.X, A * b.Y, 0, A * c.X, A * c.Y, A * c.Z, true, true, true);
    }

    /// <summary>How many box vectors lead to a vector: fractional coordinates.</summary>
    public static Vec3 Fractions(Vec3 r, in Box box)
    {
        double z = r.Z / box.C.Z, y = (r.Y - z * box.C.Y) / box.B.Y;
        return new Vec3((r.X - y * box.B.X - z * box.C.X) / box.A.X, y, z);
    }

    /// <summary>The shortest image of a vector, for boxes that are not very oblique; as OpenMM finds it.</summary>
    public static Vec3 Nearest(Vec3 r, in Box box)
    {
        r -= box.C * Math.Round(r.Z / box.C.Z);
        r -= box.B * Math.Round(r.Y / box.B.Y);
        return r - box.A * Math.Round(r.X / box.A.X);
    }
}
