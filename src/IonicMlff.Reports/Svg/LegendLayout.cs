using IonicMlff.Reports.Figures;
using IonicMlff.Reports.Layout;

namespace IonicMlff.Reports.Svg;

/// <summary>An entry of the legend: a series or an annotation with a text.</summary>
internal sealed record LegendEntry(string Text, double X, double Y, int SeriesIndex, Series? Series, Annotation? Annotation);

/// <summary>The legend: entries in rows above the data, where nothing can lie below them.</summary>
internal sealed record LegendLayout(IReadOnlyList<LegendEntry> Entries, double Height)
{
    public const double SymbolWidth = 26, FontSize = 12;
    private const double Gap = 18, RowHeight = 18;

    public static LegendLayout Of(Plot plot, double width, double top)
    {
        var texts = new List<(string Text, int Index, Series? Series, Annotation? Annotation)>();
        for (int i = 0; i < plot.Series.Count; i++)
        {
            if (plot.Series[i].Name.Length > 0 && plot.Series[i] is not HeatmapSeries)
            {
                texts.Add((plot.Series[i].Name, i, plot.Series[i], null));
            }
        }

        texts.AddRange(plot.Annotations.Select(a => (TextOf(a), -1, (Series?)null, (Annotation?)a)).Where(t => t.Item1.Length > 0));
        bool alone = texts.Count == 1 && plot.Series.Count == 1 && texts[0].Series is not null && texts[0].Text == plot.Title;
        var entries = new List<LegendEntry>();
        (double x, double y) = (0, top + RowHeight / 2);
        foreach (var entry in alone ? [] : texts)
        {
            string text = TextSize.Fit(entry.Text, FontSize, width - SymbolWidth - 12);
            double needed = SymbolWidth + TextSize.Width(text, FontSize);
            if (x > 0 && x + needed > width - 12)
            {
                (x, y) = (0, y + RowHeight);
            }

            entries.Add(new LegendEntry(text, 18 + x, y, entry.Index, entry.Series, entry.Annotation));
            x += needed + Gap;
        }

        return new LegendLayout(entries, entries.Count == 0 ? 0 : y + RowHeight / 2 - top);
    }

    private static string TextOf(Annotation annotation) => annotation switch
    {
        HorizontalLine line => line.Text,
        VerticalLine line => line.Text,
        VerticalBand band => band.Text,
        _ => "",
    };
}
