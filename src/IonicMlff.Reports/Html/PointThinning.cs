using IonicMlff.Reports.Layout;

namespace IonicMlff.Reports.Html;

/// <summary>
/// Leaves out points of a scatter plot that lie on others, for the page only: a browser draws 10⁴ marks at once, not 10⁶. Every point that
/// stands alone stays, so outliers do; what is left out is counted and said in the caption. CSV and SVG have all points.
/// </summary>
internal static class PointThinning
{
    /// <summary>Points a browser draws without delay.</summary>
    public const int Enough = 20_000;

    private const int PerCell = 2;
    private static readonly int[] Grids = [600, 450, 320, 240, 170, 120];

    /// <summary>Indices of the points to draw, in order, and in how many parts an axis was divided (0: all points are there).</summary>
    public static (int[] Kept, int Grid) Thin(double[] x, double[] y, AxisRange xRange, AxisRange yRange)
    {
        int[] all = [.. Enumerable.Range(0, x.Length).Where(i => double.IsFinite(x[i]) && double.IsFinite(y[i]))];
        if (all.Length <= Enough)
        {
            return (all, 0);
        }

        int[] kept = all;
        foreach (int grid in Grids)
        {
            var count = new byte[(grid + 2) * (grid + 2)];
            kept = [.. all.Where(i => Take(ref count[Cell(xRange.Fraction(x[i]), grid) + (grid + 2) * Cell(yRange.Fraction(y[i]), grid)]))];
            if (kept.Length <= Enough || grid == Grids[^1])
            {
                return (kept, grid);
            }
        }

        return (kept, Grids[^1]);
    }

    private static bool Take(ref byte count)
    {
        if (count >= PerCell)
        {
            return false;
        }

        count++;
        return true;
    }

    private static int Cell(double fraction, int grid) => double.IsFinite(fraction) ? 1 + (int)Math.Clamp(Math.Floor(fraction * grid), -1, grid) : 0;
}
