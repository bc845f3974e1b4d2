using System.Text.Json.Nodes;
using IonicMlff.Analysis.Diffusion;
using IonicMlff.Analysis.Runs;
using IonicMlff.Analysis.Structure;
using IonicMlff.Testing;
using Xunit;

namespace IonicMlff.Analysis.Tests;

/// <summary>Trajectories whose truth is known.</summary>
public class SyntheticTests
{
    [Theory]
    [InlineData("breathing_seed11")]
    [InlineData("breathing_seed12")]
    [InlineData("breathing_seed13")]
    public void Breathing_cells_need_the_toroidal_scheme(string name)
    {
        JsonNode truth = Golden.Json("synthetic", name + ".json.gz");
        double dt = truth["dt_ps"]!.GetValue<double>();
        JsonObject found = Golden.Run(Request(name, dt), new MsdAnalysis(new MsdOptions { Fit = (dt, 20 * dt) }));
        foreach (string scheme in new[] { "tor", "heuristic" })
        {
            foreach ((string reference, string ours) in new[] { ("raw", "raw"), ("mean_of_all_particles_removed", "system_com_removed") })
            {
                JsonNode expected = truth[scheme]![reference]!, kind = found["schemes"]![scheme]![ours]![Kind(found, scheme)]!;
                Golden.Equal(expected["msd_A2"], kind["msd_A2"], 1e-8, 1e-7);
                Golden.Equal(expected["fit_lags_1_to_20"], kind["fit"], 1e-7, 1e-9);
                Assert.Equal(expected["D_fit"]!.GetValue<double>(), kind["D_A2_per_ps"]!.GetValue<double>(), 1e-7);
            }
        }

        Assert.Equal("tor", found["recommended"]!["scheme"]!.GetValue<string>());
        bool drifts = truth["drift_A_per_frame"]!.AsArray().Any(d => d!.GetValue<double>() != 0);
        Assert.Equal(drifts ? "system_com_removed" : "raw", found["recommended"]!["frame_of_reference"]!.GetValue<string>());
    }

    [Fact]
    public void Brownian_particles()
    {
        JsonNode truth = Golden.Json("synthetic", "brownian_seed3.json.gz");
        JsonObject found = Golden.Run(Request("brownian_seed3", 2), new MsdAnalysis(new MsdOptions { Fit = (2, 20) }));
        JsonNode kind = found["schemes"]!["tor"]!["raw"]![Kind(found, "tor")]!;
        Golden.Equal(truth["msd_A2"], kind["msd_A2"], 1e-8, 1e-7);
        Golden.Equal(truth["fit_lags_1_to_10"], kind["fit"], 1e-7, 1e-9);
        double[] interval = [.. kind["D_95_percent_interval_1e10_m2_s"]!.AsArray().Select(x => x!.GetValue<double>() / 100)];
        Assert.InRange(truth["D_true_A2_per_ps"]!.GetValue<double>(), interval[0], interval[1]);
    }

    [Fact]
    public void Shells_of_a_simple_cubic_lattice()
    {
        JsonNode truth = Golden.Json("synthetic", "simple_cubic.json.gz");
        var request = new AnalysisRequest(TestData.Path("analysis", "synthetic", "simple_cubic.dump.gz"));
        JsonObject found = Golden.Run(request, new RdfAnalysis(new RdfOptions { Pairs = ["*-*"], Radius = 7.4, Bins = 37 }));
        Golden.Equal(truth["counts"], found["pairs"]!["* - *"]!["all"]!["counts"], 0, 0, "counts");
    }

    [Fact]
    public void An_ideal_gas_in_a_skewed_cell_that_changes()
    {
        JsonNode truth = Golden.Json("synthetic", "ideal_gas_triclinic_seed51.json.gz");
        var request = new AnalysisRequest(TestData.Path("analysis", "synthetic", "ideal_gas_triclinic_seed51.dump.gz"));
        JsonObject found = Golden.Run(request, new RdfAnalysis(new RdfOptions { Pairs = ["*-*"], Radius = 5, Bins = 50 }));
        JsonNode pair = found["pairs"]!["* - *"]!;
        foreach (string part in new[] { "all", "intermolecular" })
            Golden.Equal(truth["rdf"]![part], pair[part], 1e-10, 1e-12, part);
        double chi = 0;
        for (int k = 0; k < 50; k++)
        {
            // Pairs are counted twice, so the variance of a count is twice its mean.
            double expected = truth["expected_counts"]![k]!.GetValue<double>(), count = pair["all"]!["counts"]![k]!.GetValue<long>();
            chi += (count - expected) * (count - expected) / (2 * expected);
        }

        Assert.InRange(chi, 25, 85);
    }

    private static AnalysisRequest Request(string name, double dt) => new(TestData.Path("analysis", "synthetic", name + ".dump.gz")) { FrameInterval = dt, Threads = 2 };

    private static string Kind(JsonObject found, string scheme) => found["schemes"]![scheme]!["raw"]!.AsObject().First().Key;
}
