using IonicMlff.Core.Errors;
using Microsoft.Win32.SafeHandles;

namespace IonicMlff.Models.Pickle;

/// <summary>Bytes with random access: a file, or memory (an archive nested in another one).</summary>
internal abstract class ByteSource : IDisposable
{
    /// <summary>What error messages call these bytes.</summary>
    public required string Name { get; init; }

    /// <summary>Number of bytes.</summary>
    public abstract long Length { get; }

    /// <summary>Fills <paramref name="into"/> from the given offset; the caller has checked the range.</summary>
    public abstract void Read(long offset, Span<byte> into);

    /// <summary>A fresh array of bytes; the range is checked before anything is allocated.</summary>
    public byte[] Read(long offset, long count)
    {
        if (offset < 0 || count < 0 || offset > Length - count || count > Array.MaxLength)
        {
            throw IlmlffException.BadData(
                $"{Name}: {count} bytes are claimed at byte {offset}, but the file has {Length} bytes. It is truncated or damaged: copy it again.");
        }

        var bytes = new byte[count];
        Read(offset, bytes);
        return bytes;
    }

    /// <inheritdoc/>
    public abstract void Dispose();
}

/// <summary>Bytes of a file, read on demand.</summary>
internal sealed class FileByteSource : ByteSource
{
    private readonly SafeFileHandle _handle;

    public FileByteSource(SafeFileHandle handle)
    {
        _handle = handle;
        Length = RandomAccess.GetLength(handle);
    }

    public override long Length { get; }

    public override void Read(long offset, Span<byte> into)
    {
        while (into.Length > 0)
        {
            int n = RandomAccess.Read(_handle, into, offset);
            if (n == 0)
            {
                throw IlmlffException.BadData($"{Name}: ended early at byte {offset}; it was changed while being read.");
            }

            into = into[n..];
            offset += n;
        }
    }

    public override void Dispose() => _handle.Dispose();
}

/// <summary>Bytes in memory.</summary>
internal sealed class MemoryByteSource(ReadOnlyMemory<byte> bytes) : ByteSource
{
    public override long Length => bytes.Length;

    public override void Read(long offset, Span<byte> into) => bytes.Span.Slice((int)offset, into.Length).CopyTo(into);

    public override void Dispose()
    {
    }
}
