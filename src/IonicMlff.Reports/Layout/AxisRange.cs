using IonicMlff.Reports.Figures;

namespace IonicMlff.Reports.Layout;

/// <summary>A tick: its place in data coordinates and its text; minor ticks have none.</summary>
internal readonly record struct Tick(double Value, string Text);

/// <summary>The range of an axis as it is drawn, in data coordinates.</summary>
internal readonly record struct AxisRange(double Low, double High, bool IsLogarithmic)
{
    private const double Padding = 0.04;

    /// <summary>The ranges of both axes of a plot.</summary>
    public static (AxisRange X, AxisRange Y) Of(Plot plot)
    {
        DataBounds b = plot.Bounds;
        double[] atX = [.. plot.Annotations.OfType<VerticalLine>().Select(v => v.X), .. plot.Annotations.OfType<VerticalBand>().SelectMany(v => new[] { v.From, v.To })];
        double[] atY = [.. plot.Annotations.OfType<HorizontalLine>().Select(h => h.Y)];
        b = b.With(DataBounds.Of(atX, [.. atX.Select(_ => b.YMin)])).With(DataBounds.Of([.. atY.Select(_ => b.XMin)], atY));
        bool fromZero = plot.Series.Any(s => s is BarSeries or HistogramSeries), filled = plot.Series.Any(s => s is HeatmapSeries);
        if (plot.Square)
        {
            b = b with
            {
                XMin = Math.Min(b.XMin, b.YMin),
                YMin = Math.Min(b.XMin, b.YMin),
                XMax = Math.Max(b.XMax, b.YMax),
                YMax = Math.Max(b.XMax, b.YMax),
                XPositive = Math.Min(b.XPositive, b.YPositive),
                YPositive = Math.Min(b.XPositive, b.YPositive),
            };
        }

        AxisRange x = plot.X.Categories is { } names ? new AxisRange(-0.5, names.Count - 0.5, false)
            : Of(plot.X, b.XMin, b.XMax, b.XPositive, filled || plot.Series.Any(s => s is HistogramSeries), filled);
        return (x, Of(plot.Y, b.YMin, b.YMax, b.YPositive, filled || (fromZero && b.YMin >= 0), filled));
    }

    private static AxisRange Of(Axis axis, double low, double high, double positive, bool exactLow, bool exactHigh)
    {
        if (axis.IsLogarithmic)
        {
            low = double.IsFinite(positive) ? positive : 0.1;
            high = high > 0 && double.IsFinite(high) ? high : 10 * low;
            double padding = high > low ? Math.Pow(high / low, Padding) : 2;
            return new AxisRange(Positive(axis.Min) ?? low / padding, Positive(axis.Max) ?? high * padding, true).Valid();
        }

        (low, high) = low <= high ? (low, high) : (0, 1);
        double width = high > low ? Padding * (high - low) : Math.Max(0.5 * Math.Abs(low), 1e-6);
        return new AxisRange(
            axis.Min ?? (exactLow && high > low ? low : low - width), axis.Max ?? (exactHigh && high > low ? high : high + width), false).Valid();
    }

    private static double? Positive(double? value) => value > 0 ? value : null;

    private AxisRange Valid() => High > Low ? this : this with { High = IsLogarithmic ? 10 * Low : Low + Math.Max(1, Math.Abs(Low)) };

    /// <summary>Where a value lies, 0 at the beginning and 1 at the end of the axis.</summary>
    public double Fraction(double value) => IsLogarithmic ? Math.Log(value / Low) / Math.Log(High / Low) : (value - Low) / (High - Low);

    /// <summary>Labelled ticks, at most about <paramref name="count"/>.</summary>
    public IReadOnlyList<Tick> Ticks(int count) => IsLogarithmic ? LogarithmicTicks(count) : LinearTicks(count);

    /// <summary>Ticks without labels between those of whole powers of ten.</summary>
    public IEnumerable<double> MinorTicks()
    {
        if (!IsLogarithmic || Math.Log10(High / Low) > 12)
        {
            yield break;
        }

        for (int power = (int)Math.Floor(Math.Log10(Low)); power <= (int)Math.Ceiling(Math.Log10(High)); power++)
        {
            for (int digit = 1; digit <= 9; digit++)
            {
                double value = digit * Math.Pow(10, power);
                if (value >= Low && value <= High)
                {
                    yield return value;
                }
            }
        }
    }

    private List<Tick> LinearTicks(int count)
    {
        double raw = (High - Low) / Math.Max(1, count), power = Math.Pow(10, Math.Floor(Math.Log10(raw)));
        double step = power * (raw / power) switch { <= 1.0001 => 1, <= 2.0001 => 2, <= 2.5001 => 2.5, <= 5.0001 => 5, _ => 10 };
        var ticks = new List<Tick>();
        for (double k = Math.Ceiling(Low / step - 1e-6); k * step <= High + 1e-6 * step && ticks.Count < 100; k++)
        {
            ticks.Add(new Tick(k * step, NumberLabel.Tick(k * step, step)));
        }

        return ticks;
    }

    private List<Tick> LogarithmicTicks(int count)
    {
        double decades = Math.Log10(High / Low);
        if (decades < 1)
        {
            return new AxisRange(Low, High, false).LinearTicks(count);
        }

        int[] digits = decades > 3 || count < 4 ? [1] : decades > 1.5 ? [1, 3] : [1, 2, 5];
        int every = Math.Max(1, (int)Math.Ceiling(decades / Math.Max(1, count)));
        var ticks = new List<Tick>();
        for (int power = (int)Math.Floor(Math.Log10(Low)); power <= (int)Math.Ceiling(Math.Log10(High)); power++)
        {
            foreach (int digit in power % every == 0 ? digits : [])
            {
                double value = digit * Math.Pow(10, power);
                if (value >= Low * (1 - 1e-9) && value <= High * (1 + 1e-9))
                {
                    ticks.Add(new Tick(value, LogarithmicLabel(digit, power)));
                }
            }
        }

        return ticks;
    }

    private static string LogarithmicLabel(int digit, int power) =>
        power is >= -3 and <= 4 ? NumberLabel.Tick(digit * Math.Pow(10, power), Math.Pow(10, power))
        : digit == 1 ? NumberLabel.Power(power) : $"{digit}×{NumberLabel.Power(power)}";
}
