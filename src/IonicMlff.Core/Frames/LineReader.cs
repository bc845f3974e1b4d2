using System.IO.Compression;
using System.Text;
using IonicMlff.Core.Errors;

namespace IonicMlff.Core.Frames;

/// <summary>
/// Lines of a text file, plain or gzip (told by its first bytes), numbered from 1. A line is bounded, so that a binary file or a
/// gzip bomb ends in an error and not in exhausted memory.
/// </summary>
internal sealed class LineReader : IDisposable
{
    /// <summary>Characters in a line accepted at most.</summary>
    public const int LongestLine = 1 << 22;

    private readonly StreamReader _reader;
    private readonly char[] _block = new char[1 << 15];
    private char[] _line = new char[512];
    private int _next, _end;

    /// <summary>Reads from a stream, which is disposed with the reader.</summary>
    public LineReader(Stream stream, string name)
    {
        Name = name;
        Stream text = Guarded(() => Unpacked(stream));
        _reader = new StreamReader(text, Encoding.UTF8, detectEncodingFromByteOrderMarks: true, bufferSize: 1 << 15);
    }

    /// <summary>Name of the file, for messages.</summary>
    public string Name { get; }

    /// <summary>Number of the line read last.</summary>
    public long LineNumber { get; private set; }

    /// <summary>Opens a file.</summary>
    /// <exception cref="IlmlffException">There is no such file, or it can't be read.</exception>
    public static LineReader Open(string path)
    {
        if (Directory.Exists(path))
            throw IlmlffException.BadData($"{path} is a folder; expected an extended XYZ file.");
        if (!File.Exists(path))
            throw IlmlffException.BadData($"{path}: no such file. Check the name and the current folder "
                + $"({Directory.GetCurrentDirectory()}).");
        try
        {
            return new(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1 << 16), path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw IlmlffException.BadData($"{path} can't be read: {e.Message}", e);
        }
    }

    /// <summary>The next line without its end; false at the end of the file. The span is valid until the next call.</summary>
    public bool TryRead(out ReadOnlySpan<char> line)
    {
        int length = 0;
        while (true)
        {
            if (_next == _end)
            {
                _next = 0;
                _end = Guarded(() => _reader.Read(_block, 0, _block.Length));
                if (_end == 0)
                {
                    LineNumber += length > 0 ? 1 : 0;
                    line = Finished(length);
                    return length > 0;
                }
            }

            ReadOnlySpan<char> rest = _block.AsSpan(_next, _end - _next);
            int newline = rest.IndexOf('\n');
            ReadOnlySpan<char> piece = newline < 0 ? rest : rest[..newline];
            Append(piece, length);
            length += piece.Length;
            _next += piece.Length;
            if (newline < 0)
                continue;
            _next++;
            LineNumber++;
            line = Finished(length);
            return true;
        }
    }

    /// <summary>An error at a line of this file.</summary>
    public IlmlffException Error(long lineNumber, string message) => IlmlffException.BadData($"{Name}:{lineNumber}: {message}");

    /// <inheritdoc/>
    public void Dispose() => _reader.Dispose();

    /// <summary>The line without a carriage return at its end; one inside is white space.</summary>
    private ReadOnlySpan<char> Finished(int length)
    {
        if (length > 0 && _line[length - 1] == '\r')
            length--;
        Span<char> line = _line.AsSpan(0, length);
        line.Replace('\r', ' ');
        return line;
    }

    private void Append(ReadOnlySpan<char> piece, int length)
    {
        if (length + piece.Length > LongestLine)
            throw Error(LineNumber + 1, $"the line is longer than {LongestLine} characters; this is not an extended XYZ file.");
        if (length + piece.Length > _line.Length)
            Array.Resize(ref _line, Math.Max(2 * _line.Length, length + piece.Length));
        piece.CopyTo(_line.AsSpan(length));
    }

    private static Stream Unpacked(Stream stream)
    {
        var buffered = new BufferedStream(stream, 1 << 16);
        if (!buffered.CanSeek)
            return buffered;
        int first = buffered.ReadByte(), second = buffered.ReadByte();
        buffered.Position = 0;
        return first == 0x1f && second == 0x8b ? new GZipStream(buffered, CompressionMode.Decompress) : buffered;
    }

    private T Guarded<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            throw IlmlffException.BadData($"{Name}: after line {LineNumber}: {e.Message} The file is damaged or truncated; copy "
                + "or make it anew.", e);
        }
    }
}
