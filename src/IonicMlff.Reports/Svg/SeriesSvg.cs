using System.Text;
using IonicMlff.Reports.Figures;
using IonicMlff.Reports.Layout;
using IonicMlff.Reports.Raster;

namespace IonicMlff.Reports.Svg;

/// <summary>Draws the data of a plot.</summary>
internal sealed class SeriesSvg(SvgCanvas svg, PlotFrame frame, Theme theme)
{
    /// <summary>More marks than this are drawn into an image, see <see cref="PointRaster"/>.</summary>
    public const int MostVectorMarks = 3000;

    private const double ImageScale = 3;

    /// <summary>
    /// Draws the scatter series with many points into one image, points of all series in turn: drawn one after the other, the last would
    /// hide the others.
    /// </summary>
    public void DrawClouds()
    {
        (ScatterSeries Points, int Index)[] clouds = [.. frame.Plot.Series.Select((s, i) => (Points: (s as ScatterSeries)!, Index: i)).Where(c => IsCloud(c.Points))];
        if (clouds.Length == 0)
        {
            return;
        }

        var raster = new PointRaster((int)Math.Ceiling(frame.Width), (int)Math.Ceiling(frame.Height), ImageScale);
        var order = clouds.SelectMany(c => Enumerable.Range(0, c.Points.X.Length).Select(i => (c.Points, c.Index, At: i, Turn: (i + 0.5) / c.Points.X.Length)));
        foreach ((ScatterSeries points, int index, int i, _) in clouds.Length == 1 ? order : order.OrderBy(p => p.Turn))
        {
            if (IsDrawable(points.X[i], points.Y[i]))
            {
                raster.Draw(frame.X(points.X[i]) - frame.Left, frame.Y(points.Y[i]) - frame.Top, MarkGeometry.Of(points.Colour ?? index), Math.Min(points.Size, 4), theme.Of(points, index), 0.6);
            }
        }

        svg.Image(frame.Left, frame.Top, Math.Ceiling(frame.Width), Math.Ceiling(frame.Height), raster.ToPng());
    }

    public void Draw(Series series, int index)
    {
        string colour = theme.Of(series, index);
        MarkShape shape = MarkGeometry.Of(series.Colour ?? index);
        switch (series)
        {
            case LineSeries line:
                DrawLine(line, colour, shape);
                break;
            case ScatterSeries points when !IsCloud(points):
                DrawMarks(points.X, points.Y, shape, points.Size, colour, points.X.Length > 200 ? 0.55 : 0.9);
                break;
            case ErrorBarSeries bars:
                DrawErrorBars(bars, colour, shape);
                break;
            case BarSeries bars:
                DrawBars(bars, colour);
                break;
            case HistogramSeries histogram:
                string outline = Outline(histogram);
                svg.Fill(outline, colour, 0.25);
                svg.Stroke(outline, colour, 1.5);
                break;
            case HeatmapSeries map:
                DrawHeatmap(map);
                break;
        }
    }

    private static bool IsCloud(ScatterSeries? series) => series?.X.Length > MostVectorMarks;

    private bool IsDrawable(double x, double y) =>
        double.IsFinite(x) && double.IsFinite(y) && (!frame.XRange.IsLogarithmic || x > 0) && (!frame.YRange.IsLogarithmic || y > 0);

    private void DrawLine(LineSeries line, string colour, MarkShape shape)
    {
        if (line.Lower is { } lower && line.Upper is { } upper)
        {
            int[] whole = [.. Enumerable.Range(0, line.X.Length).Where(i => IsDrawable(line.X[i], lower[i]) && IsDrawable(line.X[i], upper[i]))];
            var band = new StringBuilder();
            foreach (int i in whole)
            {
                band.Append(SvgCanvas.Invariant($"{(band.Length == 0 ? "M" : "L")}{frame.X(line.X[i]):0.##} {frame.Y(upper[i]):0.##}"));
            }

            foreach (int i in whole.Reverse())
            {
                band.Append(SvgCanvas.Invariant($"L{frame.X(line.X[i]):0.##} {frame.Y(lower[i]):0.##}"));
            }

            svg.Fill(band.ToString(), colour, 0.2);
        }

        svg.Stroke(LinePath(line), colour, 1.8, line.Dashed ? "6 4" : "");
        if (line.Marks)
        {
            DrawMarks(line.X, line.Y, shape, 6, colour, 1);
        }
    }

    private string LinePath(LineSeries line)
    {
        var path = new StringBuilder();
        bool pen = false;
        for (int i = 0; i < line.X.Length; i++)
        {
            if (!IsDrawable(line.X[i], line.Y[i]))
            {
                pen = false;
                continue;
            }

            path.Append(!pen ? SvgCanvas.Invariant($"M{frame.X(line.X[i]):0.##} {frame.Y(line.Y[i]):0.##}")
                : line.Shape == LineShape.StepAfter ? SvgCanvas.Invariant($"H{frame.X(line.X[i]):0.##}V{frame.Y(line.Y[i]):0.##}")
                : SvgCanvas.Invariant($"L{frame.X(line.X[i]):0.##} {frame.Y(line.Y[i]):0.##}"));
            pen = true;
        }

        return path.ToString();
    }

    private void DrawMarks(double[] x, double[] y, MarkShape shape, double size, string colour, double opacity)
    {
        IEnumerable<(double X, double Y)> places = Enumerable.Range(0, x.Length).Where(i => IsDrawable(x[i], y[i])).Select(i => (frame.X(x[i]), frame.Y(y[i])));
        svg.Fill(string.Concat(places.Select(p => MarkGeometry.Path(shape, p.X, p.Y, size / 2))), colour, opacity);
    }

    private void DrawErrorBars(ErrorBarSeries bars, string colour, MarkShape shape)
    {
        for (int i = 0; i < bars.X.Length; i++)
        {
            if (IsDrawable(bars.X[i], bars.Y[i]) && double.IsFinite(bars.YErrors[i]))
            {
                Whisker(frame.X(bars.X[i]), bars.Y[i], bars.YErrors[i], colour);
                if (bars.XErrors is { } errors && double.IsFinite(errors[i]))
                {
                    double y = frame.Y(bars.Y[i]);
                    svg.Line(frame.X(InRange(bars.X[i] - errors[i], frame.XRange)), y, frame.X(bars.X[i] + errors[i]), y, colour, 1.4);
                }
            }
        }

        if (bars.Joined)
        {
            svg.Stroke(LinePath(new LineSeries("", bars.X, bars.Y)), colour, 1.5);
        }

        DrawMarks(bars.X, bars.Y, shape, 7, colour, 1);
    }

    private void Whisker(double x, double value, double error, string colour)
    {
        double top = frame.Y(value + error), bottom = frame.Y(InRange(value - error, frame.YRange));
        svg.Stroke(SvgCanvas.Invariant($"M{x - 4:0.##} {top:0.##}h8M{x:0.##} {top:0.##}V{bottom:0.##}M{x - 4:0.##} {bottom:0.##}h8"), colour, 1.4);
    }

    // A bar that reaches below zero ends at the edge of a logarithmic axis.
    private static double InRange(double value, AxisRange range) => range.IsLogarithmic && value <= 0 ? range.Low : value;

    private void DrawBars(BarSeries bars, string colour)
    {
        BarSeries[] all = [.. frame.Plot.Series.OfType<BarSeries>()];
        double slot = 0.8 / all.Length, first = -0.4 + slot * Array.IndexOf(all, bars);
        double zero = frame.Y(frame.YRange.IsLogarithmic ? frame.YRange.Low : 0);
        for (int i = 0; i < bars.Values.Length; i++)
        {
            if (!IsDrawable(i, bars.Values[i]))
            {
                continue;
            }

            double left = frame.X(i + first), right = frame.X(i + first + slot), y = frame.Y(bars.Values[i]);
            svg.Box(left + 1, Math.Min(y, zero), Math.Max(1, right - left - 2), Math.Abs(zero - y), colour);
            if (bars.Errors is { } errors && double.IsFinite(errors[i]))
            {
                Whisker(0.5 * (left + right), bars.Values[i], errors[i], theme.Foreground);
            }
        }
    }

    private string Outline(HistogramSeries histogram)
    {
        double zero = frame.Y(frame.YRange.IsLogarithmic ? frame.YRange.Low : 0);
        var path = new StringBuilder(SvgCanvas.Invariant($"M{frame.X(histogram.Edges[0]):0.##} {zero:0.##}"));
        for (int i = 0; i < histogram.Heights.Length; i++)
        {
            double y = IsDrawable(histogram.Edges[i + 1], histogram.Heights[i]) ? frame.Y(histogram.Heights[i]) : zero;
            path.Append(SvgCanvas.Invariant($"V{y:0.##}H{frame.X(histogram.Edges[i + 1]):0.##}"));
        }

        return path.Append(SvgCanvas.Invariant($"V{zero:0.##}")).ToString();
    }

    private void DrawHeatmap(HeatmapSeries map)
    {
        int rows = map.Values.GetLength(0), columns = map.Values.GetLength(1);
        AxisRange range = ColourBar.Range(map);
        byte[] pixels = new byte[4 * rows * columns];
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                double value = map.Values[rows - 1 - row, column];
                if (double.IsFinite(value) && (!map.Logarithmic || value > 0))
                {
                    int at = 4 * (row * columns + column);
                    (pixels[at], pixels[at + 1], pixels[at + 2]) = ColourMap.At(range.Fraction(value));
                    pixels[at + 3] = 255;
                }
            }
        }

        double left = frame.X(map.XEdges[0]), right = frame.X(map.XEdges[^1]), top = frame.Y(map.YEdges[^1]), bottom = frame.Y(map.YEdges[0]);
        svg.Image(left, top, right - left, bottom - top, PngEncoder.Encode(pixels, columns, rows), pixelated: true);
    }
}
