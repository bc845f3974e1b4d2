namespace IonicMlff.Core.Committees;

/// <summary>
/// Deviation of a committee's predictions as DP-GEN defines it (Zhang et al., Comput. Phys. Commun. 253, 107206 (2020)): standard
/// deviations over the K members, divided by K. With labels, the members' root mean square error takes its place, as of
/// <c>dp model-devi --real_error</c>: the label replaces the mean.
/// </summary>
public static class Deviation
{
    /// <summary>
    /// ε_i = √⟨|F_i − ⟨F_i⟩|²⟩, eV/Å; relative: ε_i/(|⟨F_i⟩| + level).
    /// </summary>
    /// <param name="forces">Forces of the members, eV/Å; member k begins at k·<paramref name="stride"/>.</param>
    /// <param name="members">K.</param>
    /// <param name="stride">Numbers from one member to the next.</param>
    /// <param name="level">Level of the relative deviation, eV/Å, or null for the absolute one.</param>
    /// <param name="deviations">One number per atom.</param>
    /// <param name="labels">True forces, eV/Å, that replace the mean; empty: the mean.</param>
    public static void Forces(
        ReadOnlySpan<double> forces, int members, int stride, double? level, Span<double> deviations, ReadOnlySpan<double> labels = default)
    {
        for (int i = 0; i < deviations.Length; i++)
        {
            double variance = 0, mean2 = 0;
            for (int x = 0; x < 3; x++)
            {
                (double mean, double spread) = Moments(forces[(3 * i + x)..], members, stride, labels.IsEmpty ? null : labels[3 * i + x]);
                variance += spread;
                mean2 += mean * mean;
            }

            deviations[i] = Math.Sqrt(variance) / (level is { } l ? Math.Sqrt(mean2) + l : 1);
        }
    }

    /// <summary>
    /// σ_ab = √⟨(v_ab − ⟨v_ab⟩)²⟩ of v = W/N, eV; relative: σ_ab/(|⟨v_ab⟩| + level).
    /// </summary>
    /// <param name="virials">Virials W of the members, eV, K × 9.</param>
    /// <param name="members">K.</param>
    /// <param name="atoms">N.</param>
    /// <param name="level">Level of the relative deviation, eV, or null for the absolute one.</param>
    /// <param name="deviations">Nine numbers.</param>
    /// <param name="labels">True virial, eV, that replaces the mean; empty: the mean.</param>
    public static void Virial(
        ReadOnlySpan<double> virials, int members, long atoms, double? level, Span<double> deviations, ReadOnlySpan<double> labels = default)
    {
        for (int ab = 0; ab < 9; ab++)
        {
            (double mean, double variance) = Moments(virials[ab..], members, 9, labels.IsEmpty ? null : labels[ab]);
            deviations[ab] = Math.Sqrt(variance) / atoms / (level is { } l ? Math.Abs(mean) / atoms + l : 1);
        }
    }

    /// <summary>Standard deviation of E/N, eV; with a label (true E, eV) the root mean square error.</summary>
    public static double Energy(ReadOnlySpan<double> energies, long atoms, double? label = null) =>
        Math.Sqrt(Moments(energies, energies.Length, 1, label).Variance) / atoms;

    // In two passes: the mean of squares minus the square of the mean cancels where the members agree.
    private static (double Mean, double Variance) Moments(ReadOnlySpan<double> values, int members, int stride, double? label)
    {
        double mean = label ?? 0, variance = 0;
        for (int k = 0; k < members && label is null; k++)
            mean += values[k * stride] / members;
        for (int k = 0; k < members; k++)
        {
            double d = values[k * stride] - mean;
            variance += d * d / members;
        }

        return (mean, variance);
    }
}
