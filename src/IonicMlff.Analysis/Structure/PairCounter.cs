using System.Numerics;
using System.Runtime.Intrinsics;
using IonicMlff.Core.Geometry;

namespace IonicMlff.Analysis.Structure;

/// <summary>
/// Histogram of distances from each point of A to all points of B and their images within r_max. For each cell of A's grid the
/// candidates of B (images included, as offsets from the cell) are put in a row once; then each point of A runs along the row: single
/// precision tells who is near, double precision the distance. One counter serves one thread.
/// </summary>
internal sealed class PairCounter
{
    private const double EdgePerRadius = 0.5;
    private const float Margin = 0.02f; // Å², above the rounding of single precision at this distance from the cell

    private readonly SiteGrid _gridA = new(), _gridB = new();
    private double[] _x = [], _y = [], _z = [];
    private float[] _fx = [], _fy = [], _fz = [];
    private int _candidates;

    /// <summary>Adds the counts of a frame.</summary>
    /// <param name="images">Cell of the frame.</param>
    /// <param name="sourceA">Positions, 3 per item.</param>
    /// <param name="itemsA">Points of A.</param>
    /// <param name="sourceB">Positions, 3 per item.</param>
    /// <param name="itemsB">Points of B.</param>
    /// <param name="radius">r_max, Å.</param>
    /// <param name="counts">One per bin; bins [e_k, e_k+1) of equal width from 0 to r_max.</param>
    public void Add(in PeriodicImages images, double[] sourceA, int[] itemsA, double[] sourceB, int[] itemsB, double radius, long[] counts)
    {
        var frame = new GridFrame(images, EdgePerRadius * radius, sourceA, itemsA, sourceB, itemsB);
        _gridA.Fill(sourceA, itemsA, frame);
        _gridB.Fill(sourceB, itemsB, frame);
        (int na, int nb, int nc) = frame.Cells;
        for (int c = 0, cell = 0; c < nc; c++)
        {
            for (int b = 0; b < nb; b++)
            {
                for (int a = 0; a < na; a++, cell++)
                {
                    int from = _gridA.Start[cell], to = _gridA.Start[cell + 1];
                    if (from == to)
                        continue;
                    (double X, double Y, double Z) origin = (_gridA.X[from], _gridA.Y[from], _gridA.Z[from]);
                    Gather(frame, a, b, c, radius, origin);
                    for (int i = from; i < to; i++)
                        Count(_gridA.X[i] - origin.X, _gridA.Y[i] - origin.Y, _gridA.Z[i] - origin.Z, radius, counts);
                }
            }
        }
    }

    // Candidates of B for a cell of A: all cells whose nearest faces are within the radius.
    private void Gather(in GridFrame frame, int a, int b, int c, double radius, (double X, double Y, double Z) origin)
    {
        _candidates = 0;
        (int na, int nb, int nc) = frame.Cells;
        (double ha, double hb, double hc) = (frame.Heights.A / na, frame.Heights.B / nb, frame.Heights.C / nc);
        (bool pa, bool pb, bool pc) = frame.Periodic;
        int ra = Reach(radius, ha, na, pa), rb = Reach(radius, hb, nb, pb), rc = Reach(radius, hc, nc, pc);
        Matrix3 h = frame.Rows;
        for (int dc = -rc; dc <= rc; dc++)
        {
            if (!Place(c + dc, nc, pc, out int k, out int sc))
                continue;
            double gc = Gap(dc, hc);
            for (int db = -rb; db <= rb; db++)
            {
                if (!Place(b + db, nb, pb, out int j, out int sb))
                    continue;
                double gb = Gap(db, hb);
                for (int da = -ra; da <= ra; da++)
                {
                    if (!Place(a + da, na, pa, out int i, out int sa))
                        continue;
                    double ga = Gap(da, ha);
                    if (frame.IsOrthogonal && ga * ga + gb * gb + gc * gc >= radius * radius)
                        continue;
                    int cell = i + na * (j + nb * k);
                    Append(_gridB.Start[cell], _gridB.Start[cell + 1], origin,
                        (sa * h.Xx + sb * h.Yx + sc * h.Zx, sa * h.Xy + sb * h.Yy + sc * h.Zy, sa * h.Xz + sb * h.Yz + sc * h.Zz));
                }
            }
        }
    }

    private static int Reach(double radius, double edge, int cells, bool isPeriodic)
    {
        int reach = (int)Math.Floor(radius / edge) + 1;
        return isPeriodic ? reach : Math.Min(reach, cells - 1);
    }

    private static double Gap(int offset, double edge) => Math.Max(0, Math.Abs(offset) - 1) * edge;

    // The cell at a place of the periodic row of cells, and in which image it lies.
    private static bool Place(int at, int cells, bool isPeriodic, out int cell, out int image)
    {
        image = at >= 0 ? at / cells : -((cells - 1 - at) / cells);
        cell = at - image * cells;
        return isPeriodic || image == 0;
    }

    private void Append(int from, int to, (double X, double Y, double Z) origin, (double X, double Y, double Z) shift)
    {
        int n = to - from;
        if (_candidates + n + Vector512<float>.Count > _x.Length)
            Grow(2 * (_candidates + n) + 64);
        double[] x = _gridB.X, y = _gridB.Y, z = _gridB.Z;
        int at = _candidates;
        for (int k = from; k < to; k++, at++)
        {
            double dx = x[k] + shift.X - origin.X, dy = y[k] + shift.Y - origin.Y, dz = z[k] + shift.Z - origin.Z;
            (_x[at], _y[at], _z[at]) = (dx, dy, dz);
            (_fx[at], _fy[at], _fz[at]) = ((float)dx, (float)dy, (float)dz);
        }

        _candidates = at;
    }

    private void Grow(int size)
    {
        Array.Resize(ref _x, size);
        Array.Resize(ref _y, size);
        Array.Resize(ref _z, size);
        Array.Resize(ref _fx, size);
        Array.Resize(ref _fy, size);
        Array.Resize(ref _fz, size);
    }

    private void Count(double x, double y, double z, double radius, long[] counts)
    {
        int n = _candidates;
        double perWidth = counts.Length / radius, square = radius * radius;
        Vector256<float> vx = Vector256.Create((float)x), vy = Vector256.Create((float)y), vz = Vector256.Create((float)z);
        Vector256<float> limit = Vector256.Create((float)square + Margin + 1e-5f * (float)square);
        ref float fx = ref _fx[0], fy = ref _fy[0], fz = ref _fz[0];
        for (int j = 0; j < n; j += Vector256<float>.Count)
        {
            Vector256<float> dx = Vector256.LoadUnsafe(ref fx, (nuint)j) - vx, dy = Vector256.LoadUnsafe(ref fy, (nuint)j) - vy, dz = Vector256.LoadUnsafe(ref fz, (nuint)j) - vz;
            uint near = Vector256.LessThan(dx * dx + dy * dy + dz * dz, limit).ExtractMostSignificantBits();
            if (j + Vector256<float>.Count > n)
                near &= (1u << (n - j)) - 1;
            for (; near != 0; near &= near - 1)
            {
                int k = j + BitOperations.TrailingZeroCount(near);
                double ex = _x[k] - x, ey = _y[k] - y, ez = _z[k] - z, r2 = ex * ex + ey * ey + ez * ez;
                if (r2 < square)
                    counts[Math.Min((int)(Math.Sqrt(r2) * perWidth), counts.Length - 1)]++;
            }
        }
    }
}
