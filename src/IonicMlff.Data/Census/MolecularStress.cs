using System.Globalization;
using IonicMlff.Data.Sets;

namespace IonicMlff.Data.Census;

/// <summary>
/// Sign and unit of each frame's stress by its own forces. Most of the anisotropic part of a molecular liquid's stress comes from forces on
/// atoms relative to the middle of their molecules, −Σ (r_i − R) ⊗ F_i / V, which needs no model. Over 350 frames of ionic liquids the
/// anisotropic parts have a cosine of 0.64 or more (median 0.98) and the same size; with the opposite sign −0.94 or less.
/// </summary>
internal static class MolecularStress
{
    private const double WrongSign = -0.5, Related = 0.8, LargestRatio = 10, Usual = -0.5;
    private const int FewestBonds = 8, FewestFrames = 3;

    public static IEnumerable<Finding> Find(BondStretch[] labelled)
    {
        Dictionary<(int, int), double> means = BondStretch.Means(labelled.Where(s => !s.Overlaps));
        // only where the forces are in order
        BondStretch[] usable = [.. labelled.Where(s => !s.Overlaps && s.BondCount >= FewestBonds && s.Molecules.AreFinite && s.ForceCorrelation(means) < Usual)];
        (LabelledFrame Frame, double Cosine, double Ratio)[] compared = [.. usable.Select(s => Compare(s)).Where(c => double.IsFinite(c.Cosine))];
        LabelledFrame[] wrong = [.. compared.Where(c => c.Cosine < WrongSign).Select(c => c.Frame)];
        if (wrong.Length > 0)
        {
            yield return Finding.About("stress-sign", true, $"in {wrong.Length} of {compared.Length} frames the stress has the sign of a pressure: its anisotropic part is opposite to that of the forces within molecules"
                + string.Create(CultureInfo.InvariantCulture, $" (cosine {EnergyChecks.Median([.. compared.Where(c => c.Cosine < WrongSign).Select(c => c.Cosine)]):0.00}). Positive stress must mean tension (ASE); CP2K and VASP print the opposite sign."), wrong);
        }

        double[] ratios = [.. compared.Where(c => Math.Abs(c.Cosine) > Related).Select(c => c.Ratio)];
        if (ratios.Length >= FewestFrames && EnergyChecks.Median(ratios) is var ratio && ratio is > LargestRatio or < 1 / LargestRatio)
        {
            yield return Finding.About("stress-unit", true, string.Create(CultureInfo.InvariantCulture, $"the stresses are {ratio:g3} times what the forces within molecules make of them. ")
                + "Stress is expected in eV/Å³: divide GPa by 160.218, kbar by 1602.18, a virial in eV by the volume.", []);
        }
    }

    private static (LabelledFrame Frame, double Cosine, double Ratio) Compare(BondStretch s)
    {
        double[] expected = Anisotropic(s.Molecules.Virial(s.Frame.Forces!)), met = Anisotropic(s.Frame.Stress!);
        double product = -expected.Zip(met, (a, b) => a * b).Sum(), size = Math.Sqrt(expected.Sum(x => x * x)), given = Math.Sqrt(met.Sum(x => x * x));
        return (s.Frame, product / (size * given), given * s.Frame.Frame.Cell.Volume / size);
    }

    private static double[] Anisotropic(double[] tensor)
    {
        double mean = (tensor[0] + tensor[4] + tensor[8]) / 3;
        return [.. tensor.Select((x, k) => k % 4 == 0 ? x - mean : x)];
    }
}
