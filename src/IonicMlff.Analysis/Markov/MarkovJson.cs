using System.Text.Json.Nodes;
using IonicMlff.Analysis.Results;

namespace IonicMlff.Analysis.Markov;

/// <summary>A model at one lag as JSON.</summary>
internal static class MarkovJson
{
    /// <summary>How the numbers were made.</summary>
    public static JsonObject Formulas() => new()
    {
        ["count_matrix"] = "sliding window: C[a,b] = sum over sequences and over t of [s(t)=a and s(t+lag)=b]; rows = from",
        ["active"] = "largest strongly connected set (most counts inside)",
        ["mle"] = "T_ab = C_ab / sum_b C_ab",
        ["reversible"] = "x_ij <- (c_ij + c_ji)/(c_i/x_i + c_j/x_j), c_i = sum_j c_ij, x_i = sum_j x_ij, x normalised to 1 each sweep, start C + C^T, until max|dx| < 1e-15; T_ij = x_ij/x_i, pi = x_i",
        ["implied_timescale"] = "-lag/ln|lambda_k|, k = 2..; null when |lambda| is 0 or >= 1",
        ["dwell"] = "lag/(1 - T_ii) frames; observed_lifetime: frames in a state / number of exits",
        ["errors"] = "bootstrap over pieces of the sequences: standard deviation; intervals of 95 %: percentiles 2.5 and 97.5 of the resamples",
        ["chapman_kolmogorov"] = "probability to be in the same state after k lags: counted, and of the k-th power of T_mle",
        ["states_A"] = "number of TFSI with N within the cutoff of centres",
        ["states_B"] = "100*n_TFSI(O within the cutoff of O) + 10*n_bidentate + min(n_O, 9)",
    };

    public static JsonObject Of(MarkovModel m, MarkovBootstrap? errors, long[] labels, double? interval)
    {
        var json = new JsonObject
        {
            ["lag_frames"] = m.Lag,
            ["lag_ps"] = Json.Number(m.Lag * interval),
            ["count_matrix"] = Whole(m.Counts),
            ["active_states"] = Json.Whole(m.Active.Select(a => labels[a])),
            ["active_counts"] = Whole(m.ActiveCounts),
        };
        if (!m.HasEstimate)
            return json;
        int n = m.Active.Length;
        double[] times = m.ReversibleTimescales;
        json["T_mle"] = Json.Matrix(m.Plain);
        json["stationary_mle"] = Json.Numbers(m.PlainStationary);
        json["eigenvalues_mle"] = new JsonArray([.. m.PlainEigenvalues.Select(z => (JsonNode)Json.Numbers([z.Real, z.Imaginary]))]);
        json["implied_timescales_mle_frames"] = Json.Numbers(m.PlainTimescales);
        json["T_reversible"] = Json.Matrix(m.Reversible.Matrix);
        json["stationary_reversible"] = Json.Numbers(m.Reversible.Stationary);
        json["eigenvalues_reversible"] = Json.Numbers(m.Eigenvalues);
        json["implied_timescales_reversible_frames"] = Json.Numbers(times);
        json["implied_timescales_reversible_ps"] = Json.Numbers(times.Select(t => t * interval ?? double.NaN));
        json["iterations"] = m.Reversible.Sweeps;
        json["last_change"] = m.Reversible.LastChange;
        json["log_likelihood_reversible"] = m.LogLikelihood(m.Reversible.Matrix);
        json["log_likelihood_mle"] = m.LogLikelihood(m.Plain);
        json["mean_dwell_frames_reversible"] = Json.Numbers(Enumerable.Range(0, n).Select(i => m.Dwell(m.Reversible.Matrix, i)));
        json["power_of_reversible"] = new JsonObject(new[] { 2, 3, 4 }.Select(k => KeyValuePair.Create($"{k}", (JsonNode?)Json.Matrix(Spectrum.Power(m.Reversible.Matrix, k)))));
        if (errors is not null)
            json["bootstrap"] = Errors(errors, n);
        return json;
    }

    private static JsonObject Errors(MarkovBootstrap e, int n) => new()
    {
        ["pieces"] = e.PieceCount,
        ["T_mle"] = Rows(e.Plain, n),
        ["T_reversible"] = Rows(e.Reversible, n),
        ["stationary_reversible"] = Row(e.Stationary),
        ["implied_timescales_mle_frames"] = Row(e.PlainTimescales),
        ["implied_timescales_reversible_frames"] = Row(e.Timescales),
        ["mean_dwell_frames_reversible"] = Row(e.Dwell),
    };

    private static JsonObject Row(Spread[] s) => new()
    {
        ["error"] = Json.Numbers(s.Select(v => v.Error)),
        ["low"] = Json.Numbers(s.Select(v => v.Low)),
        ["high"] = Json.Numbers(s.Select(v => v.High)),
    };

    private static JsonObject Rows(Spread[] s, int n) => new()
    {
        ["error"] = new JsonArray([.. s.Chunk(n).Select(r => (JsonNode)Json.Numbers(r.Select(v => v.Error)))]),
        ["low"] = new JsonArray([.. s.Chunk(n).Select(r => (JsonNode)Json.Numbers(r.Select(v => v.Low)))]),
        ["high"] = new JsonArray([.. s.Chunk(n).Select(r => (JsonNode)Json.Numbers(r.Select(v => v.High)))]),
    };

    private static JsonArray Whole(double[,] counts) => new([.. Enumerable.Range(0, counts.GetLength(0)).Select(i => (JsonNode)Json.Whole(Enumerable.Range(0, counts.GetLength(1)).Select(j => (long)counts[i, j])))]);
}
