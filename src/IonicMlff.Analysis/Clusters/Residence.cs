using System.Globalization;
using System.Text.Json.Nodes;
using IonicMlff.Analysis.Results;
using IonicMlff.Analysis.Runs;
using IonicMlff.Analysis.Statistics;

namespace IonicMlff.Analysis.Clusters;

/// <summary>How long contacts last.</summary>
/// <param name="SumIntermittent">Σ h(t) h(t+k).</param>
/// <param name="SumContinuous">Σ h(t) … h(t+k).</param>
/// <param name="SumBound">Σ h(t) over the same t.</param>
/// <param name="MeanStay">Mean length of a stretch, frames; those cut by the ends of the run included.</param>
/// <param name="Left">Departures.</param>
/// <param name="Lifetime">Time in contact per departure, ps; nan when none left or times are not known.</param>
/// <param name="Interval">Time between frames, ps; nan when not known.</param>
internal sealed record Residence(long[] SumIntermittent, long[] SumContinuous, long[] SumBound, double MeanStay, long Left, double Lifetime, double Interval)
{
    private const int MostLags = 100_000;

    public double[] Intermittent { get; } = Ratio(SumIntermittent, SumBound);

    public double[] Continuous { get; } = Ratio(SumContinuous, SumBound);

    public static Residence Of(ContactHistory history, RunSummary run)
    {
        int lags = Math.Clamp(run.Frames / 2, 1, MostLags);
        double interval = run.FrameInterval ?? double.NaN;
        long[] bound = history.Bound(lags);
        return new(
            history.Intermittent(lags), history.Continuous(lags), bound, (double)bound[0] / Math.Max(1, history.Stretches), history.Left,
            history.Left > 0 ? bound[0] * interval / history.Left : double.NaN, interval);
    }

    public string Line => Left > 0 && double.IsFinite(Lifetime)
        ? ErrorText.Of(Lifetime, Lifetime / Math.Sqrt(Left)) + string.Create(CultureInfo.InvariantCulture, $" ps ({Left} departures)")
        : "longer than the run can tell";

    public JsonObject ToJson() => new()
    {
        ["sum_h_h"] = Json.Whole(SumIntermittent),
        ["sum_continuous"] = Json.Whole(SumContinuous),
        ["sum_h"] = Json.Whole(SumBound),
        ["intermittent"] = Json.Numbers(Intermittent),
        ["continuous"] = Json.Numbers(Continuous),
        ["integral_to_last_listed_lag_ps"] = new JsonObject { ["intermittent"] = Json.Number(Integral(Intermittent)), ["continuous"] = Json.Number(Integral(Continuous)) },
        ["mean_stay_frames_observed"] = Json.Number(MeanStay),
        ["departures"] = Left,
        ["lifetime_ps"] = Json.Number(Lifetime),
        ["lifetime_error_ps"] = Json.Number(Lifetime / Math.Sqrt(Left)),
    };

    private static double[] Ratio(long[] a, long[] b) => [.. a.Select((x, k) => (double)x / b[k])];

    // Trapezoid rule.
    private double Integral(double[] c) => Interval * (c.Sum() - 0.5 * (c[0] + c[^1]));
}
