using IonicMlff.Reports.Figures;
using IonicMlff.Reports.Html;
using IonicMlff.Testing.Browser;
using Xunit;

namespace IonicMlff.Reports.Tests;

/// <summary>The sample report as headless Chromium lays it out.</summary>
public class BrowserTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void LabelsDoNotOverlapAxesHaveUnitsAndNothingIsAskedOfTheNetwork(bool dark)
    {
        Assert.True(HtmlReport.IsInteractive, "The build had no npm, so figures are static; scripts/install-dependencies.sh tests installs it.");
        using var folder = new ScratchFolder();
        Report report = SampleReport.Create();
        PageChecks page = ReportBrowser.AssertLegible(ReportFiles.Write(report, folder.File("report.html"))[0], dark);
        Assert.Equal(report.Figures.Select(f => f.Title), page.Figures.Select(f => f.Title));
        foreach ((Plot plot, DrawnFigure drawn) in report.Figures.Zip(page.Figures).Where(p => p.First is Plot).Select(p => ((Plot)p.First, p.Second)))
        {
            Assert.Contains(plot.X.Title, drawn.Texts);
            Assert.Contains(plot.Y.Title, drawn.Texts);
            Assert.All(plot.Series.Where(s => s is not HeatmapSeries), s => Assert.Contains(s.Name, drawn.Texts));
        }
    }

    [Fact]
    public void PicturesOfAPageWithoutTheLibraryAreLegibleToo()
    {
        using var folder = new ScratchFolder();
        string file = folder.File("static.html");
        using (var writer = new StreamWriter(file))
        {
            HtmlReport.Write(writer, SampleReport.Create(), interactive: false);
        }

        PageChecks page = ReportBrowser.AssertLegible(file, dark: true);
        Assert.Equal(10, page.Figures.Length);
    }

    [Fact]
    public void TheChecksFindWhatIsWrong()
    {
        using var folder = new ScratchFolder();
        string file = folder.File("bad.html");
        File.WriteAllText(file, """
            <html lang="en"><head></head><body><figure style="background:white;width:400px;position:relative"><h3>A title</h3>
            <svg width="300" height="100" xmlns="http://www.w3.org/2000/svg"><text x="10" y="50" font-size="14">one label</text>
            <text x="40" y="52" font-size="14">another label</text><text x="10" y="90" font-size="8">small</text>
            <text x="200" y="90" font-size="14" fill="#eeeeee">pale</text></svg></figure>
            <script>console.error('wrong'); undefinedFunction();</script><img src="http://localhost:9/x.png"></body></html>
            """);
        PageChecks page = ReportBrowser.Check(file, dark: false);
        string all = string.Join('\n', page.Problems);
        Assert.Contains("'another label' overlaps 'one label'", all, StringComparison.Ordinal);
        Assert.Contains("'small' is only 8 px high", all, StringComparison.Ordinal);
        Assert.Contains("'pale' has too little contrast", all, StringComparison.Ordinal);
        Assert.Contains("console: wrong", all, StringComparison.Ordinal);
        Assert.Contains("undefinedFunction", all, StringComparison.Ordinal);
        Assert.Contains(page.Resources, r => r.Contains("localhost:9", StringComparison.Ordinal));
    }
}
