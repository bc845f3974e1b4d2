using IonicMlff.Core.Geometry;
using IonicMlff.Core.Neighbors;
using IonicMlff.Core.Potentials;
using IonicMlff.Core.Topologies;

namespace IonicMlff.Analysis.Molecules;

/// <summary>How near any distance comes to the limit of a bond: a small margin means that the molecules hang on the limit.</summary>
internal static class BondMargin
{
    private const double Searched = 1; // Å beyond the limit

    /// <summary>Smallest | distance − limit | over all pairs, Å; null when none is within 1 Å of its limit.</summary>
    public static double? Smallest(int[] elements, double[] r, in Cell cell)
    {
        double largest = elements.Distinct().Select(BondPerception.Radius).Max(), least = double.PositiveInfinity;
        var list = new NeighborList(2 * largest + BondPerception.Tolerance + Searched, skin: 0);
        list.Update(new AtomsView { LocalCount = elements.Length, Positions = r, Species = new int[elements.Length], Cell = cell });
        ReadOnlySpan<int> start = list.RowStart, neighbor = list.Neighbor, image = list.Image;
        ReadOnlySpan<double> shift = list.ImageShifts;
        for (int i = 0; i < elements.Length; i++)
        {
            for (int e = start[i]; e < start[i + 1]; e++)
            {
                int j = neighbor[e], t = 3 * image[e];
                double x = r[3 * i] - r[3 * j] - shift[t], y = r[3 * i + 1] - r[3 * j + 1] - shift[t + 1], z = r[3 * i + 2] - r[3 * j + 2] - shift[t + 2];
                double limit = BondPerception.Radius(elements[i]) + BondPerception.Radius(elements[j]) + BondPerception.Tolerance;
                least = Math.Min(least, Math.Abs(Math.Sqrt(x * x + y * y + z * z) - limit));
            }
        }

        return least <= Searched ? least : null;
    }
}
