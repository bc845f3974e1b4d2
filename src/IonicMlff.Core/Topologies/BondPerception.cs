using IonicMlff.Core.Elements;
using IonicMlff.Core.Geometry;
using IonicMlff.Core.Neighbors;
using IonicMlff.Core.Potentials;

namespace IonicMlff.Core.Topologies;

/// <summary>
/// Bonds from distances: two atoms are bonded when their shortest image distance is below the sum of their covalent radii (Cordero
/// 2008) + 0.4 Å. Alkali metals never bond.
/// </summary>
public static class BondPerception
{
    /// <summary>What is added to the sum of radii, Å.</summary>
    public const double Tolerance = 0.4;

    private static readonly int[] Never = [3, 11, 19, 37, 55]; // Li, Na, K, Rb, Cs: ions

    /// <summary>Radius used, Å.</summary>
    public static double Radius(int atomicNumber) => PeriodicTable.CovalentRadius(atomicNumber) is var r && double.IsNaN(r) ? 1.5 : r;

    /// <summary>Bonded pairs, sorted.</summary>
    /// <param name="elements">Atomic numbers.</param>
    /// <param name="positions">Å, 3 per atom.</param>
    /// <param name="cell">Cell.</param>
    public static (int I, int J)[] Find(int[] elements, double[] positions, in Cell cell)
    {
        var bonds = new SortedSet<(int, int)>();
        double largest = elements.Distinct().Where(z => !Never.Contains(z)).Select(Radius).DefaultIfEmpty(1).Max();
        var list = new NeighborList(2 * largest + Tolerance, skin: 0);
        int[] species = Array.ConvertAll(elements, z => Never.Contains(z) ? -1 : 0);
        list.Update(new AtomsView { LocalCount = elements.Length, Positions = positions, Species = species, Cell = cell });
        ReadOnlySpan<int> start = list.RowStart, neighbor = list.Neighbor, image = list.Image;
        ReadOnlySpan<double> shift = list.ImageShifts;
        for (int i = 0; i < elements.Length; i++)
        {
            for (int e = start[i]; e < start[i + 1]; e++)
            {
                int j = neighbor[e], t = 3 * image[e];
                if (j <= i)
                    continue;
                double x = positions[3 * i] - positions[3 * j] - shift[t];
                double y = positions[3 * i + 1] - positions[3 * j + 1] - shift[t + 1];
                double z = positions[3 * i + 2] - positions[3 * j + 2] - shift[t + 2];
                double limit = Radius(elements[i]) + Radius(elements[j]) + Tolerance;
                if (x * x + y * y + z * z < limit * limit)
                    bonds.Add((i, j));
            }
        }

        return [.. bonds];
    }
}
