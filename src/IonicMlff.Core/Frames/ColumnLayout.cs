using IonicMlff.Core.Errors;

namespace IonicMlff.Core.Frames;

/// <summary>One group of columns of the atom lines.</summary>
internal readonly record struct ColumnGroup(string Name, PropertyKind Kind, int Width)
{
    /// <summary>For messages: <c>species</c>, <c>pos[3]</c>.</summary>
    public string Text => Width == 1 ? Name : $"{Name}[{Width}]";
}

/// <summary>
/// The columns of the atom lines as the <c>Properties</c> key declares them: <c>name:type:width:name:type:width…</c>
/// </summary>
internal static class ColumnLayout
{
    /// <summary>What a file without Properties has (plain XYZ).</summary>
    public const string Default = "species:S:1:pos:R:3";

    private const int Widest = 1 << 16;

    /// <summary>Names of the columns that hold the positions.</summary>
    public static bool IsPosition(string name) => name is "pos" or "positions";

    /// <summary>Names of the columns that hold element symbols.</summary>
    public static bool IsSymbol(string name) => name is "species" or "symbols" or "element";

    /// <summary>Names of the columns that hold atomic numbers.</summary>
    public static bool IsNumber(string name) => name is "Z" or "numbers";

    /// <summary>Reads a declaration; the text of what is wrong in <paramref name="problem"/>.</summary>
    public static List<ColumnGroup>? Parse(string declaration, out string? problem)
    {
        problem = null;
        string[] parts = declaration.Split(':');
        var groups = new List<ColumnGroup>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        if (parts.Length % 3 != 0)
            problem = $"Properties has {parts.Length} parts; expected triples name:type:width, e.g. {Default}";
        for (int i = 0; i + 2 < parts.Length && problem is null; i += 3)
        {
            (string name, string type, string width) = (parts[i], parts[i + 1], parts[i + 2]);
            if (Kind(type) is not { } kind)
                problem = $"Properties: column '{Quote.Short(name)}' has type '{Quote.Short(type)}'; expected S (text), R "
                    + "(real), I (integer) or L (logical)";
            else if (!NumberText.TryInteger(width, out long w) || w is < 1 or > Widest)
                problem = $"Properties: column '{Quote.Short(name)}' has width '{Quote.Short(width)}'; expected a number from 1 "
                    + $"to {Widest}";
            else if (name.Length == 0 || !names.Add(name))
                problem = name.Length == 0
                    ? "Properties: a column without a name"
                    : $"Properties: column '{Quote.Short(name)}' is declared twice";
            else
                groups.Add(new(name, kind, (int)w));
        }

        problem ??= CheckNeeded(groups);
        return problem is null ? groups : null;
    }

    /// <summary>The letter of a type.</summary>
    public static char Letter(PropertyKind kind) => "SIRL"[(int)kind];

    private static PropertyKind? Kind(string type) => type switch
    {
        "S" => PropertyKind.Text,
        "I" => PropertyKind.Integer,
        "R" => PropertyKind.Real,
        "L" => PropertyKind.Logical,
        _ => null,
    };

    private static string? CheckNeeded(List<ColumnGroup> groups)
    {
        List<ColumnGroup> positions = groups.FindAll(g => IsPosition(g.Name));
        if (positions.Count != 1 || positions[0] is not { Kind: PropertyKind.Real, Width: 3 })
            return "Properties must declare the positions once, as pos:R:3";
        if (groups.FindAll(g => IsSymbol(g.Name)).Count > 1)
            return "Properties declares more than one column of element symbols";
        List<ColumnGroup> elements = groups.FindAll(g => IsSymbol(g.Name));
        if (elements.Count == 0)
            elements = groups.FindAll(g => IsNumber(g.Name));
        if (elements.Count != 1)
            return "Properties must declare the elements once, as species:S:1 or Z:I:1";
        ColumnGroup e = elements[0];
        PropertyKind expected = IsSymbol(e.Name) ? PropertyKind.Text : PropertyKind.Integer;
        return e.Width == 1 && e.Kind == expected ? null : $"Properties: '{e.Name}' must be {e.Name}:{Letter(expected)}:1";
    }
}
