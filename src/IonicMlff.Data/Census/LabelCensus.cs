using IonicMlff.Core.Errors;
using IonicMlff.Data.Sets;

namespace IonicMlff.Data.Census;

/// <summary>Frames, atoms and labels of one kind of configuration in one set.</summary>
/// <param name="Set"><c>train</c> or <c>valid</c>.</param>
/// <param name="ConfigType">config_type; empty: none.</param>
/// <param name="Frames">Frames.</param>
/// <param name="Atoms">Atoms in all.</param>
/// <param name="Energies">Frames with an energy.</param>
/// <param name="Forces">Frames with forces.</param>
/// <param name="Stresses">Frames with a stress or virial.</param>
public sealed record CensusCount(string Set, string ConfigType, int Frames, long Atoms, int Energies, int Forces, int Stresses);

/// <summary>What is in labelled frames, counted and checked before the first step.</summary>
/// <param name="Counts">By set and config_type.</param>
/// <param name="AtomsByElement">Atoms of the training frames by atomic number.</param>
/// <param name="Findings">Errors first.</param>
public sealed record LabelCensus(IReadOnlyList<CensusCount> Counts, IReadOnlyDictionary<int, long> AtomsByElement, IReadOnlyList<Finding> Findings)
{
    /// <summary>Names of all findings there are.</summary>
    public static IReadOnlyList<string> Codes { get; } =
    [
        "no-labels", "missing-label", "nan-label", "zero-label", "unknown-element", "unseen-element", "mixed-level", "unconverged", "single-atom",
        "energy-unit", "energy-outlier", "free-energy", "force-outlier", "net-force", "force-sign", "forces-permuted", "overlap",
        "force-noise", "broken-molecule", "box-too-small", "stress-unit", "stress-sign", "kinetic-in-stress", "duplicate", "leak",
    ];

    /// <summary>Counts and checks.</summary>
    /// <exception cref="IlmlffException">An accepted code does not exist.</exception>
    public static LabelCensus Of(IReadOnlyList<LabelledFrame> train, IReadOnlyList<LabelledFrame> valid, CensusRequest request)
    {
        foreach (string code in request.Accepted.Where(c => !Codes.Contains(c)))
            throw IlmlffException.Usage($"There is no finding '{Quote.Short(code)}' to accept; did you mean '{NearestWord.To(code, Codes)}'? Known: {string.Join(", ", Codes)}.");
        LabelledFrame[] all = [.. train, .. valid];
        var bonds = new FrameBonds(all);
        Finding[] forces = [.. ForceChecks.Find(all, bonds)];
        Finding[] found =
        [
            .. LabelChecks.Find(train, valid, request),
            .. ElementChecks.Find(train, valid, request),
            .. EnergyChecks.Find(all, request),
            .. forces,
            .. forces.Any(f => f.Code == "forces-permuted") ? [] : MoleculeChecks.Find(all, bonds), // atoms in a wrong order are no molecules
            .. BoxChecks.Find(all, request),
            .. StressChecks.Find(all, bonds),
            .. Duplicates.Find(train, valid, bonds),
        ];
        return new(
            [.. Count("train", train), .. Count("valid", valid)],
            train.SelectMany(f => f.Frame.AtomicNumbers).CountBy(z => z).OrderBy(c => c.Key).ToDictionary(c => c.Key, c => (long)c.Value),
            [.. found.Select(f => request.Accepted.Contains(f.Code) ? f with { IsError = false } : f).OrderByDescending(f => f.IsError)]);
    }

    /// <summary>Ends with the errors, if there are any.</summary>
    /// <exception cref="IlmlffException">There are.</exception>
    public void ThrowOnErrors()
    {
        Finding[] errors = [.. Findings.Where(f => f.IsError)];
        if (errors.Length > 0)
        {
            throw IlmlffException.BadData("The labelled frames can't be trained on as they are:\n" + string.Join('\n', errors.Select(e => "  " + e))
                + $"\nA finding that is known to be harmless can be accepted by its name: data: {{accept: [{string.Join(", ", errors.Select(e => e.Code).Distinct())}]}}, or --accept {string.Join(' ', errors.Select(e => e.Code).Distinct())}.");
        }
    }

    private static IEnumerable<CensusCount> Count(string set, IReadOnlyList<LabelledFrame> frames) => frames.GroupBy(f => f.ConfigType).OrderBy(g => g.Key, StringComparer.Ordinal)
        .Select(g => new CensusCount(set, g.Key, g.Count(), g.Sum(f => (long)f.Count), g.Count(f => f.Energy is not null), g.Count(f => f.Forces is not null), g.Count(f => f.Virial is not null)));
}
