using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace OpenMM;

/// <summary>
/// Writes a CHARMM/NAMD trajectory (DCD): positions in Å as floats, one unit cell per frame, little-endian. The header's frame count is
/// brought up to date after every frame, so the file is whole at any time.
/// </summary>
public sealed class DcdWriter : IDisposable
{
    private const int HeaderLength = 4 + 84 + 4 + 4 + 164 + 4 + 4 + 4 + 4;
    private const double PicosecondsPerAkma = 0.04888821;
    private readonly FileStream _file;
    private readonly int _atoms;
    private readonly bool _periodic;
    private readonly int _interval;
    private readonly float[] _column;
    private int _firstStep;

    /// <summary>Begins a new file. Frame k (from 1) is of step firstStep + k · interval; step size in ps.</summary>
    public DcdWriter(string path, int atoms, double stepSize, int firstStep, int interval, bool periodic)
    {
        (_atoms, _interval, _firstStep, _periodic) = (atoms, interval, firstStep, periodic);
        _column = new float[atoms];
        _file = new FileStream(path, FileMode.Create, FileAccess.ReadWrite, FileShare.Read);
        _file.Write(Header(stepSize));
    }

    /// <summary>Continues a file that this class or OpenMM wrote; frames from <paramref name="beforeStep"/> on, and half a frame at the end, are cut off.</summary>
    /// <exception cref="OpenMMException">It is not such a file, or of another number of atoms.</exception>
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
                throw new OpenMMException($"'{path}' can't be continued: it is not a DCD file with the header that OpenMM writes.");
            }

            if (Read(header, HeaderLength - 8) != atoms)
                throw new OpenMMException($"'{path}' can't be continued: it has {Read(header, HeaderLength - 8)} atoms, the System {atoms}.");
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

    public int FrameCount { get; private set; }

    private long FrameLength => (_periodic ? 56 : 0) + 3 * (8 + 4L * _atoms);

    /// <summary>Adds a frame; nm.</summary>
    public void Write(ReadOnlySpan<Vec3> positions, Box box)
    {
        if (positions.Length != _atoms)
            throw new ArgumentException($"The file has {_atoms} atoms, not {positions.Length}.");
        _file.Seek(0, SeekOrigin.End);
        Span<byte> mark = stackalloc byte[4];
        if (_periodic)
        {
            BinaryPrimitives.WriteInt32LittleEndian(mark, 48);
            _file.Write(mark);
            _file.Write(MemoryMarshal.AsBytes<double>(Cell(box)));
            _file.Write(mark);
        }

        BinaryPrimitives.WriteInt32LittleEndian(mark, 4 * _atoms);
        for (int axis = 0; axis < 3; axis++)
        {
            for (int i = 0; i < _atoms; i++)
                _column[i] = (float)(10 * (axis switch { 0 => positions[i].X, 1 => positions[i].Y, _ => positions[i].Z }));
            _file.Write(mark);
            _file.Write(MemoryMarshal.AsBytes<float>(_column));
            _file.Write(mark);
        }

        FrameCount++;
        WriteCounts();
    }

    public void Dispose() => _file.Dispose();

    // a, cos gamma, b, cos beta, cos alpha, c; Angstrom.
    private static double[] Cell(Box box)
    {
        static double Cosine(Vec3 u, Vec3 v) => u.Dot(v) / (u.Length * v.Length);
        return [10 * box.A.Length, Cosine(box.A, box.B), 10 * box.B.Length, Cosine(box.A, box.C), Cosine(box.B, box.C), 10 * box.C.Length];
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
        w.Write(Title("Created by OpenMM.NET"));
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
