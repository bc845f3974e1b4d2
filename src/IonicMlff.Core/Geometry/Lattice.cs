using System.Globalization;
using IonicMlff.Core.Errors;

namespace IonicMlff.Core.Geometry;

/// <summary>
/// Three independent vectors: the periodic vectors of a <see cref="Cell"/>, with each non-periodic one replaced by a unit vector
/// normal to the periodic ones, so that slabs, wires and clusters have fractional coordinates too. Handedness does not matter.
/// </summary>
public readonly struct Lattice
{
    /// <summary>|det h| / (|a| |b| |c|) below which the vectors count as linearly dependent.</summary>
    private const double SmallestRelativeVolume = 1e-8;

    /// <summary>Longest periodic vector, Å; fractional coordinates lose their meaning beyond.</summary>
    private const double LongestVector = 1e6;

    private Lattice(in Matrix3 rows, in Cell cell)
    {
        Rows = rows;
        Inverse = rows.Inverse();
        PeriodicA = cell.PeriodicA;
        PeriodicB = cell.PeriodicB;
        PeriodicC = cell.PeriodicC;
    }

    /// <summary>The vectors as rows h, Å.</summary>
    public Matrix3 Rows { get; }

    /// <summary>h⁻¹: fractional coordinates are s = r·h⁻¹.</summary>
    public Matrix3 Inverse { get; }

    /// <summary>Is the first direction periodic?</summary>
    public bool PeriodicA { get; }

    /// <summary>Is the second direction periodic?</summary>
    public bool PeriodicB { get; }

    /// <summary>Is the third direction periodic?</summary>
    public bool PeriodicC { get; }

    /// <summary>
    /// Distance of the lattice planes spanned by the other two vectors, Å; two points whose s_a differ by Δ are at least Δ·height
    /// apart.
    /// </summary>
    public double HeightA => 1 / Length(Inverse.Xx, Inverse.Yx, Inverse.Zx);

    /// <inheritdoc cref="HeightA"/>
    public double HeightB => 1 / Length(Inverse.Xy, Inverse.Yy, Inverse.Zy);

    /// <inheritdoc cref="HeightA"/>
    public double HeightC => 1 / Length(Inverse.Xz, Inverse.Yz, Inverse.Zz);

    /// <summary>Completes the periodic vectors of a cell.</summary>
    /// <exception cref="IlmlffException">
    /// A periodic vector is zero, not finite or longer than 1e6 Å, or the periodic vectors are linearly dependent.
    /// </exception>
    public static Lattice FromCell(in Cell cell)
    {
        (double X, double Y, double Z) a = (cell.Ax, cell.Ay, cell.Az);
        (double X, double Y, double Z) b = (cell.Bx, cell.By, cell.Bz);
        (double X, double Y, double Z) c = (cell.Cx, cell.Cy, cell.Cz);
        CheckVector("a (first)", a, cell.PeriodicA);
        CheckVector("b (second)", b, cell.PeriodicB);
        CheckVector("c (third)", c, cell.PeriodicC);
        switch ((cell.PeriodicA, cell.PeriodicB, cell.PeriodicC))
        {
            case (false, false, false):
                return new(Matrix3.Identity, cell);
            case (true, false, false):
                b = AnyNormal(a);
                c = Normal(a, b);
                break;
            case (false, true, false):
                c = AnyNormal(b);
                a = Normal(b, c);
                break;
            case (false, false, true):
                a = AnyNormal(c);
                b = Normal(c, a);
                break;
            case (true, true, false):
                c = Normal(a, b);
                break;
            case (false, true, true):
                a = Normal(b, c);
                break;
            case (true, false, true):
                b = Normal(c, a);
                break;
        }

        Matrix3 h = new(a.X, a.Y, a.Z, b.X, b.Y, b.Z, c.X, c.Y, c.Z);
        double relative = Math.Abs(h.Determinant) / (Length(a.X, a.Y, a.Z) * Length(b.X, b.Y, b.Z) * Length(c.X, c.Y, c.Z));
        if (!(relative > SmallestRelativeVolume))
        {
            throw IlmlffException.BadData(
                $"The cell has no volume: its periodic vectors a = {Text(cell.Ax, cell.Ay, cell.Az)}, b = "
                    + $"{Text(cell.Bx, cell.By, cell.Bz)}, "
                + $"c = {Text(cell.Cx, cell.Cy, cell.Cz)} Å are linearly dependent. Give independent vectors, or switch off "
                + "periodicity.");
        }

        return new(h, cell);
    }

    private static void CheckVector(string name, (double X, double Y, double Z) v, bool periodic)
    {
        if (!periodic)
            return;

        double length = Length(v.X, v.Y, v.Z);
        if (!(length <= LongestVector))
        {
            throw IlmlffException.BadData(
                $"Periodic cell vector {name} = {Text(v.X, v.Y, v.Z)} Å is not finite or longer than {Scalar(LongestVector)} Å. "
                    + "Check the cell of the input.");
        }

        if (length < 1e-6)
        {
            throw IlmlffException.BadData(
                $"Direction {name} is periodic but its cell vector is {Text(v.X, v.Y, v.Z)} Å. "
                + "Give the cell (Lattice=\"...\"), or declare the direction non-periodic (pbc).");
        }
    }

    private static (double X, double Y, double Z) AnyNormal((double X, double Y, double Z) v)
    {
        double x = Math.Abs(v.X), y = Math.Abs(v.Y), z = Math.Abs(v.Z);
        return Normal(v, x <= y && x <= z ? (1, 0, 0) : y <= z ? (0, 1, 0) : (0, 0, 1));
    }

    private static (double X, double Y, double Z) Normal((double X, double Y, double Z) u, (double X, double Y, double Z) v)
    {
        (double x, double y, double z) = (u.Y * v.Z - u.Z * v.Y, u.Z * v.X - u.X * v.Z, u.X * v.Y - u.Y * v.X);
        double l = Length(x, y, z);
        return (x / l, y / l, z / l);
    }

    private static double Length(double x, double y, double z) => Math.Sqrt(x * x + y * y + z * z);

    private static string Scalar(double x) => x.ToString("G6", CultureInfo.InvariantCulture);

    private static string Text(double x, double y, double z) =>
        string.Create(CultureInfo.InvariantCulture, $"({x:G6} {y:G6} {z:G6})");
}
