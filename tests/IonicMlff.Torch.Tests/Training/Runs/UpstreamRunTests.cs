using System.Globalization;
using IonicMlff.Testing;
using IonicMlff.Torch.Training.Runs;
using IonicMlff.Training.Configuration;
using IonicMlff.Training.Configuration.Plan;
using IonicMlff.Training.Logs;
using Xunit;

namespace IonicMlff.Torch.Tests.Training.Runs;

/// <summary>A whole run of upstream's <c>dp train</c>, made again with the same input.json and the same frames.</summary>
public sealed class UpstreamRunTests
{
    private static readonly string Upstream = TestData.Path("deepmd", "training", "upstream_run");

    // Other initial weights and another order of frames: lines of the curve scatter by some 20 %, medians of ten lines by less than 10 %.
    private const double Scatter = 1.25;

    [TorchFact]
    [Trait(Tier.Name, Tier.Deep)]
    public void The_learning_curve_is_that_of_upstream()
    {
        string folder = TestRuns.NewFolder();
        File.Copy(Path.Combine(Upstream, "input.json"), Path.Combine(folder, "input.json"));
        Copy(Path.Combine(Upstream, "data"), Path.Combine(folder, "data"));
        Copy(TestData.Path("deepmd", "data", "pyr14bf4_35_val"), Path.Combine(folder, "data", "pyr14bf4_35_val"));
        TrainingPlan plan = TrainingConfig.Read(Path.Combine(folder, "input.json")).Plan with { Device = new("cpu", TrainingPrecision.Float64, 1) };
        var session = new TrainingSession(plan, new SessionOptions(), p => TrainingLogs.Of(p), _ => { });
        Assert.Equal(1500, Assert.Single(session.Go(CancellationToken.None)).Step);

        Dictionary<string, double[]> ours = Columns(Path.Combine(folder, "lcurve.out")), theirs = Columns(Path.Combine(Upstream, "lcurve.out"));
        Assert.Equal(theirs["step"], ours["step"]);
        Assert.Equal(theirs["lr"], ours["lr"]);
        foreach (string column in new[] { "rmse_f_val", "rmse_f_trn", "rmse_e_val" })
        {
            for (int first = 1; first + 10 <= theirs[column].Length; first += 10)
            {
                double expected = Median(theirs[column][first..(first + 10)]), met = Median(ours[column][first..(first + 10)]);
                Assert.True(met < Scatter * expected && met > expected / Scatter,
                    $"{column}, lines {first} to {first + 9}: {met:g3}, upstream {expected:g3}");
            }
        }
    }

    private static double Median(double[] values)
    {
        double[] sorted = [.. values.Order()];
        return 0.5 * (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]);
    }

    private static Dictionary<string, double[]> Columns(string lcurve)
    {
        string[] lines = File.ReadAllLines(lcurve);
        string[] names = lines[0].TrimStart('#').Split(' ', StringSplitOptions.RemoveEmptyEntries);
        double[][] rows = [.. lines.Where(l => !l.StartsWith('#')).Select(l =>
            l.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(t => double.Parse(t, CultureInfo.InvariantCulture)).ToArray())];
        return names.Select((n, c) => (n, c)).ToDictionary(p => p.n, p => Array.ConvertAll(rows, r => r[p.c]));
    }

    private static void Copy(string from, string to)
    {
        foreach (string file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
        {
            string target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
