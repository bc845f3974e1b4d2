using System.Diagnostics;
using IonicMlff.Testing;
using Xunit;

[assembly: CollectionBehavior(DisableTestParallelization = true)] // memory and handles of the process are counted

namespace OpenMM.Tests;

/// <summary>A fact that is skipped, with the reason, where OpenMM is not installed. Where its headers are, the library has to load.</summary>
public sealed class OpenMMFactAttribute : FactAttribute
{
    public OpenMMFactAttribute() => Skip = Installation.Missing;
}

/// <summary>As <see cref="OpenMMFactAttribute"/>.</summary>
public sealed class OpenMMTheoryAttribute : TheoryAttribute
{
    public OpenMMTheoryAttribute() => Skip = Installation.Missing;
}

/// <summary>Needs OpenMM's Python package too.</summary>
public sealed class PythonFactAttribute : FactAttribute
{
    public PythonFactAttribute() => Skip = Installation.Missing ?? Installation.MissingPython;
}

/// <summary>As <see cref="PythonFactAttribute"/>.</summary>
public sealed class PythonTheoryAttribute : TheoryAttribute
{
    public PythonTheoryAttribute() => Skip = Installation.Missing ?? Installation.MissingPython;
}

internal static class Installation
{
    public const string Python = "/usr/bin/python3";

    private static readonly Lazy<string?> WhyNot = new(() =>
    {
        (int code, string text) = Run(Path.Combine(TestData.Root, "native", "build.sh"));
        bool headers = File.Exists("/usr/include/OpenMM.h");
        return code == 0 && !headers && OpenMMLibrary.Missing is { } missing ? missing : code == 0 || headers ? null : text;
    });

    private static readonly Lazy<string?> WhyNoPython = new(() =>
        File.Exists(Python) && Run(Python, "-c", "import openmm, numpy").Code == 0 ? null : $"{Python} has no OpenMM (Debian package python3-simtk)");

    public static string? Missing => WhyNot.Value;

    public static string? MissingPython => WhyNoPython.Value;

    public static Platform Reference => Platform.ByName("Reference");

    /// <summary>Runs a program to its end; its output with its errors.</summary>
    public static (int Code, string Text) Run(string program, params string[] arguments) => Run(program, arguments, []);

    public static (int Code, string Text) Run(string program, string[] arguments, Dictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach ((string name, string value) in environment)
            start.Environment[name] = value;
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), errors = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(TimeSpan.FromMinutes(10)))
        {
            process.Kill(entireProcessTree: true);
            return (-1, $"{program} did not end within ten minutes");
        }

        return (process.ExitCode, output.Result + errors.Result);
    }

    /// <summary>A fresh file name in a folder of this process.</summary>
    public static string Scratch(string name) => Path.Combine(Directory.CreateDirectory(
        Path.Combine(TestData.Scratch, "openmm-net", Guid.NewGuid().ToString("N"))).FullName, name);
}
