using IonicMlff.Testing;
using IonicMlff.Testing.Browser;
using Xunit;

namespace IonicMlff.Tool.Tests.Accuracy;

/// <summary>The report of <c>ilmlff test</c> in headless Chromium.</summary>
public sealed class TestReportTests
{
    [Fact]
    public void Is_legible_names_units_and_has_its_files_beside_it()
    {
        string report = Scratch.File("report.html");
        ToolRun run = ToolRun.Of(
            "test", "--model", TestData.Path("mace", "trained", "pyr14bf4_xtb.model.gz"), "--data", TestData.Path("pyr14bf4", "valid_eq_bf4.extxyz.gz"),
            TestData.Path("pyr14bf4", "valid_neq_bf4.extxyz.gz"), "--report", report, "--beside", "svg", "csv", "--threads", "1");
        Assert.Equal(0, run.ExitCode);
        PageChecks page = ReportBrowser.AssertLegible(report, dark: false);
        ReportBrowser.AssertLegible(report, dark: true);
        Assert.Equal(
            ["Energy per atom", "Error of the energy per atom", "Force components", "Errors of force components", "Stress components", "Force RMSE by element",
                "Forces on H", "Forces on B", "Forces on C", "Forces on N", "Forces on F"],
            page.Figures.Select(f => f.Title));
        DrawnFigure forces = page.Figures[2];
        Assert.Contains("force, reference (eV/Å)", forces.Texts);
        Assert.Contains("force, model (eV/Å)", forces.Texts);
        Assert.Contains("valid_neq_bf4", forces.Texts);
        string folder = Path.ChangeExtension(report, null)!;
        Assert.Equal(3780 + 1, File.ReadLines(Path.Combine(folder, "force-components.csv")).Count());
        Assert.Contains("force, model (eV/Å)", File.ReadAllText(Path.Combine(folder, "force-components.svg")), StringComparison.Ordinal);
        Assert.InRange(new FileInfo(report).Length, 1_000, 3_000_000);
        string html = File.ReadAllText(report);
        Assert.Contains("valid_neq_bf4.extxyz.gz, frame", html, StringComparison.Ordinal);
        Assert.Contains("SHA-256", html, StringComparison.Ordinal);
    }
}
