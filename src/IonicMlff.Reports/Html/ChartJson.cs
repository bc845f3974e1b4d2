using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using IonicMlff.Reports.Figures;
using IonicMlff.Reports.Layout;

namespace IonicMlff.Reports.Html;

/// <summary>Figures as the data that the page's script draws.</summary>
internal static class ChartJson
{
    /// <summary>The description of a plot; what was left out of it is added to <paramref name="remarks"/>.</summary>
    public static JsonObject Of(Plot plot, List<string> remarks)
    {
        (AxisRange x, AxisRange y) = AxisRange.Of(plot);
        var series = new JsonArray();
        for (int i = 0; i < plot.Series.Count; i++)
        {
            series.Add(Of(plot.Series[i], plot.Series[i].Colour ?? i, x, y, remarks));
        }

        return new JsonObject
        {
            ["kind"] = "plot",
            ["square"] = plot.Square,
            ["x"] = Of(plot.X, x),
            ["y"] = Of(plot.Y, y),
            ["series"] = series,
            ["diagonal"] = plot.Annotations.OfType<Diagonal>().Any(),
            ["lines"] = new JsonArray([.. plot.Annotations.Select(Line).OfType<JsonNode>()]),
            ["bands"] = new JsonArray([.. plot.Annotations.OfType<VerticalBand>().Select(b =>
                new JsonObject { ["from"] = b.From, ["to"] = b.To, ["text"] = b.Text })]),
        };
    }

    private static JsonObject? Line(Annotation annotation) => annotation switch
    {
        HorizontalLine line => new JsonObject { ["y"] = line.Y, ["text"] = line.Text },
        VerticalLine line => new JsonObject { ["x"] = line.X, ["text"] = line.Text },
        _ => null,
    };

    private static JsonObject Of(Axis axis, AxisRange range) => new()
    {
        ["title"] = axis.Title,
        ["log"] = axis.IsLogarithmic,
        ["min"] = range.Low,
        ["max"] = range.High,
        ["ticks"] = axis.IsLogarithmic ? new JsonArray([.. range.Ticks(6).Select(t => (JsonNode)JsonValue.Create(t.Value))]) : null,
        ["categories"] = axis.Categories is null ? null : new JsonArray([.. axis.Categories.Select(c => (JsonNode)JsonValue.Create(c))]),
    };

    private static JsonObject Of(Series series, int colour, AxisRange x, AxisRange y, List<string> remarks)
    {
        var json = new JsonObject { ["name"] = series.Name, ["colour"] = colour };
        switch (series)
        {
            case LineSeries line:
                (json["type"], json["x"], json["y"]) = ("line", Numbers(line.X), Numbers(line.Y));
                (json["step"], json["dashed"], json["marks"]) = (line.Shape == LineShape.StepAfter, line.Dashed, line.Marks);
                (json["lower"], json["upper"]) = (line.Lower is null ? null : Numbers(line.Lower), line.Upper is null ? null : Numbers(line.Upper));
                break;
            case ScatterSeries points:
                (int[] kept, int grid) = PointThinning.Thin(points.X, points.Y, x, y);
                (json["type"], json["size"]) = ("scatter", points.Size);
                (json["x"], json["y"]) = (Numbers([.. kept.Select(i => points.X[i])]), Numbers([.. kept.Select(i => points.Y[i])]));
                if (grid > 0)
                {
                    remarks.Add(FormattableString.Invariant($"{points.Name}: {kept.Length:N0} of {points.X.Length:N0} points drawn; ") +
                        $"of points on one spot (1/{grid} of each axis) two are, points that stand alone are all there.");
                }

                break;
            case ErrorBarSeries bars:
                (json["type"], json["x"], json["y"], json["ye"]) = ("error", Numbers(bars.X), Numbers(bars.Y), Numbers(bars.YErrors));
                (json["xe"], json["joined"]) = (bars.XErrors is null ? null : Numbers(bars.XErrors), bars.Joined);
                break;
            case BarSeries bars:
                (json["type"], json["y"], json["ye"]) = ("bar", Numbers(bars.Values), bars.Errors is null ? null : Numbers(bars.Errors));
                break;
            case HistogramSeries histogram:
                (json["type"], json["x"], json["y"]) = ("histogram", Numbers(histogram.Edges), Numbers(histogram.Heights));
                break;
            case HeatmapSeries map:
                (json["type"], json["x"], json["y"]) = ("heatmap", Numbers(map.XEdges), Numbers(map.YEdges));
                (json["values"], json["label"], json["log"]) = (Numbers([.. map.Values.Cast<double>()]), map.ValueLabel, map.Logarithmic);
                (json["low"], json["high"]) = map.ValueRange;
                json["colours"] = new JsonArray([.. ColourMap.Anchors.Select(c => (JsonNode)JsonValue.Create(c))]);
                break;
        }

        return json;
    }

    // 32-bit differences from the middle of the range: seven digits of the range, half the size of text.
    private static JsonObject Numbers(double[] values)
    {
        (double low, double high) = DataBounds.Range(values);
        double origin = 0.5 * low + 0.5 * high;
        float[] differences = [.. values.Select(v => double.IsFinite(v) ? (float)(v - origin) : float.NaN)];
        return new JsonObject { ["o"] = origin, ["f"] = Convert.ToBase64String(MemoryMarshal.AsBytes(differences.AsSpan())) };
    }
}
