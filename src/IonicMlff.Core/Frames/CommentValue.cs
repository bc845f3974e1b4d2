using System.Buffers;

namespace IonicMlff.Core.Frames;

/// <summary>
/// Decides what a value of a comment line is, as ASE does: integers, else reals, else logicals (each one or several, separated by
/// white space or commas), else nested arrays ([[1, 2], [3, 4]] or _JSON [...]), else text.
/// </summary>
internal static class CommentValue
{
    private const string JsonPrefix = "_JSON ";
    private static readonly SearchValues<char> Separators = SearchValues.Create(" \t,\r\n\v\f");

    /// <summary>The value of an item.</summary>
    public static PropertyArray Parse(in CommentItem item)
    {
        // A unique id is a name, even when it looks like a number, and so is the comment of a plain XYZ file.
        if (item.Key.Equals("uid", StringComparison.OrdinalIgnoreCase) || item.Key == FrameHeader.PlainComment)
            return Text(item);
        (Array data, int count) = List(item.Value);
        if (count > 0)
            return PropertyArray.Read(data, count == 1 ? [] : [count], item.Written);

        ReadOnlySpan<char> nested = item.Delimiter == Delimiter.Brackets ? item.Written
            : item.Value.StartsWith(JsonPrefix, StringComparison.Ordinal) ? item.Value.AsSpan(JsonPrefix.Length)
            : item.Value;
        return NestedArray.TryParse(nested, out double[] reals, out int[] shape)
            ? PropertyArray.Read(reals, shape, item.Written)
            : Text(item);
    }

    private static PropertyArray Text(in CommentItem item) => PropertyArray.Read(
        new[] { item.Delimiter == Delimiter.Brackets ? item.Written : item.Value }, [], item.Written);

    /// <summary>All words integers, or all reals, or all logicals; count 0 when none of these.</summary>
    private static (Array Data, int Count) List(ReadOnlySpan<char> text)
    {
        List<long>? integers = [];
        List<double>? reals = [];
        List<bool>? logicals = [];
        while (NextWord(ref text, out ReadOnlySpan<char> word))
        {
            if (integers is not null && NumberText.TryInteger(word, out long integer))
                integers.Add(integer);
            else
                integers = null;
            if (reals is not null && NumberText.TryReal(word, out double real))
                reals.Add(real);
            else
                reals = null;
            if (logicals is not null && NumberText.TryLogical(word, out bool logical))
                logicals.Add(logical);
            else
                logicals = null;
            if (integers is null && reals is null && logicals is null)
                return (Array.Empty<string>(), 0);
        }

        return integers is { Count: > 0 } ? (integers.ToArray(), integers.Count)
            : reals is { Count: > 0 } ? (reals.ToArray(), reals.Count)
            : logicals is { Count: > 0 } ? (logicals.ToArray(), logicals.Count)
            : (Array.Empty<string>(), 0);
    }

    private static bool NextWord(ref ReadOnlySpan<char> text, out ReadOnlySpan<char> word)
    {
        int start = text.IndexOfAnyExcept(Separators);
        if (start < 0)
        {
            word = default;
            return false;
        }

        text = text[start..];
        int end = text.IndexOfAny(Separators);
        word = end < 0 ? text : text[..end];
        text = text[word.Length..];
        return true;
    }
}
