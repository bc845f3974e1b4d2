using System.Globalization;
using IonicMlff.Core.Elements;
using IonicMlff.Core.Errors;
using IonicMlff.Models.ModelFiles;
using IonicMlff.Training.Configuration.Plan;
using IonicMlff.Training.Statistics;

namespace IonicMlff.Training.Energies;

/// <summary>Energies of isolated atoms (E0), eV, for every head.</summary>
/// <param name="ByHead">E0 by atomic number, one table per head.</param>
/// <param name="Origin">How they were found, for the model file.</param>
/// <param name="Notes">What the user should know: sentences.</param>
public sealed record AtomicEnergies(IReadOnlyList<IReadOnlyDictionary<int, double>> ByHead, string Origin, IReadOnlyList<string> Notes)
{
    /// <summary>E0 as a model holds them, [head, element].</summary>
    public double[,] Table(IReadOnlyList<int> atomicNumbers)
    {
        var table = new double[ByHead.Count, atomicNumbers.Count];
        for (int h = 0; h < ByHead.Count; h++)
        {
            for (int z = 0; z < atomicNumbers.Count; z++)
                table[h, z] = ByHead[h][atomicNumbers[z]];
        }

        return table;
    }

    /// <summary>Finds E0 as a plan says.</summary>
    /// <param name="plan">Rule.</param>
    /// <param name="frames">Training frames; their heads are indices.</param>
    /// <param name="isolatedAtoms">Frames of single atoms.</param>
    /// <param name="elements">Elements of the model.</param>
    /// <param name="headCount">Heads.</param>
    /// <param name="kept">A head whose energies are known; its table stays empty. -1: none.</param>
    /// <exception cref="IlmlffException">An energy is missing, implausible or contradictory.</exception>
    public static AtomicEnergies Find(
        EnergyOriginPlan plan, IReadOnlyList<LabelledFrame> frames, IReadOnlyList<LabelledFrame> isolatedAtoms, IReadOnlyList<int> elements, int headCount,
        int kept = -1)
    {
        var notes = new List<string>();
        EnergyOriginKind kind = plan.Kind;
        if (kind == EnergyOriginKind.IsolatedAtomsOrLeastSquares)
        {
            int[] missing = [.. elements.Except(isolatedAtoms.Select(f => f.Frame.AtomicNumbers[0]))];
            kind = missing.Length == 0 ? EnergyOriginKind.IsolatedAtoms : EnergyOriginKind.LeastSquares;
            if (missing.Length > 0 && isolatedAtoms.Count > 0)
                notes.Add($"There are isolated atoms, but none of {Names(missing)}: all E0 are fitted to the training energies instead.");
        }

        var byHead = new Dictionary<int, double>[headCount];
        for (int h = 0; h < headCount; h++)
        {
            byHead[h] = h == kept ? [] : kind switch
            {
                EnergyOriginKind.IsolatedAtoms => Isolated([.. isolatedAtoms.Where(f => f.Head == h || headCount == 1)], elements),
                EnergyOriginKind.LeastSquares => Fitted([.. frames.Where(f => f.Head == h)], elements, notes),
                EnergyOriginKind.Model => FromModel(plan.Model!, elements),
                _ => Given(plan.Given, elements),
            };
            Check(byHead[h], notes);
        }

        return new(byHead, OriginOf(kind, plan.Model), [.. notes.Distinct()]);
    }

    /// <summary>A rule in the words of the model file.</summary>
    internal static string OriginOf(EnergyOriginKind kind, string? model) => kind switch
    {
        EnergyOriginKind.IsolatedAtoms => "isolated atoms of the training data",
        EnergyOriginKind.LeastSquares => "least squares of the training energies",
        EnergyOriginKind.Model => $"model {Path.GetFileName(model)}",
        EnergyOriginKind.Estimated => "start model, corrected by least squares of the energies it misses",
        _ => "given",
    };

    private static Dictionary<int, double> Isolated(LabelledFrame[] atoms, IReadOnlyList<int> elements)
    {
        var energies = new Dictionary<int, double>();
        foreach (int z in elements)
        {
            LabelledFrame[] own = [.. atoms.Where(f => f.Frame.AtomicNumbers[0] == z)];
            if (own.Length == 0)
            {
                throw IlmlffException.BadData($"There is no isolated atom of {PeriodicTable.Symbol(z)} (a frame of one atom with config_type={LabelledFrame.IsolatedAtom}) in the training data. "
                    + "Add it, give its energy in 'e0s', or use 'e0s: average'.");
            }

            energies[z] = own.Average(f => f.Energy ?? throw IlmlffException.BadData($"{f.Frame.Origin}: the isolated atom has no energy."));
        }

        return energies;
    }

    private static Dictionary<int, double> Fitted(LabelledFrame[] frames, IReadOnlyList<int> elements, List<string> notes)
    {
        LabelledFrame[] labelled = [.. frames.Where(f => f.Energy is not null)];
        if (labelled.Length == 0)
            throw IlmlffException.BadData("E0 can't be fitted: no training frame has an energy. Give them in 'e0s'.");
        double[][] rows = [.. labelled.Select(f => elements.Select(z => (double)f.Frame.AtomicNumbers.Count(n => n == z)).ToArray())];
        var fit = LeastSquares.Solve(rows, [.. labelled.Select(f => f.Energy!.Value)]);
        if (fit.Rank < elements.Count)
        {
            notes.Add(string.Create(CultureInfo.InvariantCulture, $"The {labelled.Length} training energies determine {fit.Rank} of the {elements.Count} E0 ({Names(elements)}), as their compositions are multiples of one another or too few. ")
                + "The solution of smallest norm is taken: energies of configurations of these compositions are right, single E0 mean nothing. Give true ones in 'e0s' if the model is to compare compositions.");
        }

        return elements.Select((z, i) => (z, fit.Solution[i])).ToDictionary(p => p.z, p => p.Item2);
    }

    private static Dictionary<int, double> FromModel(string model, IReadOnlyList<int> elements)
    {
        ModelDescription description = ModelFile.Describe(model);
        int[] known = [.. description.Info.AtomicNumbers];
        int[] missing = [.. elements.Except(known)];
        return missing.Length == 0 ? elements.ToDictionary(z => z, z => description.IsolatedAtomEnergies[0, Array.IndexOf(known, z)])
            : throw IlmlffException.BadData($"{model} has no E0 of {Names(missing)}; its elements are {Names(known)}. Give them in 'e0s'.");
    }

    private static Dictionary<int, double> Given(IReadOnlyDictionary<string, double> given, IReadOnlyList<int> elements)
    {
        int[] missing = [.. elements.Where(z => !given.ContainsKey(PeriodicTable.Symbol(z)))];
        return missing.Length == 0 ? elements.ToDictionary(z => z, z => given[PeriodicTable.Symbol(z)])
            : throw IlmlffException.BadData($"'e0s' has no energy of {Names(missing)}; the training data hold {Names(elements)}.");
    }

    // The energy of an atom is negative, unless only valence or reference energies are meant, or the calculation went wrong.
    private static void Check(Dictionary<int, double> energies, List<string> notes)
    {
        foreach ((int z, double e) in energies)
        {
            if (!double.IsFinite(e))
                throw IlmlffException.BadData(string.Create(CultureInfo.InvariantCulture, $"E0 of {PeriodicTable.Symbol(z)} is {e}."));
            if (e > 1000)
                notes.Add(string.Create(CultureInfo.InvariantCulture, $"E0 of {PeriodicTable.Symbol(z)} is {e:g6} eV, positive and large: was the calculation of this atom all right?"));
        }
    }

    private static string Names(IEnumerable<int> elements) => string.Join(' ', elements.Select(PeriodicTable.Symbol));
}
