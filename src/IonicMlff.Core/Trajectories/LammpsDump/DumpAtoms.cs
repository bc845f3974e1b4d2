using System.Text;
using IonicMlff.Core.Elements;
using IonicMlff.Core.Errors;
using IonicMlff.Core.Trajectories.Text;

namespace IonicMlff.Core.Trajectories.LammpsDump;

/// <summary>What is wrong with a row.</summary>
internal record struct RowFault(FaultKind Kind, string Text, long? AtomId);

/// <summary>Puts rows in the order of ids, and compares what must not change with the first frame.</summary>
internal sealed class DumpAtoms
{
    private const long DenseFactor = 8; // ids up to so many times the number of atoms are looked up in an array

    private long[] _ids = [];
    private int[]? _slotOf; // id → place, -1: no such id
    private int[]? _types, _elements, _molecules;
    private double[]? _charges, _masses;
    private int[] _seenIn = [];
    private int _frame;

    /// <summary>Learns the ids from the rows of the first frame.</summary>
    public bool Begin(List<byte[]> rows, DumpColumns columns, out string problem, out FaultKind kind, out int row)
    {
        (problem, kind) = ("", FaultKind.BadNumber);
        int idColumn = Array.IndexOf(columns.Columns, DumpColumn.Id);
        _ids = new long[rows.Count];
        for (row = 0; row < rows.Count; row++)
        {
            int at = 0;
            for (int k = 0; k < idColumn; k++)
                NumberBytes.Word(rows[row], ref at);
            ReadOnlySpan<byte> word = NumberBytes.Word(rows[row], ref at);
            if (!NumberBytes.TryWhole(word, out _ids[row]) || _ids[row] < 0)
            {
                problem = $"'{Text(word)}' in column id; expected a whole number.";
                kind = word.IsEmpty ? FaultKind.Truncated : FaultKind.BadNumber;
                return false;
            }
        }

        Array.Sort(_ids);
        if (_ids[^1] <= DenseFactor * _ids.Length)
        {
            _slotOf = new int[_ids[^1] + 1];
            Array.Fill(_slotOf, -1);
            for (int k = 0; k < _ids.Length; k++)
                _slotOf[_ids[k]] = k;
        }

        int n = _ids.Length;
        _seenIn = new int[n];
        _types = columns.Has(DumpColumn.Type) ? new int[n] : null;
        _elements = columns.Has(DumpColumn.Element) ? new int[n] : null;
        _molecules = columns.Has(DumpColumn.Molecule) ? new int[n] : null;
        _charges = columns.Has(DumpColumn.Charge) ? new double[n] : null;
        _masses = columns.Has(DumpColumn.Mass) ? new double[n] : null;
        return true;
    }

    /// <summary>A new frame begins.</summary>
    public void NextFrame() => _frame++;

    /// <summary>What is known of the atoms. The arrays are filled while the first frame is read.</summary>
    public TrajectoryAtoms Describe() => new(_ids.Length)
    {
        Ids = _ids,
        Types = _types,
        Elements = _elements,
        Molecules = _molecules,
        Charges = _charges,
        Masses = _masses,
    };

    /// <summary>Reads a row into a frame.</summary>
    public bool Take(ReadOnlySpan<byte> line, DumpColumns columns, TrajectoryFrame frame, out RowFault fault)
    {
        fault = default;
        long id = -1;
        int type = 0, element = 0, molecule = 0;
        double charge = 0, mass = 0;
        Span<double> r = stackalloc double[3], v = stackalloc double[3];
        Span<int> image = stackalloc int[3];
        int at = 0;
        DumpColumn[] meanings = columns.Columns;
        for (int k = 0; k < meanings.Length; k++)
        {
            DumpColumn meaning = meanings[k];
            ReadOnlySpan<byte> word = NumberBytes.Word(line, ref at);
            if (word.IsEmpty)
            {
                fault = new(FaultKind.Truncated, $"the row has {k} of {meanings.Length} columns; the file may be cut here.", id < 0 ? null : id);
                return false;
            }

            bool isGood = true;
            long whole;
            switch (meaning)
            {
                case DumpColumn.X or DumpColumn.Y or DumpColumn.Z:
                    isGood = NumberBytes.TryReal(word, out r[meaning - DumpColumn.X]);
                    break;
                case DumpColumn.Id:
                    isGood = NumberBytes.TryWhole(word, out id);
                    break;
                case DumpColumn.Type:
                    isGood = NumberBytes.TryWhole(word, out whole);
                    type = (int)whole;
                    break;
                case DumpColumn.Ix or DumpColumn.Iy or DumpColumn.Iz:
                    isGood = NumberBytes.TryWhole(word, out whole);
                    image[meaning - DumpColumn.Ix] = (int)whole;
                    break;
                case DumpColumn.Vx or DumpColumn.Vy or DumpColumn.Vz:
                    isGood = NumberBytes.TryReal(word, out v[meaning - DumpColumn.Vx]);
                    break;
                case DumpColumn.Molecule:
                    isGood = NumberBytes.TryWhole(word, out whole);
                    molecule = (int)whole;
                    break;
                case DumpColumn.Element when _elements is not null:
                    element = AtomicNumber(word); // 0: not a symbol; elements are then not known
                    break;
                case DumpColumn.Charge when _frame == 1:
                    isGood = NumberBytes.TryReal(word, out charge);
                    break;
                case DumpColumn.Mass when _frame == 1:
                    isGood = NumberBytes.TryReal(word, out mass);
                    break;
            }

            if (!isGood)
            {
                fault = new(FaultKind.BadNumber, $"'{Text(word)}' in column {columns.Text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[k]}; expected a number.", IdOf(line, meanings));
                return false;
            }
        }

        return Place(id, type, element, (charge, mass, molecule), r, v, image, frame, out fault);
    }

    private bool Place(
        long id, int type, int element, (double Charge, double Mass, int Molecule) once, ReadOnlySpan<double> r, ReadOnlySpan<double> v, ReadOnlySpan<int> image, TrajectoryFrame frame, out RowFault fault)
    {
        fault = default;
        int slot = Slot(id);
        if (slot < 0)
            fault = new(FaultKind.UnknownAtomId, "the first frame has no atom with this id. Frames of one trajectory must be of the same atoms.", id);
        else if (_seenIn[slot] == _frame)
            fault = new(FaultKind.DuplicateAtomId, "this id is there twice in the frame.", id);
        else if (!double.IsFinite(r[0] + r[1] + r[2]))
            fault = new(FaultKind.NonFinite, "a coordinate is not finite: the run had blown up, or the file is damaged.", id);
        else if (_frame > 1 && type != 0 && _types is not null && _types[slot] != type)
            fault = new(FaultKind.AtomTypeChanged, $"type {type}; it is {_types[slot]} in the first frame. Are these frames of another system?", id);
        else if (_frame > 1 && element != 0 && _elements is not null && _elements[slot] != element)
            fault = new(FaultKind.AtomTypeChanged, $"element {PeriodicTable.Symbol(element)}; another one than in the first frame.", id);
        if (fault.Text is not null)
            return false;

        _seenIn[slot] = _frame;
        if (_frame == 1)
        {
            Set(_types, slot, type);
            Set(_elements, slot, element);
            Set(_molecules, slot, once.Molecule);
            Set(_charges, slot, once.Charge);
            Set(_masses, slot, once.Mass);
        }

        r.CopyTo(frame.Positions.AsSpan(3 * slot));
        if (frame.Images is { } images)
            image.CopyTo(images.AsSpan(3 * slot));
        if (frame.Velocities is { } velocities)
            v.CopyTo(velocities.AsSpan(3 * slot));
        return true;
    }

    private int Slot(long id)
    {
        if (_slotOf is { } slots)
            return (ulong)id < (ulong)slots.Length ? slots[id] : -1;
        int at = Array.BinarySearch(_ids, id);
        return at;
    }

    private static void Set<T>(T[]? values, int slot, T value)
    {
        if (values is not null)
            values[slot] = value;
    }

    private static long? IdOf(ReadOnlySpan<byte> line, DumpColumn[] columns)
    {
        int at = 0;
        foreach (DumpColumn column in columns)
        {
            ReadOnlySpan<byte> word = NumberBytes.Word(line, ref at);
            if (column == DumpColumn.Id)
                return NumberBytes.TryWhole(word, out long id) ? id : null;
        }

        return null;
    }

    private static int AtomicNumber(ReadOnlySpan<byte> word)
    {
        if (word.Length > 2)
            return 0;
        Span<char> symbol = stackalloc char[2];
        for (int k = 0; k < word.Length; k++)
            symbol[k] = (char)word[k];
        return PeriodicTable.TryAtomicNumber(symbol[..word.Length], out int z) ? z : 0;
    }

    private static string Text(ReadOnlySpan<byte> word) => Quote.Short(Encoding.Latin1.GetString(word));
}
