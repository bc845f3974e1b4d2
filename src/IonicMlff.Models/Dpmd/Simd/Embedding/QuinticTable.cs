using System.Runtime.CompilerServices;

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
    private const int ProbesBetween = 301; // incommensurate with the intervals
    private const int RandomProbes = 100;
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
    /// The table of a net on a range: as few functions (in steps of <paramref name="multiple"/>) and as few intervals as the tolerances allow.
    /// </summary>
    public static QuinticTable Fit(EmbeddingFunction function, double lower, double upper, TableTolerances tolerances, int multiple)
    {
        List<double[]> samples = Sample(function, Enumerable.Range(0, BasisSamples).Select(k => Place(k, BasisSamples, lower, upper)));
        double largest = samples.Max(v => v.Max(Math.Abs));
        ReducedBasis basis = ReducedBasis.Find(samples, tolerances.Basis * largest, multiple);
        double[] places = Probes(lower, upper);
        List<double[]> exact = Sample(function, places), inBasis = [.. exact.Select(basis.InBasis)];
        for (int intervals = FewestIntervals; ;)
        {
            var table = new QuinticTable(function, basis, lower, upper, intervals);
            TableError error = table.Measure(places, inBasis);
            double excess = Math.Max(error.Value, error.Slope / 10) / tolerances.Table;
            if (excess <= 1 || intervals >= MostIntervals)
            {
                table.Error = table.Measure(places, exact);
                return table;
            }

            double growth = Math.Pow(excess, 1 / 5.5); // between the orders of values and slopes
            intervals = Math.Min(MostIntervals, (int)Math.Ceiling(intervals * Math.Clamp(growth, 1.25, 6)));
        }
    }

    /// <summary>φ and dφ/ds at s, for checks.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // runs once, before tiered compilation would get to it
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

    // G, then G', of every place
    private static List<double[]> Sample(EmbeddingFunction function, IEnumerable<double> places)
    {
        var samples = new List<double[]>();
        foreach (double s in places)
        {
            double[] g = new double[function.Width], dg = new double[function.Width];
            function.Evaluate(s, g, dg);
            samples.Add(g);
            samples.Add(dg);
        }

        return samples;
    }

    private static double[] Probes(double lower, double upper)
    {
        var random = new Random(1);
        return
        [
            .. Enumerable.Range(0, ProbesBetween).Select(k => Place(k, ProbesBetween, lower, upper)),
            .. Enumerable.Range(0, RandomProbes).Select(_ => lower + (upper - lower) * random.NextDouble()),
        ];
    }

    // Half of the points evenly, half denser towards the lower end, where the far neighbours are.
    private static double Place(int k, int count, double lower, double upper)
    {
        double x = (k / 2 + 0.5) / ((count + 1) / 2);
        return lower + (upper - lower) * (k % 2 == 0 ? x : x * x);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // runs once, before tiered compilation would get to it
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

    private TableError Measure(double[] places, List<double[]> exact)
    {
        double[] value = new double[Functions], slope = new double[Functions];
        double valueError = 0, slopeError = 0, largestValue = 0, largestSlope = 0;
        for (int probe = 0; probe < places.Length; probe++)
        {
            Evaluate(places[probe], value, slope);
            (double error, double largest) = Compare(value, exact[2 * probe]);
            (valueError, largestValue) = (Math.Max(valueError, error), Math.Max(largestValue, largest));
            (error, largest) = Compare(slope, exact[2 * probe + 1]);
            (slopeError, largestSlope) = (Math.Max(slopeError, error), Math.Max(largestSlope, largest));
        }

        return new TableError(largestValue == 0 ? 0 : valueError / largestValue, largestSlope == 0 ? 0 : slopeError / largestSlope);
    }

    // Largest |Σ_q U[a,q] x_q − exact_a| and |exact_a|
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // runs once, before tiered compilation would get to it
    private (double Error, double Largest) Compare(double[] x, double[] exact)
    {
        Span<double> difference = g;
        exact.CopyTo(difference);
        for (int q = 0; q < Functions; q++)
            basis.Subtract(q, x[q], difference);
        double error = 0, largest = 0;
        for (int a = 0; a < exact.Length; a++)
        {
            error = Math.Max(error, Math.Abs(difference[a]));
            largest = Math.Max(largest, Math.Abs(exact[a]));
        }

        return (error, largest);
    }
}
