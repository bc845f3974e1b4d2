using IonicMlff.Reports.Figures;
using IonicMlff.Reports.Layout;

namespace IonicMlff.Reports.Svg;

/// <summary>Draws the lines, bands and notes of a plot.</summary>
internal static class AnnotationSvg
{
    /// <summary>Dashes of reference lines, one kind after another.</summary>
    public static string Dash(int index) => (index % 3) switch { 0 => "6 4", 1 => "2 3", _ => "9 3 2 3" };

    public static void DrawBehind(SvgCanvas svg, PlotFrame frame, Theme theme)
    {
        foreach (VerticalBand band in frame.Plot.Annotations.OfType<VerticalBand>())
        {
            double left = frame.X(band.From), right = frame.X(band.To);
            svg.Box(Math.Min(left, right), frame.Top, Math.Abs(right - left), frame.Height, theme.Muted, 0.15);
        }

        if (frame.Plot.Annotations.OfType<Diagonal>().Any())
        {
            double low = Math.Max(frame.XRange.Low, frame.YRange.Low), high = Math.Min(frame.XRange.High, frame.YRange.High);
            svg.Line(frame.X(low), frame.Y(low), frame.X(high), frame.Y(high), theme.Muted);
        }
    }

    public static void DrawLines(SvgCanvas svg, PlotFrame frame, Theme theme)
    {
        int count = 0;
        foreach (Annotation annotation in frame.Plot.Annotations)
        {
            if (annotation is HorizontalLine horizontal)
            {
                svg.Line(frame.Left, frame.Y(horizontal.Y), frame.Right, frame.Y(horizontal.Y), theme.Foreground, 1.3, Dash(count++));
            }
            else if (annotation is VerticalLine vertical)
            {
                svg.Line(frame.X(vertical.X), frame.Top, frame.X(vertical.X), frame.Bottom, theme.Foreground, 1.3, Dash(count++));
            }
        }
    }
}
