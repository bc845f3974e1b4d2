using IonicMlff.Core.Geometry;

namespace IonicMlff.Analysis.Structure;

/// <summary>Points of a frame, wrapped and sorted into the cells of a grid over the simulation cell.</summary>
internal sealed class SiteGrid
{
    private int[] _cellOf = [];

    /// <summary>Cells along a, b, c.</summary>
    public (int A, int B, int C) Cells { get; private set; }

    /// <summary>Coordinates of the sorted points, Å.</summary>
    public double[] X { get; private set; } = [];

    /// <inheritdoc cref="X"/>
    public double[] Y { get; private set; } = [];

    /// <inheritdoc cref="X"/>
    public double[] Z { get; private set; } = [];

    /// <summary>First point of each cell; one number more than there are cells.</summary>
    public int[] Start { get; private set; } = [];

    /// <summary>Sorts points: item k of <paramref name="source"/> for each k in <paramref name="items"/>.</summary>
    public void Fill(double[] source, int[] items, in GridFrame frame)
    {
        int n = items.Length;
        Cells = frame.Cells;
        int cells = Cells.A * Cells.B * Cells.C;
        if (X.Length < n)
            (X, Y, Z, _cellOf) = (new double[n], new double[n], new double[n], new int[n]);
        if (Start.Length < cells + 2)
            Start = new int[cells + 2];
        int[] start = Start;
        Array.Clear(start, 0, cells + 2);
        for (int k = 0; k < n; k++)
        {
            int c = frame.CellOf(source.AsSpan(3 * items[k], 3));
            _cellOf[k] = c;
            start[c + 2]++;
        }

        for (int c = 2; c < cells + 2; c++)
            start[c] += start[c - 1];
        for (int k = 0; k < n; k++)
        {
            int to = start[_cellOf[k] + 1]++;
            (X[to], Y[to], Z[to]) = frame.Wrapped(source.AsSpan(3 * items[k], 3));
        }
    }
}

/// <summary>The grid of one frame: cells of about a given edge along the periodic vectors, or over the points where there is no period.</summary>
internal readonly struct GridFrame
{
    private readonly Matrix3 _h, _inverse;
    private readonly bool _a, _b, _c;
    private readonly (double A, double B, double C) _low, _perCell; // of fractional coordinates, where not periodic

    /// <summary>A grid for the points of both selections.</summary>
    public GridFrame(in PeriodicImages images, double edge, double[] source, int[] items, double[] source2, int[] items2)
    {
        Lattice lattice = images.Lattice;
        (_h, _inverse) = (lattice.Rows, lattice.Inverse);
        (_a, _b, _c) = (lattice.PeriodicA, lattice.PeriodicB, lattice.PeriodicC);
        Span<double> low = [0, 0, 0], high = [1, 1, 1];
        if (!(_a && _b && _c))
            Extend(low, high, source, items, source2, items2);
        Heights = (lattice.HeightA * (high[0] - low[0]), lattice.HeightB * (high[1] - low[1]), lattice.HeightC * (high[2] - low[2]));
        Cells = (Count(Heights.A, edge), Count(Heights.B, edge), Count(Heights.C, edge));
        _low = (low[0], low[1], low[2]);
        _perCell = (Cells.A / (high[0] - low[0]), Cells.B / (high[1] - low[1]), Cells.C / (high[2] - low[2]));
    }

    /// <summary>Cells along a, b, c.</summary>
    public (int A, int B, int C) Cells { get; }

    /// <summary>Extent of the grid normal to its faces, Å.</summary>
    public (double A, double B, double C) Heights { get; }

    /// <summary>Periodic directions.</summary>
    public (bool A, bool B, bool C) Periodic => (_a, _b, _c);

    /// <summary>Rows of the cell.</summary>
    public Matrix3 Rows => _h;

    /// <summary>Are the cell vectors orthogonal and along the axes?</summary>
    public bool IsOrthogonal => _h is { Xy: 0, Xz: 0, Yx: 0, Yz: 0, Zx: 0, Zy: 0 };

    /// <summary>The cell of a point.</summary>
    public int CellOf(ReadOnlySpan<double> r)
    {
        Fractional(r, out double a, out double b, out double c);
        return Index(a - (_a ? Math.Floor(a) : 0), _low.A, _perCell.A, Cells.A)
            + Cells.A * (Index(b - (_b ? Math.Floor(b) : 0), _low.B, _perCell.B, Cells.B) + Cells.B * Index(c - (_c ? Math.Floor(c) : 0), _low.C, _perCell.C, Cells.C));
    }

    /// <summary>The image of a point inside the cell.</summary>
    public (double X, double Y, double Z) Wrapped(ReadOnlySpan<double> r)
    {
        Fractional(r, out double a, out double b, out double c);
        (double i, double j, double k) = (_a ? Math.Floor(a) : 0, _b ? Math.Floor(b) : 0, _c ? Math.Floor(c) : 0);
        return (r[0] - i * _h.Xx - j * _h.Yx - k * _h.Zx, r[1] - i * _h.Xy - j * _h.Yy - k * _h.Zy, r[2] - i * _h.Xz - j * _h.Yz - k * _h.Zz);
    }

    private static int Count(double height, double edge) => (int)Math.Clamp(Math.Floor(height / edge), 1, 64);

    private static int Index(double s, double low, double perCell, int cells) => Math.Clamp((int)((s - low) * perCell), 0, cells - 1);

    private void Fractional(ReadOnlySpan<double> r, out double a, out double b, out double c)
    {
        a = r[0] * _inverse.Xx + r[1] * _inverse.Yx + r[2] * _inverse.Zx;
        b = r[0] * _inverse.Xy + r[1] * _inverse.Yy + r[2] * _inverse.Zy;
        c = r[0] * _inverse.Xz + r[1] * _inverse.Yz + r[2] * _inverse.Zz;
    }

    private void Extend(Span<double> low, Span<double> high, double[] source, int[] items, double[] source2, int[] items2)
    {
        Span<double> least = [double.PositiveInfinity, double.PositiveInfinity, double.PositiveInfinity];
        Span<double> most = [double.NegativeInfinity, double.NegativeInfinity, double.NegativeInfinity];
        Span<double> s = stackalloc double[3];
        for (int part = 0; part < 2; part++)
        {
            foreach (int item in part == 0 ? items : items2)
            {
                Fractional((part == 0 ? source : source2).AsSpan(3 * item, 3), out s[0], out s[1], out s[2]);
                for (int d = 0; d < 3; d++)
                    (least[d], most[d]) = (Math.Min(least[d], s[d]), Math.Max(most[d], s[d]));
            }
        }

        for (int d = 0; d < 3; d++)
        {
            bool isPeriodic = d == 0 ? _a : d == 1 ? _b : _c;
            if (!isPeriodic)
                (low[d], high[d]) = (least[d], Math.Max(most[d], least[d] + 1e-9));
        }
    }
}
