using IonicMlff.Reports.Figures;
using IonicMlff.Reports.Layout;

namespace IonicMlff.Reports.Svg;

/// <summary>Where everything of a plot lies: the area of the data, title, legend, ticks. Margins grow with the labels, so that none overlap.</summary>
internal sealed class PlotFrame
{
    public const double TitleSize = 15, LabelSize = 13, TickSize = 12;
    private const double Edge = 12, LineHeight = 18, MinimumTickGap = 64, Slant = 40;

    public PlotFrame(Plot plot, double width, double height)
    {
        Plot = plot;
        (XRange, YRange) = AxisRange.Of(plot);
        TitleLines = TextSize.Wrap(plot.Title, TitleSize, width - 2 * Edge);
        Heatmap = plot.Series.OfType<HeatmapSeries>().FirstOrDefault();
        double top = Edge + LineHeight * TitleLines.Count + 6;
        Legend = LegendLayout.Of(plot, width - 2 * Edge, top);
        string notes = string.Join("   ·   ", plot.Annotations.OfType<Note>().Select(n => n.Text));
        NoteLines = TextSize.Wrap(notes, TickSize, width - 2 * Edge - 12);
        NotesTop = top + Legend.Height;
        Top = NotesTop + LineHeight * NoteLines.Count + 8;
        YTicks = YRange.Ticks((int)Math.Max(2, (height - Top - 60) / 45));
        double yLabels = YTicks.Select(t => TextSize.Width(t.Text, TickSize)).DefaultIfEmpty(0).Max();
        Left = Edge + LabelSize + 12 + yLabels + 8;
        Right = width - Edge - 14 - (Heatmap is null ? 0 : ColourBar.Width(Heatmap));
        SetBottom(plot, height);
        if (plot.Square)
        {
            double side = Math.Min(Right - Left, Bottom - Top), middle = 0.5 * (Left + Right);
            (Left, Right, Bottom) = (middle - side / 2, middle + side / 2, Top + side);
        }
    }

    public Plot Plot { get; }
    public AxisRange XRange { get; }
    public AxisRange YRange { get; }
    public IReadOnlyList<string> TitleLines { get; }
    public LegendLayout Legend { get; }
    public IReadOnlyList<string> NoteLines { get; }
    private double NotesTop { get; }
    public HeatmapSeries? Heatmap { get; }
    public IReadOnlyList<Tick> XTicks { get; private set; } = [];
    public IReadOnlyList<Tick> YTicks { get; }
    public bool SlantedX { get; private set; }
    public double XLabelDepth { get; private set; }
    public double Left { get; }
    public double Right { get; }
    public double Top { get; }
    public double Bottom { get; private set; }
    public double Width => Right - Left;
    public double Height => Bottom - Top;

    public static double TitleLine(int line) => Edge + TitleSize + LineHeight * line - 2;

    public double NoteLine(int line) => NotesTop + TickSize + LineHeight * line + 1;

    public double X(double value) => Left + Width * XRange.Fraction(value);

    public double Y(double value) => Bottom - Height * YRange.Fraction(value);

    private void SetBottom(Plot plot, double height)
    {
        XLabelDepth = TickSize + 6;
        if (plot.X.Categories is { } names)
        {
            double widest = names.Select(n => TextSize.Width(n, TickSize)).DefaultIfEmpty(0).Max();
            SlantedX = widest + 8 > (Right - Left) / Math.Max(1, names.Count);
            XLabelDepth = SlantedX ? Math.Min(110, widest * Math.Sin(Slant * Math.PI / 180) + TickSize + 6) : XLabelDepth;
            XTicks = [.. names.Select((name, i) => new Tick(i, SlantedX ? TextSize.Fit(name, TickSize, 120) : name))];
        }
        else
        {
            XTicks = FittingTicks();
        }

        Bottom = height - Edge - LabelSize - 10 - XLabelDepth;
    }

    // As many ticks as have room: labels of seven digits need more than those of one.
    private IReadOnlyList<Tick> FittingTicks()
    {
        if (Plot.Square && Fits(YTicks))
        {
            return YTicks;
        }

        for (int count = (int)((Right - Left) / MinimumTickGap); count > 1; count--)
        {
            IReadOnlyList<Tick> ticks = XRange.Ticks(count);
            if (Fits(ticks))
            {
                return ticks;
            }
        }

        return XRange.Ticks(1);
    }

    private bool Fits(IReadOnlyList<Tick> ticks)
    {
        for (int i = 1; i < ticks.Count; i++)
        {
            double distance = (Right - Left) * (XRange.Fraction(ticks[i].Value) - XRange.Fraction(ticks[i - 1].Value));
            if (distance <= 0.5 * (TextSize.Width(ticks[i].Text, TickSize) + TextSize.Width(ticks[i - 1].Text, TickSize)) + 8)
            {
                return false;
            }
        }

        return true;
    }
}
