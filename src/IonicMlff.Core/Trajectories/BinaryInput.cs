namespace IonicMlff.Core.Trajectories;

/// <summary>Bytes of a binary trajectory: whole pieces or the news that the file ends.</summary>
internal sealed class BinaryInput(Stream stream) : IDisposable
{
    private const int Piece = 1 << 24;

    private byte[] _buffer = new byte[1 << 12];

    /// <summary>Bytes read so far.</summary>
    public long Position { get; private set; }

    /// <summary>Bytes of the file.</summary>
    public long Length { get; } = stream.Length;

    /// <summary>At the end of the file?</summary>
    public bool IsAtEnd => Position >= Length && Position >= stream.Length;

    /// <summary>The next bytes; null when the file ends before. Memory grows with what is there, not with what is promised.</summary>
    public bool TryRead(long count, out ReadOnlySpan<byte> bytes)
    {
        bytes = default;
        if (count < 0 || count > int.MaxValue - 64 || count > Math.Max(Length, stream.Length) - Position)
            return false;
        if (_buffer.Length < count)
            _buffer = new byte[Math.Max(count, Math.Min(2L * _buffer.Length, Piece))];
        int got = stream.ReadAtLeast(_buffer.AsSpan(0, (int)count), (int)count, throwOnEndOfStream: false);
        Position += got;
        bytes = _buffer.AsSpan(0, got);
        return got == count;
    }

    /// <inheritdoc/>
    public void Dispose() => stream.Dispose();
}
