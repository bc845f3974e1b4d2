using System.Globalization;
using System.Text.Json.Nodes;
using IonicMlff.Analysis.Logs;
using IonicMlff.Analysis.Results;
using IonicMlff.Analysis.Statistics;
using IonicMlff.Core.Trajectories;
using IonicMlff.Reports.Figures;

namespace IonicMlff.Analysis.Transport;

/// <summary>Viscosity as JSON, tables, lines and figures.</summary>
internal sealed class ViscosityReport(Viscosity viscosity)
{
    private const string Unit = "mPa_s";

    private static readonly (string Key, string Text)[] Formulas =
    [
        ("eta", "eta(t) = V/(kB T) int_0^t C(s) ds"),
        ("C", "C(k) = 1/(n-k) sum_{i=0}^{n-1-k} P(i) P(i+k): all origins, mean of P not subtracted"),
        ("integral", "trapezoid from lag 0"),
        ("three", "mean of xy, xz, yz"),
        ("five", "mean of xy, xz, yz, (xx-yy)/2, (yy-zz)/2"),
        ("ten", "V/(10 kB T) int sum_ab <Ptl_ab(0) Ptl_ab(t)>, Ptl the traceless symmetric tensor; equal to the mean over the five independent components xy, xz, yz, (xx-yy)/2, (xx+yy-2zz)/(2 sqrt 3)"),
        ("viscosity", "time decomposition [Zhang, Otani, Maginn 2015]: running integrals of segments (mean over the independent components, lags to half of a segment); power law A t^b through their standard deviation; cut-off where it exceeds 0.4 of their mean; "
            + "a1 (1-exp(-t/tau1)) + a2 (1-exp(-t/tau2)) fitted to the mean up to the cut-off with weights t^(-2b), from 2 ps or a twentieth of the cut-off on, whichever is less, tau at most half of the cut-off; viscosity = a1 + a2; none when the running integral still rises over the second half of the way to the cut-off, by two standard errors and a twentieth of the value"),
        ("error", "standard error: jackknife over the segments; interval: Student's t with segments - 1 degrees"),
        ("T", "as given, else the mean of the log"),
        ("V", "mean of the volume column, or as given"),
    ];

    private PressureTensor First => viscosity.Runs[0];

    private TimeDecomposition Value => viscosity.Decomposition;

    public AnalysisResult Result(TrajectoryFault? refusal)
    {
        bool isValue = refusal is null;
        double[] ten = Mean(r => r.Integral);
        var json = new JsonObject
        {
            ["formula"] = new JsonObject(Formulas.Select(f => KeyValuePair.Create(f.Key, (JsonNode?)f.Text))),
            ["units"] = "pressure atm (1 atm = 101325 Pa), volume A^3, time fs, eta mPa s",
            ["file"] = Path.GetFileName(First.Log.File),
            ["files"] = Json.Words(viscosity.Runs.Select(r => Path.GetFileName(r.Log.File))),
            ["rows"] = viscosity.Runs.Sum(r => r.Log.Rows),
            ["columns"] = Json.Words(First.Log.Names),
            ["first_step"] = First.Log.Steps?.First,
            ["last_step"] = First.Log.Steps?.Last,
            ["sampling_interval_fs"] = Json.Number(viscosity.Interval),
            ["temperature_K"] = Json.Number(First.Log.Temperature),
            ["mean_volume_A3"] = Json.Number(First.Log.Volume),
            ["prefactor_mPa_s_per_atm2_fs"] = Json.Number(First.Prefactor),
            ["viscosity_mPa_s"] = Json.Number(isValue ? Value.Value : null),
            ["viscosity_standard_error_mPa_s"] = Json.Number(isValue ? Value.Error : null),
            ["viscosity_95_percent_interval_mPa_s"] = isValue ? Json.Numbers([Value.Value - Value.HalfWidth, Value.Value + Value.HalfWidth]) : null,
            ["time_decomposition"] = Value.ToJson(Unit),
            ["share_of_first_interval"] = Json.Number(viscosity.FirstInterval),
            ["running_integral_at_cut_off_of_every_second_row_mPa_s"] = Json.Number(EverySecondRow()),
            ["last_lag_rows"] = viscosity.Lags - 1,
        };
        AddCurves(json, ten);
        json["mean_temperature_of_log_K"] = Json.Number(First.Log.MeanTemperature);
        return new AnalysisResult("viscosity", json)
        {
            Quantity = "Green-Kubo shear viscosity",
            Lines = Lines(isValue),
            Remarks = viscosity.Remarks(),
            Tables = [Table(ten), Segments()],
            Figures = Figures(isValue),
            Refusal = refusal,
        };
    }

    private void AddCurves(JsonObject json, double[] ten)
    {
        int[] listed = RunningIntegral.Listed(viscosity.Lags);
        double[][] acf = [.. viscosity.Components.Select((_, c) => Mean(r => r.ByComponent[c]))], eta = [.. viscosity.Components.Select((_, c) => Mean(r => r.Integrals[c]))];
        JsonArray Listed(double[] curve) => Json.Numbers(listed.Select(k => curve[k]));
        json["component_acf_at_0_atm2"] = new JsonObject(viscosity.Components.Select((name, c) => KeyValuePair.Create(name, Json.Number(acf[c][0]))));
        json["listed_lags_rows"] = Json.Whole(listed.Select(k => (long)k));
        json["lag_time_fs"] = Json.Numbers(listed.Select(k => k * viscosity.Interval));
        json["acf_atm2"] = new JsonObject(viscosity.Components.Select((name, c) => KeyValuePair.Create(name, (JsonNode?)Listed(acf[c]))));
        var running = new JsonObject(viscosity.Components.Select((name, c) => KeyValuePair.Create(name, (JsonNode?)Listed(eta[c]))));
        int off = viscosity.Components.Count(n => n.Length == 2);
        if (off == 3)
            running["three"] = Listed(RunningIntegral.Mean(eta[..3]));
        if (viscosity.Components.Count == 5)
        {
            running["five"] = Listed(RunningIntegral.Mean(eta));
            running["ten"] = Listed(ten);
        }

        json["running_eta_mPa_s"] = running;
    }

    private double[] Mean(Func<RunCurves, double[]> of) => RunningIntegral.Mean([.. viscosity.Whole.Select(of)]);

    private double? EverySecondRow()
    {
        int last = Math.Min(Value.Last, viscosity.Lags - 1);
        return last < 4 ? null : viscosity.MeanOver(r => RunningIntegral.Coarser(r.Independent, viscosity.Interval, r.Tensor.Prefactor, last, 2));
    }

    private List<(string, string)> Lines(bool isValue)
    {
        string cut = TimeDecomposition.TimeText(Value.Last * viscosity.Interval), at = ErrorText.Of(Value.Mean[Value.Last], Value.ErrorAtCutOff);
        List<(string, string)> lines = isValue
            ? [("viscosity", $"{ErrorText.Of(Value.Value, Value.Error)} mPa·s"),
                ("95 % interval", string.Create(CultureInfo.InvariantCulture, $"{Math.Max(0, Value.Value - Value.HalfWidth):G4} to {Value.Value + Value.HalfWidth:G4} mPa·s"))]
            : [("no viscosity", $"the running integral is at {at} mPa·s after {cut}")];
        lines.Add(("method", $"{viscosity.Runs[0].Independent.Count} independent components, {Value.Segments.Count} segments of {TimeDecomposition.TimeText(2 * Value.Mean.Length * viscosity.Interval)}, cut-off {cut} (running integral there {at})"));
        if (isValue)
            lines.Add(("relaxation times", Value.Fit.Amplitude1 > 0 ? $"{TimeDecomposition.TimeText(Value.Fit.Time1)} and {TimeDecomposition.TimeText(Value.Fit.Time2)}" : TimeDecomposition.TimeText(Value.Fit.Time2)));
        lines.Add(("temperature, volume", string.Create(CultureInfo.InvariantCulture, $"{First.Log.Temperature:G6} K, {First.Log.Volume:F2} Å³; rows every {viscosity.Interval:G4} fs")));
        int last = Math.Min(Value.Last, viscosity.Lags - 1);
        lines.Add(("components", string.Join(", ", viscosity.Components.Select((name, c) => string.Create(CultureInfo.InvariantCulture, $"{name} {viscosity.MeanOver(r => r.Integrals[c][last]):G4}"))) + $" mPa·s at {TimeDecomposition.TimeText(last * viscosity.Interval)}"));
        return lines;
    }

    private ResultTable Table(double[] ten)
    {
        double[][] eta = [.. viscosity.Components.Select((_, c) => Mean(r => r.Integrals[c]))];
        double[] acf = Mean(r => r.Independent);
        return new("viscosity",
            [new("lag_ps"), new("acf_atm2"), new("eta_mPa_s"), .. viscosity.Components.Select(n => new ResultColumn($"eta_{n}_mPa_s"))],
            Enumerable.Range(0, viscosity.Lags).Select(k => (double[])[1e-3 * k * viscosity.Interval, acf[k], ten[k], .. eta.Select(e => e[k])]));
    }

    private ResultTable Segments() => new("segments",
        [new("lag_ps"), new("mean_eta_mPa_s"), new("standard_deviation_mPa_s"), new("power_law_mPa_s"), new("fit_mPa_s"), .. Enumerable.Range(1, Value.Segments.Count).Select(s => new ResultColumn($"segment_{s}_mPa_s"))],
        Enumerable.Range(0, Value.Mean.Length).Select(k => (double[])
            [1e-3 * k * viscosity.Interval, Value.Mean[k], Value.Deviation[k], Value.Prefactor * Math.Pow(k * viscosity.Interval, Value.Exponent), Value.Fit.At(k * viscosity.Interval), .. Value.Segments.Select(s => s[k])]));

    private IReadOnlyList<Figure> Figures(bool isValue)
    {
        double dt = 1e-3 * viscosity.Interval;
        int[] lags = Spread(Value.Mean.Length - 1), fitted = [.. lags.Where(k => k >= Value.First)];
        double[] t = [.. lags.Select(k => k * dt)], mean = [.. lags.Select(k => Value.Mean[k])], error = [.. lags.Select(k => Value.Deviation[k] / Math.Sqrt(Value.Segments.Count))];
        var time = new Axis("lag", "ps") { Scale = AxisScale.Logarithmic };

        // Behind the cut-off the noise grows without bound; the picture is of what comes before it.
        double top = 1.7 * Math.Max(isValue ? Value.Value : 0, Value.Mean.Take(Value.Last + 1).Max());
        var integral = new Plot("Running integral of the viscosity", time, new Axis("η(t)", "mPa·s") { Min = Math.Min(0, Value.Mean.Take(Value.Last + 1).Min()), Max = top })
        {
            FileName = "viscosity",
            Caption = $"Mean of {Value.Segments.Count} segments with its standard error; the fit is weighted by the inverse square of the power law through the standard deviation.",
        };
        integral.Add(new LineSeries("mean of segments", t, mean) { Lower = [.. mean.Zip(error, (m, e) => m - e)], Upper = [.. mean.Zip(error, (m, e) => m + e)] });
        integral.AddLine("double exponential", [.. fitted.Select(k => k * dt)], [.. fitted.Select(k => Value.Fit.At(k * viscosity.Interval))], dashed: true);
        integral.Add(new VerticalLine(Value.Last * dt, "cut-off"));
        if (isValue)
            integral.Add(new HorizontalLine(Value.Value, $"viscosity {ErrorText.Of(Value.Value, Value.Error)} mPa·s"));

        var spread = new Plot("Standard deviation of the running integrals", time, new Axis("standard deviation", "mPa·s") { Scale = AxisScale.Logarithmic }) { FileName = "viscosity-deviation" };
        spread.AddLine("between segments", t, [.. lags.Select(k => Value.Deviation[k])]);
        spread.AddLine(string.Create(CultureInfo.InvariantCulture, $"power law, exponent {Value.Exponent:F2}"), t, [.. lags.Select(k => Value.Prefactor * Math.Pow(k * viscosity.Interval, Value.Exponent))], dashed: true);
        spread.Add(new VerticalLine(Value.Last * dt, "cut-off"));

        double[] acf = Mean(r => r.Independent);
        int[] shown = Spread(Math.Min(viscosity.Lags - 1, Math.Max(Value.Last, 40)));
        var decay = new Plot("Correlation of the stress", time, Axis.Number("C(t)/C(0)")) { FileName = "viscosity-correlation" };
        decay.AddLine("independent components", [.. shown.Select(k => k * dt)], [.. shown.Select(k => acf[k] / acf[0])]);
        decay.Add(new HorizontalLine(0));
        return [integral, spread, decay];
    }

    // Lags 1, 2, … and, where they are dense on a logarithmic axis, a few hundred of them.
    private static int[] Spread(int last)
    {
        var lags = new List<int>();
        for (int k = 1; k <= last; k = Math.Max(k + 1, (int)(1.02 * k)))
            lags.Add(k);
        return [.. lags];
    }
}
