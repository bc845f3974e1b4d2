using System.Text.Json.Nodes;
using IonicMlff.Testing;
using Xunit;

namespace IonicMlff.Tool.Tests.Analyze;

/// <summary>ilmlff analyze viscosity and conductivity: values, refusals, wrong calls.</summary>
public sealed class TransportTests
{
    private static readonly string Stress = TestData.Path("analysis", "synthetic", "green_kubo_seed41.log.gz");
    private static readonly string Short = TestData.Path("analysis", "gk_bf4_423", "pressure.log.gz");
    private static readonly string Current = TestData.Path("analysis", "gk_bf4_423", "current.txt.gz");

    [Fact]
    public void A_viscosity_with_its_interval_and_figures()
    {
        string json = Scratch.File("eta.json"), svg = Path.ChangeExtension(json, "svg"), csv = Path.ChangeExtension(json, "csv");
        ToolRun run = ToolRun.Of("analyze", "viscosity", Stress, "--units", "real", "--timestep", "1", "--temperature", "423", "--json", json, "--svg", svg, "--csv", csv);
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains("20000 rows, 0.005 ps apart", run.Out, StringComparison.Ordinal);
        Assert.Contains("mPa·s", run.Out, StringComparison.Ordinal);
        JsonNode document = JsonNode.Parse(File.ReadAllText(json))!;
        double[] interval = [.. document["viscosity_95_percent_interval_mPa_s"]!.AsArray().Select(n => n!.GetValue<double>())];
        Assert.InRange(5.6958, interval[0], interval[1]);
        Assert.True(document["complete"]!.GetValue<bool>());
        foreach (string figure in new[] { svg, svg.Replace("eta.svg", "eta-viscosity-deviation.svg", StringComparison.Ordinal), csv, csv.Replace("eta.csv", "eta-segments.csv", StringComparison.Ordinal) })
            Assert.True(File.Exists(figure), figure);
    }

    [Fact]
    public void A_run_that_is_too_short_is_refused_with_what_it_has()
    {
        ToolRun run = ToolRun.Of("analyze", "viscosity", Short, "--units", "real", "--timestep", "1", "--temperature", "423", "--json", "-");
        Assert.Equal(65, run.ExitCode);
        Assert.Contains("RunTooShort: the running integral still rises", run.Error, StringComparison.Ordinal);
        Assert.Null(run.Json["viscosity_mPa_s"]);
        Assert.Equal("RunTooShort", run.Json["fault"]!["message_class"]!.GetValue<string>());
        Assert.Equal(89, run.Json["running_eta_mPa_s"]!["five"]!.AsArray().Count);
    }

    [Theory]
    [InlineData("give --units", "--timestep", "1", "--temperature", "423")]
    [InlineData("did you mean 'real'", "--units", "reel", "--timestep", "1")]
    [InlineData("--columns does not know 'xi'", "--units", "real", "--columns", "xi=3")]
    [InlineData("expected WHAT=NAME", "--units", "real", "--columns", "xy")]
    [InlineData("give --timestep", "--units", "real")]
    [InlineData("are too short; at most", "--units", "real", "--timestep", "1", "--segments", "5000")]
    public void What_is_missing_or_wrong_is_named(string text, params string[] options)
    {
        ToolRun run = ToolRun.Of(["analyze", "viscosity", Short, .. options]);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(text, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_trajectory_is_no_log()
    {
        ToolRun run = ToolRun.Of("analyze", "viscosity", TestData.Path("analysis", "corrupt", "good.dump"));
        Assert.Equal(65, run.ExitCode);
        Assert.Contains("no run has the pressure tensor", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Conductivity_of_a_current()
    {
        ToolRun run = ToolRun.Of("analyze", "conductivity", Current, "--units", "real", "--timestep", "1", "--temperature", "423", "--volume", "3601.150527", "--fit", "1:4", "--json", "-");
        Assert.Equal(65, run.ExitCode); // of 50 ps, the Green-Kubo value is noise; the slope of the dipole is there
        Assert.Equal(2.8900565460597565, run.Json["einstein_sigma_S_m"]!.GetValue<double>(), 1e-6);
        Assert.Contains("no more than noise", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Conductivity_of_a_trajectory()
    {
        string[] call = ["analyze", "conductivity", TestData.Path("analysis", "bf4_npt_423", "traj.dump.gz"), "--topology", TestData.Unpacked("analysis", "bf4_npt_423", "topology.data.gz"), "--interval", "0.5"];
        Assert.Contains("needs --temperature", ToolRun.Of(call).Error, StringComparison.Ordinal);
        ToolRun run = ToolRun.Of([.. call, "--temperature", "423", "--fit", "20:80"]);
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains("Haven ratio", run.Out, StringComparison.Ordinal);
        Assert.Contains("charge -1, transference 0.6", run.Out, StringComparison.Ordinal);
    }
}
