using System.Text.Json.Nodes;
using IonicMlff.Analysis.Markov;
using IonicMlff.Analysis.Results;
using IonicMlff.Core.Errors;
using IonicMlff.Testing;
using Xunit;

namespace IonicMlff.Analysis.Tests.Markov;

/// <summary>Markov models of reference trajectories and of chains whose truth is known.</summary>
public class MarkovTests
{
    private static readonly string[] Exact = ["lag_frames", "count_matrix", "active_states", "active_counts"];

    private static readonly (string Key, double Tolerance)[] Close =
    [
        ("T_mle", 1e-12), ("stationary_mle", 1e-10), ("T_reversible", 1e-8), ("stationary_reversible", 1e-8), ("eigenvalues_reversible", 1e-8),
        ("log_likelihood_reversible", 1e-8), ("log_likelihood_mle", 1e-8), ("mean_dwell_frames_reversible", 1e-7),
        ("power_of_reversible", 1e-8),
    ];

    [Fact]
    public void Surroundings_of_Li()
    {
        JsonNode expected = Golden.Json("li_nvt_900", "msm.json.gz");
        var options = new MarkovOptions { Lags = [1, 2, 3, 5, 10, 20, 40], Samples = 0 };
        JsonObject found = Golden.Run(Golden.Request("li_nvt_900"), new MsmAnalysis(options));
        foreach (string states in new[] { "A", "B" })
            Same(expected[states]!, found[states]!);
    }

    [Theory]
    [InlineData("markov_seed21", new[] { 1, 2, 5, 10, 20 })]
    [InlineData("markov_seed22", new[] { 1, 3 })]
    public void A_known_chain(string name, int[] lags)
    {
        JsonNode truth = Golden.Json("synthetic", name + ".json.gz");
        IReadOnlyList<long[]> sequences = StateSequences.Read(TestData.Path("analysis", "synthetic", name + ".txt.gz"));
        AnalysisResult result = MsmAnalysis.OfSequences(sequences, new MarkovOptions { Lags = lags }, 1);
        JsonNode found = JsonNode.Parse(result.Json.ToJsonString())!["estimate"]!;
        Same(truth["estimate"]!, found);

        // Of many 95 % intervals some miss; none may miss by far.
        JsonNode first = found["lags"]![0]!, bootstrap = first["bootstrap"]!;
        int inside = 0, all = 0;
        for (int i = 0; i < 4; i++)
        {
            for (int j = 0; j < 4; j++)
                Check(truth["T_true"]![i]![j]!, first["T_mle"]![i]![j]!, bootstrap["T_mle"]!, n => n[i]![j]!, ref inside, ref all);
        }

        for (int k = 0; k < 3; k++)
            Check(truth["timescales_true_steps"]![k]!, first["implied_timescales_mle_frames"]![k]!, bootstrap["implied_timescales_mle_frames"]!, n => n[k]!, ref inside, ref all);
        Assert.InRange(inside, all - 3, all);
    }

    [Fact]
    public void The_truth_is_inside_its_95_percent_interval()
    {
        // 100 runs of four chains of 1500 steps. The intervals are percentiles of a bootstrap over some fifty pieces, which are a little short.
        const int Runs = 100;
        double[,] truth = { { 0.90, 0.08, 0.02 }, { 0.05, 0.90, 0.05 }, { 0.02, 0.08, 0.90 } };
        double slowest = MarkovModel.Timescales(Spectrum.General(truth).Select(System.Numerics.Complex.Abs), 1)[0];
        int matrix = 0, timescale = 0, dwell = 0;
        for (int seed = 0; seed < Runs; seed++)
        {
            int[][] chains = [.. Enumerable.Range(0, 4).Select(k => Chain(truth, 1500, new Random(1000 * seed + k)))];
            var model = new MarkovModel(chains, 3, 1);
            var errors = new MarkovBootstrap(model, chains, 100, []);
            for (int k = 0; k < 9; k++)
                matrix += Holds(errors.Plain[k], truth[k / 3, k % 3]);
            timescale += Holds(errors.PlainTimescales[0], slowest);
            dwell += Holds(errors.Dwell[1], 1 / (1 - truth[1, 1]));
        }

        Assert.InRange(matrix / 9.0, 0.90 * Runs, 0.98 * Runs);
        Assert.InRange(timescale, 0.88 * Runs, Runs);
        Assert.InRange(dwell, 0.88 * Runs, Runs);
    }

    [Fact]
    public void A_lifetime_below_the_lag_is_noted()
    {
        int[] states = Chain(new double[,] { { 0.2, 0.8 }, { 0.1, 0.9 } }, 3000, new Random(3));
        AnalysisResult result = MsmAnalysis.OfSequences([Array.ConvertAll(states, s => (long)s)], new MarkovOptions { Lags = [4] }, 0.5);
        Assert.Contains("(observed 0.6", result.Lines.Single(l => l.Label == "0").Value, StringComparison.Ordinal);
        Assert.EndsWith(", below the lag)", result.Lines.Single(l => l.Label == "0").Value, StringComparison.Ordinal);
        Assert.DoesNotContain("below", result.Lines.Single(l => l.Label == "1").Value, StringComparison.Ordinal);
        Assert.Contains(result.Remarks, r => r.Contains("states: 0 is left", StringComparison.Ordinal));
    }

    [Fact]
    public void The_test_of_Chapman_and_Kolmogorov_is_drawn_with_errors()
    {
        int[] states = Chain(new double[,] { { 0.9, 0.1 }, { 0.1, 0.9 } }, 2000, new Random(3));
        AnalysisResult result = MsmAnalysis.OfSequences([Array.ConvertAll(states, s => (long)s)], new MarkovOptions { Lags = [1, 2] }, 0.5);
        var plot = (Reports.Figures.Plot)result.Figures.Single(f => f.FileName == "msm-ck");
        var counted = plot.Series.OfType<Reports.Figures.ErrorBarSeries>().ToArray();
        JsonNode test = result.Json["estimate"]!["chapman_kolmogorov"]!;
        Assert.Equal([1.0, 1.5, 2.0], counted[0].X);
        for (int i = 0; i < 2; i++)
            Assert.Contains(counted, c => c.Y.SequenceEqual(test.AsArray().Select(t => t!["counted_stay"]![i]!.GetValue<double>())));
        Assert.All(counted, c => Assert.All(c.YErrors, e => Assert.InRange(e, 1e-3, 0.2)));
    }

    [Fact]
    public void A_rare_state_does_not_take_the_errors_of_the_test_from_the_others()
    {
        int[] states = Chain(new double[,] { { 0.9, 0.1 }, { 0.1, 0.9 } }, 2000, new Random(3));
        states[1000] = 2; // once, in one of some fifty pieces
        var model = new MarkovModel([states], 3, 1);
        Assert.Equal([0, 1, 2], model.Active);
        Spread[] test = new MarkovBootstrap(model, [states], 100, [2]).ChapmanKolmogorov;
        Assert.All(test[..2], e => Assert.InRange(e.Error, 1e-3, 0.1));
    }

    private static int Holds(Spread interval, double truth) => interval.Low <= truth && truth <= interval.High ? 1 : 0;

    private static int[] Chain(double[,] t, int length, Random random)
    {
        var states = new int[length];
        int n = t.GetLength(0);
        for (int k = 0; k < length; k++)
        {
            double left = random.NextDouble();
            int from = k == 0 ? random.Next(n) : states[k - 1], to = 0;
            for (; to < n - 1 && left >= t[from, to]; to++)
                left -= t[from, to];
            states[k] = to;
        }

        return states;
    }

    [Fact]
    public void Eigenvalues_of_a_cycle_are_roots_of_one()
    {
        double[,] cycle = { { 0, 1, 0, 0 }, { 0, 0, 1, 0 }, { 0, 0, 0, 1 }, { 1, 0, 0, 0 } };
        Assert.All(Spectrum.General(cycle), z => Assert.Equal(1, (z * z * z * z).Real, 1e-12));
        Assert.Equal([0.25, 0.25, 0.25, 0.25], Spectrum.Stationary(cycle));
    }

    [Fact]
    public void States_that_are_never_left_are_not_part_of_the_model()
    {
        var model = new MarkovModel([[0, 1, 0, 1, 0, 1, 2, 2, 2]], 3, 1);
        Assert.Equal([0, 1], model.Active);
        Assert.Equal(new double[,] { { 0, 3 }, { 2, 0 } }, model.ActiveCounts);
    }

    [Theory]
    [InlineData("0101x", "line 1: 'x' is not a state")]
    [InlineData("0 1 2\n1 two 0", "line 2: 'two' is not a state")]
    [InlineData("# nothing\n\n", "holds no sequence")]
    public void Files_that_hold_something_else_are_refused(string text, string message)
    {
        string path = Path.Combine(TestData.Scratch, Guid.NewGuid() + ".txt");
        File.WriteAllText(path, text);
        Assert.Contains(message, Assert.Throws<IlmlffException>(() => StateSequences.Read(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Lags_beyond_the_sequences_are_refused()
    {
        var e = Assert.Throws<IlmlffException>(() => MsmAnalysis.OfSequences([[0, 1, 0]], new MarkovOptions { Lags = [3] }, null));
        Assert.Contains("--lag 3", e.Message, StringComparison.Ordinal);
    }

    private static void Same(JsonNode expected, JsonNode found)
    {
        Golden.Equal(expected["states"], found["states"], 0, 0, "states");
        Assert.Equal(expected["lags"]!.AsArray().Count, found["lags"]!.AsArray().Count);
        for (int k = 0; k < expected["lags"]!.AsArray().Count; k++)
        {
            JsonNode a = expected["lags"]![k]!, b = found["lags"]![k]!;
            foreach (string key in Exact)
                Golden.Equal(a[key], b[key], 0, 0, $"lag {k} counts {key}");
            foreach ((string key, double tolerance) in Close)
                Golden.Equal(a[key], b[key], tolerance, tolerance, $"lag {k} {key}");

            // Which of two conjugates comes first means nothing.
            Golden.Equal(Sorted(a["eigenvalues_mle"]), Sorted(b["eigenvalues_mle"]), 0, 1e-9, $"lag {k} eigenvalues");

            // T is known to 1e-8; an eigenvalue no larger than that is zero, and its timescale has no meaning.
            for (int m = 1; m < (a["eigenvalues_reversible"] as JsonArray)?.Count; m++)
            {
                if (Math.Abs(a["eigenvalues_reversible"]![m]!.GetValue<double>()) > 1e-7)
                    Golden.Equal(a["implied_timescales_reversible_ps"]![m - 1], b["implied_timescales_reversible_ps"]![m - 1], 1e-6, 0, $"lag {k} timescale {m}");
            }
        }
    }

    private static JsonArray Sorted(JsonNode? eigenvalues) => new([.. (eigenvalues?.AsArray() ?? []).Select(z => (Re: z![0]!.GetValue<double>(), Im: z[1]!.GetValue<double>()))
        .OrderBy(z => Math.Round(z.Re, 7)).ThenBy(z => z.Im).Select(z => (JsonNode)new JsonArray(z.Re, z.Im))]);

    private static void Check(JsonNode truth, JsonNode value, JsonNode spread, Func<JsonNode, JsonNode> at, ref int inside, ref int all)
    {
        double t = truth.GetValue<double>(), v = value.GetValue<double>(), error = at(spread["error"]!).GetValue<double>();
        Assert.InRange(v - t, -4 * error - 1e-12, 4 * error + 1e-12);
        inside += t >= at(spread["low"]!).GetValue<double>() && t <= at(spread["high"]!).GetValue<double>() ? 1 : 0;
        all++;
    }
}
