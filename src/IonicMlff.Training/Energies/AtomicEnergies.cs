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
    /// <param name="plan">Rule, or rules of the heads.</param>
    /// <param name="frames">Training frames; their heads are indices.</param>
    /// <param name="isolatedAtoms">Frames of single atoms.</param>
    /// <param name="elements">Elements of the model.</param>
    /// <param name="heads">Heads of the model.</param>
    /// <param name="kept">Heads whose energies are known; their tables stay empty. Null: none.</param>
    /// <exception cref="IlmlffException">An energy is missing, implausible or contradictory.</exception>
    public static AtomicEnergies Find(
        EnergyOriginPlan plan, IReadOnlyList<LabelledFrame> frames, IReadOnlyList<LabelledFrame> isolatedAtoms, IReadOnlyList<int> elements, IReadOnlyList<string> heads,
        IReadOnlyCollection<int>? kept = null)
    {
        var notes = new List<string>();
        var byHead = new Dictionary<int, double>[heads.Count];
        var origins = new string[heads.Count];
        for (int h = 0; h < heads.Count; h++)
        {
            EnergyOriginPlan rule = plan.Of(heads[h]);
            if (kept?.Contains(h) == true)
            {
                (byHead[h], origins[h]) = ([], OriginOf(rule.Kind, rule.Model));
                continue;
            }

            try
            {
                LabelledFrame[] own = [.. frames.Where(f => f.Head == h || heads.Count == 1)];
                LabelledFrame[] atoms = [.. isolatedAtoms.Where(f => f.Head == h || heads.Count == 1)];
                // a head need not know elements that its frames lack
                HashSet<int> needed = heads.Count == 1 ? [.. elements] : [.. own.SelectMany(f => f.Frame.AtomicNumbers)];
                (byHead[h], origins[h]) = OfHead(rule, own, atoms, elements, needed, notes);
            }
            catch (IlmlffException e) when (heads.Count > 1)
            {
                throw new IlmlffException(e.Kind, $"Head {heads[h]}: {e.Message}", e);
            }
        }

        bool isOne = origins.Distinct().Count() == 1;
        return new(byHead, isOne ? origins[0] : string.Join("; ", heads.Select((head, h) => $"{head}: {origins[h]}")), [.. notes.Distinct()]);
    }

    private static (Dictionary<int, double> Energies, string Origin) OfHead(
        EnergyOriginPlan plan, LabelledFrame[] frames, LabelledFrame[] isolatedAtoms, IReadOnlyList<int> elements, HashSet<int> needed, List<string> notes)
    {
        EnergyOriginKind kind = plan.Kind;
        if (kind == EnergyOriginKind.IsolatedAtomsOrLeastSquares)
        {
            int[] missing = [.. elements.Where(needed.Contains).Except(isolatedAtoms.Select(f => f.Frame.AtomicNumbers[0]))];
            kind = missing.Length == 0 ? EnergyOriginKind.IsolatedAtoms : EnergyOriginKind.LeastSquares;
            if (missing.Length > 0 && isolatedAtoms.Length > 0)
                notes.Add($"There are isolated atoms, but none of {Names(missing)}: all E0 are fitted to the training energies instead.");
        }

        Dictionary<int, double> energies = kind switch
        {
            EnergyOriginKind.IsolatedAtoms => Isolated(isolatedAtoms, elements, needed),
            EnergyOriginKind.LeastSquares => Fitted(frames, elements, notes),
            EnergyOriginKind.Model => FromModel(plan.Model!, elements, needed),
            _ => Given(plan.Given, elements, needed),
        };
        Check(energies, notes);
        return (energies, OriginOf(kind, plan.Model));
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

    private static Dictionary<int, double> Isolated(LabelledFrame[] atoms, IReadOnlyList<int> elements, HashSet<int> needed)
    {
        var energies = new Dictionary<int, double>();
        foreach (int z in elements)
        {
            LabelledFrame[] own = [.. atoms.Where(f => f.Frame.AtomicNumbers[0] == z)];
            if (own.Length == 0)
            {
                energies[z] = 0;
                if (!needed.Contains(z))
                    continue;
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

    private static Dictionary<int, double> FromModel(string model, IReadOnlyList<int> elements, HashSet<int> needed)
    {
        ModelDescription description = ModelFile.Describe(model);
        int[] known = [.. description.Info.AtomicNumbers];
        int[] missing = [.. elements.Where(needed.Contains).Except(known)];
        return missing.Length == 0 ? elements.ToDictionary(z => z, z => Array.IndexOf(known, z) is >= 0 and var i ? description.IsolatedAtomEnergies[0, i] : 0)
            : throw IlmlffException.BadData($"{model} has no E0 of {Names(missing)}; its elements are {Names(known)}. Give them in 'e0s'.");
    }

    private static Dictionary<int, double> Given(IReadOnlyDictionary<string, double> given, IReadOnlyList<int> elements, HashSet<int> needed)
    {
        int[] missing = [.. elements.Where(z => needed.Contains(z) && !given.ContainsKey(PeriodicTable.Symbol(z)))];
        return missing.Length == 0 ? elements.ToDictionary(z => z, z => given.GetValueOrDefault(PeriodicTable.Symbol(z)))
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
