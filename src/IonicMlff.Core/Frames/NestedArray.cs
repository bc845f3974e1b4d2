namespace IonicMlff.Core.Frames;

/// <summary>Rectangular nested arrays of numbers, [[1, 2], [3, 4]]; commas or white space between elements.</summary>
internal static class NestedArray
{
    private const int Deepest = 8;

    /// <summary>Reads the numbers row by row and the length of each dimension; false for anything else.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out double[] values, out int[] shape)
    {
        var numbers = new List<double>();
        var lengths = new List<int>();
        text = text.Trim();
        bool good = Read(ref text, 0, numbers, lengths) && text.Trim().Length == 0;
        values = good ? [.. numbers] : [];
        shape = good ? [.. lengths] : [];
        return good;
    }

    private static bool Read(ref ReadOnlySpan<char> text, int depth, List<double> numbers, List<int> lengths)
    {
        if (depth == Deepest || text.Length == 0 || text[0] != '[')
            return false;
        text = text[1..];
        if (lengths.Count == depth)
            lengths.Add(-1);
        bool leaf = lengths.Count == depth + 1;
        for (int count = 0; ; count++)
        {
            text = text.TrimStart();
            if (count > 0 && text.Length > 0 && text[0] == ',')
                text = text[1..].TrimStart();
            if (text.Length == 0)
                return false;
            if (text[0] == ']')
            {
                text = text[1..];
                if (lengths[depth] >= 0 && lengths[depth] != count)
                    return false;
                lengths[depth] = count;
                return count > 0;
            }

            if (text[0] == '[')
            {
                // The first element decides whether this level holds numbers or arrays.
                if ((leaf && (count > 0 || lengths[depth] >= 0)) || !Read(ref text, depth + 1, numbers, lengths))
                    return false;
                leaf = false;
                continue;
            }

            int end = text.IndexOfAny(" ,]\t");
            if (end < 0 || (!leaf && count > 0) || lengths.Count != depth + 1
                || !NumberText.TryReal(text[..end], out double number))
            {
                return false;
            }

            numbers.Add(number);
            text = text[end..];
        }
    }
}
