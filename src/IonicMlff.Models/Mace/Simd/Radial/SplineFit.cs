namespace IonicMlff.Models.Mace.Simd.Radial;

/// <summary>Spline coefficients of all radial functions of a layer for one pair of elements, [N + 5, function], in double.</summary>
internal sealed class SplineFit
{
    private const double ShortestProbe = 0.5;  // Å; no atoms come closer
    private const int Probes = 37;             // incommensurate with the powers of two that N takes
    private readonly RadialFunctions functions;
    private readonly QuinticSpline spline;
    private readonly int sender;
    private readonly int receiver;

    public SplineFit(RadialFunctions functions, QuinticSpline spline, int sender, int receiver)
    {
        this.functions = functions;
        this.spline = spline;
        this.sender = sender;
        this.receiver = receiver;
        int width = functions.Count;
        Coefficients = new double[spline.CoefficientCount * width];
        for (int k = 0; k < spline.Intervals; k++)
            Exact(k * spline.Step, Row(k == 0 ? 0 : k + 2));
        StartSlopes(Row(0), Row(1), Row(2));
        spline.Interpolate(Coefficients, width); // value, slope and curvature at the cutoff stay zero
    }

    /// <summary>[N + 5, function].</summary>
    public double[] Coefficients { get; }

    /// <summary>Compares with the exact functions, whose slopes are fourth-order differences over 2 mÅ.</summary>
    public TableError Measure()
    {
        const double Delta = 1e-3;
        int width = functions.Count;
        double[] f = new double[width], ahead = new double[width], behind = new double[width], ahead2 = new double[width], behind2 = new double[width];
        double valueError = 0, slopeError = 0, largestValue = 0, largestSlope = 0;
        Span<double> w = stackalloc double[QuinticSpline.Support], dw = stackalloc double[QuinticSpline.Support];
        for (int probe = 0; probe < Probes; probe++)
        {
            double d = ShortestProbe + (functions.Cutoff - 0.02 - ShortestProbe) * (probe + 0.37) / Probes;
            Exact(d, f);
            Exact(d + Delta, ahead);
            Exact(d - Delta, behind);
            Exact(d + 2 * Delta, ahead2);
            Exact(d - 2 * Delta, behind2);
            int k = (int)(d / spline.Step);
            QuinticSpline.Weights(d / spline.Step - k, w, dw);
            for (int c = 0; c < width; c++)
            {
                double value = 0, slope = 0;
                for (int n = 0; n < w.Length; n++)
                {
                    value += w[n] * Row(k + n)[c];
                    slope += dw[n] / spline.Step * Row(k + n)[c];
                }

                double exactSlope = (8 * (ahead[c] - behind[c]) - (ahead2[c] - behind2[c])) / (12 * Delta);
                valueError = Math.Max(valueError, Math.Abs(value - f[c]));
                slopeError = Math.Max(slopeError, Math.Abs(slope - exactSlope));
                largestValue = Math.Max(largestValue, Math.Abs(f[c]));
                largestSlope = Math.Max(largestSlope, Math.Abs(exactSlope));
            }
        }

        return new TableError(largestValue == 0 ? 0 : valueError / largestValue, largestSlope == 0 ? 0 : slopeError / largestSlope);
    }

    private Span<double> Row(int k) => Coefficients.AsSpan(k * functions.Count, functions.Count);

    private void Exact(double d, Span<double> values) => functions.Evaluate(d, sender, receiver, values);

    // Slope·h and curvature·h² at 0 by one-sided differences. No atoms are there, and an error dies away by 0.43 per knot.
    private void StartSlopes(ReadOnlySpan<double> f0, Span<double> slope, Span<double> curvature)
    {
        ReadOnlySpan<double> first = [-25, 48, -36, 16, -3], second = [35, -104, 114, -56, 11];
        const int Fraction = 4; // differences over h/4
        var f = new double[functions.Count];
        for (int k = 0; k < first.Length; k++)
        {
            if (k == 0)
                f0.CopyTo(f);
            else
                Exact(k * spline.Step / Fraction, f);
            for (int c = 0; c < f.Length; c++)
            {
                slope[c] += first[k] / 12 * Fraction * f[c];
                curvature[c] += second[k] / 12 * Fraction * Fraction * f[c];
            }
        }
    }
}
