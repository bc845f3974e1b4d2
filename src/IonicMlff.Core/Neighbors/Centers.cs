using System.Globalization;
using IonicMlff.Core.Errors;
using IonicMlff.Core.Geometry;
using IonicMlff.Core.Potentials;

namespace IonicMlff.Core.Neighbors;

/// <summary>
/// The local atoms, wrapped into the cell: w_i = r_i − n_i·h with 0 ≤ s &lt; 1 in periodic directions, and the box around them.
/// Positions that can't be worked with are refused here.
/// </summary>
internal sealed class Centers
{
    /// <summary>Largest coordinate accepted, Å; beyond it doubles resolve no better than 1e-7 Å and a run has exploded.</summary>
    public const double LargestCoordinate = 1e9;

    /// <summary>How many cells away from the home cell an unwrapped atom may be.</summary>
    public const int MostCellsAway = 1 << 18;

    private double[] _wrapped = [];
    private double[] _fractional = [];
    private long[] _cellsAway = [];

    /// <summary>w, Å, 3 per local atom (undefined for atoms with species −1).</summary>
    public double[] Wrapped => _wrapped;

    /// <summary>s = w·h⁻¹, 3 per local atom.</summary>
    public double[] Fractional => _fractional;

    /// <summary>n_i as <see cref="ImageTable.Key"/>.</summary>
    public long[] CellsAway => _cellsAway;

    /// <summary>Number of local atoms that the potential sees.</summary>
    public int SeenCount { get; private set; }

    /// <summary>Smallest box around all w, Å: minimum x, y, z and maximum x, y, z.</summary>
    public double[] Box { get; } = new double[6];

    /// <summary>Wraps the local atoms.</summary>
    public void Set(in AtomsView atoms, in Lattice lattice)
    {
        int n = atoms.LocalCount;
        if (_cellsAway.Length < n)
        {
            _wrapped = new double[3 * n + 3 * n / 2];
            _fractional = new double[_wrapped.Length];
            _cellsAway = new long[n + n / 2];
        }

        Matrix3 h = lattice.Rows, inverse = lattice.Inverse;
        Box.AsSpan(0, 3).Fill(double.PositiveInfinity);
        Box.AsSpan(3, 3).Fill(double.NegativeInfinity);
        SeenCount = 0;
        for (int i = 0; i < n; i++)
        {
            if (atoms.Species[i] < 0)
                continue;
            ReadOnlySpan<double> r = atoms.Positions.Slice(3 * i, 3);
            CheckPosition(r, i, "atom");
            double sa = r[0] * inverse.Xx + r[1] * inverse.Yx + r[2] * inverse.Zx;
            double sb = r[0] * inverse.Xy + r[1] * inverse.Yy + r[2] * inverse.Zy;
            double sc = r[0] * inverse.Xz + r[1] * inverse.Yz + r[2] * inverse.Zz;
            int na = lattice.PeriodicA ? WholeCells(sa, i, "first") : 0;
            int nb = lattice.PeriodicB ? WholeCells(sb, i, "second") : 0;
            int nc = lattice.PeriodicC ? WholeCells(sc, i, "third") : 0;
            _cellsAway[i] = ImageTable.Key(na, nb, nc);
            double x = r[0] - (na * h.Xx + nb * h.Yx + nc * h.Zx);
            double y = r[1] - (na * h.Xy + nb * h.Yy + nc * h.Zy);
            double z = r[2] - (na * h.Xz + nb * h.Yz + nc * h.Zz);
            Place(i, x, y, z);

            // From w and not as s − n, so that it belongs to w also when rounding of a far position decided n.
            _fractional[3 * i] = x * inverse.Xx + y * inverse.Yx + z * inverse.Zx;
            _fractional[3 * i + 1] = x * inverse.Xy + y * inverse.Yy + z * inverse.Zy;
            _fractional[3 * i + 2] = x * inverse.Xz + y * inverse.Yz + z * inverse.Zz;
            SeenCount++;
        }
    }

    /// <summary>Refuses NaN, infinity and exploded coordinates.</summary>
    public static void CheckPosition(ReadOnlySpan<double> r, int i, string what)
    {
        for (int k = 0; k < 3; k++)
        {
            if (Math.Abs(r[k]) <= LargestCoordinate)
                continue;
            string value = r[k].ToString("G6", CultureInfo.InvariantCulture);
            throw IlmlffException.BadData(double.IsFinite(r[k])
                ? $"Coordinate {"xyz"[k]} = {value} Å of {what} {i} (counted from 0) is beyond ±1e9 Å. "
                  + "The simulation has probably exploded: reduce the time step, or minimise first."
                : $"Coordinate {"xyz"[k]} of {what} {i} (counted from 0) is {value}, not a finite number. "
                  + "The simulation has probably exploded, or the input is damaged: check the frame before, reduce the time "
                  + "step, or minimise first.");
        }
    }

    private static int WholeCells(double s, int i, string direction)
    {
        double n = Math.Floor(s);
        if (!(Math.Abs(n) <= MostCellsAway))
        {
            throw IlmlffException.BadData(
                $"Atom {i} (counted from 0) lies {n.ToString("G6", CultureInfo.InvariantCulture)} cells away from the home cell "
                    + $"in the {direction} "
                + $"periodic direction; at most {MostCellsAway} are accepted. Wrap the positions into the cell.");
        }

        return (int)n;
    }

    private void Place(int i, double x, double y, double z)
    {
        (_wrapped[3 * i], _wrapped[3 * i + 1], _wrapped[3 * i + 2]) = (x, y, z);
        (Box[0], Box[1], Box[2]) = (Math.Min(Box[0], x), Math.Min(Box[1], y), Math.Min(Box[2], z));
        (Box[3], Box[4], Box[5]) = (Math.Max(Box[3], x), Math.Max(Box[4], y), Math.Max(Box[5], z));
    }
}
