namespace IonicMlff.Core.Geometry;

/// <summary>3×3 matrix, row-major. Vectors are rows and multiply from the left, as cell vectors do: r = s·h.</summary>
public readonly record struct Matrix3(
    double Xx, double Xy, double Xz,
    double Yx, double Yy, double Yz,
    double Zx, double Zy, double Zz)
{
    /// <summary>The unit matrix.</summary>
    public static Matrix3 Identity => new(1, 0, 0, 0, 1, 0, 0, 0, 1);

    /// <summary>Determinant.</summary>
    public double Determinant => Xx * (Yy * Zz - Yz * Zy) - Xy * (Yx * Zz - Yz * Zx) + Xz * (Yx * Zy - Yy * Zx);

    /// <summary>Inverse; the entries are not finite when the matrix is singular.</summary>
    public Matrix3 Inverse()
    {
        double d = 1 / Determinant;
        return new(
            (Yy * Zz - Yz * Zy) * d, (Xz * Zy - Xy * Zz) * d, (Xy * Yz - Xz * Yy) * d,
            (Yz * Zx - Yx * Zz) * d, (Xx * Zz - Xz * Zx) * d, (Xz * Yx - Xx * Yz) * d,
            (Yx * Zy - Yy * Zx) * d, (Xy * Zx - Xx * Zy) * d, (Xx * Yy - Xy * Yx) * d);
    }

    /// <summary>Matrix product a·b.</summary>
    public static Matrix3 operator *(in Matrix3 a, in Matrix3 b) => new(
        a.Xx * b.Xx + a.Xy * b.Yx + a.Xz * b.Zx,
        a.Xx * b.Xy + a.Xy * b.Yy + a.Xz * b.Zy,
        a.Xx * b.Xz + a.Xy * b.Yz + a.Xz * b.Zz,
        a.Yx * b.Xx + a.Yy * b.Yx + a.Yz * b.Zx,
        a.Yx * b.Xy + a.Yy * b.Yy + a.Yz * b.Zy,
        a.Yx * b.Xz + a.Yy * b.Yz + a.Yz * b.Zz,
        a.Zx * b.Xx + a.Zy * b.Yx + a.Zz * b.Zx,
        a.Zx * b.Xy + a.Zy * b.Yy + a.Zz * b.Zy,
        a.Zx * b.Xz + a.Zy * b.Yz + a.Zz * b.Zz);

    /// <summary>Frobenius norm of this − 1, an upper bound of the strain in any direction.</summary>
    public double DistanceFromIdentity()
    {
        double x = Xx - 1, y = Yy - 1, z = Zz - 1;
        return Math.Sqrt(x * x + Xy * Xy + Xz * Xz + Yx * Yx + y * y + Yz * Yz + Zx * Zx + Zy * Zy + z * z);
    }
}
