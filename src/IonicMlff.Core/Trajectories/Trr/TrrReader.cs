using System.Buffers.Binary;
using IonicMlff.Core.Geometry;

namespace IonicMlff.Core.Trajectories.Trr;

/// <summary>
/// Reads GROMACS TRR (XDR, big-endian; float32 or float64, told by the sizes): positions and velocities in nm. Frames without positions
/// are passed over.
/// </summary>
internal sealed class TrrReader : TrajectoryReader
{
    private const int Magic = 1993, AngstromPerNm = 10, MostAtoms = int.MaxValue / 24;
    private const int SizesLength = 13 * 4;

    private readonly BinaryInput _input;
    private Header _header;
    private bool _hasHeader;

    /// <summary>Reads the first header.</summary>
    public TrrReader(Stream stream, string name) : base(name, "TRR")
    {
        _input = new BinaryInput(new BufferedStream(stream, 1 << 16));
        if (TryHeader())
            Atoms = new TrajectoryAtoms(_header.Atoms);
    }

    /// <inheritdoc/>
    public override double Progress => (double)_input.Position / Math.Max(1, _input.Length);

    /// <inheritdoc/>
    public override void Dispose() => _input.Dispose();

    /// <inheritdoc/>
    protected override bool TryReadNext(TrajectoryFrame frame)
    {
        while (_hasHeader || TryHeader())
        {
            _hasHeader = false;
            Header h = _header;
            if (h.Atoms != Atoms.Count)
                return Fail(FaultKind.AtomCountChanged, $"{h.Atoms} atoms where the frames before have {Atoms.Count}.", offset: _input.Position);
            if (!TryBlock(h.Box, out ReadOnlySpan<byte> box))
                return false;
            frame.Cell = CellFrom(box, h.IsDouble);
            if (!TrySkip(h.Virial) || !TrySkip(h.Pressure) || !TryVectors(h.Positions, frame.Positions))
                return false;
            double[]? velocities = frame.UseVelocities(h.Velocities > 0);
            if ((velocities is not null && !TryVectors(h.Velocities, velocities)) || !TrySkip(h.Forces))
                return false;
            (frame.Step, frame.Time) = (h.Step, h.Time);
            if (h.Positions > 0)
                return true;
        }

        return false;
    }

    private bool TryHeader()
    {
        if (_input.IsAtEnd)
            return false;
        long from = _input.Position;
        if (!_input.TryRead(12, out ReadOnlySpan<byte> start))
            return Cut();
        int nameLength = Int(start, 8);
        if (Int(start, 0) != Magic || nameLength is < 0 or > 256)
            return Fail(FaultKind.BadFrameHeader, $"the frame begins with {Int(start, 0)}; every frame of a TRR file begins with {Magic}.", offset: from);
        if (!_input.TryRead((nameLength + 3) / 4 * 4 + SizesLength, out ReadOnlySpan<byte> rest))
            return Cut();
        ReadOnlySpan<byte> s = rest[((nameLength + 3) / 4 * 4)..];
        var h = new Header(Int(s, 8), Int(s, 12), Int(s, 16), Int(s, 28), Int(s, 32), Int(s, 36), Int(s, 40), Int(s, 44));
        h = h with { IsDouble = h.Box > 0 ? h.Box == 72 : h.Atoms > 0 && (h.Positions + h.Velocities + h.Forces) % (24L * h.Atoms) == 0 && Math.Max(h.Positions, Math.Max(h.Velocities, h.Forces)) == 24L * h.Atoms };
        int real = h.IsDouble ? 8 : 4;
        bool isGood = h.Atoms is >= 0 and <= MostAtoms && (h.Box == 0 || h.Box == 9 * real)
            && new[] { h.Positions, h.Velocities, h.Forces }.All(n => n == 0 || n == 3L * real * h.Atoms) && h.Virial is 0 or 36 or 72 && h.Pressure is 0 or 36 or 72;
        if (!isGood)
            return Fail(FaultKind.BadFrameHeader, $"the sizes in the header don't fit {h.Atoms} atoms; the file is damaged.", offset: from);
        if (!_input.TryRead(2 * real, out ReadOnlySpan<byte> times))
            return Cut();
        _header = h with { Time = Real(times, 0, h.IsDouble) };
        return _hasHeader = true;
    }

    private bool TryVectors(int bytes, double[] to)
    {
        if (!TryBlock(bytes, out ReadOnlySpan<byte> block))
            return false;
        for (int k = 0; k < to.Length && bytes > 0; k++)
            to[k] = AngstromPerNm * Real(block, k, _header.IsDouble);
        return true;
    }

    private bool TrySkip(int bytes) => TryBlock(bytes, out _);

    private bool TryBlock(int bytes, out ReadOnlySpan<byte> block) => _input.TryRead(bytes, out block) || Cut();

    private bool Cut() => Fail(FaultKind.Truncated, "the file ends inside it. The run may still be writing, or was killed; the frames before are whole.", offset: _input.Position);

    private static Cell CellFrom(ReadOnlySpan<byte> box, bool isDouble)
    {
        Span<double> rows = stackalloc double[9];
        bool any = false;
        for (int k = 0; k < 9 && box.Length > 0; k++)
        {
            rows[k] = AngstromPerNm * Real(box, k, isDouble);
            any |= rows[k] != 0;
        }

        Cell cell = any ? Cell.FromRows(rows, true, true, true) : Cell.None;
        return isDouble ? cell : SinglePrecision.Of(cell);
    }

    private static double Real(ReadOnlySpan<byte> bytes, int k, bool isDouble) =>
        isDouble ? BinaryPrimitives.ReadDoubleBigEndian(bytes[(8 * k)..]) : BinaryPrimitives.ReadSingleBigEndian(bytes[(4 * k)..]);

    private static int Int(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadInt32BigEndian(bytes[at..]);

    private record struct Header(int Box, int Virial, int Pressure, int Positions, int Velocities, int Forces, int Atoms, int Step)
    {
        public bool IsDouble { get; init; }

        public double Time { get; init; }
    }
}
