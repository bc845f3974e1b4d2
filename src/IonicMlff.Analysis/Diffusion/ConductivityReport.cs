using System.Globalization;
using IonicMlff.Analysis.Results;
using IonicMlff.Analysis.Runs;
using IonicMlff.Analysis.Statistics;
using IonicMlff.Reports.Figures;

namespace IonicMlff.Analysis.Diffusion;

/// <summary>What people are shown of the motion of charges: conductivity, Haven ratio, shares of the ions.</summary>
internal static class ConductivityReport
{
    /// <summary>The same numbers as diffusion, shown from the side of the charges.</summary>
    public static AnalysisResult Of(AnalysisResult msd, SchemeResult shown, RunSummary run)
    {
        ChargeTransport charges = shown.Collective!;
        return msd with
        {
            Name = "conductivity",
            Quantity = "conductivity from the displacement of charges",
            Lines = Lines(shown, charges, run),
            Tables = [Ions(shown, charges), .. msd.Tables],
            Figures = run.FrameInterval is double dt ? [Dipole(charges, dt), Shares(charges)] : [],
        };
    }

    private static List<(string, string)> Lines(SchemeResult shown, ChargeTransport charges, RunSummary run)
    {
        var lines = new List<(string, string)>();
        if (charges.Fit is not { } fit || run.FrameInterval is not double dt)
            return lines;
        lines.Add(("collective", string.Create(CultureInfo.InvariantCulture,
            $"{ErrorText.Of(charges.Einstein, charges.EinsteinError)} S/m from {fit.First * dt:G5} to {fit.Last * dt:G5} ps, log-log slope {fit.LogLogSlope:F2}{(fit.IsDiffusive ? "" : " (not diffusive)")}")));
        lines.Add(("Nernst-Einstein", charges.NernstEinstein.ToString("G4", CultureInfo.InvariantCulture) + " S/m"));
        lines.Add(("Haven ratio", charges.Haven.ToString("F3", CultureInfo.InvariantCulture)));
        foreach (KindDiffusion k in shown.Kinds.Where(k => k.Kind.Charge != 0))
        {
            double own = charges.Transference.First(s => s.Kind == k.Kind).Share, apparent = charges.Apparent.First(s => s.Kind == k.Kind).Share;
            lines.Add((k.Kind.Name, string.Create(CultureInfo.InvariantCulture, $"charge {k.Kind.Charge:+0;-0}, transference {own:F3}, from D {apparent:F3}; D = {ErrorText.Of(100 * k.D, 100 * k.Error)} 1e-10 m²/s")));
        }

        return lines;
    }

    private static ResultTable Ions(SchemeResult shown, ChargeTransport charges) => new(
        "ions",
        [new("kind", 0), new("charge", 0), new("count", 0), new("D_1e10_m2_s"), new("D_standard_error_1e10_m2_s"), new("transference_number"), new("transport_number_apparent")],
        shown.Kinds.Where(k => k.Kind.Charge != 0).Select(k => (double[])
            [k.Kind.Index, k.Kind.Charge, k.Count, 100 * k.D, 100 * k.Error, charges.Transference.First(s => s.Kind == k.Kind).Share, charges.Apparent.First(s => s.Kind == k.Kind).Share]));

    private static Plot Dipole(ChargeTransport charges, double dt)
    {
        var plot = new Plot("Mean square displacement of the charge dipole", new Axis("lag", "ps") { Scale = AxisScale.Logarithmic }, new Axis("MSD of Σ z u", "e²Å²") { Scale = AxisScale.Logarithmic }) { FileName = "charge-dipole" };
        int[] lags = [.. FitWindow.LogSpaced(charges.Msd.Length - 1)];
        plot.AddLine("Σ z u", [.. lags.Select(k => k * dt)], [.. lags.Select(k => charges.Msd[k])]);
        if (charges.Fit is { } fit)
        {
            double[] ends = [fit.First * dt, Math.Sqrt((double)fit.First * fit.Last) * dt, fit.Last * dt];
            plot.AddLine("fit", ends, [.. ends.Select(t => fit.Intercept + fit.Slope * t)], dashed: true);
        }

        return plot;
    }

    private static Plot Shares(ChargeTransport charges) =>
        new Plot("Shares of the ions in the conductivity", Axis.Of("ion", [.. charges.Transference.Select(s => s.Kind.Name)]), Axis.Number("share")) { FileName = "transference" }
            .Add(new BarSeries("collective", [.. charges.Transference.Select(s => double.IsFinite(s.Share) ? s.Share : 0)]))
            .Add(new BarSeries("Nernst–Einstein", [.. charges.Apparent.Select(s => double.IsFinite(s.Share) ? s.Share : 0)]));
}
