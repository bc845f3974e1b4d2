using System.Globalization;
using IonicMlff.Core.Elements;
using IonicMlff.Core.Errors;
using IonicMlff.Core.Potentials;

namespace IonicMlff.Core.Authoring;

/// <summary>What the base classes declare for their potentials, and which options they accept.</summary>
internal static class Declaration
{
    private const string Backend = "simd";

    public static PotentialInfo Of(string name, IReadOnlyList<string> elements, double cutoff, string? summary)
    {
        if (!(cutoff > 0) || !double.IsFinite(cutoff))
            throw IlmlffException.Usage(string.Create(CultureInfo.InvariantCulture, $"{name}: the cutoff is {cutoff} Å; a positive number is expected."));
        if (elements.Count == 0)
            throw IlmlffException.Usage($"{name}: no elements are declared; at least one is needed.");
        if (elements.GroupBy(e => e).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw IlmlffException.Usage($"{name}: the element {Quote.Short(twice.Key)} is declared twice.");
        return new PotentialInfo
        {
            Architecture = name,
            AtomicNumbers = [.. elements.Select(e => NumberOf(e, name))],
            Cutoff = cutoff,
            Backends = [Backend],
            Summary = summary ?? string.Create(CultureInfo.InvariantCulture, $"{name}, cutoff {cutoff} Å"),
        };
    }

    /// <summary>These potentials have one back end, computing in double.</summary>
    public static void CheckOptions(PotentialInfo info, EvaluatorOptions options)
    {
        string name = info.Architecture;
        if (options.Threads < 1)
            throw IlmlffException.Usage($"threads {options.Threads}: at least 1 is needed.");
        if (options.Backend.ToLowerInvariant() is not ("auto" or Backend))
            throw IlmlffException.Usage($"{name} has no back end '{options.Backend}'; leave the option out.");
        if (options.Precision != Precision.Double)
            throw IlmlffException.Usage($"{name} computes in double; use precision 'double'.");
        if (options.Head is { } head && head != info.Heads[0])
            throw IlmlffException.Usage($"{name} has no heads; leave the option head out.");
        if (options.Skin is { } skin && !(skin >= 0 && double.IsFinite(skin)))
            throw IlmlffException.Usage(string.Create(CultureInfo.InvariantCulture, $"skin {skin}: a length of 0 Å or more is needed."));
        if (options.TotalCharge is not null || options.TotalSpin is not null || options.FrameParameters is not null || options.AtomParameters is not null)
            throw IlmlffException.Usage($"{name} takes neither a total charge or spin nor frame or atom parameters; leave the option out.");
    }

    private static int NumberOf(string symbol, string name) => PeriodicTable.TryAtomicNumber(symbol, out int z) ? z
        : throw IlmlffException.Usage($"{name}: '{Quote.Short(symbol)}' is not an element symbol.");
}
