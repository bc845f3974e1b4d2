namespace IonicMlff.Models.Equivariance;

/// <summary>
/// Real spherical harmonics of MACE models: Σ_m Y_lm² = 2l+1, polar axis y, so that l = 1 is √3·(x, y, z).
/// Component (l, m), m = −l..l, is number l² + l + m. With u = (x, y, z) = v/|v| and Legendre polynomials P_l,
/// <code>
/// Y_l,±m(u) = √(2l+1) · √(2·(l−m)!/(l+m)!) · P_l^(m)(y) · { Re (z+ix)^m  for +m,  Im (z+ix)^m  for −m },   P^(m) = d^m P/dy^m
/// </code>
/// (no 2 under the root for m = 0). General in l; checked against the explicit polynomials for l ≤ 3.
/// </summary>
public sealed class SphericalHarmonics
{
    private readonly double[,] norm;         // [l, m], m ≥ 0
    private readonly double[,] legendre;     // P_l^(m)(y), [l, m]
    private readonly double[] re;            // Re (z+ix)^m
    private readonly double[] im;            // Im (z+ix)^m

    /// <summary>Harmonics for l = 0..maxL; the instance holds scratch space and is not thread-safe.</summary>
    public SphericalHarmonics(int maxL)
    {
        MaxL = maxL;
        norm = new double[maxL + 1, maxL + 1];
        legendre = new double[maxL + 1, maxL + 2];
        re = new double[maxL + 1];
        im = new double[maxL + 1];
        for (int l = 0; l <= maxL; l++)
        {
            double ratio = 1; // (l−m)!/(l+m)!
            norm[l, 0] = Math.Sqrt(2 * l + 1);
            for (int m = 1; m <= l; m++)
            {
                ratio /= (l + m) * (double)(l - m + 1);
                norm[l, m] = Math.Sqrt((2 * l + 1) * 2 * ratio);
            }
        }
    }

    /// <summary>Largest degree.</summary>
    public int MaxL { get; }

    /// <summary>Number of components, (MaxL+1)².</summary>
    public int Count => (MaxL + 1) * (MaxL + 1);

    /// <summary>Writes all components at the unit vector (x, y, z) into <paramref name="values"/>.</summary>
    public void Compute(double x, double y, double z, Span<double> values)
    {
        Prepare(x, y, z);
        for (int l = 0; l <= MaxL; l++)
        {
            int centre = l * l + l;
            values[centre] = norm[l, 0] * legendre[l, 0];
            for (int m = 1; m <= l; m++)
            {
                double p = norm[l, m] * legendre[l, m];
                values[centre + m] = p * re[m];
                values[centre - m] = p * im[m];
            }
        }
    }

    /// <summary>
    /// Chain rule to the vector v = d·u: given g_lm = ∂E/∂Y_lm, returns ∂E/∂v = (1 − u uᵀ)/d · Σ_lm g_lm ∂Y_lm/∂u.
    /// </summary>
    public (double X, double Y, double Z) Reverse(double x, double y, double z, double d, ReadOnlySpan<double> gradient)
    {
        Prepare(x, y, z);
        double gx = 0, gy = 0, gz = 0;
        for (int l = 1; l <= MaxL; l++)
        {
            int centre = l * l + l;
            gy += gradient[centre] * norm[l, 0] * legendre[l, 1];
            for (int m = 1; m <= l; m++)
            {
                double plus = norm[l, m] * gradient[centre + m];
                double minus = norm[l, m] * gradient[centre - m];
                double azimuth = m * legendre[l, m];                 // d(z+ix)^m = m (z+ix)^(m−1) (dz + i dx)
                gy += (plus * re[m] + minus * im[m]) * legendre[l, m + 1];
                gz += azimuth * (plus * re[m - 1] + minus * im[m - 1]);
                gx += azimuth * (minus * re[m - 1] - plus * im[m - 1]);
            }
        }

        double radial = x * gx + y * gy + z * gz;
        return ((gx - radial * x) / d, (gy - radial * y) / d, (gz - radial * z) / d);
    }

    private void Prepare(double x, double y, double z)
    {
        re[0] = 1;
        im[0] = 0;
        for (int m = 1; m <= MaxL; m++)
        {
            re[m] = z * re[m - 1] - x * im[m - 1];
            im[m] = z * im[m - 1] + x * re[m - 1];
        }

        // (l−m) P_l^(m) = (2l−1) y P_{l−1}^(m) − (l+m−1) P_{l−2}^(m),  P_m^(m) = (2m−1)!!
        double diagonal = 1;
        for (int m = 0; m <= MaxL; m++)
        {
            diagonal *= m == 0 ? 1 : 2 * m - 1;
            legendre[m, m] = diagonal;
            if (m < MaxL)
                legendre[m + 1, m] = (2 * m + 1) * y * diagonal;
            for (int l = m + 2; l <= MaxL; l++)
                legendre[l, m] = ((2 * l - 1) * y * legendre[l - 1, m] - (l + m - 1) * legendre[l - 2, m]) / (l - m);
        }
    }
}
