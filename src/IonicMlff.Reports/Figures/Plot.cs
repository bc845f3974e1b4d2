namespace IonicMlff.Reports.Figures;

/// <summary>Data over two axes.</summary>
public sealed class Plot : Figure
{
    /// <summary>An empty plot.</summary>
    public Plot(string title, Axis x, Axis y) : base(title)
    {
        X = x;
        Y = y;
    }

    /// <summary>Horizontal axis.</summary>
    public Axis X { get; }

    /// <summary>Vertical axis.</summary>
    public Axis Y { get; }

    /// <summary>The data, drawn in this order.</summary>
    public IReadOnlyList<Series> Series => series;

    /// <summary>Lines and notes to read the data by.</summary>
    public IReadOnlyList<Annotation> Annotations => annotations;

    /// <summary>Both axes have the same range and length (parity plots).</summary>
    public bool Square { get; init; }

    private readonly List<Series> series = [];
    private readonly List<Annotation> annotations = [];

    /// <summary>Adds data.</summary>
    /// <exception cref="ArgumentException">Lengths differ, or a heatmap shares a plot with another one.</exception>
    public Plot Add(Series data)
    {
        _ = data.Bounds;
        if (data is HeatmapSeries && series.OfType<HeatmapSeries>().Any())
        {
            throw new ArgumentException("A plot can hold one heatmap.", nameof(data));
        }

        series.Add(data);
        return this;
    }

    /// <summary>Adds a line or note.</summary>
    public Plot Add(Annotation annotation)
    {
        annotations.Add(annotation);
        return this;
    }

    /// <summary>Joins points by a line.</summary>
    public Plot AddLine(string name, double[] x, double[] y, bool dashed = false) => Add(new LineSeries(name, x, y) { Dashed = dashed });

    /// <summary>Draws points.</summary>
    public Plot AddScatter(string name, double[] x, double[] y) => Add(new ScatterSeries(name, x, y));

    /// <summary>Draws points with vertical error bars.</summary>
    public Plot AddErrorBars(string name, double[] x, double[] y, double[] errors) => Add(new ErrorBarSeries(name, x, y, errors));

    internal DataBounds Bounds => series.Aggregate(DataBounds.Empty, (sum, s) => sum.With(s.Bounds));
}
