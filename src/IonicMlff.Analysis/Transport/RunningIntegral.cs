namespace IonicMlff.Analysis.Transport;

/// <summary>Running integrals by the trapezoid rule, from lag 0.</summary>
public static class RunningIntegral
{
    /// <summary>I(k) = scale · Δ · Σ_{j&lt;k} (C(j) + C(j+1))/2.</summary>
    public static double[] Of(double[] correlation, double interval, double scale)
    {
        var integral = new double[correlation.Length];
        for (int k = 1; k < integral.Length; k++)
            integral[k] = integral[k - 1] + 0.5 * (correlation[k - 1] + correlation[k]);
        for (int k = 0; k < integral.Length; k++)
            integral[k] *= interval * scale;
        return integral;
    }

    /// <summary>The integral up to a lag, had every <paramref name="stride"/>-th row been written only.</summary>
    public static double Coarser(double[] correlation, double interval, double scale, int last, int stride)
    {
        double[] kept = [.. Enumerable.Range(0, last / stride + 1).Select(k => correlation[k * stride])];
        return Of(kept, interval * stride, scale)[^1];
    }

    /// <summary>Mean of curves.</summary>
    public static double[] Mean(IReadOnlyList<double[]> curves)
    {
        var mean = new double[curves[0].Length];
        foreach (double[] curve in curves)
        {
            for (int k = 0; k < mean.Length; k++)
                mean[k] += curve[k] / curves.Count;
        }

        return mean;
    }

    /// <summary>Lags that results list: 0 to 40, then every fiftieth part of the whole.</summary>
    public static int[] Listed(int lags)
    {
        int every = Math.Max(1, (lags - 1) / 50);
        return [.. Enumerable.Range(0, Math.Min(lags, 41)).Concat(Enumerable.Range(0, (lags + every - 1) / every).Select(k => k * every)).Distinct().Order()];
    }
}
