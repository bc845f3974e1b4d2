using System.Globalization;
using IonicMlff.Core.Errors;
using IonicMlff.Training.Statistics;

namespace IonicMlff.Training.Dpmd;

/// <summary>
/// Energy per atom of each type, eV, from frames: minimises Σ_f (Σ_t N_ft b_t − E_f)², of several solutions the one of smallest norm, so
/// that one composition gives energies proportional to its numbers of atoms. The same as DeePMD-kit's bias.
/// </summary>
/// <param name="Values">b, eV, one per type; 0 for a type that no frame has.</param>
/// <param name="ResidualDeviation">Standard deviation of E_f − Σ_t N_ft b_t, eV.</param>
/// <param name="Notes">What the user should know: sentences, empty when the frames determine every energy.</param>
public sealed record EnergyBias(double[] Values, double ResidualDeviation, IReadOnlyList<string> Notes)
{
    /// <summary>Fits the energies of the types.</summary>
    /// <param name="compositions">Atoms of each type, one array per frame.</param>
    /// <param name="energies">E, eV, one per frame.</param>
    /// <param name="types">Names of the types.</param>
    /// <param name="assigned">Energies that are given (<c>atom_ener</c>, isolated atoms), eV; null or a null entry: fitted.</param>
    /// <param name="threshold">Fraction of the largest singular value below which one is zero (<c>rcond</c>); null: rounding error.</param>
    /// <exception cref="IlmlffException">There are no frames, or an energy is not finite.</exception>
    public static EnergyBias Fit(
        IReadOnlyList<int[]> compositions, IReadOnlyList<double> energies, IReadOnlyList<string> types, IReadOnlyList<double?>? assigned = null,
        double? threshold = null)
    {
        if (compositions.Count == 0)
            throw IlmlffException.BadData("The energies of the atom types can't be fitted: there are no frames with an energy.");

        bool IsAssigned(int t) => assigned is not null && t < assigned.Count && assigned[t] is not null;
        var rest = new double[energies.Count];
        for (int f = 0; f < energies.Count; f++)
        {
            rest[f] = double.IsFinite(energies[f]) ? energies[f] : throw IlmlffException.BadData(string.Create(CultureInfo.InvariantCulture,
                $"The energies of the atom types can't be fitted: the energy of frame {f + 1} is {energies[f]}. Remove or repair the frame."));
            for (int t = 0; t < types.Count; t++)
                rest[f] -= IsAssigned(t) ? compositions[f][t] * assigned![t]!.Value : 0;
        }

        double[][] rows = [.. compositions.Select(c => c.Select((n, t) => IsAssigned(t) ? 0.0 : n).ToArray())];
        LeastSquares fit = LeastSquares.Solve(rows, rest, threshold);
        double[] values = [.. fit.Solution.Select((b, t) => IsAssigned(t) ? assigned![t]!.Value : b)];
        return new(values, DeviationOf(compositions, energies, values), Explain(rows, types, fit, IsAssigned));
    }

    private static double DeviationOf(IReadOnlyList<int[]> compositions, IReadOnlyList<double> energies, double[] values)
    {
        double[] residual = [.. compositions.Select((c, f) => energies[f] - c.Zip(values, (n, b) => n * b).Sum())];
        double mean = residual.Average();
        return Math.Sqrt(residual.Average(r => (r - mean) * (r - mean)));
    }

    private static List<string> Explain(double[][] rows, IReadOnlyList<string> types, LeastSquares fit, Func<int, bool> isAssigned)
    {
        var notes = new List<string>();
        string[] absent = [.. types.Where((_, t) => !isAssigned(t) && rows.All(r => r[t] == 0))];
        if (absent.Length > 0)
            notes.Add($"No frame has an atom of {string.Join(", ", absent)}; the energy per atom of such a type is set to 0.");

        int fitted = types.Count - absent.Length - Enumerable.Range(0, types.Count).Count(isAssigned);
        if (fit.Rank < fitted)
        {
            notes.Add($"The compositions of the frames determine {fit.Rank} of {fitted} energies per atom"
                + (fit.Rank == 1 ? " (all frames have the same proportions of the elements)" : "")
                + "; the solution of smallest norm is taken. Total energies are right for these compositions only: give energies of isolated atoms when others are wanted.");
        }

        return notes;
    }
}
