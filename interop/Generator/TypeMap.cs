using System.Text.RegularExpressions;

namespace IonicMlff.Interop.Generator;

/// <summary>C types as C# writes them in unsafe code.</summary>
public sealed partial class TypeMap(CHeader header)
{
    private static readonly Dictionary<string, string> Scalars = new(StringComparer.Ordinal)
    {
        ["void"] = "void",
        ["char"] = "byte",
        ["signed char"] = "sbyte",
        ["unsigned char"] = "byte",
        ["short"] = "short",
        ["unsigned short"] = "ushort",
        ["int"] = "int",
        ["unsigned int"] = "uint",
        ["long"] = "nint",
        ["unsigned long"] = "nuint",
        ["long long"] = "long",
        ["unsigned long long"] = "ulong",
        ["float"] = "float",
        ["double"] = "double",
        ["_Bool"] = "byte",
        ["int8_t"] = "sbyte",
        ["uint8_t"] = "byte",
        ["int16_t"] = "short",
        ["uint16_t"] = "ushort",
        ["int32_t"] = "int",
        ["uint32_t"] = "uint",
        ["int64_t"] = "long",
        ["uint64_t"] = "ulong",
        ["size_t"] = "nuint",
        ["intptr_t"] = "nint",
    };

    /// <summary>C# type of a C type. An array parameter is a pointer; array fields are handled by the writer.</summary>
    /// <exception cref="NotSupportedException">The type has no counterpart here (by-value unions, bit fields, ...).</exception>
    public string Map(string c)
    {
        string type = Qualifiers().Replace(c, " ").Trim();
        if (FunctionPointer().Match(type) is { Success: true } f)
        {
            IEnumerable<string> arguments = Split(f.Groups[2].Value).Where(a => a is not ("void" or "")).Append(f.Groups[1].Value);
            return $"delegate* unmanaged[Cdecl]<{string.Join(", ", arguments.Select(Map))}>";
        }

        if (type.EndsWith(']'))
            return Map(type[..type.LastIndexOf('[')]) + "*";
        if (type.EndsWith('*'))
            return Map(type[..^1]) + "*";
        if (Scalars.TryGetValue(type, out string? scalar))
            return scalar;
        if (header.Structs.Exists(s => s.Name == type) || header.Enums.Exists(e => e.Name == type))
            return type;
        if (header.Typedefs.TryGetValue(type, out string? meaning) && meaning != type)
            return Map(meaning);
        throw new NotSupportedException($"C type '{c}' has no C# counterpart in the generator's table.");
    }

    /// <summary>Element type and length of an array field such as <c>double[9]</c>.</summary>
    public bool IsArray(string c, out string element, out string length)
    {
        Match m = Array().Match(c);
        element = m.Success ? Map(m.Groups[1].Value) : "";
        length = m.Groups[2].Value;
        return m.Success;
    }

    /// <summary>Text that C only reads: passed as a C# string.</summary>
    public static bool IsText(string c) => c.Replace(" ", "", StringComparison.Ordinal) == "constchar*";

    // No nested function pointers in our headers, so a comma always separates two arguments.
    private static string[] Split(string arguments) => arguments.Split(',', StringSplitOptions.TrimEntries);

    [GeneratedRegex(@"\b(const|volatile|struct|enum|restrict)\b")]
    private static partial Regex Qualifiers();

    [GeneratedRegex(@"^(.*?)\s*\(\s*\*\s*\)\s*\((.*)\)$")]
    private static partial Regex FunctionPointer();

    [GeneratedRegex(@"^(.*?)\s*\[(\d+)\]$")]
    private static partial Regex Array();
}
