using System.Diagnostics;
using IonicMlff.Testing;
using Xunit;

namespace IonicMlff.EndToEnd.Tests.Examples;

/// <summary>The comparison of training sets: what its README says is what its results hold.</summary>
public sealed class EqVsNeqTests
{
    private static readonly string Folder = Path.Combine(TestData.Root, "examples", "eq-vs-neq");

    [Fact]
    public async Task The_table_is_that_of_the_results()
    {
        string[] files = [.. new[] { "mace-eq", "mace-neq", "dpmd-eq", "dpmd-neq" }.Select(run => Path.Combine(Folder, "results", run + ".csv"))];
        string table = await Output("awk", ["-f", Path.Combine(Folder, "table.awk"), .. files]);

        Assert.Equal(File.ReadAllText(Path.Combine(Folder, "results", "table.md")), table);
        Assert.Equal(6, table.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.DoesNotContain(" 0.0 meV", table, StringComparison.Ordinal);
        Assert.Contains(table, File.ReadAllText(Path.Combine(Folder, "README.md")), StringComparison.Ordinal);
        Assert.All(files, file => Assert.True(new FileInfo(Path.ChangeExtension(file, null) + "-forces.png").Length > 10000));
    }

    [Fact]
    public async Task Unknown_words_are_refused() =>
        Assert.Contains("unknown word 'MACE' (known: mace, dpmd, --steps N)", await Output("bash", [Path.Combine(Folder, "run.sh"), "MACE"]), StringComparison.Ordinal);

    private static async Task<string> Output(string program, IEnumerable<string> arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return await output + await errors;
    }
}
