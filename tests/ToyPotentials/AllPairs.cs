using IonicMlff.Core.Geometry;
using IonicMlff.Core.Potentials;

namespace IonicMlff.ToyPotentials;

/// <summary>All (local atom i, neighbour j, image) triples within a cutoff by trying every one: O(N²), for small systems only.</summary>
public sealed class AllPairs(double cutoff)
{
    private Pair[] _pairs = [];

    /// <summary>v = r_i − r_j − T, Å, and its length.</summary>
    public readonly record struct Pair(int I, int J, double X, double Y, double Z, double R);

    /// <summary>The pairs of the atoms as they are now; valid until the next call.</summary>
    public ReadOnlySpan<Pair> Find(scoped in AtomsView atoms)
    {
        Cell h = atoms.Cell;
        int na = Images(h.PeriodicA, h.Ax, h.Ay, h.Az, h.By * h.Cz - h.Bz * h.Cy, h.Bz * h.Cx - h.Bx * h.Cz, h.Bx * h.Cy - h.By * h.Cx);
        int nb = Images(h.PeriodicB, h.Bx, h.By, h.Bz, h.Cy * h.Az - h.Cz * h.Ay, h.Cz * h.Ax - h.Cx * h.Az, h.Cx * h.Ay - h.Cy * h.Ax);
        int nc = Images(h.PeriodicC, h.Cx, h.Cy, h.Cz, h.Ay * h.Bz - h.Az * h.By, h.Az * h.Bx - h.Ax * h.Bz, h.Ax * h.By - h.Ay * h.Bx);
        int count = 0, total = atoms.LocalCount + atoms.GhostCount;
        for (int i = 0; i < atoms.LocalCount; i++)
        {
            for (int j = 0; j < total && atoms.Species[i] >= 0; j++)
            {
                for (int a = -na; a <= na && atoms.Species[j] >= 0; a++)
                {
                    for (int b = -nb; b <= nb; b++)
                    {
                        for (int c = -nc; c <= nc; c++)
                        {
                            double x = atoms.Positions[3 * i] - atoms.Positions[3 * j] - a * h.Ax - b * h.Bx - c * h.Cx;
                            double y = atoms.Positions[3 * i + 1] - atoms.Positions[3 * j + 1] - a * h.Ay - b * h.By - c * h.Cy;
                            double z = atoms.Positions[3 * i + 2] - atoms.Positions[3 * j + 2] - a * h.Az - b * h.Bz - c * h.Cz;
                            double r = Math.Sqrt(x * x + y * y + z * z);
                            if (r >= cutoff || (i == j && a == 0 && b == 0 && c == 0))
                                continue;
                            if (count == _pairs.Length)
                                Array.Resize(ref _pairs, Math.Max(64, 2 * count));
                            _pairs[count++] = new Pair(i, j, x, y, z, r);
                        }
                    }
                }
            }
        }

        return _pairs.AsSpan(0, count);
    }

    /// <summary>Images needed along an edge: unwrapped positions may be up to one cell outside. (nx, ny, nz): normal of the opposite face.</summary>
    private int Images(bool periodic, double ax, double ay, double az, double nx, double ny, double nz)
    {
        if (!periodic)
            return 0;
        double height = Math.Abs(ax * nx + ay * ny + az * nz) / Math.Sqrt(nx * nx + ny * ny + nz * nz);
        return (int)Math.Ceiling(cutoff / height) + 1;
    }
}
