using System.Text.Json.Nodes;
using IonicMlff.Analysis.Results;
using IonicMlff.Analysis.Statistics;

namespace IonicMlff.Analysis.Transport;

/// <summary>
/// The value of a Green-Kubo integral by time decomposition (Zhang, Otani, Maginn, J. Chem. Theory Comput. 11, 3537 (2015)): running integrals
/// I_s(t) of independent segments s; their mean and standard deviation; a power law A t^b through the standard deviation; the lag at which that
/// exceeds two fifths of the mean, behind which there is only noise; and up to there a double exponential, weighted by t^(−2b), whose limit is the value. Its times are at most half of the cut-off.
/// </summary>
public sealed class TimeDecomposition
{
    /// <summary>Ratio of standard deviation and mean at the cut-off.</summary>
    public const double Ratio = 0.4;

    private const double Skip = 2000; // fs: what bonds do at first is no exponential
    private const int MostPoints = 300, FewestRows = 20;
    private const double Rising = 0.05, Errors = 2; // of the value and of its standard error: still rises

    private readonly double[] _t, _weights;
    private readonly int[] _points;

    /// <summary>Decomposes.</summary>
    /// <param name="segments">Running integrals of segments, lag by lag.</param>
    /// <param name="interval">Time between lags, fs.</param>
    /// <param name="window">First and last lag to fit, fs; null: as described.</param>
    public TimeDecomposition(IReadOnlyList<double[]> segments, double interval, (double From, double To)? window = null)
    {
        (Segments, Interval) = (segments, interval);
        int lags = segments[0].Length;
        Mean = new double[lags];
        Deviation = new double[lags];
        var values = new double[segments.Count];
        for (int k = 0; k < lags; k++)
        {
            for (int s = 0; s < values.Length; s++)
                values[s] = segments[s][k];
            Mean[k] = Moments.Mean(values);
            Deviation[k] = Moments.StandardDeviation(values);
        }

        (Prefactor, Exponent) = PowerLaw();
        Last = window is { } to ? Math.Clamp((int)Math.Floor(to.To / interval + 1e-6), 2, lags - 1) : CutOff();
        First = window is { } from ? Math.Clamp((int)Math.Ceiling(from.From / interval - 1e-6), 1, Last - 1)
            : Math.Clamp((int)Math.Round(Math.Min(Skip / interval, Last / 20.0)), 1, Math.Max(1, Last - 1));
        int step = Math.Max(1, (Last - First) / MostPoints);
        _points = [.. Enumerable.Range(0, (Last - First) / step + 1).Select(k => First + k * step)];
        _t = [.. _points.Select(k => k * interval)];
        _weights = [.. _t.Select(t => Math.Pow(t / _t[^1], -2 * Exponent))];
        Fit = FitTo(Mean);
        (Error, Left) = Jackknife();
    }

    /// <summary>Running integrals of the segments.</summary>
    public IReadOnlyList<double[]> Segments { get; }

    /// <summary>Time between lags, fs.</summary>
    public double Interval { get; }

    /// <summary>Mean of the segments, lag by lag.</summary>
    public double[] Mean { get; }

    /// <summary>Standard deviation between segments (n − 1), lag by lag.</summary>
    public double[] Deviation { get; }

    /// <summary>A of A t^b, t in fs.</summary>
    public double Prefactor { get; }

    /// <summary>b of A t^b.</summary>
    public double Exponent { get; }

    /// <summary>First lag of the fit, rows.</summary>
    public int First { get; }

    /// <summary>Last lag of the fit: the cut-off, rows.</summary>
    public int Last { get; }

    /// <summary>The double exponential, t in fs.</summary>
    public DoubleExponential Fit { get; }

    /// <summary>The value.</summary>
    public double Value => Fit.Limit;

    /// <summary>Standard error of the value: jackknife over the segments.</summary>
    public double Error { get; }

    /// <summary>Half width of the 95 % interval: Student's t with segments − 1 degrees.</summary>
    public double HalfWidth => StudentT.Of95(Segments.Count - 1) * Error;

    /// <summary>Standard error of the running integral at the cut-off.</summary>
    public double ErrorAtCutOff => Deviation[Last] / Math.Sqrt(Segments.Count);

    /// <summary>How much the running integral rises from half of the cut-off to the cut-off, with its standard error.</summary>
    public (double Value, double Error) Rise
    {
        get
        {
            double[] each = [.. Segments.Select(s => s[Last] - s[Last / 2])];
            return (Moments.Mean(each), Moments.StandardDeviation(each) / Math.Sqrt(each.Length));
        }
    }

    /// <summary>Values without one of the segments each.</summary>
    public double[] Left { get; }

    /// <summary>Why the run is too short for a value; null: it is not.</summary>
    public string? TooShort
    {
        get
        {
            string cut = TimeText(Last * Interval);
            if (Last <= FewestRows)
                return $"the noise exceeds two fifths of the running integral already after {Last} rows ({cut})";
            if (Rise.Value > Errors * Rise.Error && Rise.Value > Rising * Value)
                return $"the running integral still rises at the cut-off ({cut}), behind which there is only noise: by {ErrorText.Of(Rise.Value, Rise.Error)} over the second half of the way to it";
            return Error > 0.5 * Value ? "the error is more than half of the value" : null;
        }
    }

    /// <summary>Time for people: fs, ps or ns.</summary>
    public static string TimeText(double fs) => fs < 1000 ? FormattableString.Invariant($"{fs:G3} fs") : fs < 1e6 ? FormattableString.Invariant($"{fs / 1000:G3} ps") : FormattableString.Invariant($"{fs / 1e6:G3} ns");

    /// <summary>Numbers of the decomposition, the unit of the value in the keys.</summary>
    public JsonObject ToJson(string unit) => new()
    {
        ["segments"] = Segments.Count,
        ["standard_deviation_prefactor"] = Json.Number(Prefactor),
        ["standard_deviation_exponent"] = Json.Number(Exponent),
        ["fit_from_fs"] = Json.Number(First * Interval),
        ["cut_off_fs"] = Json.Number(Last * Interval),
        [$"running_integral_at_cut_off_{unit}"] = Json.Number(Mean[Last]),
        [$"running_integral_at_cut_off_standard_error_{unit}"] = Json.Number(ErrorAtCutOff),
        [$"rise_over_second_half_{unit}"] = Json.Number(Rise.Value),
        [$"rise_over_second_half_standard_error_{unit}"] = Json.Number(Rise.Error),
        [$"amplitude_1_{unit}"] = Json.Number(Fit.Amplitude1),
        ["time_1_fs"] = Json.Number(Fit.Amplitude1 == 0 ? null : Fit.Time1),
        [$"amplitude_2_{unit}"] = Json.Number(Fit.Amplitude2),
        ["time_2_fs"] = Json.Number(Fit.Time2),
    };

    private double SmoothDeviation(int k) => Prefactor * Math.Pow(k * Interval, Exponent);

    private (double Prefactor, double Exponent) PowerLaw()
    {
        int[] lags = [.. Diffusion.FitWindow.LogSpaced(Mean.Length - 1).Where(k => k > 1 && Deviation[k] > 0)];
        if (lags.Length < 2)
            return (0, 0.5);
        (double slope, double intercept) = Moments.Line([.. lags.Select(k => Math.Log(k * Interval))], [.. lags.Select(k => Math.Log(Deviation[k]))]);
        return (Math.Exp(intercept), slope);
    }

    private int CutOff()
    {
        for (int k = Math.Min(FewestRows, Mean.Length - 1); k < Mean.Length; k++)
        {
            if (SmoothDeviation(k) > Ratio * Mean[k])
                return Math.Max(2, k);
        }

        return Mean.Length - 1;
    }

    private DoubleExponential FitTo(double[] curve) => DoubleExponential.Fit(_t, [.. _points.Select(k => curve[k])], _weights);

    private (double Error, double[] Left) Jackknife()
    {
        int n = Segments.Count;
        var left = new double[n];
        for (int s = 0; s < n; s++)
            left[s] = FitTo([.. Mean.Select((m, k) => (n * m - Segments[s][k]) / (n - 1))]).Limit;
        double mean = Moments.Mean(left);
        return (Math.Sqrt((n - 1.0) / n * left.Sum(v => (v - mean) * (v - mean))), left);
    }
}
