using System.Runtime.InteropServices;

namespace IonicMlff.Analysis.Diffusion;

/// <summary>
/// Paths of many coordinates, given frame by frame and taken back coordinate by coordinate. Beyond a limit of memory they go to a
/// temporary file, which is gone when the store is disposed.
/// </summary>
internal sealed class PathStore : IDisposable
{
    private const int LongestChunk = 1024, Tile = 8; // frames; eight doubles are a line of the cache
    private const int ChunkBytes = 8 << 20;

    private readonly List<double[]> _chunks = []; // [coordinate][frame in chunk]
    private readonly double[] _tile; // [frame in tile][coordinate]
    private readonly int _coordinates, _chunkFrames;
    private readonly long _memoryLimit;
    private FileStream? _file;
    private double[] _open;
    private int _written; // chunks in the file

    /// <summary>An empty store.</summary>
    public PathStore(int coordinates, long memoryLimit)
    {
        (_coordinates, _memoryLimit) = (coordinates, memoryLimit);
        _chunkFrames = (int)Math.Clamp(ChunkBytes / (sizeof(double) * (long)coordinates) / Tile * Tile, Tile, LongestChunk);
        _tile = new double[Tile * coordinates];
        _open = new double[(long)coordinates * _chunkFrames];
    }

    /// <summary>Frames so far.</summary>
    public int Frames { get; private set; }

    /// <summary>Are the paths in a file?</summary>
    public bool IsSpilled => _file is not null;

    /// <summary>Adds a frame.</summary>
    public void Add(ReadOnlySpan<double> values)
    {
        values.CopyTo(_tile.AsSpan(Frames % Tile * _coordinates));
        Frames++;
        if (Frames % Tile == 0)
            Empty(Frames - Tile, Tile);
        if (Frames % _chunkFrames == 0)
            Close();
    }

    /// <summary>Ends the writing; paths can be read from now on.</summary>
    public void Complete() => Empty(Frames / Tile * Tile, Frames % Tile);

    /// <summary>The path of a coordinate. Safe from several threads.</summary>
    public void Read(int coordinate, Span<double> path)
    {
        for (int first = 0, chunk = 0; first < Frames; first += _chunkFrames, chunk++)
        {
            Span<double> to = path.Slice(first, Math.Min(_chunkFrames, Frames - first));
            long at = (long)coordinate * _chunkFrames;
            if (first + _chunkFrames > Frames)
                _open.AsSpan((int)at, to.Length).CopyTo(to);
            else if (chunk < _written)
                RandomAccess.Read(_file!.SafeFileHandle, MemoryMarshal.AsBytes(to), ((long)chunk * _open.Length + at) * sizeof(double));
            else
                _chunks[chunk].AsSpan((int)at, to.Length).CopyTo(to);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file?.Dispose();

    // Frames first.. of the tile into the open chunk.
    private void Empty(int first, int count)
    {
        int at = first % _chunkFrames;
        for (int k = 0; k < _coordinates && count > 0; k++)
        {
            Span<double> to = _open.AsSpan(k * _chunkFrames + at, count);
            for (int f = 0; f < to.Length; f++)
                to[f] = _tile[f * _coordinates + k];
        }
    }

    private void Close()
    {
        if (_file is null && (_chunks.Count + 1L) * _open.Length * sizeof(double) > _memoryLimit)
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
