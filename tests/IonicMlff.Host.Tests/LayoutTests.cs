using System.Reflection;
using System.Runtime.InteropServices;
using IonicMlff.Interop.Bridge;
using Xunit;

namespace IonicMlff.Host.Tests;

/// <summary>Every shared struct has the same size and offsets in C and in C#, and no field is left out on either side.</summary>
[Collection(NativeBuild.Collection)]
public sealed class LayoutTests(NativeBuild native)
{
    [Theory]
    [InlineData("IonicMlff.Host.Generated", typeof(EntryPoints))]
    [InlineData("IonicMlff.Interop.Bridge", typeof(IlmlffLibrary))]
    public void SameLayoutOnBothSides(string space, Type anyOfItsAssembly)
    {
        _ = native;
        IlmlffLibrary.Use(NativeBuild.Library);
        string[] structs = IlmlffLibrary.Layout.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        string[] names = [.. structs.Select(s => s.Split(' ')[0]).Order()];
        string[] ours = [.. anyOfItsAssembly.Assembly.GetTypes().Where(t => t.Namespace == space && t.IsValueType && !t.IsEnum
            && !t.IsNested && t.GetFields().Length > 0).Select(t => t.Name).Order()];
        Assert.Equal(ours, names);
        foreach (string line in structs)
            Assert.Equal(line, Describe(anyOfItsAssembly.Assembly.GetType(space + "." + line.Split(' ')[0])!));
    }

    private static string Describe(Type type)
    {
        IEnumerable<string> fields = type.GetFields(BindingFlags.Public | BindingFlags.Instance)
            .Select(f => $" {f.Name}:{Marshal.OffsetOf(type, f.Name)}");
        return $"{type.Name} {Marshal.SizeOf(type)}{string.Concat(fields)}";
    }
}
