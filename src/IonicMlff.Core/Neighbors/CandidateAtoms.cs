namespace IonicMlff.Core.Neighbors;

/// <summary>
/// Everything that can be a neighbour of a local atom, in Cartesian space and without periodicity: the local atoms themselves,
/// their images (or the host's ghosts) near them. Structure of arrays, so that distances are computed several at a time.
/// </summary>
internal sealed class CandidateAtoms
{
    /// <summary>Entries behind the last one that may be read by full-width vector loads.</summary>
    public const int Padding = 8;

    private double[] _x = new double[Padding], _y = new double[Padding], _z = new double[Padding];
    private int[] _atom = new int[Padding];
    private long[] _image = new long[Padding];

    /// <summary>Number of candidates.</summary>
    public int Count { get; private set; }

    /// <summary>Coordinates, Å; <see cref="Padding"/> longer than <see cref="Count"/>.</summary>
    public double[] X => _x;

    /// <inheritdoc cref="X"/>
    public double[] Y => _y;

    /// <inheritdoc cref="X"/>
    public double[] Z => _z;

    /// <summary>Index of the atom of which this is an image.</summary>
    public int[] Atom => _atom;

    /// <summary>Image relative to the atom's position as given by the caller, as <see cref="ImageTable.Key"/>.</summary>
    public long[] Image => _image;

    /// <summary>Removes all.</summary>
    public void Clear() => Count = 0;

    /// <summary>Adds one.</summary>
    public void Add(double x, double y, double z, int atom, long image)
    {
        int n = Count;
        if (n + Padding >= _atom.Length)
            Reserve(n + n / 2 + 64);
        _x[n] = x;
        _y[n] = y;
        _z[n] = z;
        _atom[n] = atom;
        _image[n] = image;
        Count = n + 1;
    }

    /// <summary>Takes the entries of another set in the order given by their new places.</summary>
    public void Scatter(CandidateAtoms from, ReadOnlySpan<int> place)
    {
        Reserve(from._atom.Length);
        for (int i = 0; i < place.Length; i++)
        {
            int p = place[i];
            _x[p] = from._x[i];
            _y[p] = from._y[i];
            _z[p] = from._z[i];
            _atom[p] = from._atom[i];
            _image[p] = from._image[i];
        }

        Count = from.Count;
    }

    private void Reserve(int count)
    {
        if (count + Padding <= _atom.Length)
            return;
        int size = count + Padding;
        Array.Resize(ref _x, size);
        Array.Resize(ref _y, size);
        Array.Resize(ref _z, size);
        Array.Resize(ref _atom, size);
        Array.Resize(ref _image, size);
    }
}
