using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace IonicMlff.Interop.Generator;

/// <summary>A named C type as written in the header, e.g. field or parameter <c>const double * positions</c>.</summary>
public sealed record CVariable(string Name, string Type);

/// <summary>An enum with the values of its constants.</summary>
public sealed record CEnum(string Name, IReadOnlyList<(string Name, long Value)> Constants);

/// <summary>A struct; <see cref="Fields"/> is null when the header only names it (an opaque handle).</summary>
public sealed record CStruct(string Name, IReadOnlyList<CVariable>? Fields);

/// <summary>A function; <see cref="Result"/> is its C return type.</summary>
public sealed record CFunction(string Name, string Result, IReadOnlyList<CVariable> Parameters);

/// <summary>The declarations of a C header (and of what it includes) whose names begin with one of some prefixes, as clang sees them.</summary>
public sealed partial class CHeader
{
    private readonly string[] _prefixes;

    private CHeader(string prefixes) => _prefixes = prefixes.Split(',');

    public List<CEnum> Enums { get; } = [];

    public List<CStruct> Structs { get; } = [];

    public List<CFunction> Functions { get; } = [];

    /// <summary>typedef name → C type; of all headers, since ours may use the names of others.</summary>
    public Dictionary<string, string> Typedefs { get; } = [];

    /// <summary>Integer macros.</summary>
    public List<(string Name, int Value)> Constants { get; } = [];

    /// <summary>Reads a header with clang. <paramref name="prefix"/>: one or several, separated by commas.</summary>
    /// <exception cref="InvalidOperationException">clang is missing or reports an error in the header.</exception>
    public static CHeader Read(string clang, string path, string prefix, IEnumerable<string> clangOptions)
    {
        var header = new CHeader(prefix);
        string[] options = [.. clangOptions];
        string json = Run(clang, ["-x", "c", .. options, "-Xclang", "-ast-dump=json", "-fsyntax-only", path]);
        using JsonDocument ast = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 512 });
        foreach (JsonElement node in ast.RootElement.GetProperty("inner").EnumerateArray())
            header.Add(node);

        // Macros leave no trace in the syntax tree.
        foreach (Match m in IntegerMacro().Matches(Run(clang, ["-x", "c", .. options, "-E", "-dM", path])))
        {
            if (header.IsOurs(m.Groups[1].Value))
                header.Constants.Add((m.Groups[1].Value, int.Parse(m.Groups[2].Value, CultureInfo.InvariantCulture)));
        }

        header.Constants.Sort();
        return header;
    }

    private bool IsOurs(string name) => Array.Exists(_prefixes, p => name.StartsWith(p, StringComparison.OrdinalIgnoreCase));

    private void Add(JsonElement node)
    {
        string name = node.TryGetProperty("name", out JsonElement n) ? n.GetString()! : "";
        if (node.GetProperty("kind").GetString() == "TypedefDecl")
            Typedefs[name] = TypeOf(node);
        if (!IsOurs(name))
            return;

        switch (node.GetProperty("kind").GetString())
        {
            case "EnumDecl":
                Enums.Add(new CEnum(name, EnumConstants(node)));
                break;
            case "RecordDecl":
                bool complete = node.TryGetProperty("completeDefinition", out JsonElement c) && c.GetBoolean();
                Structs.RemoveAll(s => s.Name == name && s.Fields is null);
                if (!Structs.Exists(s => s.Name == name))
                    Structs.Add(new CStruct(name, complete ? Variables(node, "FieldDecl") : null));
                break;
            case "FunctionDecl" when !Functions.Exists(f => f.Name == name):
                string signature = TypeOf(node); // "int32_t (const void *, int64_t)"
                Functions.Add(new CFunction(name, signature[..signature.IndexOf('(')].Trim(), Variables(node, "ParmVarDecl")));
                break;
        }
    }

    private static string TypeOf(JsonElement node) => node.GetProperty("type").GetProperty("qualType").GetString()!;

    private static IEnumerable<JsonElement> Inner(JsonElement node) =>
        node.TryGetProperty("inner", out JsonElement inner) ? inner.EnumerateArray() : Enumerable.Empty<JsonElement>();

    private static List<CVariable> Variables(JsonElement node, string kind)
    {
        var list = new List<CVariable>();
        foreach (JsonElement v in Inner(node).Where(v => v.GetProperty("kind").GetString() == kind))
            list.Add(new CVariable(v.TryGetProperty("name", out JsonElement n) ? n.GetString()! : $"p{list.Count}", TypeOf(v)));
        return list;
    }

    private static List<(string, long)> EnumConstants(JsonElement node)
    {
        var list = new List<(string, long)>();
        long next = 0;
        foreach (JsonElement constant in Inner(node).Where(c => c.GetProperty("kind").GetString() == "EnumConstantDecl"))
        {
            foreach (JsonElement value in Inner(constant).Where(v => v.TryGetProperty("value", out _)))
                next = long.Parse(value.GetProperty("value").GetString()!, CultureInfo.InvariantCulture);
            list.Add((constant.GetProperty("name").GetString()!, next++));
        }

        return list;
    }

    private static string Run(string program, IEnumerable<string> arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{program} failed:\n{errors.Result}");
    }

    [GeneratedRegex(@"^#define (\w+) \(?(-?\d+)\)?$", RegexOptions.Multiline)]
    private static partial Regex IntegerMacro();
}
