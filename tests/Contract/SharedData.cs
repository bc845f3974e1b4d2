using Xunit;

namespace IonicMlff.Testing;

/// <summary>Data of DeePMD-kit and dpdata (LGPL, not part of this project) beside the clone, for tests that can do without.</summary>
public static class SharedData
{
    public static string Folder { get; } = Path.Combine(TestData.Root, "..", "shared", "golden", "deepmd");

    public static string At(params string[] parts) => Path.Combine([Folder, .. parts]);
}

/// <summary>A test that needs these data.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SharedDataFactAttribute : FactAttribute
{
    public SharedDataFactAttribute() => Skip = Directory.Exists(SharedData.Folder) ? null
        : "data of DeePMD-kit and dpdata (LGPL, not part of this project) are not there: ../shared/golden/deepmd";
}
