using System.Text;
using IonicMlff.Core.Elements;
using IonicMlff.Core.Errors;
using IonicMlff.Core.Geometry;
using IonicMlff.Core.Trajectories.Text;

namespace IonicMlff.Core.Trajectories.LammpsDump;

/// <summary>
/// Reads LAMMPS text dumps (dump atom, custom; plain or gzip): rows in any order, columns in any order and different ones from frame to
/// frame, wrapped, unwrapped or scaled positions, image counts, tilted cells. Decimals are exact.
/// </summary>
internal sealed class LammpsDumpReader : TrajectoryReader
{
    private const long MostAtoms = int.MaxValue / 3;

    private readonly ByteLines _lines;
    private readonly DumpAtoms _atoms;
    private TrajectoryFrame? _first;
    private DumpColumns? _columns;
    private double? _timeUnit; // ps

    /// <summary>Reads the first frame of a file; what is wrong with it is in <see cref="TrajectoryReader.Fault"/>.</summary>
    public LammpsDumpReader(Stream stream, string name) : base(name, "LAMMPS dump")
    {
        _lines = new ByteLines(stream);
        _atoms = new DumpAtoms();
        if (TryReadHeader(out DumpHeader header) && (_columns is null || CheckCount(header)))
            _first = ReadFirst(header);
    }

    /// <inheritdoc/>
    public override double Progress => _lines.Progress;

    /// <inheritdoc/>
    public override void Dispose() => _lines.Dispose();

    /// <inheritdoc/>
    protected override bool TryReadNext(TrajectoryFrame frame)
    {
        if (_first is not null)
        {
            frame.CopyFrom(_first);
            _first = null;
            return true;
        }

        if (Atoms.Count == 0 || !TryReadHeader(out DumpHeader header))
            return VerifyCompression();
        if (header.Atoms != Atoms.Count)
        {
            return Fail(FaultKind.AtomCountChanged, $"{header.Atoms} atoms where the frames before have {Atoms.Count}. Frames of one trajectory must be of the same atoms; split the file there.", _lines.Number);
        }

        Fill(frame, header);
        return ReadRows(frame) || VerifyCompression();
    }

    // A garbled number in a compressed file, or its end, may be the compression's fault: the checksums of the rest tell.
    private bool VerifyCompression()
    {
        if (_lines.IsCompressed)
            _lines.Verify();
        if (_lines.Fault is not { } damage)
            return false;
        string found = Fault is null || Fault.Kind == damage.Kind ? "" : $" (It showed as: {Fault.Text})";
        return FailInstead(damage.Kind, damage.Text + (damage.Kind == FaultKind.CorruptCompression ? " Frames before this place may already hold wrong numbers." : "") + found);
    }

    private bool CheckCount(DumpHeader header) => header.Atoms is > 0 and <= MostAtoms
        || Fail(FaultKind.BadFrameHeader, $"{header.Atoms} atoms; expected 1 to {MostAtoms}.", _lines.Number);

    // Header lines until ITEM: ATOMS; false at the end of the file or at a fault.
    private bool TryReadHeader(out DumpHeader header)
    {
        header = new DumpHeader();
        if (!TryFirstItem(out bool isEnd))
            return isEnd ? EndOfFile() : false;
        while (true)
        {
            string item = _item;
            if (item.StartsWith("ATOMS", StringComparison.Ordinal))
                return HasAll(header) && TakeColumns(item);
            if (!TakeItem(item, header))
                return false;
            if (!_lines.TryRead(out ReadOnlySpan<byte> line))
                return Cut("in the header of a frame");
            if (!IsItem(line))
                return Fail(FaultKind.BadFrameHeader, $"'{Quote.Short(Encoding.Latin1.GetString(line))}'; expected a line 'ITEM: ...'.", _lines.Number);
        }
    }

    private string _item = "";

    private bool IsItem(ReadOnlySpan<byte> line)
    {
        bool isItem = line.StartsWith("ITEM:"u8);
        if (isItem)
            _item = Encoding.Latin1.GetString(line[5..]).Trim();
        return isItem;
    }

    private bool TryFirstItem(out bool isEnd)
    {
        isEnd = false;
        ReadOnlySpan<byte> line;
        do
        {
            if (!_lines.TryRead(out line))
            {
                isEnd = true;
                return false;
            }
        }
        while (line.Trim((byte)' ').IsEmpty);

        return IsItem(line) || (Atoms.Count == 0
            ? Fail(FaultKind.UnknownFormat, $"it begins with '{Quote.Short(Encoding.Latin1.GetString(line))}'; a LAMMPS dump begins with 'ITEM: TIMESTEP'.", inFrame: false)
            : Fail(FaultKind.BadFrameHeader, $"'{Quote.Short(Encoding.Latin1.GetString(line))}' where a frame should begin; expected 'ITEM: TIMESTEP'. Has the frame before more atoms than it says?", _lines.Number));
    }

    private bool EndOfFile()
    {
        if (_lines.Fault is { } damage)
            return Fail(damage.Kind, damage.Text);
        return FramesRead > 0 || Atoms.Count > 0 ? false : Fail(FaultKind.Empty, "the file is empty.", inFrame: false);
    }

    private bool TakeItem(string item, DumpHeader header)
    {
        if (item.StartsWith("TIMESTEP", StringComparison.Ordinal))
        {
            if (!TryNumber("the step", out double step))
                return false;
            header.Step = (long)step;
            return true;
        }

        if (item.StartsWith("NUMBER OF ATOMS", StringComparison.Ordinal))
        {
            if (!TryNumber("the number of atoms", out double count))
                return false;
            header.Atoms = (long)count;
            return true;
        }

        if (item.StartsWith("TIME", StringComparison.Ordinal))
        {
            if (!TryNumber("the time", out double time))
                return false;
            header.Time = time;
            return true;
        }

        if (item.StartsWith("UNITS", StringComparison.Ordinal))
            return TakeUnits();
        if (item.StartsWith("BOX BOUNDS", StringComparison.Ordinal))
            return TakeBox(item, header);
        return Fail(FaultKind.BadFrameHeader, $"'ITEM: {Quote.Short(item)}' is not known; known: TIMESTEP, TIME, UNITS, NUMBER OF ATOMS, BOX BOUNDS, ATOMS.", _lines.Number);
    }

    private bool TryNumber(string what, out double value)
    {
        value = 0;
        if (!_lines.TryRead(out ReadOnlySpan<byte> line))
            return Cut($"before {what}");
        int at = 0;
        ReadOnlySpan<byte> word = NumberBytes.Word(line, ref at);
        return (NumberBytes.TryReal(word, out value) && double.IsFinite(value))
            || Fail(FaultKind.BadNumber, $"'{Quote.Short(Encoding.Latin1.GetString(line))}'; expected {what}.", _lines.Number);
    }

    private bool TakeUnits()
    {
        if (!_lines.TryRead(out ReadOnlySpan<byte> line))
            return Cut("before the units");
        string units = Encoding.Latin1.GetString(line).Trim();
        _timeUnit = units switch { "metal" => 1, "real" => 1e-3, _ => null };
        return _timeUnit is not null || Fail(
            FaultKind.UnknownFormat, $"units {Quote.Short(units)}; read are metal and real (positions in Å).", _lines.Number, inFrame: false);
    }

    private bool TakeBox(string item, DumpHeader header)
    {
        var rows = new double[3][];
        for (int k = 0; k < 3; k++)
        {
            if (!_lines.TryRead(out ReadOnlySpan<byte> line))
                return Cut("in the bounds of the cell");
            var numbers = new List<double>();
            int at = 0;
            for (ReadOnlySpan<byte> word = NumberBytes.Word(line, ref at); word.Length > 0; word = NumberBytes.Word(line, ref at))
            {
                if (!NumberBytes.TryReal(word, out double number))
                    return Fail(FaultKind.BadNumber, $"'{Quote.Short(Encoding.Latin1.GetString(word))}' in the bounds of the cell; expected a number.", _lines.Number);
                numbers.Add(number);
            }

            rows[k] = [.. numbers];
        }

        return header.SetBox(item.Split(' ', StringSplitOptions.RemoveEmptyEntries), rows) is not { } problem || Fail(FaultKind.BadBox, problem + ".", _lines.Number);
    }

    private bool HasAll(DumpHeader header)
    {
        if (header.Atoms is null)
            return Fail(FaultKind.BadFrameHeader, "no 'ITEM: NUMBER OF ATOMS' before the atoms.", _lines.Number);
        return header.Cell is not null || Fail(FaultKind.MissingBox, "no 'ITEM: BOX BOUNDS' before the atoms: minimum images and volume are not defined. Write the dump anew.", _lines.Number);
    }

    private bool TakeColumns(string item)
    {
        string names = item["ATOMS".Length..].Trim();
        if (_columns?.Text == names)
            return true;
        _columns = DumpColumns.Parse(Encoding.Latin1.GetBytes(names), out string? problem);
        return _columns is not null || Fail(FaultKind.BadFrameHeader, $"the atoms have {problem}; columns: {Quote.Short(names)}.", _lines.Number);
    }

    private bool Cut(string where) => _lines.Fault is { } damage
        ? Fail(damage.Kind, damage.Text)
        : Fail(FaultKind.Truncated, $"the file ends {where}. The run may still be writing, or was killed; the frames before are whole.", _lines.Number);

    private TrajectoryFrame? ReadFirst(DumpHeader header)
    {
        int count = (int)header.Atoms!.Value;
        if (!TryCollectRows(count, out List<byte[]> rows))
        {
            VerifyCompression();
            return null;
        }

        if (!_atoms.Begin(rows, _columns!, out string? problem, out FaultKind kind, out int row))
        {
            Fail(kind, problem, _lines.Number - count + row + 1);
            return null;
        }

        Atoms = _atoms.Describe();
        var frame = new TrajectoryFrame(count);
        Fill(frame, header);
        long last = _lines.Number;
        for (int k = 0; k < count; k++)
        {
            if (!TakeRow(rows[k], frame, last - count + k + 1))
            {
                VerifyCompression();
                return null;
            }
        }

        return Finish(frame) ? frame : null;
    }

    // The rows of the first frame are kept until all ids are known. Memory grows with what is there, not with what is promised.
    private bool TryCollectRows(int count, out List<byte[]> rows)
    {
        rows = new List<byte[]>(Math.Min(count, 1 << 16));
        for (int k = 0; k < count; k++)
        {
            if (!_lines.TryRead(out ReadOnlySpan<byte> line))
                return Cut($"after {k} of {count} atoms");
            if (line.StartsWith("ITEM:"u8))
                return Fail(FaultKind.BadFrameHeader, $"the frame has {k} atoms; its header says {count}.", _lines.Number);
            rows.Add(line.ToArray());
        }

        return true;
    }

    private void Fill(TrajectoryFrame frame, DumpHeader header)
    {
        frame.Step = header.Step;
        frame.Time = header.Time * _timeUnit;
        frame.Cell = header.Cell!.Value;
        frame.Corner = header.Corner;
        frame.IsUnwrapped = _columns!.IsUnwrapped;
        frame.UseImages(_columns.HasImages);
        frame.UseVelocities(_columns.HasVelocities);
        _atoms.NextFrame();
    }

    private bool ReadRows(TrajectoryFrame frame)
    {
        for (int k = 0; k < Atoms.Count; k++)
        {
            if (!_lines.TryRead(out ReadOnlySpan<byte> line))
                return Cut($"after {k} of {Atoms.Count} atoms");
            if (!TakeRow(line, frame, _lines.Number))
                return false;
        }

        return Finish(frame);
    }

    private bool TakeRow(ReadOnlySpan<byte> line, TrajectoryFrame frame, long number)
    {
        if (_atoms.Take(line, _columns!, frame, out RowFault fault))
            return true;
        if (line.StartsWith("ITEM:"u8))
            return Fail(FaultKind.BadFrameHeader, $"the frame has fewer atoms than its header says ({Atoms.Count}).", number);
        if (fault.Kind == FaultKind.Truncated && (_lines.TryRead(out _) || _lines.Fault is not null))
            return _lines.Fault is { } damage ? Fail(damage.Kind, damage.Text) : Fail(FaultKind.BadRecord, fault.Text, number, atomId: fault.AtomId);
        return Fail(fault.Kind, fault.Text, number, atomId: fault.AtomId);
    }

    private bool Finish(TrajectoryFrame frame)
    {
        if (!_columns!.IsScaled)
            return true;
        Cell c = frame.Cell;
        double[] r = frame.Positions;
        for (int k = 0; k < r.Length; k += 3)
        {
            (double a, double b, double s) = (r[k], r[k + 1], r[k + 2]);
            r[k] = frame.Corner.X + a * c.Ax + b * c.Bx + s * c.Cx;
            r[k + 1] = frame.Corner.Y + a * c.Ay + b * c.By + s * c.Cy;
            r[k + 2] = frame.Corner.Z + a * c.Az + b * c.Bz + s * c.Cz;
        }

        return true;
    }
}
