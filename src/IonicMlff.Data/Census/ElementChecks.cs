using IonicMlff.Core.Elements;
using IonicMlff.Data.Sets;

namespace IonicMlff.Data.Census;

/// <summary>Elements the model does not know or has not seen.</summary>
internal static class ElementChecks
{
    public static IEnumerable<Finding> Find(IReadOnlyList<LabelledFrame> train, IReadOnlyList<LabelledFrame> valid, CensusRequest request)
    {
        if (request.Elements is { } known && Foreign([.. train, .. valid], known) is { } unknown)
            yield return unknown("unknown-element", $"the model has only {Names(known)}. Add the elements to 'model.elements', or leave the frames out.");

        int[] seen = [.. train.SelectMany(f => f.Frame.AtomicNumbers).Distinct()];
        if (Foreign(valid, seen) is { } unseen)
            yield return unseen("unseen-element", $"the training frames have only {Names(seen)}, so nothing can be learnt about the others. Leave these validation frames out, or add training frames.");
    }

    private static Func<string, string, Finding>? Foreign(IReadOnlyList<LabelledFrame> frames, IReadOnlyCollection<int> known)
    {
        LabelledFrame[] with = [.. frames.Where(f => f.Frame.AtomicNumbers.Any(z => !known.Contains(z)))];
        int[] foreign = [.. with.SelectMany(f => f.Frame.AtomicNumbers).Distinct().Except(known)];
        return with.Length == 0 ? null : (code, rest) => Finding.About(code, true, $"{with.Length} frames have {Names(foreign)}, but {rest}", with);
    }

    private static string Names(IEnumerable<int> elements) => string.Join(' ', elements.Order().Select(PeriodicTable.Symbol));
}
