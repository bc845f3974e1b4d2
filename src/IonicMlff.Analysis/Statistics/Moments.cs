namespace IonicMlff.Analysis.Statistics;

/// <summary>Mean, spread and line of a series.</summary>
public static class Moments
{
    /// <summary>Mean.</summary>
    public static double Mean(ReadOnlySpan<double> values)
    {
        double sum = 0, rest = 0; // Neumaier: long series lose no digits
        foreach (double v in values)
        {
            double next = sum + v;
            rest += Math.Abs(sum) >= Math.Abs(v) ? sum - next + v : v - next + sum;
            sum = next;
        }

        return (sum + rest) / values.Length;
    }

    /// <summary>Standard deviation with n − 1.</summary>
    public static double StandardDeviation(ReadOnlySpan<double> values)
    {
        double mean = Mean(values), sum = 0;
        foreach (double v in values)
            sum += (v - mean) * (v - mean);
        return Math.Sqrt(sum / (values.Length - 1));
    }

    /// <summary>Least-squares line y = intercept + slope·x.</summary>
    public static (double Slope, double Intercept) Line(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        double mx = Mean(x), my = Mean(y), xx = 0, xy = 0;
        for (int k = 0; k < x.Length; k++)
        {
            xx += (x[k] - mx) * (x[k] - mx);
            xy += (x[k] - mx) * (y[k] - my);
        }

        return (xy / xx, my - xy / xx * mx);
    }
}
