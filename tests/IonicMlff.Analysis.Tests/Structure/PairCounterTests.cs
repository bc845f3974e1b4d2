using IonicMlff.Analysis.Structure;
using IonicMlff.Core.Geometry;
using Xunit;

namespace IonicMlff.Analysis.Tests.Structure;

/// <summary>Counts of the grid against the plain double loop, in all kinds of cells.</summary>
public class PairCounterTests
{
    public static TheoryData<string> Cells() => ["cube", "slab", "skewed", "large", "none", "small"];

    [Theory]
    [MemberData(nameof(Cells))]
    public void Agrees_with_the_double_loop(string name)
    {
        Cell cell = name switch
        {
            "cube" => Cell.Orthogonal(12, 12, 12),
            "slab" => new Cell(15, 0, 0, 0, 13, 0, 0, 0, 40, true, true, false),
            "skewed" => new Cell(14, 0, 0, 5, 13, 0, -4, 6, 15, true, true, true),
            "large" => Cell.Orthogonal(60, 55, 50),
            "small" => Cell.Orthogonal(4, 5, 6), // several images within the radius
            _ => Cell.None,
        };
        const double Radius = 5.5;
        const int Bins = 55;
        var random = new Random(name.Length);
        double[] r = [.. Enumerable.Range(0, 3 * 300).Select(_ => 40 * random.NextDouble() - 15)];
        int[] a = [.. Enumerable.Range(0, 300).Where(k => k % 3 == 0)], b = [.. Enumerable.Range(0, 300).Where(k => k % 2 == 1)];
        var found = new long[Bins];
        new PairCounter().Add(new PeriodicImages(cell), r, a, r, b, Radius, found);
        Assert.Equal(Direct(cell, r, a, b, Radius, Bins), found);
    }

    private static long[] Direct(Cell cell, double[] r, int[] a, int[] b, double radius, int bins)
    {
        var counts = new long[bins];
        Matrix3 h = Lattice.FromCell(cell).Rows;
        int na = cell.PeriodicA ? 20 : 0, nb = cell.PeriodicB ? 20 : 0, nc = cell.PeriodicC ? 20 : 0;
        var images = new PeriodicImages(cell);
        foreach (int i in a)
        {
            foreach (int j in b)
            {
                double x = r[3 * j] - r[3 * i], y = r[3 * j + 1] - r[3 * i + 1], z = r[3 * j + 2] - r[3 * i + 2];
                images.Nearest(ref x, ref y, ref z);
                for (int u = -Math.Min(na, 3); u <= Math.Min(na, 3); u++)
                {
                    for (int v = -Math.Min(nb, 3); v <= Math.Min(nb, 3); v++)
                    {
                        for (int w = -Math.Min(nc, 3); w <= Math.Min(nc, 3); w++)
                        {
                            double dx = x + u * h.Xx + v * h.Yx + w * h.Zx, dy = y + u * h.Xy + v * h.Yy + w * h.Zy, dz = z + u * h.Xz + v * h.Yz + w * h.Zz;
                            double distance = Math.Sqrt(dx * dx + dy * dy + dz * dz);
                            if (distance < radius)
                                counts[(int)(distance / radius * bins)]++;
                        }
                    }
                }
            }
        }

        return counts;
    }
}
