using IonicMlff.Analysis.Statistics;
using IonicMlff.Core.Topologies;

namespace IonicMlff.Analysis.Diffusion;

/// <summary>Diffusion of the molecules of one kind.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Count">Its molecules.</param>
/// <param name="Msd">Å² per lag.</param>
/// <param name="Fit">The line; null when the time between frames is not known or there are too few frames.</param>
/// <param name="Error">Standard error of D from the scatter between molecules, Å²/ps; nan for one molecule.</param>
public sealed record KindDiffusion(MoleculeKind Kind, int Count, double[] Msd, LinearFit? Fit, double Error)
{
    /// <summary>D = slope/6, Å²/ps.</summary>
    public double D => Fit is null ? double.NaN : Fit.Slope / 6;

    /// <summary>Half width of the 95 % interval (Student's t with as many degrees as molecules less one), Å²/ps.</summary>
    public double HalfWidth => StudentT.Of95(Count - 1) * Error;

    /// <summary>
    /// Standard error of the mean slope/6 from the slopes of single molecules: molecules are independent as far as diffusion goes, while the
    /// points of one mean square displacement are not. Lags are weighted by their distance, as the fit over all lags does.
    /// </summary>
    public static double ErrorFrom(double[][] atLags, int[] lags, LinearFit? fit, double interval)
    {
        if (fit is null || atLags.Length < 2)
            return double.NaN;
        int[] inside = [.. Enumerable.Range(0, lags.Length).Where(k => lags[k] >= fit.First && lags[k] <= fit.Last)];
        if (inside.Length < 2)
            return double.NaN;
        double[] t = [.. inside.Select(k => lags[k] * interval)], weight = new double[inside.Length];
        for (int k = 0; k < inside.Length; k++)
            weight[k] = 0.5 * (t[Math.Min(k + 1, t.Length - 1)] - t[Math.Max(k - 1, 0)]) + 0.5 * interval;
        double[] coefficient = SlopeCoefficients(t, weight);
        var slopes = new double[atLags.Length];
        for (int m = 0; m < slopes.Length; m++)
        {
            for (int k = 0; k < inside.Length; k++)
                slopes[m] += coefficient[k] * atLags[m][inside[k]] / 6;
        }

        return Moments.StandardDeviation(slopes) / Math.Sqrt(slopes.Length);
    }

    // The slope of a weighted line is a sum over its values: w (x − x̄) / Σ w (x − x̄)².
    private static double[] SlopeCoefficients(double[] x, double[] w)
    {
        double sum = w.Sum(), mean = x.Zip(w, (a, b) => a * b).Sum() / sum, xx = 0;
        for (int k = 0; k < x.Length; k++)
            xx += w[k] * (x[k] - mean) * (x[k] - mean);
        return [.. x.Select((a, k) => w[k] * (a - mean) / xx)];
    }
}
