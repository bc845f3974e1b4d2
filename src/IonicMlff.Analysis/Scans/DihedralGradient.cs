using IonicMlff.Analysis.Shapes;
using IonicMlff.Core.Errors;

namespace IonicMlff.Analysis.Scans;

/// <summary>A dihedral and its derivatives by the positions of its four atoms.</summary>
internal static class DihedralGradient
{
    private const double Straight = 1e-4; // sine of the angle at b or c below which the dihedral means nothing

    /// <summary>
    /// φ and ∂φ/∂r (Blondel and Karplus 1996): with F = a−b, G = b−c, H = d−c, A = F×G, B = H×G: ∂φ/∂a = −|G|/A² A, ∂φ/∂d = |G|/B² B,
    /// ∂φ/∂b = |G|/A² A + (F·G)/(A²|G|) A − (H·G)/(B²|G|) B, and ∂φ/∂c is what keeps the sum zero.
    /// </summary>
    /// <param name="d">The dihedral.</param>
    /// <param name="r">Positions.</param>
    /// <param name="gradient">Receives 3 per atom of the molecule; zero but for the four.</param>
    /// <exception cref="IlmlffException">Three of the atoms are in a line.</exception>
    public static double Of(ScanDihedral d, ReadOnlySpan<double> r, Span<double> gradient)
    {
        Span<double> f = stackalloc double[3], g = stackalloc double[3], h = stackalloc double[3], a = stackalloc double[3], b = stackalloc double[3];
        for (int k = 0; k < 3; k++)
        {
            f[k] = r[3 * d.A + k] - r[3 * d.B + k];
            g[k] = r[3 * d.B + k] - r[3 * d.C + k];
            h[k] = r[3 * d.D + k] - r[3 * d.C + k];
        }

        Cross(f, g, a);
        Cross(h, g, b);
        double a2 = Dot(a, a), b2 = Dot(b, b), g2 = Dot(g, g), length = Math.Sqrt(g2);
        if (a2 < Straight * Straight * Dot(f, f) * g2 || b2 < Straight * Straight * Dot(h, h) * g2)
            throw new IlmlffException(ErrorKind.Failed, $"three of the atoms of dihedral {d.Name} came into a line, where it means nothing");
        gradient.Clear();
        double fg = Dot(f, g) / (a2 * length), hg = Dot(h, g) / (b2 * length);
        for (int k = 0; k < 3; k++)
        {
            double atA = -length / a2 * a[k], atD = length / b2 * b[k], between = fg * a[k] - hg * b[k];
            gradient[3 * d.A + k] = atA;
            gradient[3 * d.D + k] = atD;
            gradient[3 * d.B + k] = -atA + between;
            gradient[3 * d.C + k] = -atD - between;
        }

        return Dihedral.Of(r, d.A, d.B, d.C, d.D);
    }

    private static void Cross(ReadOnlySpan<double> p, ReadOnlySpan<double> q, Span<double> result)
    {
        result[0] = p[1] * q[2] - p[2] * q[1];
        result[1] = p[2] * q[0] - p[0] * q[2];
        result[2] = p[0] * q[1] - p[1] * q[0];
    }

    private static double Dot(ReadOnlySpan<double> p, ReadOnlySpan<double> q) => p[0] * q[0] + p[1] * q[1] + p[2] * q[2];
}
