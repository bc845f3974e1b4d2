using IonicMlff.Analysis.Statistics;

namespace IonicMlff.Analysis.Diffusion;

/// <summary>
/// Slopes/6 of the mean square displacements of single molecules, from which the error of D comes: molecules are independent as far as
/// diffusion goes, while the points of one mean square displacement are not.
/// </summary>
internal static class MoleculeSlopes
{
    /// <summary>One slope/6 per molecule; none without a fit. Lags are weighted by their distance, as the fit over all lags does.</summary>
    /// <param name="atLags">[molecule][position in lags], Å².</param>
    /// <param name="lags">Frames.</param>
    /// <param name="fit">The window.</param>
    /// <param name="interval">ps.</param>
    public static double[] Of(double[][] atLags, int[] lags, LinearFit? fit, double interval)
    {
        (int At, double Share)[] terms = Terms(lags, fit, interval);
        return terms.Length == 0 ? [] : [.. atLags.Select(m => terms.Sum(t => t.Share * m[t.At] / 6))];
    }

    /// <summary>Standard error of their mean; nan for fewer than two.</summary>
    public static double Error(double[] slopes) => slopes.Length < 2 ? double.NaN : Moments.StandardDeviation(slopes) / Math.Sqrt(slopes.Length);

    /// <summary>
    /// Makes slopes of u those of u − d, d the motion of the whole system, but for a number all molecules share: |Δ(u − d)|² = |Δu|² − 2 Δu·Δd + |Δd|²,
    /// and the slope of the middle term is one scalar product: Σ_k c_k/(T−k) Σ_t Δu·Δd = Σ_s u(s)·W(s), with W the same for all.
    /// </summary>
    public static void SubtractDrift(double[] slopes, SchemePaths paths, int[] members, int[] lags, LinearFit? fit, double interval)
    {
        (int At, double Share)[] terms = Terms(lags, fit, interval);
        if (slopes.Length == 0)
            return;
        int n = paths.Frames;
        double[][] drift = paths.Drift();
        double[] w = new double[n], path = new double[n];
        for (int d = 0; d < 3; d++)
        {
            Array.Clear(w);
            foreach ((int at, double share) in terms)
            {
                int lag = lags[at];
                double c = share / (n - lag);
                for (int t = 0; t + lag < n; t++)
                {
                    double moved = c * (drift[d][t + lag] - drift[d][t]);
                    w[t + lag] += moved;
                    w[t] -= moved;
                }
            }

            for (int m = 0; m < slopes.Length; m++)
            {
                paths.Molecule(members[m], d, false, path);
                double product = 0, origin = path[0]; // W sums to zero
                for (int t = 0; t < n; t++)
                    product += (path[t] - origin) * w[t];
                slopes[m] -= product / 3; // 2/6
            }
        }
    }

    // Lags of the window with their share in the slope of a weighted line, w (x − x̄) / Σ w (x − x̄)²; none for fewer than two.
    private static (int At, double Share)[] Terms(int[] lags, LinearFit? fit, double interval)
    {
        int[] inside = fit is null ? [] : [.. Enumerable.Range(0, lags.Length).Where(k => lags[k] >= fit.First && lags[k] <= fit.Last)];
        if (inside.Length < 2)
            return [];
        double[] t = [.. inside.Select(k => lags[k] * interval)], weight = new double[inside.Length];
        for (int k = 0; k < inside.Length; k++)
            weight[k] = 0.5 * (t[Math.Min(k + 1, t.Length - 1)] - t[Math.Max(k - 1, 0)]) + 0.5 * interval;
        double sum = weight.Sum(), mean = t.Zip(weight, (x, w) => x * w).Sum() / sum, square = t.Zip(weight, (x, w) => w * (x - mean) * (x - mean)).Sum();
        return [.. inside.Select((at, k) => (at, weight[k] * (t[k] - mean) / square))];
    }
}
