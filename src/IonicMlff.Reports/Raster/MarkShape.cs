using System.Globalization;

namespace IonicMlff.Reports.Raster;

/// <summary>Shapes of marks, in the order of the series: colour is never the only difference.</summary>
internal enum MarkShape
{
    Circle,
    Square,
    Diamond,
    Triangle,
}

/// <summary>The shapes, for images and for paths.</summary>
internal static class MarkGeometry
{
    public static MarkShape Of(int series) => (MarkShape)(series % 4);

    /// <summary>How far from the centre a point lies, as the radius of the mark on whose edge it is.</summary>
    public static double Distance(MarkShape shape, double dx, double dy) => shape switch
    {
        MarkShape.Square => 1.13 * Math.Max(Math.Abs(dx), Math.Abs(dy)),
        MarkShape.Diamond => 0.8 * (Math.Abs(dx) + Math.Abs(dy)),
        MarkShape.Triangle => Math.Max(1.6 * dy, 1.39 * Math.Abs(dx) - 0.8 * dy),
        _ => Math.Sqrt(dx * dx + dy * dy),
    };

    /// <summary>Path of a mark of the given radius in SVG.</summary>
    public static string Path(MarkShape shape, double x, double y, double r)
    {
        FormattableString path = shape switch
        {
            MarkShape.Square => $"M{x - 0.885 * r:0.##} {y - 0.885 * r:0.##}h{1.77 * r:0.##}v{1.77 * r:0.##}h{-1.77 * r:0.##}z",
            MarkShape.Diamond => $"M{x - 1.25 * r:0.##} {y:0.##}l{1.25 * r:0.##} {-1.25 * r:0.##} {1.25 * r:0.##} {1.25 * r:0.##} {-1.25 * r:0.##} {1.25 * r:0.##}z",
            MarkShape.Triangle => $"M{x - 1.08 * r:0.##} {y + 0.625 * r:0.##}h{2.16 * r:0.##}l{-1.08 * r:0.##} {-1.875 * r:0.##}z",
            _ => $"M{x - r:0.##} {y:0.##}a{r:0.##} {r:0.##} 0 1 0 {2 * r:0.##} 0a{r:0.##} {r:0.##} 0 1 0 {-2 * r:0.##} 0z",
        };
        return path.ToString(CultureInfo.InvariantCulture);
    }
}
