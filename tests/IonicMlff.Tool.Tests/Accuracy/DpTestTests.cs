using System.Globalization;
using System.Text.Json.Nodes;
using IonicMlff.Testing;
using Xunit;

namespace IonicMlff.Tool.Tests.Accuracy;

/// <summary>The numbers and files of <c>dp test</c> for a trained model and four systems.</summary>
public sealed class DpTestTests
{
    private static readonly string[] Systems = ["pyr14bf4_35", "pyr14bf4_35_val", "pyr14_gascell", "pyr14bf4_70"];

    private static readonly (string Line, string Quantity, string Measure)[] Lines =
    [
        ("Energy MAE         :", "energy", "mae"), ("Energy RMSE        :", "energy", "rmse"),
        ("Energy MAE/Natoms  :", "energy_per_atom", "mae"), ("Energy RMSE/Natoms :", "energy_per_atom", "rmse"),
        ("Force  MAE         :", "forces", "mae"), ("Force  RMSE        :", "forces", "rmse"),
        ("Virial MAE         :", "virial", "mae"), ("Virial RMSE        :", "virial", "rmse"),
        ("Virial MAE/Natoms  :", "virial_per_atom", "mae"), ("Virial RMSE/Natoms :", "virial_per_atom", "rmse"),
    ];

    [Fact]
    public void Errors_and_detail_files_are_those_of_dp_test()
    {
        string prefix = Path.Combine(Scratch.Folder(), "detail");
        string[] data = [.. Systems.Select(s => s.EndsWith("_val", StringComparison.Ordinal) ? TestData.Path("deepmd", "data", s)
            : TestData.Path("deepmd", "training", "upstream_run", "data", s))];
        ToolRun run = ToolRun.Of(["test", "--model", TestData.Path("deepmd", "models", "trained.pth.gz"), "--data", .. data,
            "--first", "30", "--detail", prefix, "--threads", "1", "--json"]);
        Assert.Equal(0, run.ExitCode);
        JsonArray rows = run.Json["errors"]!.AsArray();
        Assert.Equal([.. Systems, "all sets"], rows.Select(r => (string)r!["set"]!));

        // One part per system and the weighted average at the end.
        string[] parts = File.ReadAllText(TestData.Path("deepmd", "dp_test", "dp_test.log")).Split("output of dp test").Skip(1).ToArray() is var p
            ? [.. p[..^1], .. p[^1].Split("weighted average")] : [];
        Assert.Equal(rows.Count, parts.Length);
        foreach ((JsonNode? row, string part) in rows.Zip(parts))
        {
            foreach ((string line, string quantity, string measure) in Lines)
            {
                double upstream = Number(part.Split('\n').Single(l => l.Contains(line, StringComparison.Ordinal)).Split(':')[1].Trim().Split(' ')[0]);
                double ours = (double)row![quantity]![measure]!;
                Assert.True(Math.Abs(ours - upstream) <= 1e-6 * upstream, $"{row["set"]} {line} {ours:R}, dp test {upstream:R}");
            }
        }

        Agree("detail.e.out", prefix + ".e.out");
        Agree("detail.e_peratom.out", prefix + ".e_peratom.out");
        Agree("detail.f.out.head", prefix + ".f.out");
        Agree("detail.v.out.head", prefix + ".v.out");
    }

    private static void Agree(string golden, string file)
    {
        string[] expected = File.ReadAllLines(TestData.Path("deepmd", "dp_test", golden)), actual = File.ReadAllLines(file);
        Assert.InRange(actual.Length, expected.Length, int.MaxValue);
        for (int i = 0; i < expected.Length; i++)
        {
            string[] a = expected[i].Split(' '), b = actual[i].Split(' ');
            Assert.Equal(a.Length, b.Length);
            if (a[0] == "#")
            {
                // Upstream was called in the folder of the data.
                Assert.Equal(a[2..], b[2..]);
                Assert.EndsWith(a[1].Replace("data/", "/", StringComparison.Ordinal), b[1], StringComparison.Ordinal);
                continue;
            }

            Assert.All(a.Zip(b), pair => Assert.InRange(Number(pair.Second), Number(pair.First) - 1e-8, Number(pair.First) + 1e-8));
        }
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
