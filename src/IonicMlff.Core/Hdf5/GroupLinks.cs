namespace IonicMlff.Core.Hdf5;

/// <summary>Names in a group and the addresses of their objects; soft and external links are left out.</summary>
internal static class GroupLinks
{
    private const int MaxLinks = 1 << 18;

    public static Dictionary<string, ulong> Read(ObjectHeader group, Hdf5Format format)
    {
        var links = new Dictionary<string, ulong>(StringComparer.Ordinal);
        if (group.Find(MessageType.SymbolTable) is { } table)
        {
            (ulong tree, ulong heap) = (table.Address(), table.Address());
            ReadTree(format, tree, LocalHeap(format, heap), links, depth: 0);
        }

        foreach (HeaderMessage message in group.All(MessageType.Link))
            ReadLink(new Hdf5Cursor(message.Body, format), format, links);

        if (group.Find(MessageType.LinkInfo) is { } info)
        {
            info.Skip(1);
            info.Skip((info.Byte() & 1) != 0 ? 8 : 0);
            (ulong address, ulong index) = (info.Address(), info.Address());
            if (address == Hdf5Format.Undefined)
                return links;

            var heap = new FractalHeap(format, address);
            foreach (ReadOnlyMemory<byte> id in IndexedIds(format, index, type: 5, idAt: 4, idLength: 7))
                ReadLink(new Hdf5Cursor(heap.Get(id), format), format, links);
        }

        return links;
    }

    /// <summary>Heap identifiers in the records of an index by name.</summary>
    public static IEnumerable<ReadOnlyMemory<byte>> IndexedIds(Hdf5Format format, ulong address, int type, int idAt, int idLength)
    {
        if (address == Hdf5Format.Undefined)
            return [];

        var index = new BTree2(format, address);
        return index.Type == type && (index.Records.Count == 0 || index.Records[0].Length >= idAt + idLength)
            ? index.Records.Select(r => r.Slice(idAt, idLength))
            : throw format.Damaged($"an index by name has type {index.Type} instead of {type}");
    }

    private static ReadOnlyMemory<byte> LocalHeap(Hdf5Format format, ulong address)
    {
        Hdf5Cursor cursor = format.At(address);
        cursor.Expect("HEAP");
        cursor.Skip(4);
        ulong size = cursor.Length();
        cursor.Length();
        return format.At(cursor.Address(), size).TakeMemory((int)size);
    }

    /// <summary>Version 1 B-tree over symbol nodes, in the order of names.</summary>
    private static void ReadTree(Hdf5Format format, ulong address, ReadOnlyMemory<byte> names, Dictionary<string, ulong> links, int depth)
    {
        Hdf5Cursor cursor = format.At(address);
        cursor.Expect("TREE");
        (int type, int level, int count) = (cursor.Byte(), cursor.Byte(), cursor.Int16());
        if (type != 0 || depth > 16)
            throw format.Damaged($"the index of a group has type {type} and is nested {depth} deep");

        cursor.Address();
        cursor.Address();
        for (int i = 0; i < count; i++)
        {
            cursor.Length();
            ulong child = cursor.Address();
            if (level > 0)
                ReadTree(format, child, names, links, depth + 1);
            else
                ReadSymbols(format, child, names, links);
        }
    }

    private static void ReadSymbols(Hdf5Format format, ulong address, ReadOnlyMemory<byte> names, Dictionary<string, ulong> links)
    {
        Hdf5Cursor cursor = format.At(address);
        cursor.Expect("SNOD");
        cursor.Skip(2);
        int count = cursor.Int16();
        for (int i = 0; i < count; i++)
        {
            ulong name = cursor.Address(), target = cursor.Address();
            bool isSoft = cursor.UInt32() == 2;
            cursor.Skip(20);
            if (name >= (ulong)names.Length)
                throw format.Damaged("the name of a dataset lies outside its heap");
            if (!isSoft)
                Add(links, Hdf5Cursor.Text(names.Span[(int)name..]), target, format);
        }
    }

    private static void ReadLink(Hdf5Cursor cursor, Hdf5Format format, Dictionary<string, ulong> links)
    {
        cursor.Skip(1);
        int flags = cursor.Byte();
        int type = (flags & 8) != 0 ? cursor.Byte() : 0;
        cursor.Skip(((flags & 4) != 0 ? 8 : 0) + ((flags & 0x10) != 0 ? 1 : 0));
        int length = (int)Math.Min(cursor.Number(1 << (flags & 3)), int.MaxValue);
        string name = Hdf5Cursor.Text(cursor.Take(length));
        if (type == 0)
            Add(links, name, cursor.Address(), format);
    }

    private static void Add(Dictionary<string, ulong> links, string name, ulong address, Hdf5Format format)
    {
        if (links.Count >= MaxLinks)
            throw format.Damaged($"a group of more than {MaxLinks} datasets");
        links[name] = address;
    }
}
