using System.Globalization;
using IonicMlff.Data.Sets;

namespace IonicMlff.Data.Census;

/// <summary>Forces that are too large, do not add up to zero, push where they should pull, or belong to other atoms.</summary>
internal static class ForceChecks
{
    private const double LargestForce = 50, LargestNetForce = 2e-3; // eV/Å, per atom
    // Good frames correlate to -0.76 or better (hot liquids and strained boxes included), those of a set within some 0.03 of one another.
    private const double WrongSign = 0.5, Unrelated = -0.7, Usual = -0.8, LeastDistance = 0.12, Deviations = 6, Louder = 1.25;

    public static IEnumerable<Finding> Find(LabelledFrame[] all, FrameBonds bonds)
    {
        LabelledFrame[] labelled = [.. all.Where(f => f.Forces is { } x && x.All(double.IsFinite) && f.Count > 1)];
        LabelledFrame[] large = [.. labelled.Where(f => f.Forces!.Max(Math.Abs) > LargestForce)];
        if (large.Length > 0)
        {
            yield return Finding.About("force-outlier", false, string.Create(CultureInfo.InvariantCulture,
                $"{large.Length} frames have forces above {LargestForce} eV/Å (largest {large.Max(f => f.Forces!.Max(Math.Abs)):0} eV/Å). They dominate the loss: look at them."), large);
        }

        LabelledFrame[] drifting = [.. labelled.Where(f => NetForce(f) > LargestNetForce)];
        if (drifting.Length > 0)
        {
            yield return Finding.About("net-force", true, string.Create(CultureInfo.InvariantCulture, $"the forces of {drifting.Length} frames do not add up to 0 (up to {1000 * drifting.Max(NetForce):0} meV/Å per atom). ")
                + "The calculation's grid is too coarse, or atoms are missing; no model can learn such forces.", drifting);
        }

        BondStretch[] stretched = bonds.Of(labelled);
        LabelledFrame[] overlapping = [.. stretched.Where(s => s.Overlaps).Select(s => s.Frame)];
        if (overlapping.Length > 0)
            yield return Finding.About("overlap", true, $"{overlapping.Length} frames have atoms nearer than 0.6 times a covalent bond. Are the positions in Å, and the cell right?", overlapping);

        Dictionary<(int, int), double> means = BondStretch.Means(stretched.Where(s => !s.Overlaps));
        (LabelledFrame Frame, double Correlation)[] along = [.. stretched.Where(s => !s.Overlaps).Select(s => (s.Frame, s.ForceCorrelation(means)))
            .Where(p => p.Item2 is not null).Select(p => (p.Frame, p.Item2!.Value))];
        if (along.Length == 0)
            yield break;
        double median = EnergyChecks.Median([.. along.Select(a => a.Correlation)]);
        if (median > WrongSign)
        {
            yield return Finding.About("force-sign", true, string.Create(CultureInfo.InvariantCulture,
                $"forces along bonds rise with the stretch of the bonds (correlation {median:+0.00}): these are gradients. Forces are their negatives."), along.Select(a => a.Frame));
            yield break;
        }

        double spread = 1.4826 * EnergyChecks.Median([.. along.Select(a => Math.Abs(a.Correlation - median))]);
        double limit = Math.Max(Unrelated, median + Math.Max(LeastDistance, Deviations * spread));
        LabelledFrame[] apart = [.. along.Where(a => a.Correlation > limit && median < Usual).Select(a => a.Frame)];
        LabelledFrame[] noisy = [.. apart.Where(f => Rms(f) > Louder * EnergyChecks.Median([.. labelled.Select(Rms)]))];
        if (noisy.Length > 0)
        {
            yield return Finding.About("force-noise", true, string.Create(CultureInfo.InvariantCulture, $"in {noisy.Length} frames the forces are larger than in the others (rms {Rms(noisy[0]):0.00} eV/Å, median {EnergyChecks.Median([.. labelled.Select(Rms)]):0.00}) and ")
                + string.Create(CultureInfo.InvariantCulture, $"follow the stretch of the bonds less (correlation {along.First(a => a.Frame == noisy[0]).Correlation:0.00}, median {median:0.00}): noise. Did the calculation converge?"), noisy);
        }

        LabelledFrame[] unrelated = [.. apart.Except(noisy)];
        if (unrelated.Length > 0)
        {
            yield return Finding.About("forces-permuted", true, string.Create(CultureInfo.InvariantCulture,
                $"in {unrelated.Length} frames the forces do not follow the stretch of the bonds as in the others (median correlation {median:0.00}). Is the order of the atoms that of the labels?"), unrelated);
        }
    }

    private static double Rms(LabelledFrame frame) => Math.Sqrt(frame.Forces!.Average(x => x * x));

    private static double NetForce(LabelledFrame frame)
    {
        double x = 0, y = 0, z = 0;
        for (int i = 0; i < frame.Count; i++)
            (x, y, z) = (x + frame.Forces![3 * i], y + frame.Forces[3 * i + 1], z + frame.Forces[3 * i + 2]);
        return Math.Sqrt(x * x + y * y + z * z) / frame.Count;
    }
}
