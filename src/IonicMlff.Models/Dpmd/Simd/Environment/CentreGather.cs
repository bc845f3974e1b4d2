using System.Runtime.CompilerServices;
using IonicMlff.Models.Dpmd.Definition;
using IonicMlff.Models.Simd.Lanes;

namespace IonicMlff.Models.Dpmd.Simd.Environment;

/// <summary>From the neighbour list to the neighbours of a centre within the cutoff, no more of each type than there are slots.</summary>
internal sealed unsafe class CentreGather<L, V, T>(EnvironmentMatrix matrix, NeighborSections list, TileNeighbors<T> tile)
    where L : struct, ILane<V, T>
    where V : struct
    where T : unmanaged
{
    private readonly int types = matrix.Sel.Length;
    private readonly int slots = matrix.Sel.Sum();
    private readonly double cutoff2 = matrix.Cutoff * matrix.Cutoff;
    private double[] distances = [];
    private int[] order = [];

    /// <summary>
    /// Distance vectors of all neighbours of a centre, from <paramref name="first"/> on; returns where they end. Also the smallest squared
    /// distance within each type.
    /// </summary>
    public int Find(int lane, int centre, int first, Span<double> nearest)
    {
        int at = first, total = 0;
        bool overflow = false;
        for (int t = 0; t < types; t++)
        {
            int count = FindSection(centre, t, at, out nearest[t]);
            *tile.First(lane, t) = at;
            *tile.Count(lane, t) = count;
            overflow |= count > matrix.Sel[t];
            total += count;
            at = Pad(at, count);
        }

        if (overflow || total > slots)
            KeepNearest(lane, centre, total);
        return at;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int FindSection(int centre, int type, int first, out double nearest)
    {
        int begin = list.Start(centre)[type], end = list.Start(centre)[type + 1], at = first;
        int* neighbor = list.Neighbor, image = list.Image, entry = tile.Entry;
        double* positions = list.Positions, shifts = list.Shifts, own = positions + 4L * centre;
        T* xs = tile.X, ys = tile.Y, zs = tile.Z;
        double x0 = own[0], y0 = own[1], z0 = own[2], cut = cutoff2, least = double.MaxValue;
        for (int e = begin; e < end; e++)
        {
            double* p = positions + 4L * neighbor[e], shift = shifts + 4L * image[e];
            double x = p[0] + shift[0] - x0, y = p[1] + shift[1] - y0, z = p[2] + shift[2] - z0;
            double d2 = x * x + y * y + z * z;
            xs[at] = L.FromDouble(x);
            ys[at] = L.FromDouble(y);
            zs[at] = L.FromDouble(z);
            entry[at] = e;
            at += d2 < cut ? 1 : 0; // what does not count is overwritten
            least = d2 < least ? d2 : least;
        }

        nearest = least;
        return at - first;
    }

    // Lanes without a neighbour get one at the cutoff, where all numbers are finite; nothing uses them.
    private int Pad(int first, int count)
    {
        int end = first + (count + L.Count - 1) / L.Count * L.Count;
        for (int k = first + count; k < end; k++)
        {
            tile.X[k] = L.FromDouble(matrix.Cutoff);
            tile.Y[k] = tile.Z[k] = default;
        }

        return end;
    }

    // The nearest Σsel of all types first where the model's rule says so, then the nearest sel[t] of each type.
    private void KeepNearest(int lane, int centre, int total)
    {
        if (order.Length < total)
            (distances, order) = (new double[2 * total], new int[2 * total]);
        int n = 0;
        for (int t = 0; t < types; t++)
        {
            int first = *tile.First(lane, t), count = *tile.Count(lane, t);
            for (int k = first; k < first + count; k++, n++)
            {
                (double x, double y, double z) = Vector(centre, tile.Entry[k]);
                (distances[n], order[n]) = (x * x + y * y + z * z, tile.Entry[k]);
            }

            *tile.Count(lane, t) = 0;
        }

        Array.Sort(distances, order, 0, total);
        int kept = matrix.Overflow == OverflowRule.NearestOverallThenPerType ? Math.Min(total, slots) : total;
        for (int k = 0; k < kept; k++)
            Put(lane, centre, order[k]);
        for (int t = 0; t < types; t++)
            Pad(*tile.First(lane, t), *tile.Count(lane, t));
    }

    private void Put(int lane, int centre, int entry)
    {
        int t = 0;
        while (entry >= list.Start(centre)[t + 1])
            t++;
        int* count = tile.Count(lane, t);
        if (*count >= matrix.Sel[t])
            return;

        int at = *tile.First(lane, t) + (*count)++;
        (double x, double y, double z) = Vector(centre, entry);
        (tile.X[at], tile.Y[at], tile.Z[at]) = (L.FromDouble(x), L.FromDouble(y), L.FromDouble(z));
        tile.Entry[at] = entry;
    }

    private (double X, double Y, double Z) Vector(int centre, int entry)
    {
        double* p = list.Positions + 4L * list.Neighbor[entry], shift = list.Shifts + 4L * list.Image[entry], own = list.Positions + 4L * centre;
        return (p[0] + shift[0] - own[0], p[1] + shift[1] - own[1], p[2] + shift[2] - own[2]);
    }
}
