namespace IonicMlff.Reports.Figures;

/// <summary>Least and greatest finite coordinates of data, and the least positive ones for logarithmic axes.</summary>
internal readonly record struct DataBounds(double XMin, double XMax, double YMin, double YMax, double XPositive, double YPositive)
{
    private const double None = double.PositiveInfinity;

    public static DataBounds Empty { get; } = new(None, -None, None, -None, None, None);

    public static DataBounds Of(double[] x, double[] y) => Empty.With(x, y);

    /// <summary>The range of finite values; 0 to 1 when there is none.</summary>
    public static (double Low, double High) Range(ReadOnlySpan<double> values)
    {
        double low = None, high = -None;
        foreach (double value in values)
        {
            if (double.IsFinite(value))
            {
                (low, high) = (Math.Min(low, value), Math.Max(high, value));
            }
        }

        return low > high ? (0, 1) : (low, high);
    }

    public DataBounds With(double[] x, double[]? y)
    {
        if (y is null)
        {
            return this;
        }

        if (x.Length != y.Length)
        {
            throw new ArgumentException($"A series has {x.Length} values along x and {y.Length} along y.");
        }

        (double xMin, double xMax, double yMin, double yMax, double xPositive, double yPositive) = this;
        for (int i = 0; i < x.Length; i++)
        {
            if (double.IsFinite(x[i]) && double.IsFinite(y[i]))
            {
                (xMin, xMax, yMin, yMax) = (Math.Min(xMin, x[i]), Math.Max(xMax, x[i]), Math.Min(yMin, y[i]), Math.Max(yMax, y[i]));
                xPositive = x[i] > 0 ? Math.Min(xPositive, x[i]) : xPositive;
                yPositive = y[i] > 0 ? Math.Min(yPositive, y[i]) : yPositive;
            }
        }

        return new DataBounds(xMin, xMax, yMin, yMax, xPositive, yPositive);
    }

    public DataBounds With(DataBounds other) => new(
        Math.Min(XMin, other.XMin), Math.Max(XMax, other.XMax), Math.Min(YMin, other.YMin), Math.Max(YMax, other.YMax),
        Math.Min(XPositive, other.XPositive), Math.Min(YPositive, other.YPositive));
}
