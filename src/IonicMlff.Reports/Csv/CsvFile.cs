using System.Globalization;
using IonicMlff.Reports.Figures;

namespace IonicMlff.Reports.Csv;

/// <summary>Tables and the data of figures as CSV: units in the headers, every number with all its digits.</summary>
public static class CsvFile
{
    /// <summary>Writes a table.</summary>
    public static void Write(TextWriter writer, Table table)
    {
        Row(writer, table.Columns.Select(c => c.Title));
        foreach (object?[] row in table.Rows)
        {
            Row(writer, row.Select(Cell));
        }
    }

    /// <summary>Writes the data of a figure: one row per point, the first column names the series.</summary>
    public static void Write(TextWriter writer, Figure figure)
    {
        if (figure is Network network)
        {
            Write(writer, network);
            return;
        }

        var plot = (Plot)figure;
        string[] extra = plot.Series.Any(s => s is ErrorBarSeries or BarSeries { Errors: not null }) ? ["y error", "x error"]
            : plot.Series.Any(s => s is LineSeries { Lower: not null }) ? ["y lower", "y upper"]
            : plot.Series.OfType<HeatmapSeries>().FirstOrDefault() is { } map ? [map.ValueLabel] : [];
        Row(writer, ["series", plot.X.Title, plot.Y.Title, .. extra]);
        foreach (Series series in plot.Series)
        {
            foreach (object?[] point in Points(plot, series))
            {
                Row(writer, Enumerable.Range(0, 3 + extra.Length).Select(i => i == 0 ? series.Name : i <= point.Length ? Cell(point[i - 1]) : ""));
            }
        }
    }

    private static IEnumerable<object?[]> Points(Plot plot, Series series) => series switch
    {
        LineSeries s => s.X.Select((x, i) => new object?[] { x, s.Y[i], s.Lower?[i], s.Upper?[i] }),
        ScatterSeries s => s.X.Select((x, i) => new object?[] { x, s.Y[i] }),
        ErrorBarSeries s => s.X.Select((x, i) => new object?[] { x, s.Y[i], s.YErrors[i], s.XErrors?[i] }),
        BarSeries s => s.Values.Select((y, i) => new object?[] { plot.X.Categories?.ElementAtOrDefault(i) ?? (object)i, y, s.Errors?[i] }),
        HistogramSeries s => s.Heights.Select((h, i) => new object?[] { 0.5 * (s.Edges[i] + s.Edges[i + 1]), h }),
        HeatmapSeries s => from row in Enumerable.Range(0, s.Values.GetLength(0))
                           from column in Enumerable.Range(0, s.Values.GetLength(1))
                           select new object?[] { 0.5 * (s.XEdges[column] + s.XEdges[column + 1]), 0.5 * (s.YEdges[row] + s.YEdges[row + 1]), s.Values[row, column] },
        _ => [],
    };

    private static void Write(TextWriter writer, Network network)
    {
        Row(writer, ["from", "to", network.WeightLabel]);
        foreach (NetworkEdge edge in network.Edges)
        {
            Row(writer, [network.Nodes[edge.From].Name, network.Nodes[edge.To].Name, Cell(edge.Weight)]);
        }
    }

    private static string Cell(object? cell) => cell switch
    {
        null => "",
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => cell.ToString() ?? "",
    };

    private static void Row(TextWriter writer, IEnumerable<string> cells) => writer.Write(string.Join(',', cells.Select(Quote)) + "\n");

    private static string Quote(string cell) => cell.AsSpan().IndexOfAny(",\"\n\r") < 0 ? cell : $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
