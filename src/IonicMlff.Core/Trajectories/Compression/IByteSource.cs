namespace IonicMlff.Core.Trajectories.Compression;

/// <summary>Bytes of a file, as they are or inflated. Damage ends the bytes; it is no exception.</summary>
internal interface IByteSource : IDisposable
{
    /// <summary>Why the bytes ended before their time; null when they did not.</summary>
    (FaultKind Kind, string Text)? Fault { get; }

    /// <summary>Bytes of the file used so far.</summary>
    long Consumed { get; }

    /// <summary>Reads some bytes; 0 at the end and at a fault.</summary>
    int Read(Span<byte> to);
}

/// <summary>The bytes of a stream as they are.</summary>
internal sealed class PlainBytes(Stream stream) : IByteSource
{
    /// <inheritdoc/>
    public (FaultKind Kind, string Text)? Fault { get; private set; }

    /// <inheritdoc/>
    public long Consumed { get; private set; }

    /// <inheritdoc/>
    public int Read(Span<byte> to)
    {
        try
        {
            int n = stream.Read(to);
            Consumed += n;
            return n;
        }
        catch (IOException e)
        {
            Fault = (FaultKind.Truncated, $"reading failed: {e.Message}");
            return 0;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => stream.Dispose();
}
