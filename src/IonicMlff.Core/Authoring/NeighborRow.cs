using IonicMlff.Core.Neighbors;
using IonicMlff.Core.Potentials;

namespace IonicMlff.Core.Authoring;

/// <summary>The neighbours of one atom within the cutoff, one array per component.</summary>
internal sealed class NeighborRow
{
    private double[] distance = [];

    /// <summary>Number of neighbours.</summary>
    public int Count { get; private set; }

    /// <summary>Index of each neighbour among local and ghost atoms.</summary>
    public int[] Atom { get; private set; } = [];

    /// <summary>Species of each neighbour.</summary>
    public int[] Species { get; private set; } = [];

    /// <summary>d_x, d = r_j − r_i, Å.</summary>
    public double[] X { get; private set; } = [];

    /// <summary>d_y, Å.</summary>
    public double[] Y { get; private set; } = [];

    /// <summary>d_z, Å.</summary>
    public double[] Z { get; private set; } = [];

    /// <summary>|d|, Å.</summary>
    public ReadOnlySpan<double> Distances => distance.AsSpan(0, Count);

    /// <summary>Fills the row with the neighbours of atom i.</summary>
    public void Gather(NeighborList list, in AtomsView atoms, int i, double cutoff)
    {
        ReadOnlySpan<double> r = atoms.Positions, shifts = list.ImageShifts;
        ReadOnlySpan<int> neighbor = list.Neighbor, image = list.Image;
        int first = list.RowStart[i], end = list.RowStart[i + 1];
        Grow(end - first);
        Count = 0;
        for (int e = first; e < end; e++)
        {
            int j = neighbor[e], t = 3 * image[e];
            double x = r[3 * j] + shifts[t] - r[3 * i];
            double y = r[3 * j + 1] + shifts[t + 1] - r[3 * i + 1];
            double z = r[3 * j + 2] + shifts[t + 2] - r[3 * i + 2];
            double d2 = x * x + y * y + z * z;
            if (d2 >= cutoff * cutoff)
                continue;

            (Atom[Count], Species[Count], X[Count], Y[Count], Z[Count]) = (j, atoms.Species[j], x, y, z);
            distance[Count] = Math.Sqrt(d2);
            Count++;
        }
    }

    private void Grow(int size)
    {
        if (Atom.Length >= size)
            return;

        size += size / 4;
        (Atom, Species) = (new int[size], new int[size]);
        (X, Y, Z, distance) = (new double[size], new double[size], new double[size], new double[size]);
    }
}
