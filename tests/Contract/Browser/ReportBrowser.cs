using System.Diagnostics;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Xunit;

namespace IonicMlff.Testing.Browser;

/// <summary>A figure as the browser laid it out: its title and all texts in it.</summary>
public sealed record DrawnFigure(string Title, string[] Texts, int Marks);

/// <summary>What the browser found: problems of layout and script, figures, resources asked for, height and mode of the page.</summary>
public sealed record PageChecks(string[] Problems, DrawnFigure[] Figures, string[] Resources, int Height, bool Dark);

/// <summary>
/// Opens a report in headless Chromium, 1280 pixels wide, with its charts as SVG so that every label is an element: looks for labels that
/// overlap, are too small, too pale or cut off, for errors of scripts, and for anything asked of the network.
/// </summary>
public static partial class ReportBrowser
{
    /// <summary>Width of the window in pixels.</summary>
    public const int Width = 1280;

    private const string Listener = "<script>window.pageProblems = [];" +
        "addEventListener('error', e => pageProblems.push('script: ' + e.message));" +
        "addEventListener('securitypolicyviolation', e => pageProblems.push('asked for ' + e.blockedURI));" +
        "for (const kind of ['error', 'warn']) { const old = console[kind]; console[kind] = (...a) => { pageProblems.push('console: ' + a.join(' ')); old(...a); }; }</script>";

    /// <summary>Opens a report and returns what was found.</summary>
    /// <param name="html">The file.</param>
    /// <param name="dark">In dark mode.</param>
    public static PageChecks Check(string html, bool dark)
    {
        string page = InMode(html, dark);
        page = page.Insert(page.IndexOf("<head>", StringComparison.Ordinal) + 6, Listener);
        page = page.Insert(page.LastIndexOf("</body>", StringComparison.Ordinal), $"<script>{Script()}</script>");
        DirectoryInfo scratch = Directory.CreateTempSubdirectory("ilmlff-browser-");
        try
        {
            string file = Path.Combine(scratch.FullName, "page.html");
            File.WriteAllText(file, page);
            string dom = Run(scratch.FullName, $"--window-size={Width},1000", "--virtual-time-budget=8000", "--dump-dom", new Uri(file).AbsoluteUri + "#svg");
            Match found = Result().Match(dom);
            Assert.True(found.Success, "The page did not come to its end: " + (dom.Length > 500 ? dom[^500..] : dom));
            return JsonSerializer.Deserialize<PageChecks>(WebUtility.HtmlDecode(found.Groups[1].Value), JsonSerializerOptions.Web)!;
        }
        finally
        {
            scratch.Delete(recursive: true);
        }
    }

    /// <summary>Fails when the browser found anything wrong.</summary>
    public static PageChecks AssertLegible(string html, bool dark)
    {
        PageChecks checks = Check(html, dark);
        Assert.Empty(checks.Problems);
        Assert.Empty(checks.Resources);
        Assert.Equal(dark, checks.Dark);
        return checks;
    }

    /// <summary>A picture of the page, as a reader sees it.</summary>
    public static void Screenshot(string html, string png, bool dark, int height)
    {
        DirectoryInfo scratch = Directory.CreateTempSubdirectory("ilmlff-browser-");
        try
        {
            string file = Path.Combine(scratch.FullName, "page.html");
            File.WriteAllText(file, InMode(html, dark));
            Run(scratch.FullName, $"--window-size={Width},{height}", "--virtual-time-budget=8000", "--hide-scrollbars", "--screenshot=" + png, new Uri(file).AbsoluteUri);
        }
        finally
        {
            scratch.Delete(recursive: true);
        }
    }

    private static string InMode(string html, bool dark) => File.ReadAllText(html).Replace(
        "<html lang=\"en\">", $"<html lang=\"en\" data-theme=\"{(dark ? "dark" : "light")}\">", StringComparison.Ordinal);

    private static string Run(string scratch, params string[] arguments)
    {
        string[] flags =
        [
            "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
            "--disable-component-update", "--disable-sync", "--host-resolver-rules=MAP * ~NOTFOUND", "--user-data-dir=" + Path.Combine(scratch, "profile"),
        ];
        var start = new ProcessStartInfo(Browser(), [.. flags, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), errors = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(TimeSpan.FromSeconds(120)))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail("The browser did not end within 120 s: " + errors.Result);
        }

        return output.Result;
    }

    private static string Browser() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
        .SelectMany(folder => new[] { "chromium", "chromium-browser", "google-chrome" }.Select(name => Path.Combine(folder, name))).FirstOrDefault(File.Exists)
        ?? throw new InvalidOperationException("No chromium on PATH; scripts/install-dependencies.sh tests installs it.");

    private static string Script()
    {
        using Stream stream = typeof(ReportBrowser).Assembly.GetManifestResourceStream("IonicMlff.Testing.page-checks.js")!;
        return new StreamReader(stream).ReadToEnd();
    }

    [GeneratedRegex("<pre id=\"page-checks\">(.*?)</pre>", RegexOptions.Singleline)]
    private static partial Regex Result();
}
