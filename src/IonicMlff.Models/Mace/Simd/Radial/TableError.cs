namespace IonicMlff.Models.Mace.Simd.Radial;

/// <summary>
/// Largest difference between tabulated and exact radial functions, measured between the knots, relative to the largest value and the
/// largest slope of any radial function of the layer there.
/// </summary>
public readonly record struct TableError(double Value, double Slope)
{
    /// <summary>The larger of each.</summary>
    public static TableError Max(TableError a, TableError b) => new(Math.Max(a.Value, b.Value), Math.Max(a.Slope, b.Slope));
}
