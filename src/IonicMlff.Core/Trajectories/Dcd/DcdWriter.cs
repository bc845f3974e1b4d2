using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using IonicMlff.Core.Errors;
using IonicMlff.Core.Geometry;

namespace IonicMlff.Core.Trajectories.Dcd;

/// <summary>
/// Writes a CHARMM/NAMD trajectory (DCD) as OpenMM does: positions in Å as floats, one unit cell per frame, little-endian. The header's
/// frame count is brought up to date after every frame, so the file is whole at any time.
/// </summary>
public sealed class DcdWriter : IDisposable
{
    private const int HeaderLength = 4 + 84 + 4 + 4 + 164 + 4 + 4 + 4 + 4;
    private const double PicosecondsPerAkma = 0.04888821;
    private readonly FileStream _file;
    private readonly int _atoms;
    private readonly bool _periodic;
    private readonly int _interval;
    private readonly int _firstStep;
    private readonly float[] _column;

    /// <summary>Begins a new file; an existing one is replaced. Frame k (from 1) is of step firstStep + k · interval; step size in ps.</summary>
    public DcdWriter(string path, int atoms, double stepSize, int firstStep, int interval, bool periodic)
    {
        (_atoms, _interval, _firstStep, _periodic, _column) = (atoms, interval, firstStep, periodic, new float[atoms]);
        _file = new FileStream(path, FileMode.Create, FileAccess.ReadWrite, FileShare.Read);
        _file.Write(Header(stepSize));
    }

    /// <summary>Continues a file that this class or OpenMM wrote; frames from <paramref name="beforeStep"/> on, and half a frame at the end, are cut off.</summary>
    /// <exception cref="IlmlffException">It is not such a file, or of another number of atoms.</exception>
    public DcdWriter(string path, int atoms, long beforeStep)
    {
        (_atoms, _column) = (atoms, new float[atoms]);
        _file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read);
        try
        {
            var header = new byte[HeaderLength];
            if (_file.ReadAtLeast(header, HeaderLength, throwOnEndOfStream: false) < HeaderLength || !header.AsSpan(4, 4).SequenceEqual("CORD"u8)
                || Read(header, 0) != 84 || Read(header, 92) != 164)
            {
                throw IlmlffException.BadData($"'{path}' can't be continued: it is not a DCD file with the header that OpenMM writes.");
            }

            if (Read(header, HeaderLength - 8) != atoms)
                throw IlmlffException.BadData($"'{path}' can't be continued: it has {Read(header, HeaderLength - 8)} atoms, the System {atoms}.");
            (_firstStep, _interval, _periodic) = (Read(header, 12), Read(header, 16), Read(header, 48) != 0);
            long whole = (_file.Length - HeaderLength) / FrameLength;
            long kept = Math.Clamp((beforeStep - 1 - _firstStep) / Math.Max(1, _interval), 0, whole);
            FrameCount = (int)kept;
            _file.SetLength(HeaderLength + kept * FrameLength);
            WriteCounts();
        }
        catch
        {
            _file.Dispose();
            throw;
        }
    }

    /// <summary>Frames in the file.</summary>
    public int FrameCount { get; private set; }

    private long FrameLength => (_periodic ? 56 : 0) + 3 * (8 + 4L * _atoms);

    /// <summary>Adds a frame.</summary>
    /// <param name="cell">Å; only lengths and angles are kept, and only by a periodic file.</param>
    /// <param name="positions">Å; three per atom.</param>
    public void Write(in Cell cell, ReadOnlySpan<double> positions)
    {
        if (positions.Length != 3 * _atoms)
            throw new ArgumentException($"The file has {_atoms} atoms: expected {3 * _atoms} numbers, not {positions.Length}.", nameof(positions));
        _file.Seek(0, SeekOrigin.End);
        Span<byte> mark = stackalloc byte[4];
        if (_periodic)
        {
            BinaryPrimitives.WriteInt32LittleEndian(mark, 48);
            _file.Write(mark);
            _file.Write(MemoryMarshal.AsBytes<double>(CellRecord(cell)));
            _file.Write(mark);
        }

        BinaryPrimitives.WriteInt32LittleEndian(mark, 4 * _atoms);
        for (int axis = 0; axis < 3; axis++)
        {
            for (int i = 0; i < _atoms; i++)
                _column[i] = (float)positions[3 * i + axis];
            _file.Write(mark);
            _file.Write(MemoryMarshal.AsBytes<float>(_column));
            _file.Write(mark);
        }

        FrameCount++;
        WriteCounts();
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _file.Dispose();

    // a, cos gamma, b, cos beta, cos alpha, c
    private static double[] CellRecord(in Cell h)
    {
        double a = Length(h.Ax, h.Ay, h.Az), b = Length(h.Bx, h.By, h.Bz), c = Length(h.Cx, h.Cy, h.Cz);
        return
        [
            a, (h.Ax * h.Bx + h.Ay * h.By + h.Az * h.Bz) / (a * b), b,
            (h.Ax * h.Cx + h.Ay * h.Cy + h.Az * h.Cz) / (a * c), (h.Bx * h.Cx + h.By * h.Cy + h.Bz * h.Cz) / (b * c), c,
        ];

        static double Length(double x, double y, double z) => Math.Sqrt(x * x + y * y + z * z);
    }

    private static int Read(ReadOnlySpan<byte> header, int at) => BinaryPrimitives.ReadInt32LittleEndian(header[at..]);

    private byte[] Header(double stepSize)
    {
        using var bytes = new MemoryStream();
        using var w = new BinaryWriter(bytes, Encoding.ASCII);
        w.Write(84);
        w.Write("CORD"u8);
        w.Write(0);          // frames
        w.Write(_firstStep);
        w.Write(_interval);
        for (int i = 0; i < 6; i++) // last step, ...
            w.Write(0);
        w.Write((float)(stepSize / PicosecondsPerAkma));
        w.Write(_periodic ? 1 : 0);
        for (int i = 0; i < 8; i++)
            w.Write(0);
        w.Write(24);         // as if CHARMM 24 had written it
        w.Write(84);
        w.Write(164);
        w.Write(2);
        w.Write(Title("Created by IonicMlff"));
        w.Write(Title($"Created {DateTime.Now:yyyy-MM-dd HH:mm:ss}"));
        w.Write(164);
        w.Write(4);
        w.Write(_atoms);
        w.Write(4);
        return bytes.ToArray();
    }

    private static byte[] Title(string text)
    {
        var line = new byte[80];
        Encoding.ASCII.GetBytes(text, line);
        return line;
    }

    private void WriteCounts()
    {
        Span<byte> number = stackalloc byte[4];
        foreach ((long at, int value) in ((long, int)[])[(8, FrameCount), (20, (int)Math.Min(int.MaxValue, _firstStep + (long)FrameCount * _interval))])
        {
            BinaryPrimitives.WriteInt32LittleEndian(number, value);
            _file.Seek(at, SeekOrigin.Begin);
            _file.Write(number);
        }

        _file.Flush();
    }
}
