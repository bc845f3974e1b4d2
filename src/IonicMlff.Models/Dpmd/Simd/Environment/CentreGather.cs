using System.Runtime.CompilerServices;
using IonicMlff.Models.Dpmd.Definition;
using IonicMlff.Models.Simd.Lanes;
using IonicMlff.Models.Simd.Memory;

namespace IonicMlff.Models.Dpmd.Simd.Environment;

/// <summary>
/// From the neighbour list to the neighbours of one centre within the cutoff, no more of each type than there are slots: distance
/// vectors in double and entries of the list, by section.
/// </summary>
internal sealed unsafe class CentreGather<L, V, T>(EnvironmentMatrix matrix, NeighborSections list) : IDisposable
    where L : struct, ILane<V, T>
    where V : struct
    where T : unmanaged
{
    private readonly int types = matrix.Sel.Length;
    private readonly int slots = matrix.Sel.Sum();
    private readonly double cutoff2 = matrix.Cutoff * matrix.Cutoff;
    private readonly NativeBuffer<double> vectors = new(); // x, y, z of all neighbours, each section padded to registers
    private readonly NativeBuffer<int> entries = new();
    private readonly int[] first = new int[matrix.Sel.Length], count = new int[matrix.Sel.Length];
    private int stride;
    private double[] distances = [];
    private int[] order = [];

    /// <summary>Neighbours of a type.</summary>
    public int Count(int type) => count[type];

    /// <summary>d_x of the neighbours of a type, Å.</summary>
    public double* X(int type) => vectors.Pointer + first[type];

    /// <summary>d_y, Å.</summary>
    public double* Y(int type) => X(type) + stride;

    /// <summary>d_z, Å.</summary>
    public double* Z(int type) => X(type) + 2L * stride;

    /// <summary>Entries of the list.</summary>
    public int* Entry(int type) => entries.Pointer + first[type];

    /// <summary>Gathers the neighbours of a centre; also the smallest squared distance within each type.</summary>
    public void Find(int centre, Span<double> nearest)
    {
        int most = list.Start(centre + 1)[0] - list.Start(centre)[0] + (types + 1) * L.Count;
        if (stride < most)
        {
            stride = most + most / 4;
            vectors.Ensure(3L * stride);
            entries.Ensure(stride);
        }

        int at = 0, total = 0;
        bool overflow = false;
        for (int t = 0; t < types; t++)
        {
            first[t] = at;
            count[t] = FindSection(centre, t, out nearest[t]);
            overflow |= count[t] > matrix.Sel[t];
            total += count[t];
            at += (count[t] + L.Count - 1) / L.Count * L.Count;
        }

        if (overflow || total > slots)
            KeepNearest(total);
        for (int t = 0; t < types; t++)
            Pad(t);
    }

    public void Dispose()
    {
        vectors.Dispose();
        entries.Dispose();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int FindSection(int centre, int type, out double nearest)
    {
        int begin = list.Start(centre)[type], end = list.Start(centre)[type + 1], at = 0;
        int* neighbor = list.Neighbor, image = list.Image, entry = Entry(type);
        double* positions = list.Positions, shifts = list.Shifts, own = positions + 4L * centre;
        double* xs = X(type), ys = Y(type), zs = Z(type);
        double x0 = own[0], y0 = own[1], z0 = own[2], cut = cutoff2, least = double.MaxValue;
        for (int e = begin; e < end; e++)
        {
            double* p = positions + 4L * neighbor[e], shift = shifts + 4L * image[e];
            double x = p[0] + shift[0] - x0, y = p[1] + shift[1] - y0, z = p[2] + shift[2] - z0;
            double d2 = x * x + y * y + z * z;
            xs[at] = x;
            ys[at] = y;
            zs[at] = z;
            entry[at] = e;
            at += d2 < cut ? 1 : 0; // what does not count is overwritten
            least = d2 < least ? d2 : least;
        }

        nearest = least;
        return at;
    }

    // Lanes without a neighbour get one at the cutoff, where all numbers are finite; nothing uses them.
    private void Pad(int type)
    {
        for (int k = count[type]; k % L.Count != 0; k++)
        {
            X(type)[k] = matrix.Cutoff;
            Y(type)[k] = Z(type)[k] = 0;
        }
    }

    // The nearest Σsel of all types first where the model's rule says so, then the nearest sel[t] of each type.
    private void KeepNearest(int total)
    {
        if (order.Length < total)
            (distances, order) = (new double[2 * total], new int[2 * total]);
        int n = 0;
        for (int t = 0; t < types; t++)
        {
            for (int k = first[t]; k < first[t] + count[t]; k++, n++)
            {
                double* x = vectors.Pointer + k;
                (distances[n], order[n]) = (x[0] * x[0] + x[stride] * x[stride] + x[2L * stride] * x[2L * stride], k);
            }
        }

        Array.Sort(distances, order, 0, total);
        Array.Clear(count);
        int kept = 0, rest = matrix.Overflow == OverflowRule.NearestOverallThenPerType ? Math.Min(total, slots) : total;
        for (int k = 0; k < rest; k++)
        {
            int t = SectionOf(order[k]);
            if (count[t] >= matrix.Sel[t])
                continue;
            count[t]++;
            order[kept++] = order[k];
        }

        // In the order in which they were found they move towards the front of their section, none over one that is still to move.
        Array.Sort(order, 0, kept);
        Array.Clear(count);
        for (int k = 0; k < kept; k++)
        {
            int t = SectionOf(order[k]), to = first[t] + count[t]++;
            for (int c = 0; c < 3; c++)
                vectors.Pointer[(long)c * stride + to] = vectors.Pointer[(long)c * stride + order[k]];
            entries.Pointer[to] = entries.Pointer[order[k]];
        }
    }

    // The section that a place belongs to; sections without neighbours start where the next one does.
    private int SectionOf(int place)
    {
        int t = 0;
        while (t + 1 < types && place >= first[t + 1])
            t++;
        return t;
    }
}
