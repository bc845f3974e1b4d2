using IonicMlff.Core.Elements;
using IonicMlff.Core.Errors;

namespace IonicMlff.Core.Frames;

/// <summary>The atom lines of a frame.</summary>
internal static class AtomLines
{
    /// <summary>The columns the elements are read from: symbols before atomic numbers.</summary>
    public static ColumnValues? ElementColumn(List<ColumnValues> columns) =>
        columns.Find(c => ColumnLayout.IsSymbol(c.Group.Name)) ?? columns.Find(c => ColumnLayout.IsNumber(c.Group.Name));

    /// <summary>Reads <paramref name="count"/> lines into the columns; returns the atomic numbers.</summary>
    public static int[] Read(LineReader lines, long first, long count, List<ColumnValues> columns, bool isPlain)
    {
        ColumnValues? elementColumn = ElementColumn(columns);
        var elements = new List<int>((int)Math.Min(count, 1 << 12));
        for (long atom = 0; atom < count; atom++)
        {
            if (!lines.TryRead(out ReadOnlySpan<char> line))
            {
                throw lines.Error(lines.LineNumber + 1, $"the file ends after {atom} of {count} atoms of the frame that begins "
                    + $"in line {first}. "
                    + "Is it truncated, or the number of atoms too large?");
            }

            ReadOnlySpan<char> rest = line;
            foreach (ColumnValues column in columns)
            {
                for (int k = 0; k < column.Group.Width; k++)
                {
                    ReadOnlySpan<char> word = NextWord(ref rest);
                    string? problem = word.Length == 0
                        ? "the line is too short"
                        : Add(word, column, column == elementColumn ? elements : null);
                    if (problem is not null)
                        throw Error(lines, line, atom, count, first, columns, problem);
                }
            }

            ReadOnlySpan<char> extra = NextWord(ref rest);
            if (extra.Length > 0 && !isPlain)
                throw lines.Error(lines.LineNumber, $"atom {atom + 1} has more columns than Properties declares; first of them: "
                    + $"'{Quote.Short(extra)}'.");
        }

        return [.. elements];
    }

    private static ReadOnlySpan<char> NextWord(ref ReadOnlySpan<char> text)
    {
        text = text.TrimStart();
        int end = 0;
        while (end < text.Length && !char.IsWhiteSpace(text[end]))
            end++;
        ReadOnlySpan<char> word = text[..end];
        text = text[end..];
        return word;
    }

    /// <summary>Adds a word to its column and, when given, to the elements; returns what is wrong with it.</summary>
    private static string? Add(ReadOnlySpan<char> word, ColumnValues column, List<int>? elements)
    {
        int z;
        if (elements is not null && ColumnLayout.IsSymbol(column.Group.Name))
        {
            if (!PeriodicTable.TryAtomicNumber(word, out z))
                return $"{PeriodicTable.Unknown(Quote.Short(word))}.";
            elements.Add(z);
            return null;
        }

        bool isPosition = ColumnLayout.IsPosition(column.Group.Name);
        if (!column.TryAdd(word) || (isPosition && !double.IsFinite(column.LastReal)))
        {
            string expected = isPosition ? "a finite number" : column.Expected;
            return $"column '{Quote.Short(column.Group.Name)}': expected {expected}, found '{Quote.Short(word)}'.";
        }

        if (elements is null)
            return null;
        if (column.LastInteger is < 1 or > PeriodicTable.Count)
            return $"{column.LastInteger} is not an atomic number; expected 1 to {PeriodicTable.Count}.";
        elements.Add((int)column.LastInteger);
        return null;
    }

    /// <summary>A line that is too short explains every other oddity in it, so that is said first.</summary>
    private static IlmlffException Error(
        LineReader lines, ReadOnlySpan<char> line, long atom, long count, long first, List<ColumnValues> columns, string problem)
    {
        long needed = columns.Sum(c => (long)c.Group.Width);
        int found = 0;
        for (ReadOnlySpan<char> rest = line; NextWord(ref rest).Length > 0;)
            found++;
        if (found >= needed)
            return lines.Error(lines.LineNumber, $"atom {atom + 1}: {problem}");
        string names = Quote.Short(string.Join(' ', columns.ConvertAll(c => c.Group.Text)));
        return lines.Error(lines.LineNumber, $"atom {atom + 1} of {count}: expected {needed} columns ({names}), found {found}: "
            + $"'{Quote.Short(line)}'. "
            + $"Is the number of atoms in line {first} too large, or the line damaged?");
    }
}
