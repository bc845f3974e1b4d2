using IonicMlff.Reports.Figures;
using IonicMlff.Reports.Layout;
using IonicMlff.Reports.Raster;

namespace IonicMlff.Reports.Svg;

/// <summary>Draws the legend: each series as it looks in the plot.</summary>
internal static class LegendSvg
{
    public static void Draw(SvgCanvas svg, PlotFrame frame, Theme theme)
    {
        int lines = 0;
        foreach (LegendEntry entry in frame.Legend.Entries)
        {
            double left = entry.X, right = entry.X + LegendLayout.SymbolWidth - 8, middle = 0.5 * (left + right);
            string colour = entry.Series is null ? theme.Foreground : theme.Of(entry.Series, entry.SeriesIndex);
            string mark = MarkGeometry.Path(MarkGeometry.Of(entry.Series?.Colour ?? entry.SeriesIndex), middle, entry.Y, 3.5);
            switch (entry.Series)
            {
                case LineSeries line:
                    svg.Line(left, entry.Y, right, entry.Y, colour, 2, line.Dashed ? "5 3" : "");
                    if (line.Marks)
                    {
                        svg.Fill(mark, colour);
                    }

                    break;
                case ScatterSeries or ErrorBarSeries:
                    svg.Fill(mark, colour);
                    break;
                case not null:
                    svg.Box(left + 2, entry.Y - 5, right - left - 4, 10, colour, entry.Series is HistogramSeries ? 0.45 : 1, colour);
                    break;
                default:
                    if (entry.Annotation is VerticalBand)
                    {
                        svg.Box(left, entry.Y - 6, right - left, 12, theme.Muted, 0.25);
                    }
                    else
                    {
                        svg.Line(left, entry.Y, right, entry.Y, colour, 1.3, AnnotationSvg.Dash(lines++));
                    }

                    break;
            }

            svg.Text(entry.X + LegendLayout.SymbolWidth - 3, entry.Y + 4, entry.Text, LegendLayout.FontSize, theme.Foreground);
        }
    }
}
