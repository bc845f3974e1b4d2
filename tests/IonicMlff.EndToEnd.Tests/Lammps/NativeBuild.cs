using System.Diagnostics;
using IonicMlff.Testing;

namespace IonicMlff.EndToEnd.Tests.Lammps;

/// <summary>Builds the native libraries once, before the first LAMMPS run.</summary>
public static class NativeBuild
{
    private static readonly Lazy<string?> Failure = new(Build);

    /// <summary>Fails the test with the build's output when the build failed.</summary>
    public static void Ensure()
    {
        if (Failure.Value is { } text)
        {
            throw new InvalidOperationException("native/build.sh failed:\n" + text);
        }
    }

    private static string? Build()
    {
        var start = new ProcessStartInfo(Path.Combine(TestData.Root, "native", "build.sh"))
        {
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        string text = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? null : text;
    }
}
