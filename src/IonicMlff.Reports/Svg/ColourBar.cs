using IonicMlff.Reports.Figures;
using IonicMlff.Reports.Layout;
using IonicMlff.Reports.Raster;

namespace IonicMlff.Reports.Svg;

/// <summary>What the colours of a heatmap mean: a bar with ticks right of the data.</summary>
internal static class ColourBar
{
    private const double Bar = 14, Gap = 16;
    private const int Steps = 128;

    /// <summary>The range of the values as an axis.</summary>
    public static AxisRange Range(HeatmapSeries map) => new(map.ValueRange.Low, map.ValueRange.High, map.Logarithmic);

    /// <summary>Room that it takes.</summary>
    public static double Width(HeatmapSeries map) =>
        Gap + Bar + 8 + Range(map).Ticks(5).Select(t => TextSize.Width(t.Text, PlotFrame.TickSize)).DefaultIfEmpty(0).Max() + 10 + PlotFrame.LabelSize;

    public static void Draw(SvgCanvas svg, PlotFrame frame, HeatmapSeries map, Theme theme)
    {
        byte[] pixels = new byte[4 * Steps];
        for (int i = 0; i < Steps; i++)
        {
            (pixels[4 * i], pixels[4 * i + 1], pixels[4 * i + 2]) = ColourMap.At(1 - (i + 0.5) / Steps);
            pixels[4 * i + 3] = 255;
        }

        double left = frame.Right + Gap, widest = 0;
        svg.Image(left, frame.Top, Bar, frame.Height, PngEncoder.Encode(pixels, 1, Steps), pixelated: true);
        AxisRange range = Range(map);
        foreach (Tick tick in range.Ticks(5))
        {
            double y = frame.Bottom - frame.Height * range.Fraction(tick.Value);
            svg.Line(left + Bar, y, left + Bar + 4, y, theme.Muted);
            svg.Text(left + Bar + 7, y + 4, tick.Text, PlotFrame.TickSize, theme.Muted);
            widest = Math.Max(widest, TextSize.Width(tick.Text, PlotFrame.TickSize));
        }

        svg.Text(left + Bar + 8 + widest + 14, 0.5 * (frame.Top + frame.Bottom), map.ValueLabel, PlotFrame.LabelSize, theme.Foreground, "middle", -90);
    }
}
