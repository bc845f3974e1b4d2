using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace IonicMlff.Documentation;

/// <summary>The reference page of a library: its public types with their members, in the order of namespaces and names.</summary>
internal sealed class LibraryPage(Assembly assembly, string title, string file, string[] namespaces)
{
    private const BindingFlags Own = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private readonly XmlDocumentation documentation = new(assembly.Location);

    /// <summary>File below docs/reference.</summary>
    public string File { get; } = file;

    /// <summary>The page.</summary>
    public string Text()
    {
        var text = new StringBuilder($"# {title}\n\nWritten from the XML documentation of `{assembly.GetName().Name}`; `dotnet run --project docs/generator` writes it anew.\n");
        foreach (Type type in assembly.GetExportedTypes().Where(t => namespaces.Contains(t.Namespace) && !IsGenerated(t))
            .OrderBy(t => Array.IndexOf(namespaces, t.Namespace)).ThenBy(t => t.FullName, StringComparer.Ordinal))
        {
            Append(type, text);
        }

        return text.ToString();
    }

    private void Append(Type type, StringBuilder text)
    {
        string name = "T:" + Signature.XmlName(type, []);
        text.Append($"\n## {Signature.Of(type).Replace("<", "\\<", StringComparison.Ordinal)}\n\n`{type.Namespace}`, {Kind(type)}. {documentation.Text(name, "summary")}\n");
        if (documentation.Text(name, "remarks") is { Length: > 0 } remarks)
            text.Append($"\n{remarks}\n");

        if (typeof(Delegate).IsAssignableFrom(type))
        {
            text.Append($"\n`{Signature.Of(type.GetMethod("Invoke")!)}`\n");
            return;
        }

        MemberInfo[] members = [.. Members(type)];
        if (members.Length == 0)
            return;

        text.Append("\n| member | |\n|---|---|\n");
        foreach (MemberInfo member in members)
            text.Append($"| `{Signature.Of(member).Replace("|", "\\|", StringComparison.Ordinal)}` | {Describe(Signature.XmlName(member))} |\n");
    }

    private string Describe(string member)
    {
        var text = new StringBuilder(documentation.Text(member, "summary"));
        foreach ((string parameter, string what) in documentation.All(member, "param", "name").Where(p => p.Text.Length > 0))
            text.Append($" `{parameter}`: {what}");
        if (documentation.Text(member, "returns") is { Length: > 0 } returns)
            text.Append($" **Returns** {returns}");
        foreach ((string exception, string when) in documentation.All(member, "exception", "cref"))
            text.Append($" **{exception}**: {when}");
        return text.ToString().Trim();
    }

    // What users call or override; of records only what was written, not what the compiler adds.
    private static IEnumerable<MemberInfo> Members(Type type) => type.GetMembers(Own)
        .Where(m => m.MemberType is not MemberTypes.NestedType && m.GetCustomAttribute<CompilerGeneratedAttribute>() is null && IsVisible(m) && !IsRecordPart(m))
        .OrderBy(m => m.MemberType switch
        {
            MemberTypes.Field => 0,
            MemberTypes.Constructor => 1,
            MemberTypes.Property => 2,
            _ => 3,
        })
        .ThenBy(m => type.IsEnum ? m.MetadataToken.ToString("x8") : m.Name, StringComparer.Ordinal)
        .ThenBy(m => Signature.XmlName(m), StringComparer.Ordinal);

    private static bool IsVisible(MemberInfo member) => member switch
    {
        FieldInfo f => (f.IsPublic || f.IsFamily) && !f.IsSpecialName,
        ConstructorInfo c => !c.IsStatic && (c.IsPublic || c.IsFamily || c.IsFamilyOrAssembly),
        MethodInfo m => !m.IsSpecialName && (m.IsPublic || m.IsFamily || m.IsFamilyOrAssembly) && m.GetBaseDefinition().DeclaringType != typeof(object),
        PropertyInfo p => (p.GetMethod ?? p.SetMethod!) is { IsPublic: true } or { IsFamily: true } or { IsFamilyOrAssembly: true },
        EventInfo e => e.AddMethod!.IsPublic,
        _ => false,
    };

    private static bool IsRecordPart(MemberInfo member) => member.Name is "EqualityContract" or "PrintMembers" or "Deconstruct" or "<Clone>$"
        || (member is MethodInfo { Name: "Equals" or "GetHashCode" or "ToString" });

    private static bool IsGenerated(Type type) => type.Namespace?.EndsWith(".Generated", StringComparison.Ordinal) == true
        || type.GetCustomAttribute<CompilerGeneratedAttribute>() is not null;

    private static string Kind(Type type) => type.IsInterface ? "interface"
        : type.IsEnum ? "enum"
        : typeof(Delegate).IsAssignableFrom(type) ? "delegate"
        : type.IsValueType ? type.IsByRefLike ? "ref struct" : "struct"
        : type.IsAbstract && type.IsSealed ? "static class"
        : type.IsAbstract ? "abstract class" : "class";
}
