namespace IonicMlff.Analysis.Structure;

/// <summary>g(r) and what follows from the counts of a pair.</summary>
/// <param name="Counts">Ordered pairs per bin, all frames.</param>
/// <param name="Pairs">Ordered pairs that could have been counted in a frame.</param>
/// <param name="Bulk">Counts over those of as many points spread evenly over the mean volume.</param>
/// <param name="Local">Counts over those of the mean density within r_max around the central points (the paper's equation 2).</param>
/// <param name="LocalDensity">That density, Å⁻³.</param>
/// <param name="Coordination">Mean number of B within the upper edge of each bin.</param>
/// <param name="FirstMaximum">Å; null when there is none.</param>
/// <param name="FirstMinimum">Å; null when there is none.</param>
/// <param name="CoordinationAtMinimum">Coordination number there.</param>
public sealed record RdfCurve(
    long[] Counts, long Pairs, double[] Bulk, double[] Local, double LocalDensity, double[] Coordination, double? FirstMaximum, double? FirstMinimum, double? CoordinationAtMinimum)
{
    private const int Smoothing = 5, Window = 8;

    /// <summary>Works out a curve.</summary>
    /// <param name="counts">Ordered pairs per bin.</param>
    /// <param name="pairs">Ordered pairs in the normalisation.</param>
    /// <param name="centers">Number of points A.</param>
    /// <param name="frames">Frames.</param>
    /// <param name="meanVolume">Å³; nan without a cell (then g_bulk is nan).</param>
    /// <param name="width">Width of a bin, Å.</param>
    public static RdfCurve From(long[] counts, long pairs, int centers, int frames, double meanVolume, double width)
    {
        int bins = counts.Length;
        double radius = bins * width, total = counts.Sum(), density = total / ((double)frames * centers * 4 / 3 * Math.PI * radius * radius * radius);
        double[] bulk = new double[bins], local = new double[bins], coordination = new double[bins];
        long sum = 0;
        for (int k = 0; k < bins; k++)
        {
            double low = k * width, high = (k + 1) * width, shell = 4.0 / 3 * Math.PI * (high * high * high - low * low * low);
            bulk[k] = counts[k] / (frames * shell * pairs / meanVolume);
            local[k] = total > 0 ? counts[k] / ((double)frames * centers * shell) / density : 0;
            sum += counts[k];
            coordination[k] = (double)sum / ((double)frames * centers);
        }

        (int? maximum, int? minimum) = FirstExtrema(double.IsFinite(meanVolume) ? bulk : local);
        double? minimumAt = minimum is int m ? Center(m, width) : null;
        return new(counts, pairs, bulk, local, density, coordination, maximum is int k0 ? Center(k0, width) : null, minimumAt, minimumAt is double r ? Interpolated(coordination, width, r) : null);
    }

    // 0.5 (e_k+1 + e_k)
    private static double Center(int k, double width) => 0.5 * ((k + 1) * width + k * width);

    /// <summary>
    /// On the curve smoothed by a mean of five bins: the first bin with a value of at least 1 that is not below any within eight bins, and
    /// the first bin behind it that is not above any within eight bins.
    /// </summary>
    private static (int? Maximum, int? Minimum) FirstExtrema(double[] g)
    {
        int n = g.Length;
        var smooth = new double[n];
        for (int k = 0; k < n; k++)
        {
            for (int d = -(Smoothing / 2); d <= Smoothing / 2; d++)
                smooth[k] += g[Math.Clamp(k + d, 0, n - 1)] / Smoothing;
        }

        int? maximum = null;
        for (int k = 0; k + Window < n; k++)
        {
            ReadOnlySpan<double> around = smooth.AsSpan(Math.Max(0, k - Window), Math.Min(n, k + Window + 1) - Math.Max(0, k - Window));
            if (maximum is null)
            {
                if (smooth[k] >= 1 && smooth[k] >= Extreme(around, 1))
                    maximum = k;
            }
            else if (smooth[k] <= Extreme(around, -1))
            {
                return (maximum, k);
            }
        }

        return (maximum, null);
    }

    private static double Extreme(ReadOnlySpan<double> values, int sign)
    {
        double best = values[0];
        foreach (double v in values)
            best = sign * v > sign * best ? v : best;
        return best;
    }

    // Between the upper edges of the bins.
    private static double Interpolated(double[] coordination, double width, double r)
    {
        double at = r / width - 1;
        int k = (int)Math.Clamp(Math.Floor(at), 0, coordination.Length - 2);
        return at <= 0 ? coordination[0] : coordination[k] + (at - k) * (coordination[k + 1] - coordination[k]);
    }
}
