using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using IonicMlff.Testing;
using Xunit;

namespace IonicMlff.EndToEnd.Tests.Examples;

/// <summary>The README's first command, with few steps.</summary>
public sealed partial class ExampleScriptTests
{
    [FactRequiring("lmp", "gnuplot")]
    public async Task The_first_command_of_the_README_runs_dynamics_and_draws_it()
    {
        string folder = Path.Combine(TestData.Scratch, "example");
        (int code, string output) = await Run("--nvt", "20", "--npt", "40", "--threads", "1", "--out", folder);

        Assert.True(code == 0, output);
        Assert.Contains("step     60 of 60 (100 %)", output, StringComparison.Ordinal);
        Assert.Matches(Speed(), output);
        double[] last = [.. File.ReadLines(Path.Combine(folder, "thermo.dat")).Last().Split(' ')
            .Select(n => double.Parse(n, CultureInfo.InvariantCulture))];
        Assert.Equal(60, last[0]);
        Assert.InRange(last[1], 300, 550);       // K
        Assert.InRange(last[3], -15000, -14980); // total energy, eV
        Assert.InRange(last[5], 1.2, 1.3);       // g/cm³
        byte[] png = File.ReadAllBytes(Path.Combine(folder, "thermo.png"));
        Assert.Equal("PNG", System.Text.Encoding.ASCII.GetString(png, 1, 3));
        Assert.True(File.Exists(Path.Combine(folder, "trajectory.lammpstrj")));
    }

    [FactRequiring("lmp")]
    public async Task An_unknown_option_is_refused()
    {
        (int code, string output) = await Run("--steps", "5");

        Assert.Equal(2, code);
        Assert.Contains("unknown option '--steps' (known: --nvt STEPS", output, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"speed +[0-9.]+ microseconds per atom and step; [0-9.]+ ns/day")]
    private static partial Regex Speed();

    private static async Task<(int Code, string Output)> Run(params string[] arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(TestData.Root, "run-example.sh"), arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(6));
        Task<string> output = process.StandardOutput.ReadToEndAsync(limit.Token);
        Task<string> errors = process.StandardError.ReadToEndAsync(limit.Token);
        try
        {
            await process.WaitForExitAsync(limit.Token);
            return (process.ExitCode, await output + await errors);
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }
}
