using IonicMlff.Core.Geometry;
using IonicMlff.Core.Potentials;

namespace IonicMlff.Testing;

/// <summary>Atoms for a contract check, in periodic mode.</summary>
public sealed record AtomSystem(int[] Species, double[] Positions, Cell Cell)
{
    public int Count => Species.Length;

    /// <summary>Cell rows, row-major.</summary>
    public double[] Rows => [Cell.Ax, Cell.Ay, Cell.Az, Cell.Bx, Cell.By, Cell.Bz, Cell.Cx, Cell.Cy, Cell.Cz];

    /// <summary>
    /// Random atoms at least <paramref name="minDistance"/> apart in a triclinic cell; species cycle through the first five
    /// elements.
    /// </summary>
    public static AtomSystem Periodic(PotentialInfo info, int count, double edge, int seed, double minDistance = 1.4)
    {
        double[] rows = [1, 0.03, -0.05, 0.21, 0.93, 0.08, -0.11, 0.17, 1.06];
        return Random(info, count, Cell.FromRows([.. rows.Select(x => edge * x)], true, true, true), seed, minDistance);
    }

    /// <summary>Random atoms in a cube without periodicity.</summary>
    public static AtomSystem Cluster(PotentialInfo info, int count, double edge, int seed, double minDistance = 1.2) =>
        Random(info, count, Cell.FromRows([edge, 0, 0, 0, edge, 0, 0, 0, edge], false, false, false), seed, minDistance)
            with
        { Cell = Cell.None };

    /// <summary>All positions mapped by a row-vector matrix, r' = r·M; the cell likewise.</summary>
    public AtomSystem Transformed(double[] m)
    {
        double[] h = Multiply(Rows, m);
        return this with { Positions = Multiply(Positions, m), Cell = WithRows(h) };
    }

    /// <summary>Atoms in another order: atom k of the result is atom order[k] of this.</summary>
    public AtomSystem Permuted(int[] order) => this with
    {
        Species = [.. order.Select(i => Species[i])],
        Positions = [.. order.SelectMany(i => Positions[(3 * i)..(3 * i + 3)])],
    };

    /// <summary>The cell repeated n times along each direction; copies one after another.</summary>
    public AtomSystem Replicated(int na, int nb, int nc)
    {
        double[] h = Rows;
        var positions = new List<double>();
        for (int a = 0; a < na; a++)
            for (int b = 0; b < nb; b++)
                for (int c = 0; c < nc; c++)
                    for (int k = 0; k < Positions.Length; k++)
                        positions.Add(Positions[k] + a * h[k % 3] + b * h[3 + k % 3] + c * h[6 + k % 3]);
        int[] n = [na, nb, nc];
        return new AtomSystem(
            [.. Enumerable.Repeat(Species, na * nb * nc).SelectMany(s => s)],
            [.. positions],
            WithRows([.. h.Select((x, k) => x * n[k / 3])]));
    }

    public AtomSystem Moved(Func<int, double> displacement) =>
        this with { Positions = [.. Positions.Select((x, k) => x + displacement(k))] };

    /// <summary>Row vectors times matrix.</summary>
    public static double[] Multiply(double[] rows, double[] m)
    {
        var result = new double[rows.Length];
        for (int i = 0; i < rows.Length; i += 3)
            for (int b = 0; b < 3; b++)
                for (int a = 0; a < 3; a++)
                    result[i + b] += rows[i + a] * m[3 * a + b];
        return result;
    }

    private Cell WithRows(double[] h) => Cell.FromRows(h, Cell.PeriodicA, Cell.PeriodicB, Cell.PeriodicC);

    private static AtomSystem Random(PotentialInfo info, int count, Cell cell, int seed, double minDistance)
    {
        var random = new Random(seed);
        double[] h = [cell.Ax, cell.Ay, cell.Az, cell.Bx, cell.By, cell.Bz, cell.Cx, cell.Cy, cell.Cz];
        var placed = new List<double[]>();
        int reach = cell.IsPeriodic ? 1 : 0;
        for (int attempt = 0; placed.Count < count; attempt++)
        {
            if (attempt > 100000)
                throw new InvalidOperationException($"{count} atoms {minDistance} Å apart do not fit.");
            double[] r = Multiply([random.NextDouble(), random.NextDouble(), random.NextDouble()], h);
            bool free = true;
            foreach (double[] q in placed.Append(r))
                for (int a = -reach; a <= reach; a++)
                    for (int b = -reach; b <= reach; b++)
                        for (int c = -reach; c <= reach; c++)
                        {
                            double d2 = 0;
                            for (int x = 0; x < 3; x++)
                                d2 += Math.Pow(q[x] - r[x] + a * h[x] + b * h[3 + x] + c * h[6 + x], 2);
                            free &= d2 > minDistance * minDistance || (ReferenceEquals(q, r) && (a, b, c) == (0, 0, 0));
                        }

            if (free)
                placed.Add(r);
        }

        int elements = Math.Min(5, info.AtomicNumbers.Count);
        return new AtomSystem([.. Enumerable.Range(0, count).Select(i => i % elements)], [.. placed.SelectMany(r => r)], cell);
    }
}
