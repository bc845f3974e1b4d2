using System.Buffers.Binary;
using System.Globalization;
using IonicMlff.Core.Geometry;

namespace IonicMlff.Core.Trajectories.Dcd;

/// <summary>
/// Reads DCD (CHARMM, NAMD, LAMMPS, OpenMM) of either byte order: Fortran records with float32 positions. The number of frames in the
/// header is not trusted, and neither is its time step, whose unit differs between programs: steps are read, times are not.
/// </summary>
internal sealed class DcdReader : TrajectoryReader
{
    private const int MostAtoms = int.MaxValue / 12;

    private readonly BinaryInput _input;
    private readonly bool _isBigEndian, _hasCell, _hasFourth;
    private readonly int _framesPromised, _firstStep, _stepsBetween, _fixed;

    /// <summary>Reads the header.</summary>
    public DcdReader(Stream stream, string name) : base(name, "DCD")
    {
        _input = new BinaryInput(new BufferedStream(stream, 1 << 16));
        if (!_input.TryRead(92, out ReadOnlySpan<byte> head))
        {
            Fail(FaultKind.Truncated, "the file ends inside its header.", inFrame: false);
            return;
        }

        _isBigEndian = BinaryPrimitives.ReadInt32LittleEndian(head) != 84;
        if (Int(head, 0) != 84 || Int(head, 88) != 84)
        {
            Fail(FaultKind.UnknownFormat, "the first record is not that of a DCD file (84 bytes, 'CORD').", inFrame: false);
            return;
        }

        bool isCharmm = Int(head, 84) != 0;
        (_framesPromised, _firstStep, _stepsBetween, _fixed) = (Int(head, 8), Int(head, 12), Int(head, 16), Int(head, 40));
        (_hasCell, _hasFourth) = (isCharmm && Int(head, 48) == 1, isCharmm && Int(head, 52) == 1);
        if (!TrySkipTitle() || !TryAtomCount(out int atoms))
            return;
        if (_fixed > 0)
        {
            Fail(FaultKind.UnknownFormat, $"{_fixed} of {atoms} atoms are fixed and stored in the first frame only; such files are not read. Write all atoms.", inFrame: false);
            return;
        }

        Atoms = new TrajectoryAtoms(atoms);
    }

    /// <inheritdoc/>
    public override double Progress => (double)_input.Position / Math.Max(1, _input.Length);

    /// <inheritdoc/>
    public override void Dispose() => _input.Dispose();

    /// <inheritdoc/>
    protected override bool TryReadNext(TrajectoryFrame frame)
    {
        if (_input.IsAtEnd)
        {
            if (FramesRead != _framesPromised)
                Warn(FaultKind.FrameCountMismatch, string.Create(CultureInfo.InvariantCulture, $"the header promises {_framesPromised} frames, {FramesRead} are there (a run that was killed or still writes); all were read."));
            return false;
        }

        if (_hasCell && !TryCell(frame))
            return false;
        if (!_hasCell)
            frame.Cell = Cell.None;
        for (int axis = 0; axis < 3; axis++)
        {
            if (!TryAxis(frame.Positions, axis))
                return false;
        }

        if (_hasFourth && !TryRecord(4L * Atoms.Count, "fourth", out _))
            return false;
        frame.Step = _stepsBetween > 0 ? _firstStep + (long)FramesRead * _stepsBetween : null;
        return true;
    }

    private bool TrySkipTitle()
    {
        if (!_input.TryRead(4, out ReadOnlySpan<byte> mark))
            return Fail(FaultKind.Truncated, "the file ends inside its header.", inFrame: false);
        int length = Int(mark, 0);
        return _input.TryRead((long)length + 4, out _) || Fail(FaultKind.Truncated, "the file ends inside its title.", inFrame: false);
    }

    private bool TryAtomCount(out int atoms)
    {
        atoms = 0;
        if (!_input.TryRead(12, out ReadOnlySpan<byte> record))
            return Fail(FaultKind.Truncated, "the file ends inside its header.", inFrame: false);
        atoms = Int(record, 4);
        return (Int(record, 0) == 4 && atoms is > 0 and <= MostAtoms)
            || Fail(FaultKind.BadFrameHeader, $"the header says {atoms} atoms; expected 1 to {MostAtoms}.", inFrame: false);
    }

    private bool TryAxis(double[] positions, int axis)
    {
        if (!TryRecord(4L * Atoms.Count, "xyz"[axis].ToString(), out ReadOnlySpan<byte> record))
            return false;
        for (int k = 0; k < Atoms.Count; k++)
        {
            float x = _isBigEndian ? BinaryPrimitives.ReadSingleBigEndian(record[(4 * k)..]) : BinaryPrimitives.ReadSingleLittleEndian(record[(4 * k)..]);
            positions[3 * k + axis] = x;
        }

        return true;
    }

    private bool TryRecord(long bytes, string what, out ReadOnlySpan<byte> record)
    {
        long from = _input.Position;
        record = default;
        if (!_input.TryRead(4, out ReadOnlySpan<byte> mark))
            return Cut();
        if (Int(mark, 0) != bytes)
            return Fail(FaultKind.BadRecord, $"the {what} record says {Int(mark, 0)} bytes; {Atoms.Count} atoms need {bytes}. The file is damaged, or two files were joined.", offset: from);
        if (!_input.TryRead(bytes + 4, out record))
            return Cut();
        return Int(record, (int)bytes) == bytes
            || Fail(FaultKind.BadRecord, $"the {what} record ends with {Int(record, (int)bytes)} instead of {bytes}; the file is damaged.", offset: from);
    }

    private bool Cut() => Fail(FaultKind.Truncated, "the file ends inside it. The run may still be writing, or was killed; the frames before are whole.", offset: _input.Position);

    // a, cos γ, b, cos β, cos α, c (LAMMPS, CHARMM), or angles in degrees (NAMD and others) in the place of cosines.
    private bool TryCell(TrajectoryFrame frame)
    {
        if (!TryRecord(48, "cell", out ReadOnlySpan<byte> record))
            return false;
        Span<double> v = stackalloc double[6];
        for (int k = 0; k < 6; k++)
            v[k] = _isBigEndian ? BinaryPrimitives.ReadDoubleBigEndian(record[(8 * k)..]) : BinaryPrimitives.ReadDoubleLittleEndian(record[(8 * k)..]);
        (double a, double b, double c) = (v[0], v[2], v[5]);
        if (a == 0 && b == 0 && c == 0)
        {
            frame.Cell = Cell.None;
            return true;
        }

        bool isCosines = Math.Abs(v[1]) <= 1 && Math.Abs(v[3]) <= 1 && Math.Abs(v[4]) <= 1;
        double gamma = isCosines ? v[1] : Cosine(v[1]), beta = isCosines ? v[3] : Cosine(v[3]), alpha = isCosines ? v[4] : Cosine(v[4]);
        double sin = Math.Sqrt(1 - gamma * gamma), cy = (alpha - beta * gamma) / sin;
        frame.Cell = new Cell(a, 0, 0, b * gamma, b * sin, 0, c * beta, c * cy, c * Math.Sqrt(1 - beta * beta - cy * cy), true, true, true);
        return true;
    }

    private static double Cosine(double degrees) => degrees == 90 ? 0 : Math.Cos(degrees * Math.PI / 180);

    private int Int(ReadOnlySpan<byte> bytes, int at) =>
        _isBigEndian ? BinaryPrimitives.ReadInt32BigEndian(bytes[at..]) : BinaryPrimitives.ReadInt32LittleEndian(bytes[at..]);
}
