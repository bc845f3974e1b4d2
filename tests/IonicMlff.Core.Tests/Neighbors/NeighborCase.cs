using IonicMlff.Core.Geometry;
using IonicMlff.Core.Neighbors;
using IonicMlff.Core.Potentials;

namespace IonicMlff.Core.Tests.Neighbors;

/// <summary>Atoms and cell of a test, and the brute-force answer to "who is near whom".</summary>
internal sealed class NeighborCase
{
    public required double[] Positions { get; init; }
    public required int[] Species { get; init; }
    public Cell Cell { get; set; }
    public int GhostCount { get; init; }
    public bool GhostMode { get; init; }
    public bool NeighborsChanged { get; set; }
    public double HostSkin { get; init; }
    public int LocalCount => Species.Length - GhostCount;

    public AtomsView View => new()
    {
        LocalCount = LocalCount,
        GhostCount = GhostCount,
        Positions = Positions,
        Species = Species,
        Cell = Cell,
        GhostMode = GhostMode,
        NeighborsChanged = NeighborsChanged,
        HostSkin = HostSkin,
    };

    public static NeighborCase Random(Random random, int count, Cell cell, double spread = 1)
    {
        var positions = new double[3 * count];
        Matrix3 h = Lattice.FromCell(cell).Rows;
        (double la, double lb, double lc) = (cell.PeriodicA ? 1 : 9, cell.PeriodicB ? 1 : 9, cell.PeriodicC ? 1 : 9);
        for (int i = 0; i < count; i++)
        {
            double a = la * spread * (random.NextDouble() - 0.3), b = lb * spread * (random.NextDouble() - 0.5);
            double c = lc * spread * (random.NextDouble() - 0.8);
            positions[3 * i] = a * h.Xx + b * h.Yx + c * h.Zx;
            positions[3 * i + 1] = a * h.Xy + b * h.Yy + c * h.Zy;
            positions[3 * i + 2] = a * h.Xz + b * h.Yz + c * h.Zz;
        }

        return new() { Positions = positions, Species = new int[count], Cell = cell };
    }

    /// <summary>A cell of the given size in general orientation; left-handed when asked.</summary>
    public static Cell RandomCell(Random random, double edge, bool pa, bool pb, bool pc, bool leftHanded)
    {
        while (true)
        {
            var h = new double[9];
            for (int k = 0; k < 9; k++)
                h[k] = edge * (2 * random.NextDouble() - 1);
            var cell = Cell.FromRows(h, pa, pb, pc);
            if (cell.Volume > 0.15 * edge * edge * edge && cell.Determinant < 0 == leftHanded)
                return cell;
        }
    }

    /// <summary>All (i, j, S) with |r_i − r_j − S·h| &lt; cutoff by trying every image, O(N²·images).</summary>
    public HashSet<(int I, int J, int A, int B, int C)> BruteForce(double cutoff)
    {
        var found = new HashSet<(int, int, int, int, int)>();
        Lattice lattice = Lattice.FromCell(GhostMode ? Cell.None : Cell);
        Matrix3 h = lattice.Rows, g = lattice.Inverse;
        for (int i = 0; i < LocalCount; i++)
        {
            for (int j = 0; j < Species.Length; j++)
            {
                if (Species[i] < 0 || Species[j] < 0)
                    continue;
                (double x, double y, double z) = Difference(i, j);
                (int a0, int a1) = Range(lattice.PeriodicA, x * g.Xx + y * g.Yx + z * g.Zx, cutoff / lattice.HeightA);
                (int b0, int b1) = Range(lattice.PeriodicB, x * g.Xy + y * g.Yy + z * g.Zy, cutoff / lattice.HeightB);
                (int c0, int c1) = Range(lattice.PeriodicC, x * g.Xz + y * g.Yz + z * g.Zz, cutoff / lattice.HeightC);
                for (int a = a0; a <= a1; a++)
                {
                    for (int b = b0; b <= b1; b++)
                    {
                        for (int c = c0; c <= c1; c++)
                        {
                            double vx = x - a * h.Xx - b * h.Yx - c * h.Zx;
                            double vy = y - a * h.Xy - b * h.Yy - c * h.Zy;
                            double vz = z - a * h.Xz - b * h.Yz - c * h.Zz;
                            bool self = i == j && (a, b, c) == (0, 0, 0);
                            if (!self && vx * vx + vy * vy + vz * vz < cutoff * cutoff)
                                found.Add((i, j, a, b, c));
                        }
                    }
                }
            }
        }

        return found;
    }

    /// <summary>The same from a neighbour list: S is recovered from T, distances are computed as an evaluator does.</summary>
    public HashSet<(int I, int J, int A, int B, int C)> FromList(NeighborList list)
    {
        var found = new HashSet<(int, int, int, int, int)>();
        Matrix3 g = Lattice.FromCell(GhostMode ? Cell.None : Cell).Inverse;
        for (int i = 0; i < LocalCount; i++)
        {
            for (int e = list.RowStart[i]; e < list.RowStart[i + 1]; e++)
            {
                int j = list.Neighbor[e];
                ReadOnlySpan<double> t = list.ImageShifts.Slice(3 * list.Image[e], 3);
                (double x, double y, double z) = Difference(i, j);
                (x, y, z) = (x - t[0], y - t[1], z - t[2]);
                if (x * x + y * y + z * z >= list.Cutoff * list.Cutoff)
                    continue;
                int a = Whole(t[0] * g.Xx + t[1] * g.Yx + t[2] * g.Zx);
                int b = Whole(t[0] * g.Xy + t[1] * g.Yy + t[2] * g.Zy);
                int c = Whole(t[0] * g.Xz + t[1] * g.Yz + t[2] * g.Zz);
                if (!found.Add((i, j, a, b, c)))
                    throw new InvalidOperationException($"Pair {(i, j, a, b, c)} is listed twice.");
            }
        }

        return found;
    }

    private (double X, double Y, double Z) Difference(int i, int j) => (
        Positions[3 * i] - Positions[3 * j],
        Positions[3 * i + 1] - Positions[3 * j + 1],
        Positions[3 * i + 2] - Positions[3 * j + 2]);

    private static (int First, int Last) Range(bool periodic, double s, double padding) =>
        periodic ? ((int)Math.Floor(s - padding) - 1, (int)Math.Ceiling(s + padding) + 1) : (0, 0);

    private static int Whole(double s)
    {
        double n = Math.Round(s);
        return Math.Abs(s - n) < 1e-6 ? (int)n : throw new InvalidOperationException($"Image {s} is not a whole number of "
            + "cells.");
    }
}
