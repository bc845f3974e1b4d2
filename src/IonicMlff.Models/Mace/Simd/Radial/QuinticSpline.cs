using System.Diagnostics;
using IonicMlff.Models.Mace.Reference;

namespace IonicMlff.Models.Mace.Simd.Radial;

/// <summary>
/// Uniform B-splines of degree five on [0, r_max] with N intervals of width h: in interval k, with t = d/h − k,
/// <code>f(d) = Σ_{n=0..5} w_n(t) c_{k+n},    f'(d) = Σ_n w_n'(t)/h · c_{k+n}</code>
/// The weights belong to the edge and serve all functions; a function costs six multiply-adds and one stored number per knot. The curve
/// has four continuous derivatives, and its value, slope and curvature at r_max are those given (zero for a MACE envelope).
/// </summary>
internal sealed class QuinticSpline
{
    /// <summary>Coefficients that act in one interval.</summary>
    public const int Support = 6;

    /// <summary>
    /// 120·w_n(t) as polynomials, [n, power of t] (C. de Boor, A Practical Guide to Splines, 1978, uniform knots).
    /// </summary>
    public static ReadOnlySpan<double> Polynomials =>
    [
        1, -5, 10, -10, 5, -1,
        26, -50, 20, 20, -20, 5,
        66, 0, -60, 0, 30, -10,
        26, 50, 20, -20, -20, 10,
        1, 5, 10, 10, 5, -5,
        0, 0, 0, 0, 0, 1,
    ];

    /// <summary>Common denominator of <see cref="Polynomials"/>.</summary>
    public const double Denominator = 120;

    private const int Band = 4;                  // entries on either side of the diagonal
    private const int Width = 2 * Band + 1;
    private const int ConditionsAtStart = 3;     // value, slope, curvature
    private readonly double[] lu;                // banded LU of the interpolation conditions, [row, column − row + Band]

    /// <summary>A spline space with the given number of intervals on [0, length].</summary>
    public QuinticSpline(int intervals, double length)
    {
        Debug.Assert(intervals >= 4, "end conditions of both ends must not meet");
        Intervals = intervals;
        Step = length / intervals;
        lu = Factorise(intervals);
    }

    /// <summary>N.</summary>
    public int Intervals { get; }

    /// <summary>Width of an interval, h.</summary>
    public double Step { get; }

    /// <summary>Coefficients of one function, N + 5.</summary>
    public int CoefficientCount => Intervals + Support - 1;

    /// <summary>
    /// Coefficients of the curve through the values at the knots. On entry <paramref name="rows"/> holds, for each of
    /// <paramref name="width"/> functions side by side: value, slope·h and curvature·h² at 0, the values at knots 1..N, then slope·h and
    /// curvature·h² at the end. On return, the coefficients.
    /// </summary>
    public void Interpolate(Span<double> rows, int width)
    {
        int n = CoefficientCount;
        Debug.Assert(rows.Length == n * width, "one row of functions per condition");
        for (int i = 0; i < n; i++)
        {
            for (int j = Math.Max(0, i - Band); j < i; j++)
                DenseProducts.AddScaled(-lu[i * Width + j - i + Band], rows.Slice(j * width, width), rows.Slice(i * width, width));
        }

        for (int i = n - 1; i >= 0; i--)
        {
            Span<double> row = rows.Slice(i * width, width);
            for (int j = i + 1; j <= Math.Min(n - 1, i + Band); j++)
                DenseProducts.AddScaled(-lu[i * Width + j - i + Band], rows.Slice(j * width, width), row);
            double inverse = 1 / lu[i * Width + Band];
            for (int c = 0; c < width; c++)
                row[c] *= inverse;
        }
    }

    /// <summary>w_n and w_n' (per unit of t) at t.</summary>
    public static void Weights(double t, Span<double> weights, Span<double> slopes)
    {
        for (int n = 0; n < Support; n++)
        {
            ReadOnlySpan<double> a = Polynomials.Slice(n * Support, Support);
            double value = 0, slope = 0;
            for (int k = Support - 1; k >= 0; k--)
            {
                slope = slope * t + value;
                value = value * t + a[k];
            }

            weights[n] = value / Denominator;
            slopes[n] = slope / Denominator;
        }
    }

    // Rows are ordered so that elimination needs no pivoting: the first pivots are 1, 80 and 540 (times 1/120), the inner rows are
    // diagonally dominant.
    private static double[] Factorise(int intervals)
    {
        ReadOnlySpan<double> value = [1, 26, 66, 26, 1], slope = [-5, -50, 0, 50, 5], curvature = [20, 40, -120, 40, 20];
        int n = intervals + Support - 1;
        var a = new double[n * Width];
        Put(a, 0, 0, value);
        Put(a, 1, 0, slope);
        Put(a, 2, 0, curvature);
        for (int k = 1; k <= intervals; k++)
            Put(a, ConditionsAtStart - 1 + k, k, value);
        Put(a, n - 2, intervals, slope);
        Put(a, n - 1, intervals, curvature);

        for (int p = 0; p < n; p++)
        {
            for (int i = p + 1; i <= Math.Min(n - 1, p + Band); i++)
            {
                double f = a[i * Width + p - i + Band] /= a[p * Width + Band];
                for (int j = p + 1; j <= Math.Min(n - 1, p + Band); j++)
                    a[i * Width + j - i + Band] -= f * a[p * Width + j - p + Band];
            }
        }

        return a;
    }

    private static void Put(double[] a, int row, int firstColumn, ReadOnlySpan<double> entries)
    {
        for (int k = 0; k < entries.Length; k++)
            a[row * Width + firstColumn + k - row + Band] = entries[k] / Denominator;
    }
}
