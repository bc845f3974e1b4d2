using System.Numerics;
using System.Runtime.Intrinsics;

namespace IonicMlff.Analysis.Statistics;

/// <summary>
/// Fourier transforms of four complex series at once, one per SIMD lane, of a length that is a power of two. Stockham's order: no
/// permutation at the end, radix 4, one step of radix 2 when the length asks for it.
/// </summary>
public sealed class LaneFourier
{
    private readonly double[] _cos, _sin; // of 2πk/n
    private Vector256<double>[] _re, _im;

    /// <summary>Transforms of this length.</summary>
    /// <exception cref="ArgumentException">Not a power of two.</exception>
    public LaneFourier(int length)
    {
        if (!BitOperations.IsPow2(length))
            throw new ArgumentException($"{length} is not a power of two.", nameof(length));
        Length = length;
        (_re, _im) = (new Vector256<double>[length], new Vector256<double>[length]);
        (_cos, _sin) = (new double[length], new double[length]);
        for (int k = 0; k < length; k++)
            (_sin[k], _cos[k]) = Math.SinCos(2 * Math.PI * k / length);
    }

    /// <summary>The power of two that holds the correlations of a series of this length without overlap.</summary>
    public static int LengthFor(int series) => (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(2, 2 * series - 1));

    /// <summary>Length of the series.</summary>
    public int Length { get; }

    /// <summary>X_f = Σ_t x_t exp(−2πi f t/n); the arrays may be exchanged for others.</summary>
    public void Forward(ref Vector256<double>[] re, ref Vector256<double>[] im) => Transform(ref re, ref im, -1);

    /// <summary>x_t = Σ_f X_f exp(+2πi f t/n), not divided by n.</summary>
    public void Backward(ref Vector256<double>[] re, ref Vector256<double>[] im) => Transform(ref re, ref im, 1);

    private void Transform(ref Vector256<double>[] re, ref Vector256<double>[] im, int sign)
    {
        int n = Length, stride = 1;
        while (n > 1)
        {
            if (n % 4 == 0)
            {
                Four(re, im, _re, _im, n, stride, sign);
                (n, stride) = (n / 4, stride * 4);
            }
            else
            {
                Two(re, im, _re, _im, n, stride);
                (n, stride) = (n / 2, stride * 2);
            }

            (re, _re) = (_re, re);
            (im, _im) = (_im, im);
        }
    }

    // y[q + s(4p + k)] = w^(kp) Σ_j i^(±jk) x[q + s(p + jm)], m = n/4
    private void Four(Vector256<double>[] xr, Vector256<double>[] xi, Vector256<double>[] yr, Vector256<double>[] yi, int n, int s, int sign)
    {
        int m = n / 4;
        Vector256<double> turn = Vector256.Create((double)sign);
        for (int p = 0; p < m; p++)
        {
            int w = p * s;
            Vector256<double> c1 = Vector256.Create(_cos[w]), c2 = Vector256.Create(_cos[2 * w]), c3 = Vector256.Create(_cos[3 * w]);
            Vector256<double> s1 = Vector256.Create(sign * _sin[w]), s2 = Vector256.Create(sign * _sin[2 * w]), s3 = Vector256.Create(sign * _sin[3 * w]);
            for (int q = 0; q < s; q++)
            {
                int a = q + s * p, b = a + s * m, c = b + s * m, d = c + s * m, to = q + 4 * s * p;
                Vector256<double> acr = xr[a] + xr[c], aci = xi[a] + xi[c], amr = xr[a] - xr[c], ami = xi[a] - xi[c];
                Vector256<double> bdr = xr[b] + xr[d], bdi = xi[b] + xi[d], bmr = turn * (xr[b] - xr[d]), bmi = turn * (xi[b] - xi[d]);
                Vector256<double> r1 = amr - bmi, i1 = ami + bmr, r2 = acr - bdr, i2 = aci - bdi, r3 = amr + bmi, i3 = ami - bmr;
                yr[to] = acr + bdr;
                yi[to] = aci + bdi;
                yr[to + s] = r1 * c1 - i1 * s1;
                yi[to + s] = r1 * s1 + i1 * c1;
                yr[to + 2 * s] = r2 * c2 - i2 * s2;
                yi[to + 2 * s] = r2 * s2 + i2 * c2;
                yr[to + 3 * s] = r3 * c3 - i3 * s3;
                yi[to + 3 * s] = r3 * s3 + i3 * c3;
            }
        }
    }

    private static void Two(Vector256<double>[] xr, Vector256<double>[] xi, Vector256<double>[] yr, Vector256<double>[] yi, int n, int s)
    {
        // n = 2 is the last step: no factors are left.
        for (int q = 0; q < s && n == 2; q++)
        {
            (yr[q], yi[q]) = (xr[q] + xr[q + s], xi[q] + xi[q + s]);
            (yr[q + s], yi[q + s]) = (xr[q] - xr[q + s], xi[q] - xi[q + s]);
        }
    }
}
