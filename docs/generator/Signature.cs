using System.Globalization;
using System.Reflection;

namespace IonicMlff.Documentation;

/// <summary>Members as a reader of C# writes them, and their names in XML documentation.</summary>
internal static class Signature
{
    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(void)] = "void",
        [typeof(bool)] = "bool",
        [typeof(byte)] = "byte",
        [typeof(int)] = "int",
        [typeof(long)] = "long",
        [typeof(double)] = "double",
        [typeof(float)] = "float",
        [typeof(string)] = "string",
        [typeof(object)] = "object",
    };

    /// <summary>Name of a type, e.g. <c>IReadOnlyList&lt;double&gt;?</c>.</summary>
    public static string Of(Type type)
    {
        if (type.IsByRef)
            return Of(type.GetElementType()!);
        if (type.IsArray)
            return Of(type.GetElementType()!) + "[]";
        if (Nullable.GetUnderlyingType(type) is { } value)
            return Of(value) + "?";
        if (Keywords.TryGetValue(type, out string? keyword))
            return keyword;
        if (!type.IsGenericType)
            return type.IsNested && !type.IsGenericParameter ? $"{Of(type.DeclaringType!)}.{type.Name}" : type.Name;
        string[] arguments = [.. type.GetGenericArguments().Select(Of)];
        if (type.FullName?.StartsWith("System.ValueTuple`", StringComparison.Ordinal) == true)
            return $"({string.Join(", ", arguments)})";
        return $"{type.Name.Split('`')[0]}<{string.Join(", ", arguments)}>";
    }

    /// <summary>A member of a class.</summary>
    public static string Of(MemberInfo member) => member switch
    {
        ConstructorInfo c => $"new {Of(c.DeclaringType!)}({Parameters(c)})",
        MethodInfo m => $"{Static(m)}{Of(m.ReturnType)} {m.Name}{Generics(m)}({Parameters(m)})",
        PropertyInfo p => $"{Static(p.GetMethod ?? p.SetMethod!)}{Of(p.PropertyType)} {Indexer(p)} {{ {Accessors(p)} }}",
        FieldInfo { IsLiteral: true } f when f.FieldType.IsEnum => f.Name,
        FieldInfo { IsLiteral: true } f => $"const {Of(f.FieldType)} {f.Name} = {Convert.ToString(f.GetRawConstantValue(), CultureInfo.InvariantCulture)}",
        FieldInfo f => $"{(f.IsStatic ? "static " : "")}{Of(f.FieldType)} {f.Name}",
        EventInfo e => $"event {Of(e.EventHandlerType!)} {e.Name}",
        _ => member.Name,
    };

    /// <summary>Name of a member in XML documentation.</summary>
    public static string XmlName(MemberInfo member)
    {
        string type = XmlName(member.DeclaringType!, []);
        return member switch
        {
            ConstructorInfo c => $"M:{type}.#ctor{XmlParameters(c)}",
            MethodInfo m => $"M:{type}.{m.Name}{(m.IsGenericMethod ? $"``{m.GetGenericArguments().Length}" : "")}{XmlParameters(m)}",
            PropertyInfo p when p.GetIndexParameters() is { Length: > 0 } index => $"P:{type}.{p.Name}({string.Join(",", index.Select(i => XmlName(i.ParameterType, [])))})",
            PropertyInfo => $"P:{type}.{member.Name}",
            EventInfo => $"E:{type}.{member.Name}",
            _ => $"F:{type}.{member.Name}",
        };
    }

    /// <summary>Name of a type in XML documentation.</summary>
    public static string XmlName(Type type, Type[] methodArguments)
    {
        if (type.IsByRef)
            return XmlName(type.GetElementType()!, methodArguments) + "@";
        if (type.IsPointer)
            return XmlName(type.GetElementType()!, methodArguments) + "*";
        if (type.IsArray)
            return XmlName(type.GetElementType()!, methodArguments) + "[]";
        if (type.IsGenericParameter)
            return (type.DeclaringMethod is null ? "`" : "``") + type.GenericParameterPosition;
        if (type.IsConstructedGenericType)
            return $"{type.GetGenericTypeDefinition().FullName!.Split('`')[0].Replace('+', '.')}{{{string.Join(",", type.GetGenericArguments().Select(a => XmlName(a, methodArguments)))}}}";
        return type.FullName!.Replace('+', '.');
    }

    private static string XmlParameters(MethodBase method) => method.GetParameters() is { Length: > 0 } all
        ? $"({string.Join(",", all.Select(p => XmlName(p.ParameterType, [])))})"
        : "";

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(p =>
        (p.IsOut ? "out " : p.ParameterType.IsByRef ? p.IsIn ? "in " : "ref " : "") + Of(p.ParameterType) + " " + p.Name
        + (p.HasDefaultValue ? $" = {Default(p)}" : "")));

    private static string Default(ParameterInfo p) => p.DefaultValue switch
    {
        null => p.ParameterType.IsValueType && Nullable.GetUnderlyingType(p.ParameterType) is null ? "default" : "null",
        bool b => b ? "true" : "false",
        string s => $"\"{s}\"",
        var value => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static string Generics(MethodInfo m) => m.IsGenericMethod ? $"<{string.Join(", ", m.GetGenericArguments().Select(Of))}>" : "";

    private static string Indexer(PropertyInfo p) => p.GetIndexParameters() is { Length: > 0 } index
        ? $"this[{string.Join(", ", index.Select(i => $"{Of(i.ParameterType)} {i.Name}"))}]" : p.Name;

    private static string Accessors(PropertyInfo p)
    {
        bool init = p.SetMethod?.ReturnParameter.GetRequiredCustomModifiers().Any(m => m.Name == "IsExternalInit") == true;
        bool get = p.GetMethod is { IsPublic: true }, set = p.SetMethod is { IsPublic: true };
        return string.Join(" ", new[] { get ? "get;" : "", set ? init ? "init;" : "set;" : "" }.Where(x => x.Length > 0));
    }

    private static string Static(MethodInfo m) => m.IsStatic ? "static " : m.IsAbstract && !m.DeclaringType!.IsInterface ? "abstract " : "";
}
