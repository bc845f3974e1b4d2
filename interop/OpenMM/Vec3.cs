using System.Runtime.InteropServices;

namespace OpenMM;

/// <summary>Three numbers in OpenMM's layout: a position (nm), velocity (nm/ps) or force (kJ/mol/nm).</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct Vec3(double X, double Y, double Z)
{
    public static readonly Vec3 Zero;

    public double Length => Math.Sqrt(Dot(this));

    public bool IsFinite => double.IsFinite(X) && double.IsFinite(Y) && double.IsFinite(Z);

    public double Dot(Vec3 other) => X * other.X + Y * other.Y + Z * other.Z;

    public Vec3 Cross(Vec3 other) => new(Y * other.Z - Z * other.Y, Z * other.X - X * other.Z, X * other.Y - Y * other.X);

    public static Vec3 operator +(Vec3 a, Vec3 b) => new(a.X + b.X, a.Y + b.Y, a.Z + b.Z);

    public static Vec3 operator -(Vec3 a, Vec3 b) => new(a.X - b.X, a.Y - b.Y, a.Z - b.Z);

    public static Vec3 operator *(Vec3 a, double factor) => new(a.X * factor, a.Y * factor, a.Z * factor);

    public static Vec3 operator *(double factor, Vec3 a) => a * factor;
}
