namespace IonicMlff.Models.Dpmd.Simd.Embedding;

/// <summary>
/// Largest difference between tabulated and exact embedding functions, measured between the knots and at random points, relative to the
/// largest value and the largest slope of the net.
/// </summary>
public readonly record struct TableError(double Value, double Slope)
{
    /// <summary>The larger of each.</summary>
    public static TableError Max(TableError a, TableError b) => new(Math.Max(a.Value, b.Value), Math.Max(a.Slope, b.Slope));
}
