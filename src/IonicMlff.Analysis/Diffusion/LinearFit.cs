using System.Text.Json.Nodes;
using IonicMlff.Analysis.Results;
using IonicMlff.Analysis.Statistics;

namespace IonicMlff.Analysis.Diffusion;

/// <summary>The line through a mean square displacement over a window of lags.</summary>
/// <param name="First">First lag, frames.</param>
/// <param name="Last">Last lag, frames, included.</param>
/// <param name="Slope">Per ps.</param>
/// <param name="Intercept">At lag 0.</param>
/// <param name="LogLogSlope">d ln MSD / d ln t: 1 when diffusive.</param>
public sealed record LinearFit(int First, int Last, double Slope, double Intercept, double LogLogSlope)
{
    /// <summary>How far the log-log slope may be from 1.</summary>
    public const double Tolerance = 0.05;

    /// <summary>Is the motion diffusive in the window?</summary>
    public bool IsDiffusive => Math.Abs(LogLogSlope - 1) <= Tolerance;

    /// <summary>Least squares over the lags first..last.</summary>
    public static LinearFit Of(double[] msd, double interval, int first, int last)
    {
        double[] t = [.. Enumerable.Range(first, last - first + 1).Select(k => k * interval)];
        ReadOnlySpan<double> y = msd.AsSpan(first, t.Length);
        (double slope, double intercept) = Moments.Line(t, y);
        double[] logT = Array.ConvertAll(t, Math.Log), logY = Array.ConvertAll(y.ToArray(), Math.Log);
        return new(first, last, slope, intercept, Moments.Line(logT, logY).Slope);
    }

    /// <summary>As in the reference files.</summary>
    public JsonObject ToJson(double interval) => new()
    {
        ["first_lag_index"] = First,
        ["last_lag_index"] = Last,
        ["t_first_ps"] = Json.Number(First * interval),
        ["t_last_ps"] = Json.Number(Last * interval),
        ["slope"] = Json.Number(Slope),
        ["intercept"] = Json.Number(Intercept),
        ["loglog_slope"] = Json.Number(LogLogSlope),
        ["diffusive"] = IsDiffusive,
    };
}

/// <summary>Chooses the lags to fit.</summary>
internal static class FitWindow
{
    private const double LastShare = 1.0 / 3; // of the run: beyond, few independent origins are left
    private const double FallbackFirst = 0.1, FallbackLast = 0.4; // of the run
    private const double HalfTolerance = 0.1, LaterTolerance = 0.15, Step = 1.25;

    /// <summary>The lags of a window given in ps.</summary>
    public static (int First, int Last)? Given((double From, double To) window, double interval, int frames)
    {
        int first = Math.Max(1, (int)Math.Ceiling(window.From / interval - 1e-6)), last = Math.Min(frames - 1, (int)Math.Floor(window.To / interval + 1e-6));
        return last > first ? (first, last) : null;
    }

    /// <summary>
    /// The widest window (largest ratio of last to first lag, at least 2, up to a third of the run) whose log-log slope is 1 ± 0.05 and that
    /// of each of its halves 1 ± 0.1, and behind which the slope stays 1 ± 0.15 within twice its error (free motion inside a cage is no
    /// diffusion); when there is none, a tenth to two fifths of the run, which is then not diffusive.
    /// </summary>
    /// <param name="msd">Mean square displacement per lag.</param>
    /// <param name="paths">Number of paths it is the mean of.</param>
    public static (int First, int Last) Find(double[] msd, int paths)
    {
        int frames = msd.Length, most = Math.Max(2, (int)(LastShare * frames));
        int[] lags = [.. LogSpaced(most)];
        (int First, int Last)? best = null;
        for (int i = 0; i < lags.Length; i++)
        {
            for (int j = lags.Length - 1; j > i && lags[j] >= 2 * lags[i]; j--)
            {
                if (best is { } b && (double)lags[j] / lags[i] <= (double)b.Last / b.First)
                    break;
                int middle = (int)Math.Round(Math.Sqrt((double)lags[i] * lags[j]));
                if (Math.Abs(Slope(msd, lags[i], lags[j]) - 1) <= LinearFit.Tolerance && Math.Abs(Slope(msd, lags[i], middle) - 1) <= HalfTolerance
                    && Math.Abs(Slope(msd, middle, lags[j]) - 1) <= HalfTolerance && GoesOn(msd, lags[j], lags[^1], paths))
                {
                    best = (lags[i], lags[j]);
                    break;
                }
            }
        }

        int fallback = Math.Max(1, (int)(FallbackFirst * (frames - 1)));
        return best ?? (fallback, Math.Clamp((int)(FallbackLast * (frames - 1)), fallback + 1, Math.Max(fallback + 1, frames - 1)));
    }

    // For free particles the relative variance of the mean square displacement at lag k is 4k/(9 N T).
    private static bool GoesOn(double[] msd, int last, int most, int paths)
    {
        if (most < 2 * last)
            return true;
        double error = Math.Sqrt(4.0 * most / (9.0 * paths * msd.Length)) / Math.Log((double)most / last);
        return Math.Abs(Slope(msd, last, most) - 1) <= LaterTolerance + 2 * error;
    }

    /// <summary>Lags from 1 to <paramref name="last"/>, each about 1.25 times the one before.</summary>
    public static IEnumerable<int> LogSpaced(int last)
    {
        for (int lag = 1; lag <= last; lag = Math.Max(lag + 1, (int)(lag * Step)))
            yield return lag;
    }

    // Least squares in logarithms over lags that are evenly spaced in them, so that the few short lags count as much as the many long ones.
    private static double Slope(double[] msd, int first, int last)
    {
        int[] lags = [.. LogSpaced(last).Where(k => k > first && k < last).Prepend(first).Append(last).Distinct()];
        return lags.Length < 2 || lags.Any(k => !(msd[k] > 0)) ? double.NaN
            : Moments.Line([.. lags.Select(k => Math.Log(k))], [.. lags.Select(k => Math.Log(msd[k]))]).Slope;
    }
}
