namespace OpenMM;

/// <summary>
/// Periodic box vectors in nm, in OpenMM's reduced form: A along x, B in the xy plane, and no vector reaching further than half of
/// the ones before it.
/// </summary>
public readonly record struct Box(Vec3 A, Vec3 B, Vec3 C)
{
    /// <summary>Volume, nm³.</summary>
    public double Volume => A.X * B.Y * C.Z;

    /// <summary>A cube.</summary>
    public static Box Cube(double edge) => Orthorhombic(edge, edge, edge);

    /// <summary>A right-angled box.</summary>
    public static Box Orthorhombic(double x, double y, double z) => new(new(x, 0, 0), new(0, y, 0), new(0, 0, z));

    /// <summary>Any three edges (nm) and angles (degrees; alpha between b and c, beta between a and c, gamma between a and b), reduced.</summary>
    public static Box FromLengthsAndAngles(double a, double b, double c, double alpha, double beta, double gamma)
    {
        (double cosA, double cosB, double cosG) = (Cosine(alpha), Cosine(beta), Cosine(gamma));
        double sinG = Math.Sqrt(1 - cosG * cosG);
        double cy = c * (cosA - cosB * cosG) / sinG;
        var va = new Vec3(a, 0, 0);
        var vb = new Vec3(b * cosG, b * sinG, 0);
        var vc = new Vec3(c * cosB, cy, Math.Sqrt(c * c * (1 - cosB * cosB) - cy * cy));
        vc -= vb * Math.Round(vc.Y / vb.Y);
        vc -= va * Math.Round(vc.X / va.X);
        vb -= va * Math.Round(vb.X / va.X);
        return new Box(va, vb, vc);
    }

    /// <summary>Edges (nm) and angles (degrees).</summary>
    public (double A, double B, double C, double Alpha, double Beta, double Gamma) LengthsAndAngles()
    {
        static double Angle(Vec3 u, Vec3 v) => Math.Acos(u.Dot(v) / (u.Length * v.Length)) * 180 / Math.PI;
        return (A.Length, B.Length, C.Length, Angle(B, C), Angle(A, C), Angle(A, B));
    }

    // Right angles stay exactly right.
    private static double Cosine(double degrees) => degrees == 90 ? 0 : Math.Cos(degrees * Math.PI / 180);
}
