using System.Text;
using IonicMlff.Core.Elements;
using IonicMlff.Core.Errors;
using IonicMlff.Core.Frames;
using IonicMlff.Core.Trajectories.Text;

namespace IonicMlff.Core.Trajectories.Extxyz;

/// <summary>
/// Extended XYZ (and plain XYZ) as a trajectory, plain or gzip: elements, positions, velocities and cell; <c>step</c> and <c>time</c>
/// (ps) when the comment has them. <see cref="ExtxyzReader"/> reads everything else such files hold.
/// </summary>
internal sealed class ExtxyzTrajectory : TrajectoryReader
{
    private const long MostAtoms = int.MaxValue / 3;
    private const string VelocityColumn = "velocities_A_per_ps";

    private readonly ByteLines _lines;
    private readonly LineReader _comments; // carries the name into messages of the comment line's reader
    private int[] _elements = [];
    private TrajectoryFrame? _first;
    private bool _isPeriodic;

    /// <summary>Reads the first frame.</summary>
    public ExtxyzTrajectory(Stream stream, string name) : base(name, "extended XYZ")
    {
        _lines = new ByteLines(stream);
        _comments = new LineReader(Stream.Null, name);
        if (TryCount(out int count) && TryComment(out FrameHeader? header))
            _first = ReadFirst(count, header!);
    }

    /// <inheritdoc/>
    public override double Progress => _lines.Progress;

    /// <inheritdoc/>
    public override void Dispose()
    {
        _lines.Dispose();
        _comments.Dispose();
    }

    /// <inheritdoc/>
    protected override bool TryReadNext(TrajectoryFrame frame)
    {
        if (_first is not null)
        {
            frame.CopyFrom(_first);
            _first = null;
            return true;
        }

        if (Atoms.Count == 0 || !TryCount(out int count))
            return VerifyCompression();
        if (count != Atoms.Count)
            return FailCount(count) || VerifyCompression();
        return (TryComment(out FrameHeader? header) && TryRows(frame, header!)) || VerifyCompression();
    }

    // A frame with another number of atoms, or a wrong number before a frame of as many atoms as ever? The line behind the atoms tells.
    private bool FailCount(int count)
    {
        long at = _lines.Number;
        int rows = 0;
        bool hasComment = _lines.TryRead(out _);
        while (hasComment && rows <= count && _lines.TryRead(out ReadOnlySpan<byte> line) && !IsCount(line))
            rows++;
        return rows == count
            ? Fail(FaultKind.AtomCountChanged, $"{count} atoms where the frames before have {Atoms.Count}. Frames of one trajectory must be of the same atoms; split the file there.", at)
            : Fail(FaultKind.BadFrameHeader, $"the frame says {count} atoms and has {rows}; the frames before have {Atoms.Count}. Correct the number.", at);
    }

    private static bool IsCount(ReadOnlySpan<byte> line)
    {
        int at = 0;
        return NumberBytes.TryWhole(NumberBytes.Word(line, ref at), out _) && NumberBytes.Word(line, ref at).IsEmpty;
    }

    private bool VerifyCompression()
    {
        if (_lines.IsCompressed)
            _lines.Verify();
        return _lines.Fault is { } damage && FailInstead(damage.Kind, damage.Text + (Fault is null || Fault.Kind == damage.Kind ? "" : $" (It showed as: {Fault.Text})"));
    }

    private bool TryCount(out int count)
    {
        count = 0;
        ReadOnlySpan<byte> line;
        do
        {
            if (!_lines.TryRead(out line))
                return Atoms.Count == 0 && _lines.Fault is null && Fail(FaultKind.Empty, "the file is empty.", inFrame: false);
        }
        while (line.Trim((byte)' ').IsEmpty);
        int at = 0;
        if (!NumberBytes.TryWhole(NumberBytes.Word(line, ref at), out long n) || n is < 1 or > MostAtoms || !NumberBytes.Word(line, ref at).IsEmpty)
        {
            return Fail(
                Atoms.Count == 0 ? FaultKind.UnknownFormat : FaultKind.BadFrameHeader,
                $"'{Quote.Short(Encoding.UTF8.GetString(line))}'; expected the number of atoms. Is the number of atoms of the frame before too small?", _lines.Number);
        }

        count = (int)n;
        return true;
    }

    private bool TryComment(out FrameHeader? header)
    {
        header = null;
        if (!_lines.TryRead(out ReadOnlySpan<byte> line))
            return Cut("before the comment line");
        string text = Encoding.UTF8.GetString(line);
        try
        {
            header = FrameHeader.Parse(text, _comments);
        }
        catch (IlmlffException e)
        {
            bool isBox = e.Message.Contains("no Lattice", StringComparison.Ordinal);
            return Fail(isBox ? FaultKind.MissingBox : FaultKind.BadFrameHeader, e.Message[(Name.Length + 1)..].TrimStart(':', '0', ' '), _lines.Number);
        }

        if (_isPeriodic && !header.Cell.IsPeriodic)
            return Fail(FaultKind.MissingBox, "no Lattice, which the frames before have.", _lines.Number);
        _isPeriodic |= header.Cell.IsPeriodic;
        return true;
    }

    private TrajectoryFrame? ReadFirst(int count, FrameHeader header)
    {
        var rows = new List<byte[]>(Math.Min(count, 1 << 16));
        while (rows.Count < count)
        {
            if (!_lines.TryRead(out ReadOnlySpan<byte> line))
            {
                Cut($"after {rows.Count} of {count} atoms");
                return null;
            }

            rows.Add(line.ToArray());
        }

        _elements = new int[count];
        Atoms = new TrajectoryAtoms(count) { Elements = _elements };
        var frame = new TrajectoryFrame(count);
        Begin(frame, header, out Columns columns);
        long first = _lines.Number - count + 1;
        for (int k = 0; k < count; k++)
        {
            if (!TryRow(rows[k], frame, columns, k, first + k))
                return null;
        }

        return frame;
    }

    private bool TryRows(TrajectoryFrame frame, FrameHeader header)
    {
        Begin(frame, header, out Columns columns);
        for (int k = 0; k < Atoms.Count; k++)
        {
            if (!_lines.TryRead(out ReadOnlySpan<byte> line))
                return Cut($"after {k} of {Atoms.Count} atoms");
            if (!TryRow(line, frame, columns, k, _lines.Number))
                return false;
        }

        return true;
    }

    private static void Begin(TrajectoryFrame frame, FrameHeader header, out Columns columns)
    {
        frame.Cell = header.Cell;
        frame.Step = Value(header, "step") is double s ? (long)s : null;
        frame.Time = Value(header, "time");
        columns = new Columns(header.Columns);
        frame.UseVelocities(columns.Velocity >= 0);
    }

    private static double? Value(FrameHeader header, string name) =>
        header.Values.FirstOrDefault(v => v.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value?.AsReal();

    private bool TryRow(ReadOnlySpan<byte> line, TrajectoryFrame frame, Columns columns, int atom, long number)
    {
        int at = 0, element = 0;
        for (int k = 0; k < columns.Count; k++)
        {
            ReadOnlySpan<byte> word = NumberBytes.Word(line, ref at);
            if (word.IsEmpty)
                return Short(line, number, atom);
            double[]? to = k >= columns.Position && k < columns.Position + 3 ? frame.Positions
                : columns.Velocity >= 0 && k >= columns.Velocity && k < columns.Velocity + 3 ? frame.Velocities : null;
            if (to is not null)
            {
                double value;
                if (!NumberBytes.TryReal(word, out value))
                    return Fail(FaultKind.BadNumber, $"'{Quote.Short(Encoding.UTF8.GetString(word))}'; expected a number.", number, atomId: atom + 1);
                to[3 * atom + k - (to == frame.Positions ? columns.Position : columns.Velocity)] = value;
            }
            else if (k == columns.Element && !TryElement(word, out element))
            {
                return Fail(FaultKind.BadRecord, $"'{Quote.Short(Encoding.UTF8.GetString(word))}' is no element.", number, atomId: atom + 1);
            }
        }

        if (_elements[atom] == 0)
            _elements[atom] = element;
        return _elements[atom] == element
            || Fail(FaultKind.AtomTypeChanged, $"element {PeriodicTable.Symbol(element)}; it is {PeriodicTable.Symbol(_elements[atom])} in the first frame.", number, atomId: atom + 1);
    }

    private bool Short(ReadOnlySpan<byte> line, long number, int atom)
    {
        bool isCount = IsCount(line);
        if (_lines.TryRead(out _))
        {
            return isCount
                ? Fail(FaultKind.BadFrameHeader, $"the frame has {atom} atoms; its first line says {Atoms.Count}.", number)
                : Fail(FaultKind.BadRecord, "the line is too short.", number, atomId: atom + 1);
        }

        return Cut("inside a line");
    }

    private static bool TryElement(ReadOnlySpan<byte> word, out int element)
    {
        element = 0;
        if (NumberBytes.TryWhole(word, out long z))
        {
            element = (int)Math.Clamp(z, 0, PeriodicTable.Count + 1);
            return z is >= 1 and <= PeriodicTable.Count;
        }

        Span<char> symbol = stackalloc char[2];
        for (int k = 0; k < word.Length && k < 2; k++)
            symbol[k] = (char)word[k];
        return word.Length <= 2 && PeriodicTable.TryAtomicNumber(symbol[..word.Length], out element);
    }

    private bool Cut(string where) => _lines.Fault is { } damage
        ? Fail(damage.Kind, damage.Text)
        : Fail(FaultKind.Truncated, $"the file ends {where}. The run may still be writing, or was killed; the frames before are whole.", _lines.Number);

    /// <summary>Where in a row what is read stands.</summary>
    private readonly struct Columns
    {
        public Columns(List<ColumnGroup> groups)
        {
            (Position, Element, Velocity) = (-1, -1, -1);
            int at = 0;
            foreach (ColumnGroup g in groups)
            {
                if (ColumnLayout.IsPosition(g.Name))
                    Position = at;
                else if (ColumnLayout.IsSymbol(g.Name) || (ColumnLayout.IsNumber(g.Name) && Element < 0))
                    Element = at;
                else if (g.Name == VelocityColumn && g.Width == 3)
                    Velocity = at;
                at += g.Width;
            }

            Count = at;
        }

        public int Position { get; }

        public int Element { get; }

        public int Velocity { get; }

        public int Count { get; }
    }
}
