using System.Globalization;
using System.Text;
using IonicMlff.Reports.Layout;

namespace IonicMlff.Reports.Svg;

/// <summary>Builds an SVG document; coordinates in pixels from the upper left corner, to a hundredth.</summary>
internal sealed class SvgCanvas(double width, double height, string title, string background)
{
    /// <summary>Fonts, in order of wish; all have about the same widths.</summary>
    public const string Fonts = "Helvetica, Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif";

    private readonly StringBuilder body = new();

    public void Raw(string element) => body.Append(element).Append('\n');

    public void Line(double x1, double y1, double x2, double y2, string colour, double thickness = 1, string dash = "") => Raw(Invariant(
        $"<line x1=\"{x1:0.##}\" y1=\"{y1:0.##}\" x2=\"{x2:0.##}\" y2=\"{y2:0.##}\" stroke=\"{colour}\" stroke-width=\"{thickness:0.##}\"") + Dash(dash) + "/>");

    public void Box(double x, double y, double w, double h, string fill, double opacity = 1, string stroke = "none") => Raw(Invariant(
        $"<rect x=\"{x:0.##}\" y=\"{y:0.##}\" width=\"{w:0.##}\" height=\"{h:0.##}\" fill=\"{fill}\" fill-opacity=\"{opacity:0.##}\" stroke=\"{stroke}\"/>"));

    public void Stroke(string path, string colour, double thickness, string dash = "") => Raw(Invariant(
        $"<path d=\"{path}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"{thickness:0.##}\" stroke-linejoin=\"round\"") + Dash(dash) + "/>");

    public void Fill(string path, string colour, double opacity = 1) => Raw(Invariant(
        $"<path d=\"{path}\" fill=\"{colour}\" fill-opacity=\"{opacity:0.##}\"/>"));

    public void Image(double x, double y, double w, double h, byte[] png, bool pixelated = false) => Raw(Invariant(
        $"<image x=\"{x:0.##}\" y=\"{y:0.##}\" width=\"{w:0.##}\" height=\"{h:0.##}\" preserveAspectRatio=\"none\"") +
        (pixelated ? " style=\"image-rendering:pixelated\"" : "") + $" href=\"data:image/png;base64,{Convert.ToBase64String(png)}\"/>");

    /// <summary>Text; <paramref name="anchor"/> is start, middle or end, <paramref name="turn"/> degrees clockwise about the anchor.</summary>
    public void Text(double x, double y, string text, double size, string colour, string anchor = "start", double turn = 0, bool bold = false) => Raw(Invariant(
        $"<text x=\"{x:0.##}\" y=\"{y:0.##}\" font-size=\"{size:0.##}\" fill=\"{colour}\" text-anchor=\"{anchor}\"") +
        (bold ? " font-weight=\"600\"" : "") + (turn != 0 ? Invariant($" transform=\"rotate({turn:0.#} {x:0.##} {y:0.##})\"") : "") +
        $">{Markup.Escape(text)}</text>");

    public override string ToString() => Invariant(
        $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width:0.##}\" height=\"{height:0.##}\" viewBox=\"0 0 {width:0.##} {height:0.##}\" role=\"img\" ") +
        $"aria-label=\"{Markup.Escape(title)}\" font-family=\"{Fonts}\">\n" +
        Invariant($"<rect width=\"{width:0.##}\" height=\"{height:0.##}\" fill=\"{background}\"/>\n") + body + "</svg>\n";

    public static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static string Dash(string dash) => dash.Length == 0 ? "" : $" stroke-dasharray=\"{dash}\"";
}
