using System.Buffers.Binary;
using IonicMlff.Core.Errors;
using IonicMlff.Core.Geometry;

namespace IonicMlff.Core.Trajectories.Xtc;

/// <summary>Writes a GROMACS trajectory (XTC), byte for byte as GROMACS packs the same integers; every frame is flushed.</summary>
public sealed class XtcWriter : IDisposable
{
    private readonly Stream _stream;
    private readonly int _atoms;
    private readonly float _precision;
    private readonly int[] _integers;
    private readonly Compression _compression = new();
    private readonly MemoryStream _frame = new();

    /// <summary>Writes to a stream that is disposed with the writer.</summary>
    /// <param name="stream">At the place where the next frame begins.</param>
    /// <param name="atoms">Atoms of every frame; nine or fewer are stored as floats.</param>
    /// <param name="precision">Integers per nm: 1000 keeps 0.01 Å.</param>
    public XtcWriter(Stream stream, int atoms, float precision = 1000)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(atoms);
        if (!(precision > 0) || !float.IsFinite(precision))
            throw new ArgumentOutOfRangeException(nameof(precision), precision, "Integers per nm: a number above 0, usually 1000.");
        (_stream, _atoms, _precision, _integers) = (stream, atoms, precision, new int[3 * atoms]);
    }

    /// <summary>Begins a new file; an existing one is replaced.</summary>
    public static XtcWriter Create(string path, int atoms, float precision = 1000) =>
        new(new FileStream(path, FileMode.Create, FileAccess.ReadWrite, FileShare.Read), atoms, precision);

    /// <summary>Continues a file: the frames for which <paramref name="keep"/> is false, those after them, and half a frame at the end are cut off.</summary>
    /// <param name="path">An XTC file of the same number of atoms, or an empty one.</param>
    /// <param name="atoms">Atoms of every frame.</param>
    /// <param name="keep">Given number (from 0) and frame.</param>
    /// <param name="precision">Of the frames that are added.</param>
    /// <exception cref="IlmlffException">Another number of atoms, not an XTC file, or damaged before its last frame.</exception>
    public static XtcWriter Append(string path, int atoms, Func<int, XtcFrame, bool> keep, float precision = 1000)
    {
        (long length, int frames) = WholeFrames(path, atoms, keep);
        var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read);
        file.SetLength(length);
        file.Seek(0, SeekOrigin.End);
        return new XtcWriter(file, atoms, precision) { FrameCount = frames };
    }

    /// <summary>Frames in the file, those before <see cref="Append"/> included.</summary>
    public int FrameCount { get; private set; }

    /// <summary>Adds a frame.</summary>
    /// <param name="step">Stored in 32 bits.</param>
    /// <param name="time">ps; stored as a float.</param>
    /// <param name="cell">Å; stored as floats in nm, zeros when not periodic.</param>
    /// <param name="positions">Å; three per atom.</param>
    /// <exception cref="IlmlffException">A position that is not finite, or too large for the precision.</exception>
    public void Write(long step, double time, in Cell cell, ReadOnlySpan<double> positions)
    {
        if (positions.Length != 3 * _atoms)
            throw new ArgumentException($"The file has {_atoms} atoms: expected {3 * _atoms} numbers, not {positions.Length}.", nameof(positions));
        BeginFrame((int)step, (float)time, cell);
        if (_atoms <= XtcRecord.MostPlain)
        {
            for (int i = 0; i < positions.Length; i++)
                Put((float)(0.1 * Finite(positions[i], i)));
        }
        else
        {
            double perAngstrom = _precision / 10.0;
            for (int i = 0; i < positions.Length; i++)
            {
                double rounded = Math.Round(Finite(positions[i], i) * perAngstrom, MidpointRounding.AwayFromZero);
                if (Math.Abs(rounded) > int.MaxValue - 2)
                    throw TooLarge($"{"xyz"[i % 3]} of atom {i / 3 + 1} is {positions[i]} Å");
                _integers[i] = (int)rounded;
            }

            PutCompressed();
        }

        EndFrame();
    }

    /// <summary>Adds a frame of stored integers, which are exchanged in place.</summary>
    internal void WriteIntegers(int step, float time, in Cell cell, ReadOnlySpan<int> integers)
    {
        BeginFrame(step, time, cell);
        integers.CopyTo(_integers);
        PutCompressed();
        EndFrame();
    }

    /// <summary>Closes the stream.</summary>
    public void Dispose() => _stream.Dispose();

    private static (long Length, int Frames) WholeFrames(string path, int atoms, Func<int, XtcFrame, bool> keep)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 1 << 16);
        var record = new XtcRecord();
        long end = 0;
        int frames = 0;
        try
        {
            for (long offset = 0; record.Read(file, -1, ref offset, Error); end = offset, frames++)
            {
                if (record.Atoms != atoms)
                    throw Error($"has {record.Atoms} atoms, the run has {atoms}.");
                if (!keep(frames, record.Frame))
                    break;
            }
        }
        catch (IlmlffException) when (record.Truncated)
        {
            // It is cut off.
        }

        return (end, frames);

        IlmlffException Error(string what) => IlmlffException.BadData($"{path} can't be continued: frame {frames + 1} {what}");
    }

    private void BeginFrame(int step, float time, in Cell cell)
    {
        _frame.SetLength(0);
        Put(_atoms > XtcRecord.Most1995 ? XtcRecord.MagicLarge : XtcRecord.Magic);
        Put(_atoms);
        Put(step);
        Put(time);
        ReadOnlySpan<double> rows = [cell.Ax, cell.Ay, cell.Az, cell.Bx, cell.By, cell.Bz, cell.Cx, cell.Cy, cell.Cz];
        foreach (double number in rows)
            Put(cell.IsPeriodic ? (float)(0.1 * number) : 0f);
        Put(_atoms);
    }

    private void PutCompressed()
    {
        if (!_compression.Encode(_integers))
            throw TooLarge("the positions span more than 31 bits");
        Put(_precision);
        foreach (int number in _compression.Min)
            Put(number);
        foreach (int number in _compression.Max)
            Put(number);
        Put(_compression.FirstSmallIndex);
        ReadOnlySpan<byte> bytes = _compression.Bits.Finish();
        if (_atoms > XtcRecord.Most1995)
            Put(0);
        Put(bytes.Length);
        _frame.Write(bytes);
        while (_frame.Length % 4 != 0)
            _frame.WriteByte(0);
    }

    // One write of a whole frame: whoever reads along sees at most one incomplete frame.
    private void EndFrame()
    {
        _stream.Write(_frame.GetBuffer(), 0, (int)_frame.Length);
        _stream.Flush();
        FrameCount++;
    }

    private double Finite(double value, int index) => double.IsFinite(value)
        ? value
        : throw IlmlffException.BadData($"frame {FrameCount + 1} is not written: {"xyz"[index % 3]} of atom {index / 3 + 1} is {value}.");

    private IlmlffException TooLarge(string what) => IlmlffException.BadData(
        $"frame {FrameCount + 1} is not written: {what}, which XTC can't store with the precision {_precision} per nm. Wrap the positions, or write another format.");

    private void Put(int value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        _frame.Write(bytes);
    }

    private void Put(float value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteSingleBigEndian(bytes, value);
        _frame.Write(bytes);
    }
}
