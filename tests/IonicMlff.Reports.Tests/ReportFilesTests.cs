using IonicMlff.Core.Errors;
using IonicMlff.Reports.Html;
using Xunit;

namespace IonicMlff.Reports.Tests;

public class ReportFilesTests
{
    [Fact]
    public void WritesOneFileOfAFewMegabytesThatAsksNothingOfTheNetwork()
    {
        using var folder = new ScratchFolder();
        IReadOnlyList<string> files = ReportFiles.Write(SampleReport.Create(), folder.File("report.html"));
        string page = File.ReadAllText(Assert.Single(files));
        Assert.True(page.Length < 3_000_000, $"{page.Length} characters");
        string own = Asset.Charts is null ? page : page.Replace(Asset.Charts, "", StringComparison.Ordinal);
        Assert.DoesNotMatch("(src|href)=\"(?!#|data:)", own);
        Assert.DoesNotContain("http:", own.Replace("http://www.w3.org/2000/svg", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain("https:", own, StringComparison.Ordinal);
        Assert.Contains("Two frames &lt;eq &amp; neq&gt; have no stress.", page, StringComparison.Ordinal);
    }

    [Fact]
    public void WritesFiguresAndTablesBesideIt()
    {
        using var folder = new ScratchFolder();
        IReadOnlyList<string> files = ReportFiles.Write(SampleReport.Create(), folder.File("report.html"), Extras.Svg | Extras.Csv);
        Assert.Equal(10, files.Count(f => f.EndsWith(".svg", StringComparison.Ordinal)));
        Assert.Equal(11, files.Count(f => f.EndsWith(".csv", StringComparison.Ordinal)));
        Assert.All(files, f => Assert.True(File.Exists(f), f));
        Assert.Equal(150_001, File.ReadLines(folder.File("report/force-components-150000-of-them.csv")).Count());
        Assert.Equal(
            "Set,Frames,Energy (meV/atom),Forces (meV/Å),Stress (meV/Å³)\n\"training, eq\",45,1.46,36.15,0.476\n\"training, \"\"neq\"\", all\",47,2.75,62.05,\n",
            File.ReadAllText(folder.File("report/table.csv")));
    }

    [Fact]
    public void WithoutTheLibraryFiguresArePicturesAndThePageSaysWhy()
    {
        var writer = new StringWriter();
        HtmlReport.Write(writer, SampleReport.Create(), interactive: false);
        string page = writer.ToString();
        Assert.Contains("built without npm", page, StringComparison.Ordinal);
        Assert.Equal(10, page.Split("<svg xmlns").Length - 1);
        Assert.True(page.Length < 2_000_000, $"{page.Length} characters");
    }

    [Fact]
    public void RefusesAFolderThatDoesNotExist()
    {
        var e = Assert.Throws<IlmlffException>(() => ReportFiles.Write(SampleReport.Create(), "/nowhere/at/all/report.html"));
        Assert.Equal(ErrorKind.Usage, e.Kind);
        Assert.Contains("mkdir -p", e.Message, StringComparison.Ordinal);
    }
}
