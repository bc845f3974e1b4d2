using System.Diagnostics;
using IonicMlff.Testing;
using Xunit;

[assembly: CollectionBehavior(DisableTestParallelization = true)] // handles of the process are counted

namespace TorchSharp.Tests;

/// <summary>A fact that is skipped, with the reason, where libtorch is not installed. Where its headers are, the library has to load.</summary>
public sealed class TorchFactAttribute : FactAttribute
{
    public TorchFactAttribute() => Skip = Installation.Missing;
}

/// <summary>As <see cref="TorchFactAttribute"/>.</summary>
public sealed class TorchTheoryAttribute : TheoryAttribute
{
    public TorchTheoryAttribute() => Skip = Installation.Missing;
}

internal static class Installation
{
    private static readonly Lazy<string?> WhyNot = new(() =>
    {
        (int code, string text) = Run(Path.Combine(TestData.Root, "native", "build.sh"));
        bool headers = File.Exists("/usr/include/torch/csrc/api/include/torch/version.h");
        bool built = File.Exists(Path.Combine(TestData.Root, "build", "lib", "libilmlff_torch.so"));
        return code == 0 && !built && !headers ? "libtorch is not installed (Debian package libtorch-dev)" : code == 0 || headers ? null : text;
    });

    public static string? Missing => WhyNot.Value;

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
}
