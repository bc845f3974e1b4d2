using System.Runtime.InteropServices;

namespace IonicMlff.Analysis.Diffusion;

/// <summary>
/// Paths of many coordinates, given frame by frame and taken back coordinate by coordinate. Beyond a limit of memory they go to a
/// temporary file, which is gone when the store is disposed.
/// </summary>
internal sealed class PathStore(int coordinates, long memoryLimit) : IDisposable
{
    private const int ChunkFrames = 1024;

    private readonly List<double[]> _chunks = []; // [coordinate][frame in chunk]
    private FileStream? _file;
    private double[] _open = new double[(long)coordinates * ChunkFrames];
    private int _written; // chunks in the file

    /// <summary>Frames so far.</summary>
    public int Frames { get; private set; }

    /// <summary>Are the paths in a file?</summary>
    public bool IsSpilled => _file is not null;

    /// <summary>Adds a frame.</summary>
    public void Add(ReadOnlySpan<double> values)
    {
        int at = Frames % ChunkFrames;
        for (int k = 0; k < coordinates; k++)
            _open[(long)k * ChunkFrames + at] = values[k];
        Frames++;
        if (at == ChunkFrames - 1)
            Close();
    }

    /// <summary>The path of a coordinate. Safe from several threads.</summary>
    public void Read(int coordinate, Span<double> path)
    {
        for (int first = 0, chunk = 0; first < Frames; first += ChunkFrames, chunk++)
        {
            Span<double> to = path.Slice(first, Math.Min(ChunkFrames, Frames - first));
            long at = (long)coordinate * ChunkFrames;
            if (first + ChunkFrames > Frames)
                _open.AsSpan((int)at, to.Length).CopyTo(to);
            else if (chunk < _written)
                RandomAccess.Read(_file!.SafeFileHandle, MemoryMarshal.AsBytes(to), ((long)chunk * coordinates * ChunkFrames + at) * sizeof(double));
            else
                _chunks[chunk].AsSpan((int)at, to.Length).CopyTo(to);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file?.Dispose();

    private void Close()
    {
        if (_file is null && (_chunks.Count + 1L) * _open.Length * sizeof(double) > memoryLimit)
        {
            _file = new FileStream(
                Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
            foreach (double[] chunk in _chunks)
                Write(chunk);
            _chunks.Clear();
        }

        if (_file is not null)
        {
            Write(_open);
            return;
        }

        _chunks.Add(_open);
        _open = new double[_open.Length];
    }

    private void Write(double[] chunk)
    {
        RandomAccess.Write(_file!.SafeFileHandle, MemoryMarshal.AsBytes(chunk.AsSpan()), (long)_written * chunk.Length * sizeof(double));
        _written++;
    }
}
