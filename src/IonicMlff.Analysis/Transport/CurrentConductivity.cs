using System.Globalization;
using System.Text.Json.Nodes;
using IonicMlff.Analysis.Diffusion;
using IonicMlff.Analysis.Results;
using IonicMlff.Analysis.Statistics;
using IonicMlff.Core.Trajectories;
using IonicMlff.Reports.Figures;

namespace IonicMlff.Analysis.Transport;

/// <summary>Conductivity from the fluctuations of the charge current (Green and Kubo) and from the diffusion of the charge dipole (Einstein).</summary>
public sealed class CurrentConductivity
{
    private const int Pieces = 10;
    private const double MostByFirstInterval = 0.5;

    private readonly ChargeCurrent _run;
    private readonly double[][] _segments;
    private readonly (int First, int Last) _plateau; // lags, rows
    private readonly double[] _correlation, _running, _displacement = [];
    private readonly LinearFit? _fit;
    private readonly double _einsteinError = double.NaN;
    private readonly int _lags;

    private CurrentConductivity(ChargeCurrent run, ViscosityOptions options)
    {
        _run = run;
        int rows = run.Log.Rows;
        double interval = run.Log.Interval;
        _lags = 1 + (options.LongestLag is double ps ? Math.Clamp((int)Math.Round(1000 * ps / interval), 1, rows / 2) : (rows - 1) / 10);
        _correlation = Correlation(0, rows, _lags);
        _running = RunningIntegral.Of(_correlation, interval, run.GreenKubo);
        int pieces = options.Segments ?? Pieces, length = rows / pieces;
        if (length < 40)
            throw Core.Errors.IlmlffException.Usage($"--segments {pieces}: segments of {length} rows are too short; at most {rows / 40} for {rows} rows.");
        _segments = [.. Enumerable.Range(0, pieces).Select(s => RunningIntegral.Of(Correlation(s * length, length, length / 2), interval, run.GreenKubo))];
        _plateau = (length / 4, length / 2 - 1);
        if (run.Dipole is not { } dipole)
            return;
        double[] all = Displacement(dipole);
        _displacement = all[.._lags];
        (int First, int Last)? window = options.Fit is { } given ? FitWindow.Given(given, 1e-3 * interval, rows) : FitWindow.Find(all, 1);
        if (window is not var (first, last))
            return;
        _fit = LinearFit.Of(all, interval, first, last);
        int count = Math.Min(pieces, rows / (last + last / 2 + 1));
        if (count >= 3)
        {
            int size = rows / count;
            double[] slopes = [.. Enumerable.Range(0, count).Select(p => LinearFit.Of(Displacement([.. dipole.Select(d => d[(p * size)..((p + 1) * size)])]), interval, first, last).Slope)];
            _einsteinError = run.Einstein * Moments.StandardDeviation(slopes) / Math.Sqrt(count);
        }
    }

    // The integral overshoots, falls as ions swing back, and oscillates about its limit: the mean over later lags is taken, not a value at one lag.
    private (double Value, double Error) Plateau => OfSegments(s => Moments.Mean(s.AsSpan(_plateau.First, _plateau.Last - _plateau.First + 1)));

    // How far the second half of the plateau lies above the first one.
    private (double Value, double Error) Rise => OfSegments(s =>
    {
        int half = (_plateau.Last - _plateau.First + 1) / 2;
        return Moments.Mean(s.AsSpan(_plateau.First + half, half)) - Moments.Mean(s.AsSpan(_plateau.First, half));
    });

    private (double Value, double Error) OfSegments(Func<double[], double> of)
    {
        double[] each = [.. _segments.Select(of)];
        return (Moments.Mean(each), Moments.StandardDeviation(each) / Math.Sqrt(each.Length));
    }

    /// <summary>The conductivity of a run.</summary>
    public static AnalysisResult Of(ChargeCurrent run, ViscosityOptions options)
    {
        if (run.Log.Rows < 400)
            throw Core.Errors.IlmlffException.BadData($"{run.Log.File} has {run.Log.Rows} rows; a conductivity needs 400 at the least, and ten thousands for a good one.");
        return new CurrentConductivity(run, options).Result();
    }

    private double[] Correlation(int first, int count, int lags)
    {
        double[][] c = Autocorrelation.Of(_run.Current, first, count, lags);
        return [.. c[0].Select((v, k) => v + c[1][k] + c[2][k])];
    }

    private static double[] Displacement(double[][] dipole) => MeanSquareDisplacement.Of(dipole[0].Length, 1, (_, d, to) => dipole[d].CopyTo(to, 0), [], 1).Mean;

    private AnalysisResult Result()
    {
        (double value, double error) = Plateau;
        double einstein = _fit is null ? double.NaN : _run.Einstein * _fit.Slope;
        double share = 0.5 * _run.Log.Interval * _run.GreenKubo * _correlation[0] / Math.Abs(value);
        TrajectoryFault? refusal = Refusal(value, error, share);
        int[] listed = RunningIntegral.Listed(_lags);
        var json = new JsonObject
        {
            ["formula"] = new JsonObject
            {
                ["J"] = "J = sum_i q_i v_i over atoms (e A/fs)",
                ["M"] = "M = sum_i q_i x_i, unwrapped atoms (e A)",
                ["green_kubo"] = "sigma(t) = 1/(3 V kB T) int_0^t <J(0).J(s)> ds, trapezoid, all origins, mean not subtracted; value: mean of the running integrals of segments over the lags from a quarter to a half of a segment; standard error from the segments",
                ["einstein"] = "sigma = slope of <|M(t)-M(0)|^2> over the listed lags / (6 V kB T); standard error from pieces of the run",
            },
            ["units"] = "S/m",
            ["file"] = Path.GetFileName(_run.Log.File),
            ["rows"] = _run.Log.Rows,
            ["columns"] = Json.Words(_run.Log.Names),
            ["sampling_interval_fs"] = Json.Number(_run.Log.Interval),
            ["temperature_K"] = Json.Number(_run.Log.Temperature),
            ["mean_volume_A3"] = Json.Number(_run.Log.Volume),
            ["green_kubo_sigma_S_m"] = Json.Number(refusal is null ? value : null),
            ["green_kubo_standard_error_S_m"] = Json.Number(refusal is null ? error : null),
            ["segments"] = _segments.Length,
            ["plateau_from_fs"] = Json.Number(_plateau.First * _run.Log.Interval),
            ["plateau_to_fs"] = Json.Number(_plateau.Last * _run.Log.Interval),
            ["plateau_rise_S_m"] = Json.Number(Rise.Value),
            ["plateau_rise_standard_error_S_m"] = Json.Number(Rise.Error),
            ["share_of_first_interval"] = Json.Number(share),
            ["listed_lags_rows"] = Json.Whole(listed.Select(k => (long)k)),
            ["current_acf_e2A2_fs2"] = Json.Numbers(listed.Select(k => _correlation[k])),
            ["running_sigma_S_m"] = Json.Numbers(listed.Select(k => _running[k])),
        };
        if (_run.Dipole is not null)
        {
            json["dipole_msd_e2A2"] = Json.Numbers(listed.Select(k => _displacement[k]));
            json["dipole_fit"] = _fit is null ? null : new JsonObject
            {
                ["first_row"] = _fit.First,
                ["last_row"] = _fit.Last,
                ["slope_e2A2_per_fs"] = Json.Number(_fit.Slope),
                ["loglog_slope"] = Json.Number(_fit.LogLogSlope),
            };
            json["einstein_sigma_S_m"] = Json.Number(einstein);
            json["einstein_standard_error_S_m"] = Json.Number(_einsteinError);
            json["largest_trapezoid_mismatch_of_M_and_J_eA"] = Json.Number(_run.Mismatch);
        }

        return new AnalysisResult("conductivity", json)
        {
            Quantity = "Green-Kubo and Einstein conductivity from the charge current",
            Lines = Lines(refusal is null, value, error, einstein),
            Remarks = Remarks(),
            Tables = [new("conductivity", [new("lag_ps"), new("acf_e2A2_fs2"), new("sigma_S_m"), .. _run.Dipole is null ? Array.Empty<ResultColumn>() : [new("dipole_msd_e2A2")]],
                Enumerable.Range(0, _lags).Select(k => (double[])[1e-3 * k * _run.Log.Interval, _correlation[k], _running[k], .. _run.Dipole is null ? Array.Empty<double>() : [_displacement[k]]]))],
            Figures = Figures(refusal is null, value, error),
            Refusal = refusal,
        };
    }

    private TrajectoryFault? Refusal(double value, double error, double share)
    {
        // The integral of a current that goes to and fro is a small difference of large parts: only a share far beyond a half tells of sparse rows.
        if (_correlation[1] < 0.02 * _correlation[0] && share > 10 * MostByFirstInterval)
        {
            return new(FaultKind.FramesTooSparse, _run.Log.File, string.Create(CultureInfo.InvariantCulture,
                $"rows every {TimeDecomposition.TimeText(_run.Log.Interval)} are too sparse: the correlation of the current is gone after one row. Write it more often, every 1 to 5 fs."));
        }

        return error > 0.5 * value || value <= 0
            ? new(FaultKind.RunTooShort, _run.Log.File, string.Create(CultureInfo.InvariantCulture,
                $"the Green-Kubo integral is {ErrorText.Of(value, error)} S/m over lags of {Span}: no more than noise. Run longer, or take the conductivity from a trajectory (ilmlff analyze conductivity TRAJ)."))
            : null;
    }

    private string Span => $"{TimeDecomposition.TimeText(_plateau.First * _run.Log.Interval)} to {TimeDecomposition.TimeText(_plateau.Last * _run.Log.Interval)}";

    private List<(string, string)> Lines(bool isValue, double value, double error, double einstein)
    {
        double dt = 1e-3 * _run.Log.Interval;
        List<(string, string)> lines = [(isValue ? "Green-Kubo" : "no Green-Kubo value", $"{ErrorText.Of(value, error)} S/m, running integral over lags of {Span}")];
        if (_fit is { } fit)
        {
            lines.Add(("Einstein", string.Create(CultureInfo.InvariantCulture,
                $"{ErrorText.Of(einstein, _einsteinError)} S/m from {fit.First * dt:G5} to {fit.Last * dt:G5} ps, log-log slope {fit.LogLogSlope:F2}{(fit.IsDiffusive ? "" : " (not diffusive)")}")));
        }

        lines.Add(("temperature, volume", string.Create(CultureInfo.InvariantCulture, $"{_run.Log.Temperature:G6} K, {_run.Log.Volume:F2} Å³; rows every {_run.Log.Interval:G4} fs")));
        return lines;
    }

    private List<string> Remarks()
    {
        List<string> remarks = [.. _run.Log.Remarks];
        if (Math.Abs(Rise.Value) > 3 * Rise.Error)
            remarks.Add(string.Create(CultureInfo.InvariantCulture, $"The running integral still {(Rise.Value > 0 ? "rises" : "falls")} over lags of {Span}, by {ErrorText.Of(Math.Abs(Rise.Value), Rise.Error)} S/m between its halves: take longer segments (--segments) or run longer."));
        if (_fit is { IsDiffusive: false })
            remarks.Add(string.Create(CultureInfo.InvariantCulture, $"The charge dipole is not diffusive in the fit window (log-log slope {_fit.LogLogSlope:F2}, expected 1 ± {LinearFit.Tolerance}): its slope is no conductivity yet; run longer or choose another --fit."));
        return remarks;
    }

    private IReadOnlyList<Figure> Figures(bool isValue, double value, double error)
    {
        double dt = 1e-3 * _run.Log.Interval;
        double[] mean = RunningIntegral.Mean(_segments), t = [.. mean.Select((_, k) => k * dt)];
        double[] spread = [.. mean.Select((_, k) => Moments.StandardDeviation(Array.ConvertAll(_segments, s => s[k])) / Math.Sqrt(_segments.Length))];
        var plot = new Plot("Running integral of the conductivity", new Axis("lag", "ps"), new Axis("σ(t)", "S/m")) { FileName = "conductivity" };
        plot.Add(new LineSeries("mean of segments", t, mean) { Lower = [.. mean.Zip(spread, (m, e) => m - e)], Upper = [.. mean.Zip(spread, (m, e) => m + e)] });
        plot.Add(new VerticalBand(_plateau.First * dt, _plateau.Last * dt, "averaged"));
        if (isValue)
            plot.Add(new HorizontalLine(value, $"{ErrorText.Of(value, error)} S/m"));
        if (_run.Dipole is null)
            return [plot];
        int[] lags = [.. FitWindow.LogSpaced(_lags - 1)];
        var dipole = new Plot("Mean square displacement of the charge dipole", new Axis("lag", "ps") { Scale = AxisScale.Logarithmic }, new Axis("MSD of M", "e²Å²") { Scale = AxisScale.Logarithmic }) { FileName = "charge-dipole" };
        dipole.AddLine("M", [.. lags.Select(k => k * dt)], [.. lags.Select(k => _displacement[k])]);
        if (_fit is { } fit)
        {
            double[] ends = [fit.First * dt, Math.Sqrt((double)fit.First * fit.Last) * dt, fit.Last * dt];
            dipole.AddLine("fit", ends, [.. ends.Select(x => fit.Intercept + 1000 * fit.Slope * x)], dashed: true);
        }

        return [plot, dipole];
    }
}
