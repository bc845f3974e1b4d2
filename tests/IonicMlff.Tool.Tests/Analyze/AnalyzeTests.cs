using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using IonicMlff.Testing;
using Xunit;

namespace IonicMlff.Tool.Tests.Analyze;

/// <summary>ilmlff analyze: results on the screen and in files, exit codes of damaged files, refusals.</summary>
public sealed class AnalyzeTests
{
    private static readonly string Trajectory = TestData.Path("analysis", "bf4_tri_423", "traj.dump.gz");
    private static readonly string Topology = TestData.Unpacked("analysis", "bf4_tri_423", "topology.data.gz");

    private static readonly JsonElement Damaged =
        JsonDocument.Parse(File.ReadAllText(TestData.Path("analysis", "corrupt", "expected.json"))).RootElement.GetProperty("files");

    [Fact]
    public void Results_on_the_screen_and_in_files()
    {
        string json = Scratch("msd.json"), csv = Scratch("msd.csv"), svg = Scratch("msd.svg");
        ToolRun run = ToolRun.Of("analyze", "msd", Trajectory, "--topology", Topology, "--timestep", "2", "--temperature", "423", "--fit", "2.5:15", "--json", json, "--csv", csv, "--svg", svg);
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains("61 frames, 0.5 ps apart; 10 PYR14, 10 BF4", run.Out, StringComparison.Ordinal);
        Assert.Contains("D(PYR14)", run.Out, StringComparison.Ordinal);
        Assert.Contains("not diffusive", run.Error, StringComparison.OrdinalIgnoreCase);
        JsonNode document = JsonNode.Parse(File.ReadAllText(json))!;
        Assert.Equal(0.5, document["frame_interval_ps"]!.GetValue<double>());
        Assert.True(document["complete"]!.GetValue<bool>());
        Assert.StartsWith("lag_frames,lag_ps,msd_A2(PYR14)", File.ReadAllText(csv), StringComparison.Ordinal);
        Assert.Equal(62, File.ReadAllLines(csv).Length);
        Assert.Equal("svg", XDocument.Load(svg).Root!.Name.LocalName);
    }

    [Fact]
    public void Json_to_standard_output_is_all_there_is()
    {
        ToolRun run = ToolRun.Of("analyze", "rdf", Trajectory, "--topology", Topology, "--pair", "B-N", "N-N", "--r-max", "7", "--bins", "140", "--frames", "0:10:3", "--json", "-");
        Assert.Equal(0, run.ExitCode);
        Assert.Equal(4, run.Json["frames"]!.GetValue<int>());
        Assert.Equal(["B - N", "N - N"], run.Json["pairs"]!.AsObject().Select(p => p.Key));
    }

    [Fact]
    public void Several_figures_stand_beside_each_other()
    {
        string svg = Scratch("g.svg");
        Assert.Equal(0, ToolRun.Of("analyze", "rdf", Trajectory, "--topology", Topology, "--svg", svg, "--frames", ":3").ExitCode);
        Assert.True(File.Exists(svg) && File.Exists(svg.Replace("g.svg", "g-coordination.svg", StringComparison.Ordinal)));
    }

    public static TheoryData<string> DamagedFiles() => [.. Damaged.EnumerateObject().Select(f => f.Name).Where(f => f != "topology_wrong_atoms.data")];

    [Theory]
    [MemberData(nameof(DamagedFiles))]
    public void Damaged_files_give_what_is_good_and_say_the_rest(string name)
    {
        JsonElement expected = Damaged.GetProperty(name);
        string json = Scratch("damaged.json"), kind = expected.GetProperty("message_class").GetString() ?? "";
        ToolRun run = ToolRun.Of("analyze", "msd", TestData.Path("analysis", "corrupt", name), "--interval", "0.5", "--json", json);
        JsonNode document = JsonNode.Parse(File.ReadAllText(json))!;
        Assert.Equal(expected.GetProperty("exit_code").GetInt32(), run.ExitCode);
        Assert.Contains(kind, run.Error, StringComparison.Ordinal);
        if (expected.GetProperty("good_frames_before_fault").ValueKind == JsonValueKind.Number)
            Assert.Equal(expected.GetProperty("good_frames_before_fault").GetInt32(), document["frames"]!.GetValue<int>());
        Assert.Equal(run.ExitCode == 65 ? kind : null, document["fault"]?["message_class"]?.GetValue<string>());
        if (expected.TryGetProperty("warning", out _))
            Assert.Equal(kind, Assert.Single(document["warnings"]!.AsArray())!["message_class"]!.GetValue<string>());
    }

    [Fact]
    public void A_topology_of_another_system()
    {
        ToolRun run = ToolRun.Of("analyze", "density", TestData.Path("analysis", "corrupt", "good.dump"), "--topology", TestData.Path("analysis", "corrupt", "topology_wrong_atoms.data"));
        Assert.Equal(65, run.ExitCode);
        Assert.Contains("TopologyMismatch", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2:", "--fit is '2:', expected two lags")]
    [InlineData("9:3", "--fit is '9:3', expected two lags")]
    public void Windows_that_are_none(string fit, string text)
    {
        ToolRun run = ToolRun.Of("analyze", "msd", Trajectory, "--fit", fit);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(text, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Results_never_replace_what_is_read()
    {
        ToolRun run = ToolRun.Of("analyze", "density", Trajectory, "--csv", Trajectory);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("is read; give another name", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void An_interrupted_run_says_what_it_has()
    {
        using var stopped = new CancellationTokenSource();
        stopped.Cancel(); // before the first block is read: no race with the run
        ToolRun run = ToolRun.Of(stopped.Token, "analyze", "rdf", TestData.Path("analysis", "bf4_npt_423", "traj.dump.gz"), "--elements", "C", "C", "C", "C", "C", "C", "C", "C", "C", "C", "C", "C", "--threads", "1");
        Assert.Equal(130, run.ExitCode);
        Assert.Contains("interrupted", run.Out + run.Error, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("density")]
    [InlineData("msd")]
    [InlineData("rdf")]
    [InlineData("molecules")]
    [InlineData("li-clusters")]
    [InlineData("tfsi")]
    [InlineData("pyr14")]
    [InlineData("msm")]
    [InlineData("viscosity")]
    [InlineData("conductivity")]
    [InlineData("report")]
    public void Help_is_as_recorded(string analysis)
    {
        ToolRun run = ToolRun.Of("analyze", analysis, "--help");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Snapshot.Matches($"help-analyze-{analysis}", run.Out);
    }

    private static string Scratch(string name) => Path.Combine(Directory.CreateTempSubdirectory("ilmlff-analyze-").FullName, name);
}
