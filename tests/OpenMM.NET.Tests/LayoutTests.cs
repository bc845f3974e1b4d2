using System.Reflection;
using System.Runtime.InteropServices;
using OpenMM.Native;
using Xunit;

namespace OpenMM.Tests;

/// <summary>Structs have the same sizes and offsets in C++ and in C#.</summary>
public sealed class LayoutTests
{
    [OpenMMFact]
    public void SameLayoutOnBothSides()
    {
        string[] lines = OpenMMLibrary.Layout.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        string[] ours = [.. typeof(OpenMMNative).Assembly.GetTypes().Where(t => t.Namespace == "OpenMM.Native" && t.IsValueType && !t.IsEnum && !t.IsNested
            && t.GetFields(BindingFlags.Public | BindingFlags.Instance).Length > 0).Select(t => t.Name).Order()];
        Assert.Equal(ours, lines.Select(l => l.Split(' ')[0]).Order());
        foreach (string line in lines)
            Assert.Equal(line, Describe(typeof(OpenMMNative).Assembly.GetType("OpenMM.Native." + line.Split(' ')[0])!));
    }

    /// <summary>Spans of <see cref="Vec3"/> lie over OpenMM's own vectors.</summary>
    [OpenMMFact]
    public void Vec3IsOpenMMsVec3()
    {
        string native = OpenMMLibrary.Layout.Split('\n')[0];
        Assert.Equal($"openmm_vec3 {Marshal.SizeOf<Vec3>()} x:0 y:8 z:16", native);
        Vec3[] two = [new(1, 2, 3), new(4, 5, 6)];
        Assert.Equal([1, 2, 3, 4, 5, 6], MemoryMarshal.Cast<Vec3, double>(two).ToArray());
    }

    private static string Describe(Type type)
    {
        IEnumerable<string> fields = type.GetFields(BindingFlags.Public | BindingFlags.Instance).Select(f => $" {f.Name}:{Marshal.OffsetOf(type, f.Name)}");
        return $"{type.Name} {Marshal.SizeOf(type)}{string.Concat(fields)}";
    }
}
