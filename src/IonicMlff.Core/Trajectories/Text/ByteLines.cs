using IonicMlff.Core.Trajectories.Compression;

namespace IonicMlff.Core.Trajectories.Text;

/// <summary>Lines of a text file as bytes, numbered from 1; plain or gzip, told by the first bytes. Damage ends the lines.</summary>
internal sealed class ByteLines : IDisposable
{
    private const int LongestLine = 1 << 20;

    private readonly IByteSource _source;
    private readonly long _size;
    private byte[] _buffer = new byte[1 << 17];
    private int _next, _end;
    private bool _isAtEnd;

    /// <summary>Lines of a stream of so many bytes.</summary>
    public ByteLines(Stream stream)
    {
        _size = stream.Length;
        IsCompressed = stream.ReadByte() == 0x1f && stream.ReadByte() == 0x8b;
        stream.Position = 0;
        _source = IsCompressed ? new GzipInflater(stream) : new PlainBytes(stream);
    }

    /// <summary>Is the file gzip?</summary>
    public bool IsCompressed { get; }

    /// <summary>Number of the line read last.</summary>
    public long Number { get; private set; }

    /// <summary>Share of the file read.</summary>
    public double Progress => _size == 0 ? 1 : (double)_source.Consumed / _size;

    /// <summary>What ended the bytes before their time.</summary>
    public (FaultKind Kind, string Text)? Fault => _source.Fault;

    /// <summary>
    /// The next line without its end; false at the end. A last line without line feed is a line, unless the bytes ended with a fault. The
    /// span is valid until the next call.
    /// </summary>
    public bool TryRead(out ReadOnlySpan<byte> line)
    {
        int searched = 0;
        while (true)
        {
            ReadOnlySpan<byte> rest = _buffer.AsSpan(_next, _end - _next);
            int feed = rest[searched..].IndexOf((byte)'\n');
            if (feed >= 0)
            {
                line = Finished(rest[..(searched + feed)]);
                _next += searched + feed + 1;
                Number++;
                return true;
            }

            if (_isAtEnd || rest.Length > LongestLine)
            {
                line = Finished(rest);
                _next = _end;
                bool isLine = rest.Length > 0 && Fault is null;
                Number += isLine ? 1 : 0;
                return isLine;
            }

            searched = rest.Length;
            More();
        }
    }

    /// <summary>Reads the rest of a compressed file, which shows whether it is damaged.</summary>
    public void Verify()
    {
        while (IsCompressed && _source.Read(_buffer) > 0)
        {
        }

        _next = _end = 0;
        _isAtEnd = true;
    }

    /// <inheritdoc/>
    public void Dispose() => _source.Dispose();

    private static ReadOnlySpan<byte> Finished(ReadOnlySpan<byte> line) => line.Length > 0 && line[^1] == '\r' ? line[..^1] : line;

    private void More()
    {
        if (_next > 0)
        {
            _buffer.AsSpan(_next, _end - _next).CopyTo(_buffer);
            (_next, _end) = (0, _end - _next);
        }

        if (_end == _buffer.Length)
            Array.Resize(ref _buffer, 2 * _buffer.Length);
        int n = _source.Read(_buffer.AsSpan(_end));
        _end += n;
        _isAtEnd = n == 0;
    }
}
