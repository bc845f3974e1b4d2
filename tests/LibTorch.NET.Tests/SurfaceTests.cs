#if !TORCHSHARP
using System.Reflection;
using System.Runtime.Loader;
using IonicMlff.Testing;
using Xunit;

namespace TorchSharp.Tests;

/// <summary>A check against TorchSharp itself: runs where <c>TORCHSHARP_ASSEMBLY</c> names its assembly (several are separated by colons).</summary>
public sealed class RealTorchSharpTheoryAttribute : TheoryAttribute
{
    public const string Variable = "TORCHSHARP_ASSEMBLY";

    public RealTorchSharpTheoryAttribute() => Skip = Assemblies.Length == 0 ? $"{Variable} names no TorchSharp.dll" : null;

    public static string[] Assemblies => (Environment.GetEnvironmentVariable(Variable) ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries);
}

/// <summary>What is declared here is declared there, so that sources compile against either.</summary>
public sealed class SurfaceTests
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static TheoryData<string> Real
    {
        get
        {
            var files = new TheoryData<string>();
            foreach (string file in RealTorchSharpTheoryAttribute.Assemblies)
                files.Add(file);
            return files;
        }
    }

    [RealTorchSharpTheory]
    [MemberData(nameof(Real))]
    public void EveryPublicMemberExistsInTorchSharp(string file)
    {
        var context = new AssemblyLoadContext("TorchSharp", isCollectible: true);
        context.Resolving += (c, name) => c.LoadFromAssemblyPath(Path.Combine(Path.GetDirectoryName(file)!, name.Name + ".dll"));
        Assembly real = context.LoadFromAssemblyPath(file);
        var missing = new List<string>();
        foreach (Type ours in typeof(torch).Assembly.GetTypes().Where(t => t.IsVisible))
        {
            Type? theirs = real.GetType(ours.FullName!);
            if (theirs is null)
            {
                missing.Add($"type {ours.FullName}");
                continue;
            }

            if (ours.IsEnum)
            {
                missing.AddRange(Enum.GetNames(ours).Where(n => theirs.GetField(n)?.GetRawConstantValue() is not { } v || Convert.ToInt64(v, null) != Convert.ToInt64(Enum.Parse(ours, n), null))
                    .Select(n => $"{ours.FullName}.{n}"));
                continue;
            }

            missing.AddRange(ours.GetMembers(Declared).Where(m => !Exists(m, theirs)).Select(m => $"{ours.FullName}: {Signature(m)}"));
        }

        context.Unload();
        // A method until 0.99, a property since: what IonicMlff.Torch must do without, so that it compiles against all of them.
        if (real.GetType("TorchSharp.torch+Tensor")!.GetProperty("grad") is null)
            missing.RemoveAll(m => m.EndsWith("grad", StringComparison.Ordinal) || m.Contains("get_grad()", StringComparison.Ordinal) || m.Contains("set_grad(", StringComparison.Ordinal));
        // Not counted before 0.100.
        missing.RemoveAll(m => m.Contains("DisposedOutsideScopeCount", StringComparison.Ordinal) && real.GetType("TorchSharp.LifetimeStatistics") is null);
        Assert.True(missing.Count == 0, string.Join('\n', missing));
    }

    /// <summary>Training and the torch evaluator, built with <c>-p:TorchSharpAssembly</c>.</summary>
    [RealTorchSharpTheory]
    [MemberData(nameof(Real))]
    public void TheProjectsSourcesCompileAgainstTorchSharp(string file)
    {
        (int code, string text) = Installation.Run("dotnet", "build", Path.Combine(TestData.Root, "src", "IonicMlff.Torch"), "-m:1", "--nologo", "-v", "q", $"-p:TorchSharpAssembly={file}");
        Assert.True(code == 0, text);
    }

    private static bool Exists(MemberInfo ours, Type theirs)
    {
        // Inherited ones count, a field may be a property there; ToString and the like are everybody's.
        const BindingFlags any = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.FlattenHierarchy;
        switch (ours)
        {
            case MethodInfo m when m.GetBaseDefinition().DeclaringType == typeof(object):
                return true;
            case MethodBase m when m.IsSpecialName && m.Name.StartsWith("add_", StringComparison.Ordinal):
                return true;
            case MethodBase m:
                return theirs.GetMember(m.Name, any).OfType<MethodBase>().Any(t => Fits(m, t));
            case FieldInfo f:
                return theirs.GetMember(f.Name, any).Any(t => Name((t as FieldInfo)?.FieldType ?? (t as PropertyInfo)?.PropertyType) == Name(f.FieldType));
            case PropertyInfo p:
                return theirs.GetMember(p.Name, any).OfType<PropertyInfo>().Any(t => Name(t.PropertyType) == Name(p.PropertyType) && (p.SetMethod?.IsPublic != true || t.SetMethod?.IsPublic == true));
            default:
                return true;
        }
    }

    // Every call that ours allows is allowed there: same parameters, those that may be left out here may be left out there, further ones may too.
    private static bool Fits(MethodBase ours, MethodBase theirs)
    {
        ParameterInfo[] a = ours.GetParameters(), b = theirs.GetParameters();
        bool sameResult = ours is not MethodInfo x || theirs is not MethodInfo y || Name(x.ReturnType) == Name(y.ReturnType) || x.ReturnType == typeof(void);
        return sameResult && a.Length <= b.Length && b.Skip(a.Length).All(p => p.IsOptional)
            && a.Zip(b).All(p => Name(p.First.ParameterType) == Name(p.Second.ParameterType) && (!p.First.IsOptional || (p.Second.IsOptional && SameDefault(p.First, p.Second))))
            && a.Zip(b).All(p => p.First.Name == p.Second.Name || p.First.Name![0] is >= 'A' and <= 'Z' || ours.IsSpecialName)
            && a.Any(IsParams) == b.Any(IsParams);
    }

    private static bool SameDefault(ParameterInfo a, ParameterInfo b) =>
        Equals(Plain(a.RawDefaultValue), Plain(b.RawDefaultValue));

    private static object? Plain(object? value) => value is Enum e ? Convert.ToInt64(e, null) : value is IConvertible and not string and not bool and not char ? Convert.ToDouble(value, null) : value;

    private static bool IsParams(ParameterInfo p) => p.GetCustomAttributesData().Any(d => d.AttributeType.FullName == typeof(ParamArrayAttribute).FullName);

    private static string Name(Type? t) => t is null ? "" : t.IsGenericParameter ? t.Name
        : t.IsGenericType ? $"{t.Namespace}.{t.Name}[{string.Join(",", t.GetGenericArguments().Select(Name))}]" : t.FullName ?? t.Name;

    private static string Signature(MemberInfo m) => m is MethodBase b
        ? $"{b.Name}({string.Join(", ", b.GetParameters().Select(p => $"{p.ParameterType.Name} {p.Name}{(p.IsOptional ? " = " + (p.RawDefaultValue ?? "null") : "")}"))})"
        : m.ToString()!;
}
#endif
