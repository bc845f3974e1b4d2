using IonicMlff.Testing;

namespace IonicMlff.Host.Tests;

/// <summary>The dll of tests/ToyPotentials, built with the configuration of these tests.</summary>
internal static class Toys
{
    public static string Dll { get; } = Path.Combine(
        TestData.Root, "tests", "ToyPotentials", "bin", new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name, "net10.0", "ToyPotentials.dll");

    public static string Named(string type) => $"{Dll}:{type}";
}
