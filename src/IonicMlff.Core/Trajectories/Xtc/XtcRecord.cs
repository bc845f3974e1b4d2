using System.Buffers.Binary;
using IonicMlff.Core.Errors;
using IonicMlff.Core.Geometry;

namespace IonicMlff.Core.Trajectories.Xtc;

/// <summary>
/// One frame as it is in the file, big-endian: magic number, atoms, step, time (ps), nine floats of the box (nm), atoms again; then up
/// to nine atoms as floats, or precision, smallest and largest integers, first step size, length of the compressed bytes (eight
/// bytes of it with the newer magic number), and these, filled up to a multiple of four.
/// </summary>
internal sealed class XtcRecord
{
    public const int Magic = 1995, MagicLarge = 2023;

    /// <summary>Frames up to this number of atoms are not compressed.</summary>
    public const int MostPlain = 9;

    /// <summary>Above this number of atoms the length needs eight bytes.</summary>
    public const int Most1995 = 298261617;

    public const int HeaderLength = 14 * 4, RangeLength = 8 * 4;
    private const int Piece = 1 << 24;
    private byte[] _data = new byte[1024];

    public XtcFrame Frame { get; private set; }

    public int Atoms { get; private set; }

    public int[] Min { get; } = new int[3];

    public int[] Max { get; } = new int[3];

    public int FirstSmallIndex { get; private set; }

    /// <summary>The last frame is incomplete: the file ends inside it.</summary>
    public bool Truncated { get; private set; }

    /// <summary>The last frame has another number of atoms than those before.</summary>
    public bool AtomCountChanged { get; private set; }

    /// <summary>Bytes of the coordinates, without filling.</summary>
    public int DataLength { get; private set; }

    /// <summary>The bytes, with what <see cref="BitReader"/> wants after them.</summary>
    public ReadOnlySpan<byte> Data => _data.AsSpan(0, DataLength + BitReader.Padding);

    /// <summary>Reads the next frame; false at the end of the file. What is wrong is thrown by <paramref name="error"/>.</summary>
    /// <param name="stream">At the beginning of a frame.</param>
    /// <param name="atoms">Expected number, or -1.</param>
    /// <param name="offset">Bytes before this frame; moved to behind it.</param>
    /// <param name="error">Makes the exception of this file and frame.</param>
    public bool Read(Stream stream, int atoms, ref long offset, Func<string, IlmlffException> error)
    {
        Span<byte> header = stackalloc byte[HeaderLength];
        int got = stream.ReadAtLeast(header, HeaderLength, throwOnEndOfStream: false);
        if (got == 0)
            return false;
        if (got >= 4 && Int(header, 0) is not (Magic or MagicLarge) and var magic)
            throw error($"begins with {magic}; every frame of an XTC file begins with {Magic} (or {MagicLarge}). Is the file damaged, or of another format?");
        if (got < HeaderLength)
            throw EndsInside(error);
        bool large = Int(header, 0) == MagicLarge;
        Atoms = Int(header, 4);
        AtomCountChanged = atoms >= 0 && Atoms != atoms;
        if (AtomCountChanged)
            throw error($"has {Atoms} atoms, the frames before have {atoms}; all frames of a trajectory must have the same atoms.");
        if (Atoms < 0 || Int(header, 52) != Atoms)
            throw error($"says {Atoms} atoms in one place and {Int(header, 52)} in another; the file is damaged.");

        Span<float> box = stackalloc float[9];
        for (int i = 0; i < 9; i++)
            box[i] = Float(header, 16 + 4 * i);
        float time = Float(header, 12), precision = 0;
        int filled;
        int headers = HeaderLength;
        if (Atoms <= MostPlain)
        {
            DataLength = filled = 12 * Atoms;
        }
        else
        {
            int length = RangeLength + (large ? 8 : 4);
            Span<byte> range = stackalloc byte[length];
            if (stream.ReadAtLeast(range, length, throwOnEndOfStream: false) < length)
                throw EndsInside(error);
            headers += length;
            precision = Float(range, 0);
            for (int axis = 0; axis < 3; axis++)
                (Min[axis], Max[axis]) = (Int(range, 4 + 4 * axis), Int(range, 16 + 4 * axis));
            FirstSmallIndex = Int(range, 28);
            Check(precision, large ? BinaryPrimitives.ReadInt64BigEndian(range[32..]) : Int(range, 32), error);
            filled = (DataLength + 3) / 4 * 4;
        }

        ReadData(stream, filled, error);
        Frame = new XtcFrame(Int(header, 8), time, CellFrom(box, error), precision, offset);
        offset += headers + filled;
        return true;
    }

    private void Check(float precision, long length, Func<string, IlmlffException> error)
    {
        if (!(precision > 0) || !float.IsFinite(precision))
            throw error($"has the precision {precision} (integers per nm), expected a number above 0 (usually 1000); the file is damaged.");
        for (int axis = 0; axis < 3; axis++)
        {
            if (Max[axis] < Min[axis])
                throw error($"has {"xyz"[axis]} from {Min[axis]} to {Max[axis]}; the file is damaged.");
        }

        if (FirstSmallIndex is < SmallSizes.First or > SmallSizes.Last)
            throw error($"has the step size {FirstSmallIndex}, expected {SmallSizes.First} to {SmallSizes.Last}; the file is damaged.");

        // An atom takes 8.2 bits at least (nine of them as one in full and eight displacements) and 102 at most.
        if (length < Atoms || length > 13L * Atoms + 8 || length > int.MaxValue - 64)
            throw error($"claims {length} compressed bytes for {Atoms} atoms, which can't be; the file is damaged.");
        DataLength = (int)length;
    }

    // In pieces: a damaged length must not take more memory than the file has bytes.
    private void ReadData(Stream stream, int length, Func<string, IlmlffException> error)
    {
        int got = 0;
        while (got < length)
        {
            int end = Math.Min(length, got + Piece);
            if (_data.Length < end + BitReader.Padding)
                Array.Resize(ref _data, Math.Min(length, Math.Max(end, 2 * got)) + BitReader.Padding);
            int read = stream.ReadAtLeast(_data.AsSpan(got, end - got), end - got, throwOnEndOfStream: false);
            got += read;
            if (got < end)
                throw EndsInside(error);
        }

        _data.AsSpan(DataLength, BitReader.Padding).Clear();
    }

    private IlmlffException EndsInside(Func<string, IlmlffException> error)
    {
        Truncated = true;
        return error("is incomplete: the file ends inside it. Was the run killed, or the copy not finished?");
    }

    private static Cell CellFrom(ReadOnlySpan<float> box, Func<string, IlmlffException> error)
    {
        Span<double> rows = stackalloc double[9];
        bool any = false;
        for (int i = 0; i < 9; i++)
        {
            if (!float.IsFinite(box[i]))
                throw error($"has a cell with {box[i]}; the file is damaged.");
            rows[i] = 10.0 * box[i];
            any |= box[i] != 0;
        }

        return any ? Cell.FromRows(rows, true, true, true) : Cell.None;
    }

    private static int Int(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadInt32BigEndian(bytes[at..]);

    private static float Float(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadSingleBigEndian(bytes[at..]);
}
