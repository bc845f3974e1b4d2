using IonicMlff.Reports.Figures;
using IonicMlff.Reports.Layout;

namespace IonicMlff.Reports.Svg;

/// <summary>Draws a plot.</summary>
internal static class PlotSvg
{
    public static string Write(Plot plot, Theme theme, double width, double height)
    {
        var frame = new PlotFrame(plot, width, height);
        var svg = new SvgCanvas(width, height, plot.Title, theme.Background);
        string clip = "area-" + plot.FileName;
        for (int i = 0; i < frame.TitleLines.Count; i++)
        {
            svg.Text(12, PlotFrame.TitleLine(i), frame.TitleLines[i], PlotFrame.TitleSize, theme.Foreground, bold: true);
        }

        DrawGrid(svg, frame, theme);
        svg.Raw(SvgCanvas.Invariant(
            $"<clipPath id=\"{clip}\"><rect x=\"{frame.Left:0.##}\" y=\"{frame.Top:0.##}\" width=\"{frame.Width:0.##}\" height=\"{frame.Height:0.##}\"/></clipPath>"));
        svg.Raw($"<g clip-path=\"url(#{clip})\">");
        AnnotationSvg.DrawBehind(svg, frame, theme);
        var drawing = new SeriesSvg(svg, frame, theme);
        drawing.DrawClouds();
        for (int i = 0; i < plot.Series.Count; i++)
        {
            drawing.Draw(plot.Series[i], i);
        }

        AnnotationSvg.DrawLines(svg, frame, theme);
        svg.Raw("</g>");
        svg.Box(frame.Left, frame.Top, frame.Width, frame.Height, "none", 1, theme.Muted);
        DrawAxes(svg, frame, theme);
        for (int i = 0; i < frame.NoteLines.Count; i++)
        {
            svg.Text(18, frame.NoteLine(i), frame.NoteLines[i], PlotFrame.TickSize, theme.Muted);
        }

        LegendSvg.Draw(svg, frame, theme);
        if (frame.Heatmap is { } map)
        {
            ColourBar.Draw(svg, frame, map, theme);
        }

        return svg.ToString();
    }

    private static void DrawGrid(SvgCanvas svg, PlotFrame frame, Theme theme)
    {
        if (frame.Heatmap is not null)
        {
            return;
        }

        foreach (Tick tick in frame.Plot.X.Categories is null ? frame.XTicks : [])
        {
            svg.Line(frame.X(tick.Value), frame.Top, frame.X(tick.Value), frame.Bottom, theme.Grid);
        }

        foreach (Tick tick in frame.YTicks)
        {
            svg.Line(frame.Left, frame.Y(tick.Value), frame.Right, frame.Y(tick.Value), theme.Grid);
        }
    }

    private static void DrawAxes(SvgCanvas svg, PlotFrame frame, Theme theme)
    {
        foreach (Tick tick in frame.XTicks)
        {
            double x = frame.X(tick.Value), y = frame.Bottom;
            svg.Line(x, y, x, y + 5, theme.Muted);
            svg.Text(
                frame.SlantedX ? x + 4 : x, y + 6 + PlotFrame.TickSize, tick.Text, PlotFrame.TickSize, theme.Muted,
                frame.SlantedX ? "end" : "middle", frame.SlantedX ? -40 : 0);
        }

        foreach (Tick tick in frame.YTicks)
        {
            svg.Line(frame.Left - 5, frame.Y(tick.Value), frame.Left, frame.Y(tick.Value), theme.Muted);
            svg.Text(frame.Left - 8, frame.Y(tick.Value) + 4, tick.Text, PlotFrame.TickSize, theme.Muted, "end");
        }

        foreach (double x in frame.XRange.MinorTicks())
        {
            svg.Line(frame.X(x), frame.Bottom, frame.X(x), frame.Bottom + 3, theme.Muted);
        }

        foreach (double y in frame.YRange.MinorTicks())
        {
            svg.Line(frame.Left - 3, frame.Y(y), frame.Left, frame.Y(y), theme.Muted);
        }

        double widest = frame.YTicks.Select(t => TextSize.Width(t.Text, PlotFrame.TickSize)).DefaultIfEmpty(0).Max();
        svg.Text(0.5 * (frame.Left + frame.Right), frame.Bottom + frame.XLabelDepth + 8 + PlotFrame.LabelSize,
            TextSize.Fit(frame.Plot.X.Title, PlotFrame.LabelSize, frame.Right), PlotFrame.LabelSize, theme.Foreground, "middle");
        svg.Text(frame.Left - widest - 16, 0.5 * (frame.Top + frame.Bottom),
            TextSize.Fit(frame.Plot.Y.Title, PlotFrame.LabelSize, frame.Height + 40), PlotFrame.LabelSize, theme.Foreground, "middle", -90);
    }
}
