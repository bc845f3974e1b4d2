namespace IonicMlff.Interop.Generator;

/// <summary>
/// One line of <c>interop/bindings.txt</c>: a header, the C# file to write, and <c>key=value</c> words. Paths are relative to the
/// root of the checkout.
/// </summary>
public sealed record Binding
{
    private static readonly string[] Keys = ["namespace", "class", "prefix", "library", "access", "clang"];

    public required string Header { get; init; }

    public required string Output { get; init; }

    public required string Namespace { get; init; }

    /// <summary>Static class for constants and functions.</summary>
    public required string Class { get; init; }

    /// <summary>Declarations whose names begin so (any case) are taken; several prefixes are separated by commas.</summary>
    public required string Prefix { get; init; }

    /// <summary>Name for <c>[LibraryImport]</c>; null: types and constants only.</summary>
    public string? Library { get; init; }

    /// <summary><c>public</c> or <c>internal</c>.</summary>
    public string Access { get; init; } = "public";

    /// <summary>Options for clang, separated by commas.</summary>
    public IReadOnlyList<string> ClangOptions { get; init; } = [];

    /// <summary>Reads a bindings file; empty lines and lines with # are skipped.</summary>
    public static IReadOnlyList<Binding> ReadAll(string file) =>
        [.. File.ReadLines(file).Select(l => l.Trim()).Where(l => l.Length > 0 && l[0] != '#').Select(Parse)];

    /// <summary>Reads one line.</summary>
    public static Binding Parse(string line)
    {
        string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string[] pair in words.Skip(2).Select(w => w.Split('=', 2)))
        {
            if (pair.Length != 2 || !Keys.Contains(pair[0]) || !values.TryAdd(pair[0], pair[1]))
                throw new FormatException($"'{pair[0]}' in '{line}': expected each of {string.Join(", ", Keys)} at most once, as key=value.");
        }

        string Need(string key) =>
            values.GetValueOrDefault(key) ?? throw new FormatException($"'{line}': {key}=... is missing.");
        if (words.Length < 2)
            throw new FormatException($"'{line}': expected HEADER OUTPUT key=value ...");
        return new Binding
        {
            Header = words[0],
            Output = words[1],
            Namespace = Need("namespace"),
            Class = Need("class"),
            Prefix = Need("prefix"),
            Library = values.GetValueOrDefault("library"),
            Access = values.GetValueOrDefault("access", "public"),
            ClangOptions = values.TryGetValue("clang", out string? options) ? options.Split(',') : [],
        };
    }

    /// <summary>The C# text for this binding.</summary>
    public string Generate(string root, string clang) =>
        CSharpWriter.Write(this, CHeader.Read(clang, Path.Combine(root, Header), Prefix, ClangOptions));
}
