using System.Globalization;
using IonicMlff.Core.Frames;
using IonicMlff.Data.Sets;

namespace IonicMlff.Data.Census;

/// <summary>
/// Sign, unit and kinetic part of stresses: against −dE/dV where frames are a volume series of one parent; frame by frame against the
/// virial of the forces on molecules (<see cref="MolecularStress"/>); without forces against the stretch of the bonds (stretched bonds
/// pull, the pressure falls). The density tells nothing here.
/// </summary>
internal static class StressChecks
{
    private const double GPa = 160.2176634;        // per eV/Å³
    private const double LargestPressure = 0.6;    // eV/Å³, 100 GPa
    private const double KineticLeast = 0.1 / GPa; // eV/Å³; series agree within 0.04 GPa
    private const double WrongSign = 0.6;

    public static IEnumerable<Finding> Find(LabelledFrame[] all, FrameBonds bonds)
    {
        LabelledFrame[] labelled = [.. all.Where(f => f.Stress is { } s && s.All(double.IsFinite) && s.Any(x => x != 0) && f.Frame.Cell.IsFullyPeriodic)];
        LabelledFrame[] huge = [.. labelled.Where(f => Math.Abs(Pressure(f)) > LargestPressure)];
        if (huge.Length > 0)
        {
            yield return Finding.About("stress-unit", true, string.Create(CultureInfo.InvariantCulture, $"{huge.Length} frames have pressures up to {huge.Max(f => Math.Abs(Pressure(f))):0.0} eV/Å³ ({huge.Max(f => Math.Abs(Pressure(f))) * GPa:0} GPa). ")
                + "Stress is expected in eV/Å³: divide GPa by 160.218, kbar by 1602.18.", huge);
            yield break;
        }

        Finding[] series = [.. VolumeSeries(labelled)];
        foreach (Finding f in series)
            yield return f;
        if (series.Length > 0)
            yield break;
        Finding[] molecular = [.. MolecularStress.Find(bonds.Of(labelled))];
        foreach (Finding f in molecular)
            yield return f;
        if (molecular.Length > 0)
            yield break;
        foreach (LabelledFrame[] like in EnergyChecks.Alike(labelled))
        {
            BondStretch[] stretched = [.. bonds.Of(like).Where(s => !s.Overlaps)];
            Dictionary<(int, int), double> means = BondStretch.Means(stretched);
            (LabelledFrame Frame, double Stretch)[] points = [.. stretched.Select(s => (s.Frame, s.PerVolume(means))).Where(p => p.Item2 is not null).Select(p => (p.Frame, p.Item2!.Value))];
            if (points.Length < 6)
                continue;
            double correlation = BondStretch.Correlation([.. points.Select(p => p.Stretch)], [.. points.Select(p => Pressure(p.Frame))]);
            if (correlation > WrongSign)
            {
                yield return Finding.About("stress-sign", true, string.Create(CultureInfo.InvariantCulture, $"the pressure rises when bonds are stretched (correlation {correlation:+0.00}): the stress has the sign of a pressure. ")
                    + "Positive stress must mean tension (ASE); CP2K and VASP print the opposite sign.", points.Select(p => p.Frame));
            }
        }
    }

    // P = −dE/dV by central differences within each parent.
    private static IEnumerable<Finding> VolumeSeries(LabelledFrame[] labelled)
    {
        var pairs = new List<(LabelledFrame Frame, double Expected, double Met)>();
        foreach (IGrouping<string, LabelledFrame> parent in labelled.Where(IsOfSeries).GroupBy(f => f.Frame.Values["parent"].AsText()!))
        {
            LabelledFrame[] sorted = [.. parent.Where(f => f.Energy is not null).OrderBy(f => f.Frame.Cell.Volume)];
            for (int k = 1; k + 1 < sorted.Length; k++)
            {
                double dv = sorted[k + 1].Frame.Cell.Volume - sorted[k - 1].Frame.Cell.Volume, mean = sorted[k].Frame.Cell.Volume;
                if (dv > 1e-6 * mean && dv < 0.1 * mean)
                    pairs.Add((sorted[k], -(sorted[k + 1].Energy!.Value - sorted[k - 1].Energy!.Value) / dv, Pressure(sorted[k])));
            }
        }

        if (pairs.Count < 2)
            yield break;
        double same = pairs.Sum(p => Math.Abs(p.Met - p.Expected)), opposite = pairs.Sum(p => Math.Abs(p.Met + p.Expected)), size = pairs.Sum(p => Math.Abs(p.Expected));
        double offset = pairs.Average(p => p.Met - p.Expected);
        if (opposite < 0.2 * size && same > size)
        {
            yield return Finding.About("stress-sign", true, "the pressures are those of −dE/dV of the volume series with the opposite sign. Positive stress must mean tension (ASE); CP2K and VASP print the opposite sign.", pairs.Select(p => p.Frame));
        }
        else if (offset > KineticLeast && pairs.Sum(p => Math.Abs(p.Met - p.Expected - offset)) < 0.5 * same)
        {
            yield return Finding.About("kinetic-in-stress", true, string.Create(CultureInfo.InvariantCulture, $"the pressures exceed −dE/dV of the volume series by {offset * GPa:0.00} GPa throughout: the kinetic part N·k·T/V is in the stress. ")
                + "Models learn the potential part only: use the stress of the electronic-structure output, not that of the molecular dynamics.", pairs.Select(p => p.Frame));
        }
    }

    private static bool IsOfSeries(LabelledFrame f) => f.Frame.Values.TryGetValue("parent", out PropertyArray? parent) && parent.AsText() is not null
        && (!f.Frame.Values.TryGetValue("strain_kind", out PropertyArray? kind) ? false : kind.AsText() == "volume");

    private static double Pressure(LabelledFrame f) => -(f.Stress![0] + f.Stress[4] + f.Stress[8]) / 3;
}
