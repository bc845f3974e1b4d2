using System.Text.Json.Nodes;
using IonicMlff.Analysis.Clusters;
using IonicMlff.Analysis.Results;
using IonicMlff.Analysis.Runs;
using IonicMlff.Core.Errors;
using Xunit;

namespace IonicMlff.Analysis.Tests.Clusters;

/// <summary>Surroundings of Li against reference trajectories, and contact histories against plain sums.</summary>
public class LiClustersTests
{
    [Theory]
    [InlineData("li_npt_423")]
    [InlineData("li_nvt_900")]
    public void Surroundings_of_Li(string folder)
    {
        (JsonObject found, ResultTable table) = Golden.RunWithTable(Golden.Request(folder), new LiClustersAnalysis(new() { OxygenCutoff = 2.8, CenterCutoff = 6 }));
        Golden.Equal(Golden.Json(folder, "li_clusters.json.gz"), found, 1e-12, 1e-9);
        Golden.SameTable(folder, "li_per_frame.csv.gz", table, 0);
    }

    [Fact]
    public void The_cutoff_of_oxygen_is_found()
    {
        JsonObject found = Golden.Run(Golden.Request("li_npt_423"), new LiClustersAnalysis(new()));
        double cutoff = found["O_cutoff_A"]!.GetValue<double>();
        double minimum = Golden.Json("li_npt_423", "rdf.json.gz")["pairs"]!["Li - O"]!["intermolecular"]!["first_minimum_A"]!.GetValue<double>();
        Assert.Equal(minimum, cutoff, 1e-3);
        Assert.StartsWith("first minimum", found["O_cutoff_from"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public void Systems_without_Li_are_refused()
    {
        var e = Assert.Throws<IlmlffException>(() => AnalysisRun.Execute(Golden.Request("bf4_tri_423"), [new LiClustersAnalysis(new())]));
        Assert.Contains("li-clusters needs TFSI", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Sums_of_residence_are_plain_sums(int seed)
    {
        const int frames = 60, pairs = 5, lags = 40;
        var random = new Random(seed);
        var h = new int[frames, pairs];
        var history = new ContactHistory();
        for (int t = 0; t < frames; t++)
        {
            for (int p = 0; p < pairs; p++)
                h[t, p] = t > 0 && random.NextDouble() < 0.8 ? h[t - 1, p] : random.Next(2);
            history.Add([.. Enumerable.Range(0, pairs).Where(p => h[t, p] == 1)]);
        }

        long[] intermittent = history.Intermittent(lags), continuous = history.Continuous(lags), bound = history.Bound(lags);
        for (int k = 0; k < lags; k++)
        {
            long a = 0, b = 0, c = 0;
            for (int p = 0; p < pairs; p++)
            {
                for (int t = 0; t + k < frames; t++)
                {
                    a += h[t, p] * h[t + k, p];
                    b += Enumerable.Range(t, k + 1).All(s => h[s, p] == 1) ? 1 : 0;
                    c += h[t, p];
                }
            }

            Assert.Equal((a, b, c), (intermittent[k], continuous[k], bound[k]));
        }
    }
}
