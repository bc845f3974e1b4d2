using IonicMlff.Core.Errors;
using IonicMlff.Core.Geometry;

namespace IonicMlff.Core.Frames;

/// <summary>What the comment line of a frame says: cell, periodicity, columns, and values of the whole frame.</summary>
internal sealed class FrameHeader
{
    /// <summary>Name under which the comment of a plain XYZ frame is kept.</summary>
    public const string PlainComment = "comment";

    private static readonly string[] Reserved = ["Lattice", "Properties", "pbc"];

    private PropertyArray? _lattice, _pbc;
    private string? _properties;

    public Cell Cell { get; private set; }

    public List<ColumnGroup> Columns { get; private set; } = [];

    public OrderedDictionary<string, PropertyArray> Values { get; } = new(StringComparer.Ordinal);

    /// <summary>Names that have a meaning of their own and can't be used for other values (case does not count).</summary>
    public static bool IsReserved(string key) => Reserved.Contains(key, StringComparer.OrdinalIgnoreCase);

    /// <summary>No Properties: plain XYZ, in which atom lines may have further columns that nobody declared.</summary>
    public bool IsPlain => _properties is null;

    /// <summary>Reads a comment line; errors carry its file and number.</summary>
    public static FrameHeader Parse(ReadOnlySpan<char> line, LineReader lines)
    {
        var header = new FrameHeader();
        string? problem = line.Contains('=') ? header.ReadItems(line) : line.IsWhiteSpace() ? null : "no key=value";
        if (problem is not null && IsExtended(line))
            throw lines.Error(lines.LineNumber, $"{problem}.");
        if (problem is not null)
            header.KeepAsText(line);

        header.Cell = header.MakeCell(lines);
        header.Columns = ColumnLayout.Parse(header._properties ?? ColumnLayout.Default, out problem)
            ?? throw lines.Error(lines.LineNumber, $"{problem}.");
        return header;
    }

    /// <summary>Does the line mean to be extended XYZ? If not, any prose is a good comment.</summary>
    private static bool IsExtended(ReadOnlySpan<char> line) =>
        line.Contains("Properties=", StringComparison.OrdinalIgnoreCase)
        || line.Contains("Lattice=", StringComparison.OrdinalIgnoreCase);

    private void KeepAsText(ReadOnlySpan<char> line)
    {
        (_lattice, _pbc, _properties) = (null, null, null);
        Values.Clear();
        string comment = line.Trim().ToString();
        Values.Add(PlainComment, PropertyArray.Of(comment));
    }

    private string? ReadItems(ReadOnlySpan<char> line)
    {
        var items = new CommentLine(line);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (items.TryRead(out CommentItem item))
        {
            if (item.Key.Length == 0)
                return "an empty name";
            if (!seen.Add(item.Key))
                return $"'{Quote.Short(item.Key)}' is given twice; remove one of them";
            if (item.Key.Equals("Properties", StringComparison.OrdinalIgnoreCase))
                _properties = item.Value;
            else if (item.Key.Equals("Lattice", StringComparison.OrdinalIgnoreCase))
                _lattice = CommentValue.Parse(item);
            else if (item.Key.Equals("pbc", StringComparison.OrdinalIgnoreCase))
                _pbc = CommentValue.Parse(item);
            else
                Values.Add(item.Key, CommentValue.Parse(item));
        }

        return items.Problem;
    }

    private Cell MakeCell(LineReader lines)
    {
        bool[] periodic = Periodicity(lines);
        if (_lattice is null)
        {
            return Array.IndexOf(periodic, true) < 0
                ? Cell.None
                : throw lines.Error(lines.LineNumber, "pbc says periodic, but there is no Lattice. Give Lattice=\"ax ay az bx by "
                    + "bz cx cy cz\", or pbc=\"F F F\".");
        }

        if (_lattice.AsReals() is not { Length: 9 } h || !h.All(double.IsFinite))
        {
            throw lines.Error(
                lines.LineNumber,
                $"Lattice is '{Quote.Short(_lattice.AsText())}'; expected nine finite numbers: the three cell vectors one after "
                    + "the other, Å.");
        }

        return Cell.FromRows(h, periodic[0], periodic[1], periodic[2]);
    }

    private bool[] Periodicity(LineReader lines)
    {
        bool[]? flags = _pbc?.Data switch
        {
            null => [_lattice is not null],
            bool[] logicals => logicals,
            long[] integers when integers.All(i => i is 0 or 1) => Array.ConvertAll(integers, i => i == 1),
            _ => null,
        };
        return flags?.Length switch
        {
            1 => [flags[0], flags[0], flags[0]],
            3 => flags,
            _ => throw lines.Error(lines.LineNumber, $"pbc is '{Quote.Short(_pbc!.AsText())}'; expected three of T and F, e.g. "
                + "pbc=\"T T F\"."),
        };
    }
}
