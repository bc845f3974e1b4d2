using System.Globalization;
using System.Text.Json.Nodes;
using IonicMlff.Analysis.Results;
using IonicMlff.Analysis.Runs;
using IonicMlff.Analysis.Statistics;
using IonicMlff.Core.Trajectories;
using IonicMlff.Reports.Figures;

namespace IonicMlff.Analysis.Diffusion;

/// <summary>Diffusion as JSON, table, lines and figures.</summary>
internal static class MsdReport
{
    public const string Quantity = "mean square displacement of centres of mass, diffusion, conductivity";

    private const double MetresSquared = 100; // Å²/ps in 1e-10 m²/s

    private static readonly (string Key, string Text)[] Formulas =
    [
        ("centre", "molecule made whole over its bonds (minimum image of each bond from the molecule's smallest id outwards), mass-weighted; then wrapped into the instantaneous cell"),
        ("tor", "u(0)=w(0); u(t+1)=u(t)+dw-H(t+1) floor(H(t+1)^-1 dw + 1/2), dw=w(t+1)-w(t), Cartesian positions as in the file (cell corner not subtracted)  [von Bulow, Bullerjahn, Hummer 2020]"),
        ("heuristic", "u(0)=w(0); u(t+1)=w(t+1)-H(t+1) floor(H(t+1)^-1 (w(t+1)-u(t)) + 1/2)"),
        ("image_flags", "atoms: x + ix a(t) + iy b(t) + iz c(t) with the instantaneous cell, then mass-weighted centre"),
        ("msd", "MSD(k)=1/(N (T-k)) sum_i sum_{t=0}^{T-k-1} |u_i(t+k)-u_i(t)|^2"),
        ("D", "slope/6 of the ordinary least-squares line through the lags first..last (inclusive); standard error: scatter of the slopes of single molecules over sqrt(N); interval: Student's t with N-1 degrees"),
        ("fit", "as given, or the widest window up to a third of the run with log-log slope 1 +- 0.05 (halves 1 +- 0.1, behind it 1 +- 0.15 within twice its error); else a tenth to two fifths of the run, not diffusive"),
        ("system_com_removed", "mass-weighted centre of all atoms subtracted in each frame after unwrapping; recommended when the system drifts by more than three times what independent molecules show by chance"),
        ("conductivity", "sigma = slope of MSD of M=sum_i z_i u_i times e^2/(6 <V> kB T); Nernst-Einstein: e^2/(<V> kB T) sum_s N_s z_s^2 D_s; Haven = sigma_NE/sigma; transference: slope of <dM_s.dM> over that of <dM.dM>; apparent: N_s z_s^2 D_s over their sum"),
        ("finite_size", "D + 2.837297 kB T/(6 pi eta L), L = cube root of <V>  [Yeh, Hummer 2004; exact for cubic cells]"),
    ];

    public static AnalysisResult Write(IReadOnlyList<MsdSchemeResult> results, MsdOptions options, RunSummary run, double volume, TrajectoryFault? tooSparse)
    {
        MsdSchemeResult main = results[0];
        double? correction = options.Viscosity is double eta && run.System.Temperature is double t && double.IsFinite(volume) ? FiniteSize.YehHummer(t, eta, volume) : null;
        var formula = new JsonObject();
        foreach ((string key, string text) in Formulas)
            formula[key] = text;
        var schemes = new JsonObject();
        foreach (MsdSchemeResult r in results)
        {
            schemes[Key(r.Scheme)] = new JsonObject
            {
                ["raw"] = Frame(r.Raw, run, correction),
                ["system_com_removed"] = Frame(r.WithoutDrift, run, correction),
                ["com_positions_last_frame_A"] = Json.Points(r.Last),
            };
        }

        var json = new JsonObject
        {
            ["formula"] = formula,
            ["units"] = "A^2, ps, S/m; D also in 1e-10 m2/s (1 A^2/ps = 1e-8 m2/s)",
            ["mean_volume_A3"] = Json.Number(volume),
            ["viscosity_mPa_s"] = Json.Number(options.Viscosity),
            ["finite_size_correction_A2_per_ps"] = Json.Number(correction),
            ["lag_ps"] = "k * frame_interval_ps, k = 0..frames-1",
            ["system_drift_A"] = Json.Number(main.Drift.Length),
            ["system_drift_by_chance_A"] = Json.Number(main.Drift.Expected),
            ["recommended"] = new JsonObject { ["scheme"] = Key(main.Scheme), ["frame_of_reference"] = main.Drift.IsSignificant ? "system_com_removed" : "raw" },
            ["schemes"] = schemes,
        };
        return new AnalysisResult("msd", json)
        {
            Quantity = Quantity,
            Lines = Lines(main.Shown, run, correction),
            Remarks = MsdRemarks.Of(results, options, run, tooSparse),
            Tables = [Table(main.Shown, run)],
            Figures = Figures(main.Shown, run),
        };
    }

    private static string Key(UnwrapScheme scheme) => scheme switch
    {
        UnwrapScheme.Tor => "tor",
        UnwrapScheme.Heuristic => "heuristic",
        _ => "image_flags",
    };

    private static JsonObject Frame(SchemeResult result, RunSummary run, double? correction)
    {
        double interval = run.FrameInterval ?? double.NaN;
        var json = new JsonObject();
        foreach (KindDiffusion k in result.Kinds)
        {
            json[k.Kind.Name] = new JsonObject
            {
                ["n"] = k.Count,
                ["msd_A2"] = Json.Numbers(k.Msd),
                ["fit"] = k.Fit?.ToJson(interval),
                ["D_A2_per_ps"] = Json.Number(k.D),
                ["D_1e10_m2_s"] = Json.Number(MetresSquared * k.D),
                ["D_standard_error_1e10_m2_s"] = Json.Number(MetresSquared * k.Error),
                ["D_95_percent_interval_1e10_m2_s"] = double.IsFinite(k.HalfWidth) ? Json.Numbers([MetresSquared * (k.D - k.HalfWidth), MetresSquared * (k.D + k.HalfWidth)]) : null,
                ["D_finite_size_corrected_1e10_m2_s"] = Json.Number(MetresSquared * (k.D + correction)),
            };
        }

        if (result.Collective is { } c)
        {
            json["collective"] = new JsonObject
            {
                ["msd_charge_dipole_e2A2"] = Json.Numbers(c.Msd),
                ["fit"] = c.Fit?.ToJson(interval),
                ["conductivity_einstein_S_m"] = Json.Number(c.Einstein),
                ["conductivity_einstein_standard_error_S_m"] = Json.Number(c.EinsteinError),
                ["conductivity_nernst_einstein_S_m"] = Json.Number(c.NernstEinstein),
                ["haven_ratio"] = Json.Number(c.Haven),
                ["transport_number_apparent"] = Shares(c.Apparent),
                ["transference_number"] = Shares(c.Transference),
            };
        }

        return json;
    }

    private static JsonObject Shares(IReadOnlyList<(Core.Topologies.MoleculeKind Kind, double Share)> shares)
    {
        var json = new JsonObject();
        foreach ((Core.Topologies.MoleculeKind kind, double share) in shares)
            json[kind.Name] = Json.Number(share);
        return json;
    }

    private static List<(string, string)> Lines(SchemeResult shown, RunSummary run, double? correction)
    {
        var lines = new List<(string, string)>();
        foreach (KindDiffusion k in shown.Kinds.Where(k => k.Fit is not null))
        {
            double dt = run.FrameInterval!.Value;
            string corrected = correction is double c ? string.Create(CultureInfo.InvariantCulture, $"; with finite size {MetresSquared * (k.D + c):G4}") : "";
            lines.Add(($"D({k.Kind.Name})", string.Create(
                CultureInfo.InvariantCulture,
                $"{ErrorText.Of(MetresSquared * k.D, MetresSquared * k.Error)} 1e-10 m²/s from {k.Fit!.First * dt:G5} to {k.Fit.Last * dt:G5} ps, log-log slope {k.Fit.LogLogSlope:F2}{(k.Fit.IsDiffusive ? "" : " (not diffusive)")}{corrected}")));
        }

        if (shown.Collective is { } q && double.IsFinite(q.Einstein))
        {
            lines.Add(("conductivity", $"{ErrorText.Of(q.Einstein, q.EinsteinError)} S/m (collective), {q.NernstEinstein.ToString("G4", CultureInfo.InvariantCulture)} S/m (Nernst-Einstein)"));
            lines.Add(("Haven ratio", q.Haven.ToString("F3", CultureInfo.InvariantCulture)));
        }

        if (shown.Collective is { Fit: not null } shares)
        {
            lines.Add(("transference", string.Join(", ", shares.Transference.Select(s => string.Create(CultureInfo.InvariantCulture, $"{s.Kind.Name} {s.Share:F3}")))
                + "; from D: " + string.Join(", ", shares.Apparent.Select(s => string.Create(CultureInfo.InvariantCulture, $"{s.Kind.Name} {s.Share:F3}")))));
        }

        return lines;
    }

    private static ResultTable Table(SchemeResult shown, RunSummary run)
    {
        List<ResultColumn> columns = [new("lag_frames", 0), new("lag_ps"), .. shown.Kinds.Select(k => new ResultColumn($"msd_A2({k.Kind.Name})"))];
        if (shown.Collective is not null)
            columns.Add(new("msd_charge_dipole_e2A2"));
        int frames = shown.Kinds.Count == 0 ? 0 : shown.Kinds[0].Msd.Length;
        return new("msd", columns, Enumerable.Range(0, frames).Select(k =>
            (double[])[k, k * run.FrameInterval ?? double.NaN, .. shown.Kinds.Select(q => q.Msd[k]), .. shown.Collective is { } c ? [c.Msd[k]] : Array.Empty<double>()]));
    }

    private static IReadOnlyList<Figure> Figures(SchemeResult shown, RunSummary run)
    {
        double dt = run.FrameInterval ?? 1;
        Axis time = run.FrameInterval is null ? Axis.Number("lag (frames)") : new Axis("lag", "ps");
        var plot = new Plot("Mean square displacement of centres of mass", time with { Scale = AxisScale.Logarithmic }, new Axis("MSD", "Å²") { Scale = AxisScale.Logarithmic }) { FileName = "msd" };
        foreach (KindDiffusion k in shown.Kinds)
        {
            int[] lags = [.. FitWindow.LogSpaced(k.Msd.Length - 1).Concat(Enumerable.Range(1, Math.Min(50, k.Msd.Length - 1))).Distinct().Order()];
            plot.AddLine(k.Kind.Name, [.. lags.Select(l => l * dt)], [.. lags.Select(l => k.Msd[l])]);
        }

        foreach (KindDiffusion k in shown.Kinds.Where(k => k.Fit is not null))
        {
            double[] x = [k.Fit!.First * dt, Math.Sqrt((double)k.Fit.First * k.Fit.Last) * dt, k.Fit.Last * dt];
            plot.AddLine($"fit {k.Kind.Name}", x, [.. x.Select(t => k.Fit.Intercept + k.Fit.Slope * t)], dashed: true);
        }

        return [plot];
    }
}
