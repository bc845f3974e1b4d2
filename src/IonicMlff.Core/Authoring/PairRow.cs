using System.Numerics;
using System.Runtime.CompilerServices;

namespace IonicMlff.Core.Authoring;

/// <summary>
/// Distance vectors from one atom to its neighbours, component by component for full registers, each element's neighbours together.
/// </summary>
internal sealed unsafe class PairRow(int elements)
{
    private const double FarAway = 1e6; // Å; fills the last register, beyond any cutoff
    private static readonly int Lanes = Vector<double>.Count;

    private readonly int[] count = new int[elements];
    private double[] columns = GC.AllocateArray<double>(0, pinned: true); // elements × (x, y, z) × room
    private int room;

    /// <summary>Neighbours of an element, those between cutoff and skin possibly included.</summary>
    public int Count(int element) => count[element];

    /// <summary>x of an element's neighbours; y and z follow at multiples of <see cref="Stride"/>.</summary>
    public double* First(int element) => (double*)Unsafe.AsPointer(ref columns[0]) + 3L * element * room;

    /// <summary>Distance between the components.</summary>
    public int Stride => room;

    /// <summary>Makes room for rows of this many neighbours.</summary>
    public void Reserve(int longest)
    {
        if (longest + Lanes <= room)
            return;

        room = (longest + longest / 8 + 2 * Lanes + 7) / 8 * 8;
        columns = GC.AllocateArray<double>(3 * elements * room, pinned: true);
    }

    /// <summary>The neighbours of an atom at (x, y, z): entries first to end of the list.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Gather(in PairAtoms atoms, int atom, double cutoff2)
    {
        double* r = atoms.Positions;
        double x = r[3L * atom], y = r[3L * atom + 1], z = r[3L * atom + 2];
        int first = atoms.RowStart[atom], end = atoms.RowStart[atom + 1];
        if (elements > 1)
            GatherByElement(atoms, x, y, z, first, end, cutoff2);
        else if (atoms.HasImages)
            GatherImages(atoms, x, y, z, first, end);
        else
            GatherGhosts(atoms, x, y, z, first, end);
        for (int e = 0; e < elements; e++)
        {
            double* c = First(e);
            for (int k = count[e]; k % Lanes != 0; k++)
            {
                c[k] = FarAway;
                c[k + room] = c[k + 2 * room] = 0;
            }
        }
    }

    // One element: all entries, whatever their distance; the sums leave out what lies beyond the cutoff.
    private void GatherGhosts(in PairAtoms atoms, double x, double y, double z, int first, int end)
    {
        double* r = atoms.Positions, xs = First(0), ys = xs + room, zs = ys + room;
        int* neighbor = atoms.Neighbor + first;
        int n = end - first;
        for (int k = 0; k < n; k++)
        {
            double* s = r + 3L * neighbor[k];
            xs[k] = s[0] - x;
            ys[k] = s[1] - y;
            zs[k] = s[2] - z;
        }

        count[0] = n;
    }

    private void GatherImages(in PairAtoms atoms, double x, double y, double z, int first, int end)
    {
        double* r = atoms.Positions, xs = First(0), ys = xs + room, zs = ys + room;
        int* neighbor = atoms.Neighbor + first, image = atoms.Image + first;
        int n = end - first;
        for (int k = 0; k < n; k++)
        {
            double* s = r + 3L * neighbor[k], shift = atoms.Shifts + 3L * image[k];
            xs[k] = s[0] + shift[0] - x;
            ys[k] = s[1] + shift[1] - y;
            zs[k] = s[2] + shift[2] - z;
        }

        count[0] = n;
    }

    // Several elements: sorted on the way; what lies beyond the cutoff is overwritten by the next.
    private void GatherByElement(in PairAtoms atoms, double x, double y, double z, int first, int end, double cutoff2)
    {
        Array.Clear(count);
        double* r = atoms.Positions, columns = First(0);
        fixed (int* filled = count)
        {
            for (int k = first; k < end; k++)
            {
                int j = atoms.Neighbor[k], e = atoms.Species[j], at = filled[e];
                double* s = r + 3L * j, shift = atoms.Shifts + 3L * atoms.Image[k], to = columns + 3L * e * room + at;
                double dx = s[0] + shift[0] - x, dy = s[1] + shift[1] - y, dz = s[2] + shift[2] - z;
                to[0] = dx;
                to[room] = dy;
                to[2 * room] = dz;
                filled[e] = at + (dx * dx + dy * dy + dz * dz < cutoff2 ? 1 : 0);
            }
        }
    }
}

/// <summary>Atoms and neighbour list as addresses that hold for one step.</summary>
internal readonly unsafe struct PairAtoms
{
    public required double* Positions { get; init; }

    public required int* Species { get; init; }

    public required int* RowStart { get; init; }

    public required int* Neighbor { get; init; }

    public required int* Image { get; init; }

    public required double* Shifts { get; init; }

    /// <summary>False in ghost mode, where every image is zero.</summary>
    public required bool HasImages { get; init; }
}
