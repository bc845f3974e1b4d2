using System.Globalization;
using IonicMlff.Core.Errors;
using IonicMlff.Core.Frames;
using IonicMlff.Training.Configuration.Plan;
using IonicMlff.Training.Randomness;

namespace IonicMlff.Training.DataSets;

/// <summary>Takes validation frames from the training frames.</summary>
public static class FrameSplit
{
    /// <summary>
    /// A random share of the frames, or of the groups of frames with equal values of a key (boxes, trajectories), at least one and
    /// at most all but one. Both parts keep the order of the frames.
    /// </summary>
    /// <exception cref="IlmlffException">There are fewer than two frames or groups, or a frame lacks the key.</exception>
    public static (FrameSet Train, FrameSet Valid) Random(IReadOnlyList<LabelledFrame> frames, SplitPlan split, long seed)
    {
        string[] groups = [.. frames.Select((f, i) => split.GroupKey is { } key ? GroupOf(f, key) : i.ToString(CultureInfo.InvariantCulture))];
        string[] names = [.. groups.Distinct(StringComparer.Ordinal)];
        if (names.Length < 2)
        {
            string what = split.GroupKey is { } key ? $"all training frames have the same '{key}'" : $"there {(frames.Count == 1 ? "is one training frame" : "are no training frames")}";
            throw IlmlffException.BadData($"The validation frames can't be taken from the training data: {what}. Give validation data, or train without.");
        }

        int taken = Math.Clamp((int)(split.Fraction * names.Length), 1, names.Length - 1);
        int[] order = new SeededGenerator(seed, "split").Permutation(names.Length);
        var valid = order.Take(taken).Select(i => names[i]).ToHashSet(StringComparer.Ordinal);
        return (Part(false), Part(true));

        FrameSet Part(bool isValid) => new(frames.Where((_, i) => valid.Contains(groups[i]) == isValid), keepIsolatedAtoms: true);
    }

    private static string GroupOf(LabelledFrame frame, string key) => frame.Frame.Values.TryGetValue(key, out PropertyArray? value) && (value.AsText() ?? value.AsReal()?.ToString("R", CultureInfo.InvariantCulture)) is { Length: > 0 } text ? text
        : throw IlmlffException.BadData($"{frame.Frame.Origin}: the frame has no '{Quote.Short(key)}', by which the frames are to be split. "
            + $"Its keys: {string.Join(", ", frame.Frame.Values.Keys.Take(20))}.");
}
