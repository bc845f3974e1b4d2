using System.Diagnostics;
using IonicMlff.Core.Errors;
using IonicMlff.Reports.Figures;
using IonicMlff.Reports.Layout;
using IonicMlff.Reports.Svg;

namespace IonicMlff.Reports.Png;

/// <summary>
/// Figures as PNG, drawn from SVG by a program of the system: rsvg-convert (Debian: librsvg2-bin) or a Chromium browser. No package that
/// draws text is needed for that in .NET.
/// </summary>
public static class PngFile
{
    private static readonly string[] Browsers = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>The program that would draw, or null.</summary>
    public static string? Program => Find("rsvg-convert") ?? Browsers.Select(Find).FirstOrDefault(p => p is not null);

    /// <summary>Writes a figure.</summary>
    /// <param name="path">Where to.</param>
    /// <param name="figure">What to draw.</param>
    /// <param name="theme">Colours; null: light.</param>
    /// <param name="scale">Pixels per unit of the SVG; 3 is 300 dpi at a width of 16 cm.</param>
    /// <exception cref="IlmlffException">There is no such program, or it failed.</exception>
    public static void Write(string path, Figure figure, Theme? theme = null, double scale = 3)
    {
        string program = Program ?? throw new IlmlffException(
            ErrorKind.MissingProgram, "PNG files are drawn by rsvg-convert or chromium, and neither is on PATH; apt-get install librsvg2-bin, or use the SVG files.");
        DirectoryInfo scratch = Directory.CreateTempSubdirectory("ilmlff-png-");
        try
        {
            string svg = Path.Combine(scratch.FullName, "figure.svg"), png = Path.Combine(scratch.FullName, "figure.png");
            (double width, double height) = FigureSvg.StandardSize(figure);
            File.WriteAllText(svg, FigureSvg.Write(figure, theme));
            Run(program, Path.GetFileName(program) == "rsvg-convert"
                ? ["--zoom", SvgCanvas.Invariant($"{scale}"), "--output", png, svg]
                : [.. BrowserFlags(scratch.FullName), SvgCanvas.Invariant($"--force-device-scale-factor={scale}"),
                    SvgCanvas.Invariant($"--window-size={width:0},{height:0}"), "--hide-scrollbars", "--screenshot=" + png, new Uri(svg).AbsoluteUri]);
            File.Move(png, path, overwrite: true);
        }
        finally
        {
            scratch.Delete(recursive: true);
        }
    }

    /// <summary>Flags that keep a browser without a window quiet: no network, no profile of the user.</summary>
    internal static string[] BrowserFlags(string scratch) =>
    [
        "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync", "--host-resolver-rules=MAP * ~NOTFOUND", "--user-data-dir=" + Path.Combine(scratch, "profile"),
    ];

    private static void Run(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true };
        using Process process = Process.Start(start) ?? throw new IlmlffException(ErrorKind.MissingProgram, $"{program} could not be started.");
        Task<string> errors = process.StandardError.ReadToEndAsync();
        _ = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(Patience))
        {
            process.Kill(entireProcessTree: true);
            throw new IlmlffException(ErrorKind.Failed, $"{program} drew nothing within {Patience.TotalSeconds:0} s and was stopped. Use the SVG files.");
        }

        string output = Path.GetFullPath(arguments.Select(a => a.StartsWith("--screenshot=", StringComparison.Ordinal) ? a[13..] : a).First(a => a.EndsWith(".png", StringComparison.Ordinal)));
        if (!File.Exists(output))
        {
            throw new IlmlffException(ErrorKind.Failed, $"{program} drew nothing (exit code {process.ExitCode}): {errors.Result.Trim()}");
        }
    }

    private static string? Find(string name) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Where(f => f.Length > 0).Select(f => Path.Combine(f, name)).FirstOrDefault(File.Exists);
}
