using System.Text.Json.Nodes;
using IonicMlff.Testing;
using IonicMlff.Testing.Browser;
using Xunit;

namespace IonicMlff.Tool.Tests.Analyze;

/// <summary>ilmlff analyze report: all that applies, the paper's values, a page that can be read.</summary>
public sealed class AnalysisReportTests
{
    [Fact]
    public void Of_a_lithium_electrolyte_has_everything_and_is_legible()
    {
        string report = Scratch.File("li.html"), json = Path.ChangeExtension(report, "json");
        ToolRun run = ToolRun.Of(
            "analyze", "report", TestData.Path("analysis", "li_nvt_900", "traj.xtc"), "--topology", TestData.Unpacked("analysis", "li_nvt_900", "topology.data.gz"), "--interval", "0.5", "--frames", "::2",
            "--temperature", "423", "--log", TestData.Path("analysis", "synthetic", "green_kubo_seed41.log.gz"), "--units", "real", "--timestep", "1", "--output", report, "--json", json);
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(report, run.Out.Trim());
        PageChecks page = ReportBrowser.AssertLegible(report, dark: true);
        Assert.Equal(
            ["Density", "Mean square displacement of centres of mass", "Running integral of the viscosity", "Standard deviation of the running integrals", "Correlation of the stress",
                "Radial distribution functions, pairs of different molecules", "Running coordination numbers, pairs of different molecules", "TFSI around Li", "Residence of TFSI at Li",
                "Shape of TFSI", "Distribution of |φ| of TFSI", "Shape of PYR14", "End-to-end distances of PYR14"],
            page.Figures.Select(f => f.Title).Where(t => !t.Contains("TFSI, bidentate", StringComparison.Ordinal) && !t.Contains("number of TFSI", StringComparison.Ordinal)));
        DrawnFigure network = page.Figures.Single(f => f.Title == "Transitions, TFSI, bidentate, O");
        Assert.Contains("3 TFSI, 1 bi, 4 O", network.Texts);
        string html = File.ReadAllText(report);
        foreach (string text in new[] { "Table 5", "1.3091", "0.25 Li in PYR14-TFSI", "In the paper more than 99 % of Li bind four O", "How these numbers were computed", "D + 2.837297 kB T/(6 pi eta L)", "green_kubo_seed41.log.gz" })
            Assert.Contains(text, html, StringComparison.Ordinal);
        Assert.Equal(["molecules", "density", "msd", "rdf", "li-clusters", "msm", "tfsi", "pyr14", "viscosity"], JsonNode.Parse(File.ReadAllText(json))!.AsObject().Select(p => p.Key));
        string folder = Path.ChangeExtension(report, null);
        foreach (string file in new[] { "msm-B.svg", "rdf.svg", "viscosity.svg", "li-clusters-paper.csv", "data-li_per_frame.csv", "data-tfsi_angles.csv" })
            Assert.True(File.Exists(Path.Combine(folder, file)), file);
    }

    [Fact]
    public void Of_the_papers_own_system_fills_its_row()
    {
        string report = Scratch.File("bf4.html");
        ToolRun run = ToolRun.Of(
            "analyze", "report", TestData.Path("analysis", "bf4_tri_423", "traj.dump.gz"), "--topology", TestData.Unpacked("analysis", "bf4_tri_423", "topology.data.gz"), "--interval", "0.5",
            "--temperature", "423", "--output", report, "--beside", "none");
        Assert.True(run.ExitCode == 0, run.Error);
        PageChecks page = ReportBrowser.AssertLegible(report, dark: false);
        Assert.Contains("B–B", page.Figures.Single(f => f.Title.StartsWith("Radial", StringComparison.Ordinal)).Texts);
        Assert.Matches("<tr><td>PYR14-BF4</td><td>423</td><td>[0-9.]+ ± [0-9.]+</td><td>1.0345 ± 0.0003</td><td>1.0707 ± 0.0006</td><td>1.2800 ± 0.0039</td><td>1.0443</td></tr>", File.ReadAllText(report));
        Assert.False(Directory.Exists(Path.ChangeExtension(report, null)));
    }

    [Fact]
    public void Of_an_ion_in_vacuum_leaves_out_what_needs_a_cell()
    {
        string report = Scratch.File("vacuum.html");
        ToolRun run = ToolRun.Of(
            "analyze", "report", TestData.Path("analysis", "vac_tfsi_700", "traj.dump.gz"), "--topology", TestData.Unpacked("analysis", "vac_tfsi_700", "topology.data.gz"), "--interval", "0.5", "--frames", "::10", "--output", report);
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains("density was left out: the cell is not periodic", run.Error, StringComparison.Ordinal);
        string html = File.ReadAllText(report);
        Assert.Contains("Shape of TFSI", html, StringComparison.Ordinal);
        Assert.DoesNotContain("Shape of PYR14", html, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_a_damaged_trajectory_is_written_up_to_the_damage()
    {
        string report = Scratch.File("damaged.html");
        ToolRun run = ToolRun.Of("analyze", "report", TestData.Path("analysis", "corrupt", "truncated_mid_frame.dump"), "--interval", "0.5", "--output", report);
        Assert.Equal(65, run.ExitCode);
        Assert.Contains("Truncated", run.Error, StringComparison.Ordinal);
        Assert.Contains("The numbers are those of the frames before it.", File.ReadAllText(report), StringComparison.Ordinal);
    }
}
