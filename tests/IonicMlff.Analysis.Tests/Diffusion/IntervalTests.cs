using System.Text.Json.Nodes;
using IonicMlff.Analysis.Diffusion;
using IonicMlff.Analysis.Runs;
using Xunit;

namespace IonicMlff.Analysis.Tests.Diffusion;

/// <summary>The interval that is given for D holds the truth as often as it says.</summary>
public class IntervalTests
{
    // 95 of 100 on average; fewer than 89 or no miss at all has a probability below 1 % for a right interval.
    [Theory]
    [InlineData(64, 300, true)]
    [InlineData(64, 300, false)]
    [InlineData(12, 500, true)]
    public void Holds_the_truth_in_95_of_100_runs(int particles, int frames, bool given)
    {
        const double D = 0.5;
        int hits = 0;
        Parallel.For(0, 100, new ParallelOptions { MaxDegreeOfParallelism = 2 }, seed =>
        {
            var options = new MsdOptions { Schemes = [UnwrapScheme.Tor], Fit = given ? (1, 10) : null };
            var run = AnalysisRun.Execute(
                new AnalysisRequest("brownian") { Threads = 1 }, new BrownianTrajectory(1000 + seed, particles, frames, 20, D, 1), [new MsdAnalysis(options)]);
            JsonNode kind = run.Reports[0].Result.Json["schemes"]!["tor"]!["raw"]!["type 1"]!;
            double[] interval = [.. kind["D_95_percent_interval_1e10_m2_s"]!.AsArray().Select(x => x!.GetValue<double>() / 100)];
            if (D >= interval[0] && D <= interval[1])
                Interlocked.Increment(ref hits);
        });
        Assert.InRange(hits, 89, 100);
    }
}
