using System.Text.Json.Nodes;
using IonicMlff.Reports.Figures;
using IonicMlff.Reports.Layout;
using IonicMlff.Reports.Svg;

namespace IonicMlff.Reports.Html;

/// <summary>Writes a report as one HTML page that asks nothing of the network: style, script, data and charts are in it.</summary>
public static class HtmlReport
{
    private const string NoLibrary =
        "The figures of this page are pictures: IonicMlff was built without npm, so the library that draws them interactively is not in it. " +
        "Install Node.js with npm and build again to have it.";

    // Colours of the page, so that pictures in it follow light and dark mode as well.
    private static readonly Theme PageTheme = new("var(--card)", "var(--text)", "var(--muted)", "var(--line)", Theme.Light.Palette);

    /// <summary>Whether figures can be interactive: the library was restored by npm when IonicMlff was built.</summary>
    public static bool IsInteractive => Asset.Charts is not null;

    /// <summary>Writes the page.</summary>
    public static void Write(TextWriter writer, Report report) => Write(writer, report, IsInteractive);

    internal static void Write(TextWriter writer, Report report, bool interactive)
    {
        var charts = new JsonArray();
        writer.Write("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        writer.Write("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:\">\n");
        writer.Write($"<title>{Text(report.Title)}</title>\n<style>\n{Asset.Style}</style>\n</head>\n<body>\n<header><div><h1>{Text(report.Title)}</h1>");
        writer.Write(report.Summary.Length > 0 ? $"<p class=\"summary\">{Text(report.Summary)}</p>" : "");
        writer.Write("</div><button id=\"theme\" type=\"button\">Light or dark</button></header>\n");
        WriteContents(writer, report);
        writer.Write("<main>\n");
        if (!interactive && report.Figures.Any())
        {
            writer.Write($"<p class=\"warning\">{Text(NoLibrary)}</p>\n");
        }

        for (int i = 0; i < report.Sections.Count; i++)
        {
            writer.Write($"<section id=\"section-{i + 1}\">\n<h2>{Text(report.Sections[i].Title)}</h2>\n");
            foreach (Block block in report.Sections[i].Blocks)
            {
                Write(writer, block, interactive ? charts : null);
            }

            writer.Write("</section>\n");
        }

        WriteProvenance(writer, report);
        writer.Write("</main>\n");
        if (interactive && charts.Count > 0)
        {
            writer.Write("<noscript><p class=\"warning\">The figures need JavaScript, which is switched off in this browser. Nothing is loaded from the network.</p></noscript>\n");
            writer.Write($"<script>{Asset.Charts}</script>\n<script type=\"application/json\" id=\"charts\">{charts.ToJsonString()}</script>\n");
        }

        writer.Write($"<script>\n{Asset.Script}</script>\n</body>\n</html>\n");
    }

    private static void WriteContents(TextWriter writer, Report report)
    {
        if (report.Sections.Count > 2)
        {
            writer.Write("<nav>" + string.Concat(report.Sections.Select((s, i) => $"<a href=\"#section-{i + 1}\">{Text(s.Title)}</a>")) + "</nav>\n");
        }
    }

    private static void Write(TextWriter writer, Block block, JsonArray? charts)
    {
        switch (block)
        {
            case TextBlock text:
                writer.Write($"<p{(text.IsWarning ? " class=\"warning\"" : "")}>{Text(text.Text)}</p>\n");
                break;
            case VerbatimBlock verbatim:
                bool isShort = verbatim.Text.Count(c => c == '\n') < 12;
                writer.Write($"<details{(isShort ? " open" : "")}><summary>{Text(verbatim.Title)}</summary><pre>{Text(verbatim.Text)}</pre></details>\n");
                break;
            case KeyNumberBlock numbers:
                writer.Write("<div class=\"numbers\">" + string.Concat(numbers.Numbers.Select(n =>
                    $"<div class=\"number\"><span class=\"label\">{Text(n.Label)}</span><span class=\"value\">{Text(n.Value)}<small> {Text(n.Unit)}</small></span>" +
                    (n.Note.Length > 0 ? $"<span class=\"label\">{Text(n.Note)}</span>" : "") + "</div>")) + "</div>\n");
                break;
            case TableBlock table:
                HtmlTable.Write(writer, table.Table);
                break;
            case FigureBlock figures:
                writer.Write("<div class=\"figures\">\n");
                foreach (Figure figure in figures.Figures)
                {
                    Write(writer, figure, charts);
                }

                writer.Write("</div>\n");
                break;
        }
    }

    private static void Write(TextWriter writer, Figure figure, JsonArray? charts)
    {
        var remarks = new List<string>();
        writer.Write($"<figure><h3>{Text(figure.Title)}</h3>");
        if (figure is Network network)
        {
            // A library would place names and arrows by itself, on each other.
            (double width, double height) = FigureSvg.StandardSize(network);
            writer.Write(NetworkSvg.Write(network, PageTheme, width, height, isTitled: false));
        }
        else if (charts is null)
        {
            writer.Write(FigureSvg.Write(figure, PageTheme));
        }
        else
        {
            string[] notes = [.. (figure as Plot)?.Annotations.OfType<Note>().Select(n => Text(n.Text)) ?? []];
            writer.Write(notes.Length > 0 ? $"<p class=\"note\">{string.Join(" &nbsp;·&nbsp; ", notes)}</p>" : "");

            string shape = figure is Plot { Square: true } ? " square" : "";
            writer.Write($"<div class=\"legend\"></div><div class=\"chart{shape}\" data-chart=\"{charts.Count}\" role=\"img\" aria-label=\"{Text(figure.Title)}\"></div>");
            charts.Add(ChartJson.Of((Plot)figure, remarks));
        }

        string caption = string.Join(" ", new[] { figure.Caption }.Concat(remarks).Where(c => c.Length > 0));
        writer.Write(caption.Length > 0 ? $"<figcaption>{Text(caption)}</figcaption></figure>\n" : "</figure>\n");
    }

    private static void WriteProvenance(TextWriter writer, Report report)
    {
        if (report.Provenance.Count > 0)
        {
            writer.Write("<section id=\"provenance\"><h2>Provenance</h2><table class=\"provenance\"><tbody>" + string.Concat(
                report.Provenance.Select(p => $"<tr><th scope=\"row\">{Text(p.Key)}</th><td>{Text(p.Value)}</td></tr>")) + "</tbody></table></section>\n");
        }
    }

    internal static string Text(string text) => Markup.Escape(text);
}
