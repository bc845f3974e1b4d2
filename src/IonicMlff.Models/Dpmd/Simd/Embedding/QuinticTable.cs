namespace IonicMlff.Models.Dpmd.Simd.Embedding;

/// <summary>
/// Few functions φ_q(s) in place of the M1 channels of an embedding net, G_a(s) ≈ Σ_q U[a,q] φ_q(s), as piecewise quintics on equal
/// intervals that meet value and slope at both ends and in the middle of each interval: continuous with the slope, error ~ h⁶/310 000.
/// </summary>
internal sealed class QuinticTable
{
    /// <summary>Coefficients per interval and function.</summary>
    public const int Coefficients = 6;

    private const int BasisSamples = 300;
    private const int Probes = 301;      // incommensurate with the intervals
    private const int FewestIntervals = 32;
    private const int MostIntervals = 8192;
    private readonly ReducedBasis basis;
    private readonly EmbeddingFunction function;
    private readonly double[] g, dg;

    private QuinticTable(EmbeddingFunction function, ReducedBasis basis, double lower, double upper, int intervals)
    {
        (this.function, this.basis, Lower, Upper, Intervals) = (function, basis, lower, upper, intervals);
        (g, dg) = (new double[function.Width], new double[function.Width]);
        Values = new double[(long)intervals * Coefficients * basis.Count];
        Fill();
    }

    /// <summary>Start of the range of s.</summary>
    public double Lower { get; }

    /// <summary>End of the range.</summary>
    public double Upper { get; }

    /// <summary>Equal intervals.</summary>
    public int Intervals { get; }

    /// <summary>Interval h.</summary>
    public double Step => (Upper - Lower) / Intervals;

    /// <summary>Number of functions Q.</summary>
    public int Functions => basis.Count;

    /// <summary>Number of channels M1.</summary>
    public int Channels => basis.Dimension;

    /// <summary>[interval, 6, q]: ascending powers of (s − left knot)/h.</summary>
    public double[] Values { get; }

    /// <summary>U[a,q].</summary>
    public double Weight(int channel, int function) => basis[function, channel];

    /// <summary>Largest |φ_q| at the knots.</summary>
    public double Largest(int function)
    {
        double largest = 0;
        for (int k = 0; k < Intervals; k++)
            largest = Math.Max(largest, Math.Abs(Values[k * Coefficients * Functions + function]));
        return largest;
    }

    /// <summary>Measured error.</summary>
    public TableError Error { get; private set; }

    /// <summary>
    /// The table of a net on a range: as few functions (in steps of <paramref name="multiple"/>) and as few intervals as the tolerance allows,
    /// which is relative to the largest value and slope of the net.
    /// </summary>
    public static QuinticTable Fit(EmbeddingFunction function, double lower, double upper, double tolerance, int multiple)
    {
        List<double[]> samples = Sample(function, lower, upper);
        double largest = samples.Max(v => v.Max(Math.Abs));
        ReducedBasis basis = ReducedBasis.Find(samples, tolerance * largest, multiple);
        for (int intervals = FewestIntervals; ; intervals *= 2)
        {
            var table = new QuinticTable(function, basis, lower, upper, intervals);
            table.Measure();
            if ((table.Error.Value <= tolerance && table.Error.Slope <= 10 * tolerance) || intervals >= MostIntervals)
                return table;
        }
    }

    /// <summary>φ and dφ/ds at s, for checks.</summary>
    public void Evaluate(double s, Span<double> value, Span<double> slope)
    {
        int k = Math.Clamp((int)((s - Lower) / Step), 0, Intervals - 1), width = Functions;
        double x = (s - Lower) / Step - k;
        for (int q = 0; q < width; q++)
        {
            ReadOnlySpan<double> c = Values.AsSpan(k * Coefficients * width + q);
            double c1 = c[width], c2 = c[2 * width], c3 = c[3 * width], c4 = c[4 * width], c5 = c[5 * width];
            value[q] = c[0] + x * (c1 + x * (c2 + x * (c3 + x * (c4 + x * c5))));
            slope[q] = (c1 + x * (2 * c2 + x * (3 * c3 + x * (4 * c4 + x * 5 * c5)))) / Step;
        }
    }

    // G, and G' in the units of the whole function, so that neither is represented worse than the other.
    private static List<double[]> Sample(EmbeddingFunction function, double lower, double upper)
    {
        var samples = new List<double[]>();
        for (int k = 0; k < BasisSamples; k++)
        {
            double s = Place(k, BasisSamples, lower, upper);
            double[] g = new double[function.Width], dg = new double[function.Width];
            function.Evaluate(s, g, dg);
            samples.Add(g);
            samples.Add(dg);
        }

        return samples;
    }

    // Half of the points evenly, half denser towards the lower end, where the far neighbours are.
    private static double Place(int k, int count, double lower, double upper)
    {
        double x = (k / 2 + 0.5) / ((count + 1) / 2);
        return lower + (upper - lower) * (k % 2 == 0 ? x : x * x);
    }

    private void Fill()
    {
        int width = Functions;
        double h = Step;
        double[] left = new double[2 * width], middle = new double[2 * width], right = new double[2 * width];
        Exact(Lower, left);
        for (int k = 0; k < Intervals; k++)
        {
            Exact(Lower + (k + 0.5) * h, middle);
            Exact(Lower + (k + 1) * h, right);
            Span<double> row = Values.AsSpan(k * Coefficients * width, Coefficients * width);
            for (int q = 0; q < width; q++)
            {
                double f0 = left[q], d0 = h * left[width + q], d1 = h * middle[width + q], d2 = h * right[width + q];
                double a = middle[q] - f0, b = right[q] - f0;
                row[q] = f0;
                row[width + q] = d0;
                row[2 * width + q] = 16 * a + 7 * b - 6 * d0 - 8 * d1 - d2;
                row[3 * width + q] = -32 * a - 34 * b + 13 * d0 + 32 * d1 + 5 * d2;
                row[4 * width + q] = 16 * a + 52 * b - 12 * d0 - 40 * d1 - 8 * d2;
                row[5 * width + q] = -24 * b + 4 * d0 + 16 * d1 + 4 * d2;
            }

            (left, right) = (right, left);
        }
    }

    // φ, then dφ/ds
    private void Exact(double s, Span<double> into)
    {
        function.Evaluate(s, g, dg);
        basis.Project(g, into[..Functions]);
        basis.Project(dg, into[Functions..]);
    }

    private void Measure()
    {
        double[] value = new double[Functions], slope = new double[Functions];
        double valueError = 0, slopeError = 0, largestValue = 0, largestSlope = 0;
        var random = new Random(1);
        for (int probe = 0; probe < 2 * Probes; probe++)
        {
            double x = probe < Probes ? Place(probe, Probes, 0, 1) : random.NextDouble();
            double s = Lower + (Upper - Lower) * x;
            function.Evaluate(s, g, dg);
            Evaluate(s, value, slope);
            for (int a = 0; a < function.Width; a++)
            {
                double v = 0, d = 0;
                for (int q = 0; q < Functions; q++)
                {
                    v += basis[q, a] * value[q];
                    d += basis[q, a] * slope[q];
                }

                valueError = Math.Max(valueError, Math.Abs(v - g[a]));
                slopeError = Math.Max(slopeError, Math.Abs(d - dg[a]));
                largestValue = Math.Max(largestValue, Math.Abs(g[a]));
                largestSlope = Math.Max(largestSlope, Math.Abs(dg[a]));
            }
        }

        Error = new TableError(largestValue == 0 ? 0 : valueError / largestValue, largestSlope == 0 ? 0 : slopeError / largestSlope);
    }
}
