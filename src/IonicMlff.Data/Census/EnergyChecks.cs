using System.Globalization;
using IonicMlff.Data.Sets;

namespace IonicMlff.Data.Census;

/// <summary>Energies in a wrong unit, of several kinds, or far from those of like frames.</summary>
internal static class EnergyChecks
{
    // Binding energies per atom of condensed matter lie well inside (GFN1-xTB ionic liquids: -6 eV).
    private const double Lowest = -20, Highest = 5;
    private const double FewestFrames = 6, LargestGap = 3, OutlierDeviations = 12, LeastOutlier = 0.02; // eV per atom

    public static IEnumerable<Finding> Find(LabelledFrame[] all, CensusRequest request)
    {
        LabelledFrame[] labelled = [.. all.Where(f => f.Energy is { } e && double.IsFinite(e) && f.Count > 1)];
        if (request.AtomicEnergies is { } atoms)
        {
            (LabelledFrame Frame, double Energy)[] off = [.. labelled.Where(f => f.Frame.AtomicNumbers.All(atoms.ContainsKey))
                .Select(f => (f, (f.Energy!.Value - f.Frame.AtomicNumbers.Sum(z => atoms[z])) / f.Count)).Where(p => p.Item2 is < Lowest or > Highest)];
            if (off.Length > 0)
            {
                yield return Finding.About("energy-unit", true, string.Create(CultureInfo.InvariantCulture, $"{off.Length} frames have energies of {off[0].Energy:0.0} eV per atom beyond the isolated atoms; expected {Lowest} to {Highest}. ")
                    + "Are the energies in eV (1 hartree = 27.2114 eV), and are E0 of the same method?", off.Select(o => o.Frame));
            }
        }

        LabelledFrame[] free = [.. labelled.Where(f => FreeEnergy(f) == f.Energy)];
        if (free.Length > 0 && labelled.Any(f => FreeEnergy(f) is { } other && Math.Abs(other - f.Energy!.Value) > 1e-6))
        {
            yield return Finding.About("free-energy", true, $"in {free.Length} frames the energy is the free energy (with the entropy of smearing), in others it is not. Forces belong to the free energy: "
                + "use one of them throughout.", free);
        }

        foreach (LabelledFrame[] like in Alike(labelled))
        {
            if (Gap(like) is { } gap)
                yield return gap;
            else if (Outliers(like) is { } outliers)
                yield return outliers;
        }
    }

    /// <summary>Frames of equal composition, when there are enough to compare.</summary>
    internal static IEnumerable<LabelledFrame[]> Alike(IEnumerable<LabelledFrame> frames) =>
        frames.GroupBy(f => FrameReading.Composition(f.Frame)).Select(g => g.ToArray()).Where(g => g.Length >= FewestFrames);

    // Two groups of energies with nothing between them: two methods, or two calculations of different settings.
    private static Finding? Gap(LabelledFrame[] frames)
    {
        LabelledFrame[] sorted = [.. frames.OrderBy(PerAtom)];
        double[] e = Array.ConvertAll(sorted, PerAtom);
        int at = Enumerable.Range(1, e.Length - 1).MaxBy(k => e[k] - e[k - 1]);
        double gap = e[at] - e[at - 1], within = Math.Max(Math.Max(e[at - 1] - e[0], e[^1] - e[at]), 1e-3);
        int smaller = Math.Min(at, e.Length - at);
        if (smaller < 4 || gap < 1.2 * within)
            return null;
        return Finding.About("mixed-level", true, string.Create(CultureInfo.InvariantCulture, $"energies of {LabelName(frames[0])} fall into two groups of {at} and {e.Length - at} frames that are {1000 * gap:0} meV per atom apart, each only {1000 * within:0} wide: ")
            + "labels of two methods or settings? Train one of them.", at == smaller ? sorted[..at] : sorted[at..]);
    }

    private static Finding? Outliers(LabelledFrame[] frames)
    {
        double[] e = Array.ConvertAll(frames, PerAtom);
        double median = Median(e), spread = 1.4826 * Median(Array.ConvertAll(e, x => Math.Abs(x - median)));
        LabelledFrame[] far = [.. frames.Where((_, i) => Math.Abs(e[i] - median) > Math.Max(OutlierDeviations * spread, LeastOutlier) && Math.Abs(e[i] - median) > LargestGap * spread)];
        return far.Length == 0 ? null : Finding.About("energy-outlier", false, string.Create(CultureInfo.InvariantCulture,
            $"{far.Length} frames of {LabelName(frames[0])} have energies more than {Math.Max(OutlierDeviations * spread, LeastOutlier):g2} eV per atom from the median of their kind. Look at them."), far);
    }

    private static double? FreeEnergy(LabelledFrame f) => f.Frame.Values.TryGetValue("free_energy", out Core.Frames.PropertyArray? value) ? value.AsReal() : null;

    private static string LabelName(LabelledFrame frame) => FrameReading.Composition(frame.Frame);

    private static double PerAtom(LabelledFrame f) => f.Energy!.Value / f.Count;

    internal static double Median(double[] values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[sorted.Length / 2 - 1] + sorted[sorted.Length / 2]) / 2;
    }
}
