namespace IonicMlff.Core.Geometry;

/// <summary>Images of points and vectors in a cell. Rounding is floor(x + 1/2) everywhere; non-periodic directions are left alone.</summary>
public readonly struct PeriodicImages
{
    private readonly Matrix3 _h, _inverse;
    private readonly double _a, _b, _c; // 1 for periodic directions, else 0
    private readonly bool _isOrthogonal;

    /// <summary>Images in the lattice of a cell.</summary>
    /// <exception cref="Errors.IlmlffException">The cell has no volume.</exception>
    public PeriodicImages(in Cell cell) : this(Lattice.FromCell(cell))
    {
    }

    /// <summary>Images in a lattice.</summary>
    public PeriodicImages(in Lattice lattice)
    {
        Lattice = lattice;
        (_h, _inverse) = (lattice.Rows, lattice.Inverse);
        (_a, _b, _c) = (lattice.PeriodicA ? 1 : 0, lattice.PeriodicB ? 1 : 0, lattice.PeriodicC ? 1 : 0);
        _isOrthogonal = _h is { Xy: 0, Xz: 0, Yx: 0, Yz: 0, Zx: 0, Zy: 0 };
    }

    /// <summary>The lattice.</summary>
    public Lattice Lattice { get; }

    /// <summary>Smallest distance of opposite faces among the periodic directions, Å; infinite when there are none.</summary>
    public double SmallestWidth => Math.Min(
        _a > 0 ? Lattice.HeightA : double.PositiveInfinity,
        Math.Min(_b > 0 ? Lattice.HeightB : double.PositiveInfinity, _c > 0 ? Lattice.HeightC : double.PositiveInfinity));

    /// <summary>
    /// v − ⌊v h⁻¹ + ½⌋ h: the shortest image in an orthogonal cell; in a skewed one for vectors shorter than half of
    /// <see cref="SmallestWidth"/>.
    /// </summary>
    public void Nearest(ref double x, ref double y, ref double z)
    {
        double a = _a * Math.Floor(x * _inverse.Xx + y * _inverse.Yx + z * _inverse.Zx + 0.5);
        double b = _b * Math.Floor(x * _inverse.Xy + y * _inverse.Yy + z * _inverse.Zy + 0.5);
        double c = _c * Math.Floor(x * _inverse.Xz + y * _inverse.Yz + z * _inverse.Zz + 0.5);
        Subtract(a, b, c, ref x, ref y, ref z);
    }

    /// <summary>The shortest image in any cell: the nearest one or one of its 26 neighbours.</summary>
    public void Shortest(ref double x, ref double y, ref double z)
    {
        Nearest(ref x, ref y, ref z);
        if (_isOrthogonal)
            return;
        (double bx, double by, double bz) = (x, y, z);
        double best = x * x + y * y + z * z;
        for (int i = -(int)_a; i <= _a; i++)
        {
            for (int j = -(int)_b; j <= _b; j++)
            {
                for (int k = -(int)_c; k <= _c; k++)
                {
                    (double sx, double sy, double sz) = (x, y, z);
                    Subtract(i, j, k, ref sx, ref sy, ref sz);
                    double r2 = sx * sx + sy * sy + sz * sz;
                    if (r2 < best)
                        (best, bx, by, bz) = (r2, sx, sy, sz);
                }
            }
        }

        (x, y, z) = (bx, by, bz);
    }

    /// <summary>The image inside the cell with this lower corner.</summary>
    public void Wrap((double X, double Y, double Z) corner, ref double x, ref double y, ref double z)
    {
        (double u, double v, double w) = (x - corner.X, y - corner.Y, z - corner.Z);
        double a = _a * Math.Floor(u * _inverse.Xx + v * _inverse.Yx + w * _inverse.Zx);
        double b = _b * Math.Floor(u * _inverse.Xy + v * _inverse.Yy + w * _inverse.Zy);
        double c = _c * Math.Floor(u * _inverse.Xz + v * _inverse.Yz + w * _inverse.Zz);
        Subtract(a, b, c, ref x, ref y, ref z);
    }

    private void Subtract(double a, double b, double c, ref double x, ref double y, ref double z)
    {
        x -= a * _h.Xx + b * _h.Yx + c * _h.Zx;
        y -= a * _h.Xy + b * _h.Yy + c * _h.Zy;
        z -= a * _h.Xz + b * _h.Yz + c * _h.Zz;
    }
}
