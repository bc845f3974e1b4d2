namespace IonicMlff.Reports.Figures;

/// <summary>One set of data in a plot. Coordinates are in the units of the axes; a value that is not finite is a gap.</summary>
/// <param name="Name">Text of the legend; empty: not in the legend.</param>
public abstract record Series(string Name)
{
    /// <summary>Place in the palette (0 = first colour); null: the place among the series of the plot.</summary>
    public int? Colour { get; init; }

    internal abstract DataBounds Bounds { get; }
}

/// <summary>How neighbouring points of a line are joined.</summary>
public enum LineShape
{
    /// <summary>Straight.</summary>
    Straight,

    /// <summary>A value holds until the next point (schedules, states).</summary>
    StepAfter,
}

/// <summary>Points joined by a line, in the given order; optionally with a band of uncertainty.</summary>
public sealed record LineSeries(string Name, double[] X, double[] Y) : Series(Name)
{
    /// <summary>Straight or in steps.</summary>
    public LineShape Shape { get; init; }

    /// <summary>Drawn in dashes: fits, references.</summary>
    public bool Dashed { get; init; }

    /// <summary>A mark at each point as well.</summary>
    public bool Marks { get; init; }

    /// <summary>Lower edge of a shaded band, one value per point.</summary>
    public double[]? Lower { get; init; }

    /// <summary>Upper edge of a shaded band, one value per point.</summary>
    public double[]? Upper { get; init; }

    internal override DataBounds Bounds => DataBounds.Of(X, Y).With(X, Lower).With(X, Upper);
}

/// <summary>Points.</summary>
public sealed record ScatterSeries(string Name, double[] X, double[] Y) : Series(Name)
{
    /// <summary>Diameter of a mark in pixels.</summary>
    public double Size { get; init; } = 5;

    internal override DataBounds Bounds => DataBounds.Of(X, Y);
}

/// <summary>Points with error bars: <paramref name="YErrors"/> is half the length of a bar, e.g. a standard error.</summary>
public sealed record ErrorBarSeries(string Name, double[] X, double[] Y, double[] YErrors) : Series(Name)
{
    /// <summary>Half lengths of horizontal bars.</summary>
    public double[]? XErrors { get; init; }

    /// <summary>Joined by a line.</summary>
    public bool Joined { get; init; }

    internal override DataBounds Bounds
    {
        get
        {
            DataBounds bounds = DataBounds.Of(X, Y).With(X, Sum(Y, YErrors, -1)).With(X, Sum(Y, YErrors, 1));
            return XErrors is null ? bounds : bounds.With(Sum(X, XErrors, -1), Y).With(Sum(X, XErrors, 1), Y);
        }
    }

    internal static double[] Sum(double[] values, double[] errors, int sign) => [.. values.Select((v, i) => v + sign * errors[i])];
}

/// <summary>Bars, one per category of the x axis; several bar series stand side by side.</summary>
public sealed record BarSeries(string Name, double[] Values) : Series(Name)
{
    /// <summary>Half lengths of error bars.</summary>
    public double[]? Errors { get; init; }

    internal override DataBounds Bounds
    {
        get
        {
            double[] places = [.. Enumerable.Range(0, Values.Length).Select(i => (double)i)];
            DataBounds bounds = DataBounds.Of(places, Values).With([0, Values.Length - 1], [0, 0]);
            return Errors is null ? bounds
                : bounds.With(places, ErrorBarSeries.Sum(Values, Errors, 1)).With(places, ErrorBarSeries.Sum(Values, Errors, -1));
        }
    }
}

/// <summary>Counts or densities over bins, drawn as a filled outline. <paramref name="Edges"/> has one value more than <paramref name="Heights"/>.</summary>
public sealed record HistogramSeries(string Name, double[] Edges, double[] Heights) : Series(Name)
{
    internal override DataBounds Bounds => DataBounds.Of([Edges[0], Edges[^1]], [0, 0]).With(Edges[..^1], Heights);

    /// <summary>Bins values by equal widths.</summary>
    /// <param name="name">Text of the legend.</param>
    /// <param name="values">What is counted; values outside the range and values that are not finite are not.</param>
    /// <param name="bins">Number of bins.</param>
    /// <param name="range">First and last edge; null: least and greatest value.</param>
    /// <param name="density">Heights integrate to one instead of counting.</param>
    public static HistogramSeries Of(string name, ReadOnlySpan<double> values, int bins, (double Low, double High)? range = null, bool density = false)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bins, 1);
        (double low, double high) = range ?? DataBounds.Range(values);
        if (!(high > low))
        {
            (low, high) = (low - 0.5, high + 0.5);
        }

        double width = (high - low) / bins;
        double[] edges = [.. Enumerable.Range(0, bins + 1).Select(i => i == bins ? high : low + i * width)];
        double[] heights = new double[bins];
        double counted = 0;
        foreach (double value in values)
        {
            if (value >= low && value <= high)
            {
                heights[Math.Min(bins - 1, (int)((value - low) / width))]++;
                counted++;
            }
        }

        return new HistogramSeries(name, edges, density && counted > 0 ? [.. heights.Select(h => h / (counted * width))] : heights);
    }
}

/// <summary>
/// A map of values over a grid: <paramref name="Values"/>[row, column] fills the cell between <paramref name="YEdges"/>[row], [row+1] and
/// <paramref name="XEdges"/>[column], [column+1]. A value that is not finite is left blank.
/// </summary>
/// <param name="Name">Name of the series.</param>
/// <param name="XEdges">Edges of the columns, evenly spaced.</param>
/// <param name="YEdges">Edges of the rows, evenly spaced.</param>
/// <param name="Values">Values by row and column.</param>
/// <param name="ValueLabel">What the colours mean, with its unit in brackets when it has one.</param>
public sealed record HeatmapSeries(string Name, double[] XEdges, double[] YEdges, double[,] Values, string ValueLabel) : Series(Name)
{
    /// <summary>Colours by the logarithm; values that are not positive are left blank.</summary>
    public bool Logarithmic { get; init; }

    internal override DataBounds Bounds => DataBounds.Of([XEdges[0], XEdges[^1]], [YEdges[0], YEdges[^1]]);

    internal (double Low, double High) ValueRange
    {
        get
        {
            double low = double.PositiveInfinity, high = double.NegativeInfinity;
            foreach (double value in Values)
            {
                if (double.IsFinite(value) && (!Logarithmic || value > 0))
                {
                    (low, high) = (Math.Min(low, value), Math.Max(high, value));
                }
            }

            return low > high ? (0, 1) : low == high ? (low, low + 1) : (low, high);
        }
    }
}
