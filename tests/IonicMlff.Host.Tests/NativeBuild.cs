using System.Diagnostics;
using IonicMlff.Testing;
using Xunit;

namespace IonicMlff.Host.Tests;

/// <summary>Builds the native side once (native/build.sh does nothing when it is up to date) and runs its test programs.</summary>
public sealed class NativeBuild
{
    public const string Collection = "native build";

    public NativeBuild()
    {
        ProgramRun build = Run(Path.Combine(TestData.Root, "native", "build.sh"), [], timeoutSeconds: 900);
        Assert.True(build.ExitCode == 0, "native/build.sh failed:\n" + build.Error);
    }

    public static string Folder { get; } = Path.Combine(TestData.Root, "build");

    public static string Library { get; } = Path.Combine(Folder, "lib", "libilmlff.so");

    public static string Managed { get; } = Path.Combine(Folder, "managed");

    /// <summary>Runs one of build/tests; variables with a null value are removed from the environment.</summary>
    public ProgramRun Test(string program, string[] arguments, Dictionary<string, string?>? environment = null, int timeoutSeconds = 60) =>
        Run(Path.Combine(Folder, "tests", program), arguments, environment, timeoutSeconds);

    /// <summary>A case of bridge_test that has to succeed; its output.</summary>
    public string Succeed(params string[] arguments)
    {
        ProgramRun run = Test("bridge_test", arguments);
        Assert.True(run.ExitCode == 0, $"bridge_test {string.Join(' ', arguments)}: exit code {run.ExitCode}\n{run.Output}\n{run.Error}");
        return run.Output;
    }

    /// <summary>Runs a program to its end.</summary>
    public static ProgramRun Run(string program, string[] arguments, Dictionary<string, string?>? environment = null, int timeoutSeconds = 60)
    {
        var info = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach ((string name, string? value) in environment ?? [])
            info.Environment[name] = value;
        using var process = Process.Start(info)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(TimeSpan.FromSeconds(timeoutSeconds)))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{program} {string.Join(' ', arguments)} did not end within {timeoutSeconds} s.");
        }

        return new ProgramRun(process.ExitCode, output.Result, error.Result);
    }
}

public sealed record ProgramRun(int ExitCode, string Output, string Error);

[CollectionDefinition(NativeBuild.Collection)]
public sealed class NativeBuildCollection : ICollectionFixture<NativeBuild>;
