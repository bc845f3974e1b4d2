using IonicMlff.Testing;
using Xunit;

namespace IonicMlff.Tool.Tests;

/// <summary>Data of DeePMD-kit and dpdata (LGPL, not part of this project) beside the clone, for tests that can do without.</summary>
internal static class SharedData
{
    public static string Folder { get; } = Path.Combine(TestData.Root, "..", "shared", "golden", "deepmd");

    public static string At(params string[] parts) => Path.Combine([Folder, .. parts]);
}

/// <summary>A test that needs these data.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SharedDataFactAttribute : FactAttribute
{
    public SharedDataFactAttribute() => Skip = Directory.Exists(SharedData.Folder) ? null
        : "data of DeePMD-kit and dpdata (LGPL, not part of this project) are not there: ../shared/golden/deepmd";
}
