using IonicMlff.Core.Neighbors;
using IonicMlff.Core.Potentials;
using IonicMlff.Models.Simd.Memory;

namespace IonicMlff.Models.Dpmd.Simd.Environment;

/// <summary>
/// The neighbour list with each row in sections, one per type of the neighbour; made anew when the list is. Also the atoms' positions
/// and the image shifts, four numbers each, so that one load takes a vector.
/// </summary>
internal sealed unsafe class NeighborSections(NeighborList list, int types) : IDisposable
{
    private readonly NativeBuffer<int> start = new();    // [centre, type], and the end
    private readonly NativeBuffer<int> neighbor = new();
    private readonly NativeBuffer<int> image = new();
    private readonly NativeBuffer<double> positions = new();
    private readonly NativeBuffer<double> shifts = new();
    private readonly int[] at = new int[types];
    private int builtAs = -1;

    /// <summary>Starts of the sections in the row of a centre, by type; the next section starts where one ends.</summary>
    public int* Start(int centre) => start.Pointer + (long)centre * types;

    /// <summary>Neighbour of each entry.</summary>
    public int* Neighbor => neighbor.Pointer;

    /// <summary>Image of each entry.</summary>
    public int* Image => image.Pointer;

    /// <summary>x, y, z, 0 per atom.</summary>
    public double* Positions => positions.Pointer;

    /// <summary>Images.</summary>
    public int ImageCount => list.ImageShifts.Length / 3;

    /// <summary>x, y, z, 0 per image.</summary>
    public double* Shifts => shifts.Pointer;

    /// <summary>True when the last update brought a new list.</summary>
    public bool IsNew { get; private set; }

    /// <summary>Takes the atoms of a step.</summary>
    public void Update(in AtomsView atoms)
    {
        list.Update(atoms);
        IsNew = builtAs != list.BuildCount;
        if (IsNew)
        {
            Sort(atoms);
            builtAs = list.BuildCount;
        }

        Widen(atoms.Positions, atoms.LocalCount + atoms.GhostCount, positions);
        Widen(list.ImageShifts, list.ImageShifts.Length / 3, shifts);
    }

    public void Dispose()
    {
        start.Dispose();
        neighbor.Dispose();
        image.Dispose();
        positions.Dispose();
        shifts.Dispose();
    }

    private static void Widen(ReadOnlySpan<double> vectors, int count, NativeBuffer<double> into)
    {
        double* to = into.Ensure(4L * count);
        for (int k = 0; k < count; k++, to += 4)
        {
            to[0] = vectors[3 * k];
            to[1] = vectors[3 * k + 1];
            to[2] = vectors[3 * k + 2];
            to[3] = 0;
        }
    }

    // Counting sort of each row by type; entries of unseen atoms end up in no section.
    private void Sort(in AtomsView atoms)
    {
        ReadOnlySpan<int> rows = list.RowStart, from = list.Neighbor, images = list.Image;
        start.Ensure((long)atoms.LocalCount * types + 1);
        neighbor.Ensure(from.Length);
        image.Ensure(from.Length);
        int end = 0;
        for (int i = 0; i < atoms.LocalCount; i++)
        {
            Array.Clear(at);
            for (int e = rows[i]; e < rows[i + 1]; e++)
            {
                if (atoms.Species[from[e]] is >= 0 and int t)
                    at[t]++;
            }

            for (int t = 0; t < types; t++)
            {
                int count = at[t];
                Start(i)[t] = at[t] = end;
                end += count;
            }

            for (int e = rows[i]; e < rows[i + 1]; e++)
            {
                if (atoms.Species[from[e]] is not (>= 0 and int t))
                    continue;
                int to = at[t]++;
                neighbor.Pointer[to] = from[e];
                image.Pointer[to] = images[e];
            }
        }

        Start(atoms.LocalCount)[0] = end;
    }
}
