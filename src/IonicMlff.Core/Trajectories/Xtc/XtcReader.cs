using System.Buffers.Binary;
using IonicMlff.Core.Errors;

namespace IonicMlff.Core.Trajectories.Xtc;

/// <summary>
/// Reads a GROMACS trajectory (XTC) frame by frame: <see cref="Open"/>, then <see cref="TryRead"/> into the caller's array until it
/// returns false. Positions are exact: the stored integer divided by the precision, in Å, as the nearest double.
/// </summary>
/// <remarks>
/// Every failure is an <see cref="IlmlffException"/> that names file and frame; after one the reader can't go on. Memory is bounded by
/// what the file holds, not by what it promises: the first frame is read at once, so <see cref="AtomCount"/> can be trusted.
/// </remarks>
public sealed class XtcReader : IDisposable
{
    private readonly Stream _stream;
    private readonly string _name;
    private readonly XtcRecord _record = new();
    private long _offset;
    private bool _pending;
    private int[] _integers = [];

    /// <summary>Begins with a stream that is disposed with the reader; <paramref name="name"/> is used in messages.</summary>
    /// <exception cref="IlmlffException">Not an XTC file, or its first frame is damaged.</exception>
    public XtcReader(Stream stream, string name)
    {
        (_stream, _name) = (stream, name);
        try
        {
            _pending = _record.Read(stream, -1, ref _offset, Error);
            if (!_pending)
                throw IlmlffException.BadData($"{name}: the file is empty; expected a GROMACS XTC trajectory.");
            AtomCount = _record.Atoms;
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>Opens a file.</summary>
    public static XtcReader Open(string path) =>
        new(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 1 << 16, FileOptions.SequentialScan), path);

    /// <summary>Atoms, the same in all frames.</summary>
    public int AtomCount { get; }

    /// <summary>Whole frames read or skipped so far.</summary>
    public int FramesRead { get; private set; }

    /// <summary>Bytes up to the end of the last whole frame.</summary>
    public long EndOfFrame { get; private set; }

    /// <summary>After a failure: the file ends inside a frame (a run that was killed, or still writes), all before it is good.</summary>
    public bool Truncated => _record.Truncated;

    /// <summary>After a failure: the frame has another number of atoms than those before.</summary>
    public bool AtomCountChanged => _record.AtomCountChanged;

    /// <summary>Reads the next frame; false at the end of the file.</summary>
    /// <param name="positions">Å; three numbers per atom.</param>
    /// <param name="frame">Step, time, cell.</param>
    public bool TryRead(Span<double> positions, out XtcFrame frame)
    {
        if (positions.Length != 3 * AtomCount)
            throw new ArgumentException($"The file has {AtomCount} atoms: expected {3 * AtomCount} numbers, not {positions.Length}.", nameof(positions));
        if (!TryNext(out frame))
            return false;
        if (AtomCount <= XtcRecord.MostPlain)
            CopyFloats(positions);
        else
            CopyIntegers(positions, frame.Precision);
        Done();
        return true;
    }

    /// <summary>Passes over the next frame without unpacking its positions.</summary>
    public bool TrySkip(out XtcFrame frame)
    {
        if (!TryNext(out frame))
            return false;
        Done();
        return true;
    }

    /// <summary>The stored integers of the next frame, <see cref="XtcFrame.Precision"/> per nm. Not for nine atoms or fewer.</summary>
    internal bool TryReadIntegers(out ReadOnlySpan<int> integers, out XtcFrame frame)
    {
        integers = default;
        if (!TryNext(out frame))
            return false;
        integers = Unpack();
        Done();
        return true;
    }

    /// <summary>Closes the stream.</summary>
    public void Dispose() => _stream.Dispose();

    private bool TryNext(out XtcFrame frame)
    {
        bool have = _pending || _record.Read(_stream, AtomCount, ref _offset, Error);
        _pending = false;
        frame = have ? _record.Frame : default;
        return have;
    }

    private void Done()
    {
        FramesRead++;
        EndOfFrame = _offset;
    }

    private void CopyFloats(Span<double> positions)
    {
        for (int i = 0; i < positions.Length; i++)
        {
            float nm = BinaryPrimitives.ReadSingleBigEndian(_record.Data[(4 * i)..]);
            if (!float.IsFinite(nm))
                throw Error($"has {"xyz"[i % 3]} = {nm} at atom {i / 3 + 1}.");
            positions[i] = 10.0 * nm;
        }
    }

    private void CopyIntegers(Span<double> positions, float precision)
    {
        int[] integers = Unpack();
        double perAngstrom = precision / 10.0;
        for (int i = 0; i < positions.Length; i++)
            positions[i] = integers[i] / perAngstrom;
    }

    private int[] Unpack()
    {
        if (_integers.Length == 0)
            _integers = new int[3 * AtomCount];
        string? wrong = Decompression.Decode(new BitReader(_record.Data, _record.DataLength), new CoordinateRange(_record.Min, _record.Max),
            _record.FirstSmallIndex, _integers);
        return wrong is null ? _integers : throw Error($"is damaged: {wrong}.");
    }

    private IlmlffException Error(string what) =>
        IlmlffException.BadData($"{_name}: frame {FramesRead + 1} ({FramesRead} whole frames before it) {what}");
}
