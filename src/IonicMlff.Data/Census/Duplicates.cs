using IonicMlff.Data.Sets;

namespace IonicMlff.Data.Census;

/// <summary>
/// Frames that occur twice, also shifted or wrapped: equal composition and equal shortest distances (copies differ by less than 2e-4 Å,
/// consecutive steps of molecular dynamics by 0.025 Å).
/// </summary>
internal static class Duplicates
{
    private const double Equal = 5e-4; // Å

    public static IEnumerable<Finding> Find(IReadOnlyList<LabelledFrame> train, IReadOnlyList<LabelledFrame> valid, FrameBonds bonds)
    {
        BondStretch[] all = bonds.Of(train.Concat(valid));
        var position = new Dictionary<object, int>(ReferenceEqualityComparer.Instance);
        foreach (LabelledFrame f in train.Concat(valid))
            position[f] = position.Count;
        var twice = new List<LabelledFrame>();
        var leaks = new List<LabelledFrame>();
        foreach (IGrouping<string, BondStretch> like in all.GroupBy(s => FrameReading.Composition(s.Frame.Frame)))
        {
            // Copies stand close to one another when sorted by the sum of distances.
            (BondStretch Frame, double Sum)[] sorted = [.. like.Select(s => (s, s.Shortest.Sum())).OrderBy(s => s.Item2)];
            for (int a = 0; a < sorted.Length; a++)
            {
                double reach = sorted[a].Sum + Equal * Math.Max(1, sorted[a].Frame.Shortest.Length);
                for (int b = a + 1; b < sorted.Length && sorted[b].Sum <= reach; b++)
                {
                    if (!Same(sorted[a].Frame.Shortest, sorted[b].Frame.Shortest))
                        continue;
                    LabelledFrame[] pair = [.. new[] { sorted[a].Frame.Frame, sorted[b].Frame.Frame }.OrderBy(f => position[f])];
                    (position[pair[0]] < train.Count && position[pair[1]] >= train.Count ? leaks : twice).AddRange(pair);
                }
            }
        }

        if (leaks.Count > 0)
            yield return Finding.About("leak", true, $"{leaks.Count / 2} frames are both in the training and in the validation data (perhaps shifted or wrapped): the validation errors would be too good. Take them out of one.", leaks.Distinct());
        if (twice.Count > 0)
            yield return Finding.About("duplicate", false, $"{twice.Distinct().Count()} frames occur more than once. They count twice in the loss.", twice.Distinct());
    }

    private static bool Same(double[] a, double[] b)
    {
        if (a.Length != b.Length || a.Length == 0)
            return false;
        for (int i = 0; i < a.Length; i++)
        {
            if (Math.Abs(a[i] - b[i]) > Equal)
                return false;
        }

        return true;
    }
}
