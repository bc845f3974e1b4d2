namespace IonicMlff.Core.Neighbors;

/// <summary>
/// Linked cells: candidates sorted into equal bins of about half the search radius, x fastest. A row of bins along x is one
/// contiguous run of candidates. Building is O(N); the number of bins is bounded by the number of atoms, so a sparse or huge box
/// costs no memory (a dense clump alone in a box thousands of times its size falls into few bins, and is then searched pair by
/// pair).
/// </summary>
internal sealed class Bins
{
    private readonly double[] _origin = new double[3];
    private readonly double[] _edge = new double[3];
    private readonly double[] _perEdge = new double[3];
    private readonly int[] _count = new int[3];
    private int[] _start = [];
    private int[] _place = [];

    /// <summary>Candidates in the order of their bins.</summary>
    public CandidateAtoms Sorted { get; } = new();

    /// <summary>Bin of a coordinate along an axis, clamped to the bins there are.</summary>
    public int BinOf(int axis, double r) => (int)Math.Clamp((r - _origin[axis]) * _perEdge[axis], 0, _count[axis] - 1);

    /// <summary>Distance from a coordinate to the slab of a bin along an axis, Å; 0 inside.</summary>
    public double DistanceTo(int axis, int bin, double r)
    {
        double low = _origin[axis] + bin * _edge[axis];
        return Math.Max(0, Math.Max(low - r, r - low - _edge[axis]));
    }

    /// <summary>Candidates [first, last) of the bins x0..x1 of the row (y, z).</summary>
    public (int First, int Last) Run(int x0, int x1, int y, int z)
    {
        int row = (z * _count[1] + y) * _count[0];
        return (_start[row + x0], _start[row + x1 + 1]);
    }

    /// <summary>Sorts candidates into bins.</summary>
    public void Fill(CandidateAtoms candidates, double radius)
    {
        int n = candidates.Count;
        ChooseGrid(candidates, radius);
        int bins = _count[0] * _count[1] * _count[2];
        if (_start.Length < bins + 1)
            _start = new int[bins + bins / 2 + 1];
        if (_place.Length < n)
            _place = new int[n + n / 2];

        // Counting sort: how many per bin, where each bin starts, then each candidate's place.
        Span<int> start = _start.AsSpan(0, bins + 1);
        Span<int> place = _place.AsSpan(0, n);
        start.Clear();
        for (int i = 0; i < n; i++)
        {
            int x = BinOf(0, candidates.X[i]), y = BinOf(1, candidates.Y[i]), z = BinOf(2, candidates.Z[i]);
            int bin = (z * _count[1] + y) * _count[0] + x;
            place[i] = bin;
            start[bin + 1]++;
        }

        for (int b = 0; b < bins; b++)
            start[b + 1] += start[b];
        for (int i = 0; i < n; i++)
            place[i] = start[place[i]]++;
        start[..bins].CopyTo(start[1..]);
        start[0] = 0;
        Sorted.Scatter(candidates, place);
    }

    private void ChooseGrid(CandidateAtoms candidates, double radius)
    {
        int n = candidates.Count;
        Span<double> extent = stackalloc double[3];
        for (int axis = 0; axis < 3; axis++)
        {
            ReadOnlySpan<double> r = (axis == 0 ? candidates.X : axis == 1 ? candidates.Y : candidates.Z).AsSpan(0, n);
            double low = double.PositiveInfinity, high = double.NegativeInfinity;
            foreach (double v in r)
            {
                low = Math.Min(low, v);
                high = Math.Max(high, v);
            }

            _origin[axis] = low;
            extent[axis] = high - low;
        }

        double most = 2.0 * n + 64;
        for (double edge = radius / 2; ; edge *= 1.25)
        {
            double total = 1;
            for (int axis = 0; axis < 3; axis++)
                total *= Math.Max(1, Math.Floor(extent[axis] / edge));
            if (total > most)
                continue;
            for (int axis = 0; axis < 3; axis++)
            {
                _count[axis] = (int)Math.Max(1, Math.Floor(extent[axis] / edge));
                _edge[axis] = Math.Max(extent[axis] / _count[axis], edge);
                _perEdge[axis] = 1 / _edge[axis];
            }

            return;
        }
    }
}
