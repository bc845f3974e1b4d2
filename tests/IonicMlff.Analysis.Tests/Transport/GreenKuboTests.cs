using System.Text.Json.Nodes;
using IonicMlff.Analysis.Logs;
using IonicMlff.Analysis.Results;
using IonicMlff.Analysis.Transport;
using IonicMlff.Core.Trajectories;
using IonicMlff.Testing;
using Xunit;

namespace IonicMlff.Analysis.Tests.Transport;

/// <summary>Green-Kubo integrals of the reference logs, and what is refused.</summary>
public sealed class GreenKuboTests
{
    private const double Tolerance = 1e-8; // of the largest value

    private static readonly LogRequest Known = new() { Units = LogUnits.Real, TimeStep = 1, Temperature = 423 };

    [Fact]
    public void Viscosity_of_the_reference_log()
    {
        var run = new PressureTensor(LogSeries.Read(TestData.Path("analysis", "gk_bf4_423", "pressure.log.gz"), Known, LogQuantity.Pressure));
        AnalysisResult result = Viscosity.Of([run], new ViscosityOptions());
        JsonNode expected = Golden.Json("gk_bf4_423", "viscosity.json.gz");
        foreach (string part in new[] { "acf_atm2", "running_eta_mPa_s" })
        {
            foreach ((string name, JsonNode? curve) in expected[part]!.AsObject())
                Same(curve!.AsArray(), result.Json[part]![name]!.AsArray(), $"{part}/{name}");
        }

        foreach (string key in new[] { "listed_lags_rows", "lag_time_fs" })
            Same(expected[key]!.AsArray(), result.Json[key]!.AsArray(), key);
        foreach (string key in new[] { "rows", "columns", "first_step", "last_step", "sampling_interval_fs", "temperature_K", "mean_volume_A3", "prefactor_mPa_s_per_atm2_fs", "last_lag_rows", "component_acf_at_0_atm2", "mean_temperature_of_log_K" })
            Golden.Equal(expected[key], JsonNode.Parse(result.Json[key]!.ToJsonString()), 1e-12, 0, key);

        // 50 ps of ten ion pairs say how the arithmetic goes, not what the viscosity is.
        Assert.Equal(FaultKind.RunTooShort, result.Refusal?.Kind);
        Assert.Null(result.Json["viscosity_mPa_s"]);
        Assert.Contains("lower bound", result.Refusal!.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Conductivity_of_the_reference_current()
    {
        JsonNode expected = Golden.Json("gk_bf4_423", "conductivity.json.gz");
        LogRequest known = Known with { Volume = expected["mean_volume_A3"]!.GetValue<double>() };
        var run = new ChargeCurrent(LogSeries.Read(TestData.Path("analysis", "gk_bf4_423", "current.txt.gz"), known, LogQuantity.Current));
        JsonObject json = CurrentConductivity.Of(run, new ViscosityOptions { Fit = (1, 4) }).Json;
        foreach (string key in new[] { "listed_lags_rows", "current_acf_e2A2_fs2", "running_sigma_S_m", "dipole_msd_e2A2" })
            Same(expected[key]!.AsArray(), json[key]!.AsArray(), key);
        foreach (string key in new[] { "rows", "sampling_interval_fs", "temperature_K", "dipole_fit", "einstein_sigma_S_m", "largest_trapezoid_mismatch_of_M_and_J_eA" })
            Golden.Equal(expected[key], JsonNode.Parse(json[key]!.ToJsonString()), 1e-7, 0, key);
        Assert.Null(json["green_kubo_sigma_S_m"]); // more than half of it is noise
    }

    [Fact]
    public void Viscosity_of_an_Ornstein_Uhlenbeck_stress()
    {
        JsonNode expected = Golden.Json("synthetic", "green_kubo_seed41.json.gz");
        var run = new PressureTensor(LogSeries.Read(TestData.Path("analysis", "synthetic", "green_kubo_seed41.log.gz"), Known, LogQuantity.Pressure));
        AnalysisResult result = Viscosity.Of([run], new ViscosityOptions { LongestLag = 2 });
        double[] listed = Numbers(result.Json["listed_lags_rows"]!), five = Numbers(result.Json["running_eta_mPa_s"]!["five"]!);
        foreach ((JsonNode? lag, JsonNode? eta) in expected["lag_rows"]!.AsArray().Zip(expected["running_eta_five_mPa_s_of_this_file"]!.AsArray()))
        {
            if (Array.IndexOf(listed, lag!.GetValue<double>()) is >= 0 and var at)
                Assert.Equal(eta!.GetValue<double>(), five[at], Tolerance);
        }

        Assert.Null(result.Refusal);
        double truth = expected["eta_true_mPa_s"]!.GetValue<double>();
        double[] interval = Numbers(result.Json["viscosity_95_percent_interval_mPa_s"]!);
        Assert.InRange(truth, interval[0], interval[1]);
        Assert.InRange(interval[1] - interval[0], 0.1 * truth, 0.5 * truth);
    }

    [Fact]
    public void Replicas_are_joined()
    {
        string log = TestData.Path("analysis", "synthetic", "green_kubo_seed41.log.gz");
        PressureTensor[] halves = [.. new[] { "0:10000", "10000:20000" }.Select(rows => new PressureTensor(LogSeries.Read(log, Known with { Rows = FrameRange.Parse(rows) }, LogQuantity.Pressure)))];
        AnalysisResult result = Viscosity.Of(halves, new ViscosityOptions());
        Assert.Equal(10, result.Json["time_decomposition"]!["segments"]!.GetValue<int>());
        Assert.Equal(20000, result.Json["rows"]!.GetValue<int>());
        Assert.InRange(result.Json["viscosity_mPa_s"]!.GetValue<double>(), 4.5, 6.5);
    }

    [Fact]
    public void Rows_that_are_too_sparse_are_refused()
    {
        // Every 200 fs of a stress that lives 100 fs.
        LogRequest sparse = Known with { Rows = FrameRange.Parse("::40") };
        var run = new PressureTensor(LogSeries.Read(TestData.Path("analysis", "synthetic", "green_kubo_seed41.log.gz"), sparse, LogQuantity.Pressure));
        AnalysisResult result = Viscosity.Of([run], new ViscosityOptions());
        Assert.Equal(FaultKind.FramesTooSparse, result.Refusal?.Kind);
        Assert.Contains("200 fs are too sparse", result.Refusal!.Text, StringComparison.Ordinal);
    }

    // As read from a file: numbers of a document that was not written yet keep their type.
    private static double[] Numbers(JsonNode array) => [.. JsonNode.Parse(array.ToJsonString())!.AsArray().Select(n => n!.GetValue<double>())];

    private static void Same(JsonArray expected, JsonArray found, string what)
    {
        double[] x = Numbers(expected), y = Numbers(found);
        Assert.Equal(x.Length, y.Length);
        double largest = x.Max(Math.Abs);
        for (int k = 0; k < x.Length; k++)
            Assert.True(Math.Abs(x[k] - y[k]) <= Tolerance * largest, $"{what}[{k}]: {y[k]} instead of {x[k]}");
    }
}
