using System.Text;
using IonicMlff.Core.Errors;

namespace IonicMlff.Tool.Md;

/// <summary>
/// A file that only grows (trajectory, table). Its length at a checkpoint is part of the checkpoint; a continued run cuts the file there
/// and goes on.
/// </summary>
internal sealed class GrowingFile : IDisposable
{
    private readonly FileStream stream;

    /// <summary>Opens a file, cut to <paramref name="length"/> bytes (0: anew).</summary>
    /// <exception cref="IlmlffException">The file is shorter than that.</exception>
    public GrowingFile(string path, long length)
    {
        stream = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, 1 << 16);
        if (stream.Length < length)
        {
            long found = stream.Length;
            stream.Dispose();
            throw IlmlffException.BadData($"{path} has {found} bytes, but had {length} when the checkpoint was written; it was changed since. Put it back, or start anew with --overwrite.");
        }

        stream.SetLength(length);
        stream.Seek(length, SeekOrigin.Begin);
        Writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), 1 << 16, leaveOpen: true) { NewLine = "\n" };
    }

    /// <summary>For text.</summary>
    public StreamWriter Writer { get; }

    /// <summary>For bytes; not both.</summary>
    public Stream Stream => stream;

    /// <summary>Bytes written.</summary>
    public long Length
    {
        get
        {
            Writer.Flush();
            return stream.Length;
        }
    }

    /// <summary>Sees to it that all is on the disk.</summary>
    public void Sync()
    {
        Writer.Flush();
        stream.Flush(flushToDisk: true);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Writer.Dispose();
        stream.Dispose();
    }
}
