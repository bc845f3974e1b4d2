using System.Globalization;
using IonicMlff.Core.Errors;
using IonicMlff.Core.Geometry;
using IonicMlff.Core.Potentials;

namespace IonicMlff.Core.Neighbors;

/// <summary>
/// Full neighbour list in compressed rows: for every local atom i (the receiver of messages) all neighbours j (senders), images
/// included, within cutoff + skin. Kept from call to call and rebuilt only when an atom, or the cell, has moved so far that a
/// pair could be missing, or when the host says so (ghost mode). Buffers only grow: no allocation per step.
/// </summary>
/// <remarks>
/// The vector of entry e of row i, from sender to receiver, is <c>v = r_i − r_j − T</c> with T = row <c>Image[e]</c> of
/// <see cref="ImageShifts"/> (T = S·h for the current cell; the zero vector has index 0). Entries with |v| ≥ cutoff occur and
/// must be skipped by the user of the list. Atoms with species −1 appear neither as receiver nor as sender. Rows are sorted by
/// sender. The list is found with linked cells over the local atoms and their images (or the host's ghosts), O(N).
/// </remarks>
public sealed class NeighborList
{
    /// <summary>
    /// Neighbours of one atom accepted at most. Diamond has 1300 within 12 Å; more than this means a wrong unit or a broken cell.
    /// </summary>
    public const int MaxNeighborsPerAtom = 10_000;

    /// <summary>Entries of the whole list accepted at most (4 GiB, and as much again while it is built).</summary>
    public const long MaxEntries = 1L << 29;

    private readonly BuildState _built = new();
    private readonly Centers _centers = new();
    private readonly CandidateAtoms _candidates = new();
    private readonly Bins _bins = new();
    private readonly RowSearch _rows = new();
    private readonly ImageTable _images = new();
    private readonly SenderOrder _order = new();
    private int[] _rowStart = new int[1];
    private int[] _neighbor = [];
    private int[] _image = [];
    private int _rowCount;
    private Cell _shiftCell;

    /// <summary>Creates an empty list.</summary>
    /// <param name="cutoff">Interaction cutoff, Å.</param>
    /// <param name="skin">Extra radius in periodic mode, Å; in ghost mode the host's skin is used.</param>
    /// <exception cref="IlmlffException">The cutoff is not a positive, or the skin not a non-negative finite number.</exception>
    public NeighborList(double cutoff, double skin = 0.5)
    {
        if (!(cutoff > 0) || !double.IsFinite(cutoff))
            throw IlmlffException.BadData($"The cutoff of a neighbour list is {Text(cutoff)} Å; a positive number is expected.");
        CheckSkin(skin);
        Cutoff = cutoff;
        Skin = skin;
        _images.Clear();
    }

    /// <summary>The list an evaluator works with: the one its committee shares, or one of its own.</summary>
    /// <param name="cutoff">Cutoff of the potential, Å.</param>
    /// <param name="options">Options of the evaluator.</param>
    /// <exception cref="ArgumentException">The shared list ends before the potential does.</exception>
    public static NeighborList For(double cutoff, EvaluatorOptions options)
    {
        if (options.Neighbors is not { } shared)
            return options.Skin is { } skin ? new NeighborList(cutoff, skin) : new NeighborList(cutoff);
        if (shared.Cutoff < cutoff)
            throw new ArgumentException($"The shared neighbour list ends at {Text(shared.Cutoff)} Å, the potential at {Text(cutoff)} Å.", nameof(options));
        return shared;
    }

    /// <summary>Interaction cutoff, Å.</summary>
    public double Cutoff { get; }

    /// <summary>Extra radius in periodic mode, Å.</summary>
    public double Skin { get; }

    /// <summary>
    /// True while the members of a committee take turns with one list: <see cref="Update"/> then does nothing, the owner has called it
    /// for these atoms.
    /// </summary>
    public bool Held { get; set; }

    /// <summary>Number of times the list was built.</summary>
    public int BuildCount { get; private set; }

    /// <summary>First entry of each row; LocalCount + 1 numbers.</summary>
    public ReadOnlySpan<int> RowStart => _rowStart.AsSpan(0, _rowCount + 1);

    /// <summary>Sender j of each entry, in [0, LocalCount + GhostCount).</summary>
    public ReadOnlySpan<int> Neighbor => _neighbor.AsSpan(0, _rowStart[_rowCount]);

    /// <summary>Image index of each entry.</summary>
    public ReadOnlySpan<int> Image => _image.AsSpan(0, _rowStart[_rowCount]);

    /// <summary>Image translations T, Å, 3 per image, for the cell of the last <see cref="Update"/>.</summary>
    public ReadOnlySpan<double> ImageShifts => _images.Shifts;

    /// <summary>Brings the list up to date; returns true when it was rebuilt. Does nothing while <see cref="Held"/>.</summary>
    /// <exception cref="IlmlffException">
    /// A position is not a finite number, the cell is singular, two atoms are at the same place, or there are more neighbours
    /// than <see cref="MaxNeighborsPerAtom"/>, or than there is memory for. The next call builds anew.
    /// </exception>
    public bool Update(in AtomsView atoms)
    {
        if (Held)
            return false;

        CheckArrays(atoms);
        double skin = atoms.GhostMode ? atoms.HostSkin : Skin;
        Lattice lattice = Lattice.FromCell(atoms.GhostMode ? Cell.None : atoms.Cell);
        if (_built.StillHolds(atoms, lattice, Cutoff, skin))
        {
            if (!atoms.GhostMode && atoms.Cell != _shiftCell)
                SetShifts(atoms.Cell, lattice);
            return false;
        }

        _built.Invalidate();
        try
        {
            Build(atoms, lattice, Cutoff + skin);
        }
        catch (OutOfMemoryException e)
        {
            throw new IlmlffException(
                ErrorKind.Failed,
                $"Not enough memory for the neighbours of {atoms.LocalCount} atoms within {Text(Cutoff + skin)} Å. "
                    + "Use more ranks or a machine with more memory, or check the density.",
                e);
        }

        _built.Remember(atoms, lattice);
        BuildCount++;
        return true;
    }

    private void Build(in AtomsView atoms, in Lattice lattice, double radius)
    {
        _rowCount = 0;
        _rowStart[0] = 0;
        if (_rowStart.Length < atoms.LocalCount + 1)
            _rowStart = new int[atoms.LocalCount + atoms.LocalCount / 2 + 1];
        _images.Clear();
        _candidates.Clear();
        _centers.Set(atoms, lattice);
        if (_centers.SeenCount > 0)
        {
            if (atoms.GhostMode)
                CandidateSearch.AddGhosts(_candidates, _centers, atoms, radius);
            else
                CandidateSearch.AddImages(_candidates, _centers, atoms, lattice, radius);
            _bins.Fill(_candidates, radius);
        }

        int end = 0;
        for (int i = 0; i < atoms.LocalCount; i++)
        {
            _rowStart[i] = end;
            if (atoms.Species[i] >= 0)
                end = AppendRow(i, radius, end);
        }

        _rowStart[atoms.LocalCount] = end;
        _rowCount = atoms.LocalCount;
        _order.Sort(RowStart, _neighbor.AsSpan(0, end), _image.AsSpan(0, end), atoms.LocalCount + atoms.GhostCount);
        SetShifts(atoms.Cell, lattice);
    }

    private int AppendRow(int i, double radius, int end)
    {
        int count = _rows.Find(i, _centers.Wrapped.AsSpan(3 * i, 3), _centers.CellsAway[i], _bins, _images, radius);
        if (end + (long)count > MaxEntries)
            throw CandidateSearch.TooManyNeighbors($"The system has more than {MaxEntries} pairs of neighbours in all");
        if (end + count > _neighbor.Length)
        {
            int size = (int)Math.Min(MaxEntries, (end + count) * 3L / 2 + 256);
            Array.Resize(ref _neighbor, size);
            Array.Resize(ref _image, size);
        }

        _rows.Senders.CopyTo(_neighbor.AsSpan(end));
        _rows.Images.CopyTo(_image.AsSpan(end));
        return end + count;
    }

    private void SetShifts(in Cell cell, in Lattice lattice)
    {
        _images.SetShifts(lattice.Rows);
        _shiftCell = cell;
    }

    private static void CheckArrays(in AtomsView atoms)
    {
        long total = (long)atoms.LocalCount + atoms.GhostCount;
        if (atoms.LocalCount < 0 || atoms.GhostCount < 0 || total > int.MaxValue / 3)
            throw IlmlffException.BadData($"{atoms.LocalCount} local and {atoms.GhostCount} ghost atoms: counts must be 0 or "
                + "more, 7e8 in all.");
        if (atoms.GhostCount > 0 && !atoms.GhostMode)
            throw IlmlffException.BadData($"{atoms.GhostCount} ghost atoms without GhostMode: images are found by the list in "
                + "periodic mode.");
        if (atoms.Positions.Length < 3 * total || atoms.Species.Length < total)
        {
            throw IlmlffException.BadData(
                $"{total} atoms need {3 * total} coordinates and {total} species; {atoms.Positions.Length} and "
                    + $"{atoms.Species.Length} were given.");
        }

        if (atoms.GhostMode)
            CheckSkin(atoms.HostSkin);
    }

    private static void CheckSkin(double skin)
    {
        if (!(skin >= 0) || !double.IsFinite(skin))
            throw IlmlffException.BadData($"The skin of a neighbour list is {Text(skin)} Å; 0 or a positive number is expected.");
    }

    private static string Text(double value) => value.ToString("G6", CultureInfo.InvariantCulture);
}
