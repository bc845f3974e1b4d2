using System.Numerics;

namespace IonicMlff.Core.Hdf5;

/// <summary>
/// Fractal heap: where files of libver='latest' keep many links or attributes. Objects lie in direct blocks, which a doubling
/// table of indirect blocks finds by their offset in the heap; huge objects lie by themselves.
/// </summary>
internal sealed class FractalHeap
{
    private readonly Hdf5Format _format;
    private readonly int _offsetBytes, _lengthBytes, _width, _rootRows;
    private readonly ulong _start, _maxDirect, _root, _hugeIndex;
    private Dictionary<ulong, (ulong Address, ulong Length)>? _huge;

    public FractalHeap(Hdf5Format format, ulong address)
    {
        _format = format;
        Hdf5Cursor cursor = format.At(address);
        cursor.Expect("FRHP");
        cursor.Skip(1);
        int idLength = cursor.Int16();
        if (cursor.Int16() != 0)
            throw format.Unsupported("a filtered heap");

        cursor.Skip(1);
        ulong maxManaged = cursor.UInt32();
        cursor.Length();
        _hugeIndex = cursor.Address();
        cursor.Length();
        cursor.Address();
        for (int i = 0; i < 8; i++)
            cursor.Length(); // sizes and counts of objects of each kind
        _width = cursor.Int16();
        _start = cursor.Length();
        _maxDirect = cursor.Length();
        int heapBits = cursor.Int16();
        cursor.Skip(2);
        _root = cursor.Address();
        _rootRows = cursor.Int16();
        bool sane = _width is > 0 and <= 1024 && BitOperations.IsPow2(_start) && BitOperations.IsPow2(_maxDirect)
            && _start <= _maxDirect && _maxDirect <= int.MaxValue && heapBits is > 0 and <= 64 && _rootRows <= 64 && idLength >= 2;
        if (!sane)
            throw format.Damaged("the parameters of a heap make no sense");

        _offsetBytes = (heapBits + 7) / 8;
        ulong longest = Math.Min(_maxDirect, maxManaged);
        _lengthBytes = (64 - BitOperations.LeadingZeroCount(longest) + 7) / 8;
    }

    /// <summary>The bytes of an object.</summary>
    public ReadOnlyMemory<byte> Get(ReadOnlyMemory<byte> id)
    {
        var cursor = new Hdf5Cursor(id, _format);
        int flags = cursor.Byte();
        switch ((flags >> 4) & 3)
        {
            case 0:
                ulong offset = cursor.Number(_offsetBytes), length = cursor.Number(_lengthBytes);
                (ulong block, ulong begin) = FindBlock(_root, _rootRows, 0, offset, depth: 0);
                return _format.At(block + (offset - begin), length).TakeMemory((int)length);
            case 1:
                return Huge(cursor.Number(Math.Min(cursor.Left, 8)));
            default:
                int size = (flags & 15) + 1;
                return cursor.TakeMemory(size);
        }
    }

    private ReadOnlyMemory<byte> Huge(ulong key)
    {
        if (_huge is null)
        {
            _huge = [];
            var index = new BTree2(_format, _hugeIndex);
            if (index.Type != 1)
                throw _format.Unsupported($"an index of large objects of type {index.Type}");

            foreach (ReadOnlyMemory<byte> record in index.Records)
            {
                var cursor = new Hdf5Cursor(record, _format);
                (ulong at, ulong size) = (cursor.Address(), cursor.Length());
                _huge[cursor.Length()] = (at, size);
            }
        }

        return _huge.TryGetValue(key, out (ulong Address, ulong Length) place)
            ? _format.At(place.Address, place.Length).TakeMemory((int)place.Length)
            : throw _format.Damaged("a large object is missing");
    }

    /// <summary>Address and heap offset of the direct block that holds an offset.</summary>
    private (ulong Address, ulong Begin) FindBlock(ulong address, int rows, ulong begin, ulong offset, int depth)
    {
        if (rows == 0)
            return (address, begin);
        if (depth > 8)
            throw _format.Damaged("a heap is nested too deeply");

        Hdf5Cursor cursor = _format.At(address);
        cursor.Expect("FHIB");
        cursor.Skip(1 + _format.OffsetSize + _offsetBytes);
        for (int row = 0; row < rows; row++)
        {
            ulong size = row == 0 ? _start : _start << Math.Min(row - 1, 62);
            for (int column = 0; column < _width; column++)
            {
                ulong child = cursor.Address();
                if (offset >= begin && offset - begin < size)
                {
                    int childRows = size <= _maxDirect ? 0 : BitOperations.Log2(size / _start) - BitOperations.Log2((uint)_width) + 1;
                    return FindBlock(child, childRows, begin, offset, depth + 1);
                }

                begin += size;
            }
        }

        throw _format.Damaged("an object lies outside its heap");
    }
}
