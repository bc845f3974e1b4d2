using System.IO.Compression;

namespace IonicMlff.Core.Hdf5;

/// <summary>Storage of one dataset: gathers its bytes, row-major, undoing filters.</summary>
internal sealed class DatasetReader
{
    private const int Deflate = 1, Shuffle = 2, Fletcher32 = 3;
    private const int MaxRank = 32;

    private static readonly Dictionary<int, string> OtherFilters = new()
    {
        [4] = "szip",
        [5] = "n-bit",
        [6] = "scale-offset",
        [32000] = "LZF",
        [32001] = "Blosc",
        [32004] = "LZ4",
        [32015] = "Zstandard",
    };

    private readonly Hdf5Format _format;
    private readonly ObjectHeader _header;
    private readonly int _elementSize;
    private readonly long[] _shape;
    private readonly List<int> _filters = [];
    private readonly long _largest;
    private byte[] _bytes = [];
    private long[] _chunk = [];
    private long[] _chunkCounts = [];
    private long _chunksLeft;

    /// <param name="format">File.</param>
    /// <param name="header">Header of the dataset.</param>
    /// <param name="elementSize">Bytes of an element.</param>
    /// <param name="shape">Shape of the dataset.</param>
    /// <param name="largest">Bytes that all chunks together may unpack to.</param>
    public DatasetReader(Hdf5Format format, ObjectHeader header, int elementSize, long[] shape, long largest)
    {
        (_format, _header, _elementSize, _shape, _largest) = (format, header, elementSize, shape, largest);
        if (shape.Length > MaxRank)
            throw format.Damaged($"a dataset of {shape.Length} dimensions");
        if (header.Find(MessageType.Filters) is { } filters)
            ReadFilters(filters);
    }

    public ReadOnlyMemory<byte> Read(int bytes)
    {
        Hdf5Cursor layout = _header.Get(MessageType.Layout);
        int version = layout.Byte();
        if (version is < 3 or > 4)
            throw _format.Unsupported($"data layouts of version {version}");

        switch (layout.Byte())
        {
            case 0:
                return layout.Int16() is var size && size >= bytes ? layout.TakeMemory(bytes)
                    : throw _format.Damaged($"a dataset of {bytes} bytes is stored in {size}");
            case 1:
                ulong address = layout.Address();
                return address == Hdf5Format.Undefined ? throw _format.Damaged("a dataset was never written")
                    : _format.At(address, (ulong)bytes).TakeMemory(bytes);
            case 2:
                _bytes = new byte[bytes];
                if (version == 3)
                    ReadChunked3(layout);
                else
                    ReadChunked4(layout);
                return _bytes;
            default:
                throw _format.Unsupported("virtual datasets");
        }
    }

    /// <summary>Version 3: a B-tree of chunks.</summary>
    private void ReadChunked3(Hdf5Cursor layout)
    {
        int rank = layout.Byte() - 1;
        ulong address = layout.Address();
        SetChunk(rank, () => layout.UInt32());
        if (address == Hdf5Format.Undefined)
            throw _format.Damaged("a dataset was never written");
        ReadTree(address, depth: 0);
    }

    private void ReadTree(ulong address, int depth)
    {
        Hdf5Cursor cursor = _format.At(address);
        cursor.Expect("TREE");
        (int type, int level, int count) = (cursor.Byte(), cursor.Byte(), cursor.Int16());
        if (type != 1 || depth > 16)
            throw _format.Damaged($"the index of a dataset has type {type} and is nested {depth} deep");

        cursor.Address();
        cursor.Address();
        var offset = new ulong[_shape.Length];
        for (int i = 0; i < count; i++)
        {
            uint size = cursor.UInt32(), mask = cursor.UInt32();
            for (int d = 0; d < offset.Length; d++)
                offset[d] = cursor.Number(8);
            cursor.Number(8);
            ulong child = cursor.Address();
            if (level > 0)
                ReadTree(child, depth + 1);
            else
                PlaceChunk(offset, child, size, mask);
        }
    }

    /// <summary>Version 4: one chunk, chunks in a row, or an array of them.</summary>
    private void ReadChunked4(Hdf5Cursor layout)
    {
        int flags = layout.Byte(), rank = layout.Byte() - 1, width = layout.Byte();
        SetChunk(rank, () => layout.Number(Math.Min(width, 8)));
        ulong plain = (ulong)(_chunk.Aggregate(1L, (a, b) => a * b) * _elementSize);
        switch (layout.Byte())
        {
            case 1:
                (ulong size, uint mask) = (flags & 2) != 0 ? (layout.Length(), layout.UInt32()) : (plain, 0);
                PlaceChunk(0, layout.Address(), size, mask);
                break;
            case 2:
                ulong first = layout.Address();
                for (long c = 0, n = ChunkTotal(); c < n; c++)
                    PlaceChunk(c, first + (ulong)c * plain, plain, 0);
                break;
            case 3:
                layout.Skip(1);
                ReadFixedArray(layout.Address(), plain);
                break;
            default:
                throw _format.Unsupported("resizable chunked datasets of the newest kind");
        }
    }

    private void ReadFixedArray(ulong address, ulong plain)
    {
        Hdf5Cursor header = _format.At(address);
        header.Expect("FAHD");
        header.Skip(1);
        bool isFiltered = header.Byte() == 1;
        int entry = header.Byte(), pageBits = header.Byte();
        ulong entries = header.Length(), block = header.Address();
        Hdf5Cursor data = _format.At(block);
        data.Expect("FADB");
        data.Skip(2 + _format.OffsetSize);
        ulong page = pageBits < 32 ? 1UL << pageBits : ulong.MaxValue;
        bool isPaged = entries > page;
        if (isPaged)
        {
            data.Skip((int)Math.Min((((entries + page - 1) / page) + 7) / 8, int.MaxValue));
            data.Skip(4);
        }

        for (ulong c = 0, n = Math.Min(entries, (ulong)ChunkTotal()); c < n; c++)
        {
            if (isPaged && c > 0 && c % page == 0)
                data.Skip(4); // checksum of a page
            ulong chunk = data.Address();
            ulong size = isFiltered ? data.Number(Math.Clamp(entry - _format.OffsetSize - 4, 1, 8)) : plain;
            PlaceChunk((long)c, chunk, size, isFiltered ? data.UInt32() : 0);
        }
    }

    private void SetChunk(int rank, Func<ulong> next)
    {
        if (rank != _shape.Length)
            throw _format.Damaged($"chunks of {rank} dimensions in a dataset of {_shape.Length}");

        _chunk = new long[rank];
        _chunkCounts = new long[rank];
        long bytes = _elementSize;
        for (int d = 0; d < rank; d++)
        {
            ulong length = next();
            if (length is 0 or > int.MaxValue || bytes * (long)length > int.MaxValue)
                throw _format.Damaged($"chunks of length {length}");
            _chunk[d] = (long)length;
            bytes *= _chunk[d];
            _chunkCounts[d] = (_shape[d] + _chunk[d] - 1) / _chunk[d];
        }

        if (next() != (ulong)_elementSize)
            throw _format.Damaged("chunks of elements of another size");
        _chunksLeft = ChunkTotal();
        if (_chunksLeft > _largest / bytes)
            throw _format.Damaged($"{_chunksLeft} chunks of {bytes} bytes in one dataset");
    }

    private long ChunkTotal() => _chunkCounts.Aggregate(1L, (a, b) => a * b);

    /// <summary>A chunk by its number; the mask tells filters that were left out.</summary>
    private void PlaceChunk(long number, ulong address, ulong size, uint mask)
    {
        var offset = new ulong[_shape.Length];
        for (int d = offset.Length - 1; d >= 0; d--)
        {
            offset[d] = (ulong)(number % _chunkCounts[d] * _chunk[d]);
            number /= _chunkCounts[d];
        }

        PlaceChunk(offset, address, size, mask);
    }

    private void PlaceChunk(ulong[] offset, ulong address, ulong size, uint mask)
    {
        if (address == Hdf5Format.Undefined)
            return; // never written: zero
        if (--_chunksLeft < 0)
            throw _format.Damaged("a dataset has more chunks than it needs");

        int plain = (int)(_chunk.Aggregate(1L, (a, b) => a * b) * _elementSize);
        ReadOnlySpan<byte> chunk = Unfilter(_format.At(address, size).TakeMemory((int)size), mask, plain).Span;
        for (int d = 0; d < offset.Length; d++)
        {
            if (offset[d] >= (ulong)_shape[d])
                return;
        }

        CopyRows(chunk, offset, dimension: 0, from: 0, to: 0);
    }

    /// <summary>Copies the part of a chunk that lies inside the dataset, dimension by dimension; counts are in elements.</summary>
    private void CopyRows(ReadOnlySpan<byte> chunk, ulong[] offset, int dimension, long from, long to)
    {
        if (dimension == _shape.Length)
        {
            chunk.Slice((int)from * _elementSize, _elementSize).CopyTo(_bytes.AsSpan((int)to * _elementSize));
            return;
        }

        long count = Math.Min(_chunk[dimension], _shape[dimension] - (long)offset[dimension]);
        long start = to * _shape[dimension] + (long)offset[dimension];
        if (dimension == _shape.Length - 1)
        {
            chunk.Slice((int)(from * _chunk[dimension]) * _elementSize, (int)count * _elementSize)
                .CopyTo(_bytes.AsSpan((int)start * _elementSize));
            return;
        }

        for (long k = 0; k < count; k++)
            CopyRows(chunk, offset, dimension + 1, from * _chunk[dimension] + k, start + k);
    }

    private void ReadFilters(Hdf5Cursor cursor)
    {
        int version = cursor.Byte(), count = cursor.Byte();
        cursor.Skip(version == 1 ? 6 : 0);
        for (int f = 0; f < count; f++)
        {
            int id = cursor.Int16();
            int nameLength = version == 1 || id >= 256 ? cursor.Int16() : 0;
            cursor.Skip(2);
            int values = cursor.Int16();
            cursor.Skip(nameLength);
            cursor.Skip(4 * values + (version == 1 && values % 2 == 1 ? 4 : 0));
            if (id is not (Deflate or Shuffle or Fletcher32))
                throw _format.Unsupported($"the filter {(OtherFilters.TryGetValue(id, out string? name) ? name : $"{id}")}");
            _filters.Add(id);
        }
    }

    /// <summary>Undoes the filters, last first.</summary>
    private ReadOnlyMemory<byte> Unfilter(ReadOnlyMemory<byte> data, uint mask, int plain)
    {
        for (int f = _filters.Count - 1; f >= 0; f--)
        {
            if (f < 32 && (mask & (1u << f)) != 0)
                continue;

            data = _filters[f] switch
            {
                Deflate => Inflate(data, plain + 4 * _filters.Count),
                Shuffle => Unshuffle(data.Span),
                _ when data.Length >= 4 => data[..^4],
                _ => data,
            };
        }

        return data.Length == plain ? data : throw _format.Damaged($"a chunk of {data.Length} bytes instead of {plain}");
    }

    private byte[] Inflate(ReadOnlyMemory<byte> data, int most)
    {
        try
        {
            using var unpacker = new ZLibStream(new MemoryStream(data.ToArray()), CompressionMode.Decompress);
            var bytes = new byte[most];
            int n = unpacker.ReadAtLeast(bytes, most, throwOnEndOfStream: false);
            return bytes[..n];
        }
        catch (InvalidDataException)
        {
            throw _format.Damaged("a gzip chunk can't be unpacked");
        }
    }

    /// <summary>Shuffled data holds all first bytes of the elements, then all second ones, and so on.</summary>
    private byte[] Unshuffle(ReadOnlySpan<byte> data)
    {
        int count = data.Length / _elementSize;
        byte[] plain = data.ToArray();
        for (int b = 0; b < _elementSize; b++)
        {
            for (int i = 0; i < count; i++)
                plain[i * _elementSize + b] = data[b * count + i];
        }

        return plain;
    }
}
