using System.Numerics;

namespace IonicMlff.Core.Hdf5;

/// <summary>Version 2 B-trees: the indices of groups, attributes and large objects in files of libver='latest'.</summary>
internal sealed class BTree2
{
    private const int Overhead = 4 + 1 + 1 + 4; // signature, version, type, checksum
    private const int MaxDepth = 16;
    private readonly Hdf5Format _format;
    private readonly int _recordSize;
    private readonly int _leafCountSize;
    private readonly int[] _totalCountSize;  // bytes of the total count of records below a node, by depth

    public BTree2(Hdf5Format format, ulong address)
    {
        _format = format;
        Hdf5Cursor cursor = format.At(address);
        cursor.Expect("BTHD");
        cursor.Skip(1);
        Type = cursor.Byte();
        uint nodeSize = cursor.UInt32();
        _recordSize = cursor.Int16();
        int depth = cursor.Int16();
        cursor.Skip(2);
        ulong root = cursor.Address();
        int count = cursor.Int16();
        if (depth > MaxDepth || _recordSize == 0 || nodeSize < Overhead + _recordSize || nodeSize > int.MaxValue)
            throw format.Damaged($"an index of depth {depth} with records of {_recordSize} bytes in nodes of {nodeSize} bytes");

        ulong most = (ulong)((nodeSize - Overhead) / _recordSize), total = most;
        _leafCountSize = BytesFor(most);
        _totalCountSize = new int[depth + 1];
        for (int d = 1; d <= depth; d++)
        {
            int pointer = format.OffsetSize + _leafCountSize + _totalCountSize[d - 1];
            ulong here = (ulong)((nodeSize - Overhead) / (_recordSize + pointer));
            total = Math.Min((here + 1) * total + here, uint.MaxValue);
            _totalCountSize[d] = BytesFor(total);
        }

        if (root != Hdf5Format.Undefined)
            ReadNode(root, count, depth);
    }

    /// <summary>Type of the records.</summary>
    public int Type { get; }

    /// <summary>Records, in the order of the index.</summary>
    public List<ReadOnlyMemory<byte>> Records { get; } = [];

    private void ReadNode(ulong address, int count, int depth)
    {
        Hdf5Cursor cursor = _format.At(address);
        cursor.Expect(depth == 0 ? "BTLF" : "BTIN");
        cursor.Skip(2);
        for (int i = 0; i < count; i++)
            Records.Add(cursor.TakeMemory(_recordSize));
        if (depth == 0)
            return;

        for (int i = 0; i <= count; i++)
        {
            ulong child = cursor.Address();
            int records = (int)Math.Min(cursor.Number(_leafCountSize), int.MaxValue);
            cursor.Skip(_totalCountSize[depth - 1]);
            ReadNode(child, records, depth - 1);
        }
    }

    private static int BytesFor(ulong most) => (64 - BitOperations.LeadingZeroCount(most) + 7) / 8;
}
