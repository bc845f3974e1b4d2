using System.Globalization;
using IonicMlff.Analysis.Runs;
using IonicMlff.Core.Trajectories;

namespace IonicMlff.Analysis.Diffusion;

/// <summary>What a reader of diffusion coefficients must know.</summary>
internal static class MsdRemarks
{
    private const double Notable = 0.05; // of D, between schemes
    private const double Reliable = 0.5; // of the run, last lag

    public static IReadOnlyList<string> Of(IReadOnlyList<MsdSchemeResult> results, MsdOptions options, RunSummary run, TrajectoryFault? tooSparse)
    {
        MsdSchemeResult main = results[0];
        var remarks = new List<string>();
        if (tooSparse is not null)
            remarks.Add($"Only image counts were used: {tooSparse.Text}");
        if (run.FrameInterval is null)
            remarks.Add("The time between frames is not known, so there is no D: give --timestep FS (MD time step) or --interval PS.");
        else if (options.Fit is { } window && main.Shown.Kinds.Any(k => k.Fit is null))
            remarks.Add(string.Create(CultureInfo.InvariantCulture, $"--fit {window.From}:{window.To} holds fewer than two lags of this run (frames {run.FrameInterval:G6} ps apart, {run.Frames} of them); there is no D."));
        if (main.Drift.IsSignificant)
        {
            remarks.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"The whole system drifts by {main.Drift.Length:F2} Å during the run (by chance: {main.Drift.Expected:F2} Å); this was taken off. Zero the momentum before the next run (LAMMPS: velocity all zero linear, fix momentum)."));
        }

        string[] slow = [.. main.Shown.Kinds.Where(k => k.Fit is { IsDiffusive: false }).Select(k => string.Create(CultureInfo.InvariantCulture, $"{k.Kind.Name} ({k.Fit!.LogLogSlope:F2})"))];
        if (slow.Length > 0)
            remarks.Add($"Not diffusive in the fit window (log-log slope, expected 1 ± {LinearFit.Tolerance}): {string.Join(", ", slow)}. These D are no diffusion coefficients yet; run longer or choose another --fit.");
        if (main.Shown.Kinds.Any(k => k.Fit is { } f && f.Last > Reliable * run.Frames))
            remarks.Add("The fit reaches lags longer than half of the run, where few independent origins are left.");
        if (main.Shown.Collective is not null && run.System.Temperature is null && run.FrameInterval is not null)
            remarks.Add("Conductivity needs --temperature K.");
        if (options.Viscosity is not null && run.System.Temperature is null)
            remarks.Add("The correction for finite size needs --temperature K.");
        AddDisagreement(results, remarks);
        return remarks;
    }

    private static void AddDisagreement(IReadOnlyList<MsdSchemeResult> results, List<string> remarks)
    {
        if (results.Count < 2 || results[0].Scheme != UnwrapScheme.Tor || results[1].Scheme != UnwrapScheme.Heuristic)
            return;
        foreach ((KindDiffusion tor, KindDiffusion other) in results[0].Shown.Kinds.Zip(results[1].WithoutDrift.Kinds))
        {
            double reference = results[0].WithoutDrift.Kinds.First(k => k.Kind == tor.Kind).D;
            if (Math.Abs(other.D / reference - 1) > Notable)
            {
                remarks.Add(string.Create(
                    CultureInfo.InvariantCulture,
                    $"The schemes of unwrapping differ for {tor.Kind.Name} by {100 * Math.Abs(other.D / reference - 1):F0} % (tor against heuristic): the cell breathes. tor is the one to use."));
            }
        }
    }
}
