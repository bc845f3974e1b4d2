namespace IonicMlff.Core.Hdf5;

/// <summary>Types of header messages that are read; the others carry nothing a model needs.</summary>
internal enum MessageType
{
    Dataspace = 0x01,
    LinkInfo = 0x02,
    Datatype = 0x03,
    Link = 0x06,
    ExternalFiles = 0x07,
    Layout = 0x08,
    Filters = 0x0b,
    Attribute = 0x0c,
    Continuation = 0x10,
    SymbolTable = 0x11,
    AttributeInfo = 0x15,
}

/// <summary>One header message.</summary>
internal readonly record struct HeaderMessage(MessageType Type, bool IsShared, ReadOnlyMemory<byte> Body);

/// <summary>
/// The messages of an object (group or dataset). Version 1 headers are what HDF5 writes by default, version 2 what it writes with
/// libver='latest'. Format: https://docs.hdfgroup.org/documentation/hdf5/latest/_f_m_t3.html.
/// </summary>
internal sealed class ObjectHeader
{
    private const int MaxMessages = 1 << 16;
    private readonly Hdf5Format _format;
    private readonly List<HeaderMessage> _messages = [];
    private readonly Queue<(ulong Address, ulong Length)> _continuations = [];

    public ObjectHeader(Hdf5Format format, ulong address)
    {
        _format = format;
        Hdf5Cursor cursor = format.At(address);
        byte first = cursor.Byte();
        if (first == 1)
            ReadVersion1(cursor);
        else
            ReadVersion2(format.At(address));
    }

    /// <summary>Messages of a type, in order.</summary>
    public IEnumerable<HeaderMessage> All(MessageType type) => _messages.Where(m => m.Type == type);

    /// <summary>Body of the first message of a type, or null.</summary>
    public Hdf5Cursor? Find(MessageType type)
    {
        foreach (HeaderMessage message in All(type))
        {
            return message.IsShared ? throw _format.Unsupported($"a shared {type} message")
                : new Hdf5Cursor(message.Body, _format);
        }

        return null;
    }

    /// <summary>Body of a message that has to exist.</summary>
    public Hdf5Cursor Get(MessageType type) => Find(type) ?? throw _format.Damaged($"a dataset has no {type} message");

    private void ReadVersion1(Hdf5Cursor cursor)
    {
        cursor.Skip(1);
        cursor.Skip(2 + 4); // the number of messages is not needed: blocks tell their lengths
        int size = (int)Math.Min(cursor.UInt32(), int.MaxValue);
        cursor.Skip(4);
        ReadBlock(cursor.Window(size), version: 1, hasOrder: false);
        while (_continuations.TryDequeue(out (ulong Address, ulong Length) next))
            ReadBlock(_format.At(next.Address, next.Length), version: 1, hasOrder: false);
    }

    private void ReadVersion2(Hdf5Cursor cursor)
    {
        cursor.Expect("OHDR");
        if (cursor.Byte() is var version && version != 2)
            throw _format.Unsupported($"object headers of version {version}");

        byte flags = cursor.Byte();
        cursor.Skip(((flags & 0x20) != 0 ? 16 : 0) + ((flags & 0x10) != 0 ? 4 : 0));
        ulong size = cursor.Number(1 << (flags & 3));
        bool hasOrder = (flags & 4) != 0;
        ReadBlock(cursor.Window((int)Math.Min(size, int.MaxValue)), version: 2, hasOrder);
        while (_continuations.TryDequeue(out (ulong Address, ulong Length) next))
        {
            Hdf5Cursor block = _format.At(next.Address, next.Length);
            block.Expect("OCHK");
            ReadBlock(block.Window(Math.Max(block.Left - 4, 0)), version: 2, hasOrder);
        }
    }

    private void ReadBlock(Hdf5Cursor cursor, int version, bool hasOrder)
    {
        int head = version == 1 ? 8 : hasOrder ? 6 : 4;
        while (cursor.Left >= head) // fewer bytes are a gap
        {
            var type = (MessageType)(version == 1 ? cursor.Int16() : cursor.Byte());
            int size = cursor.Int16();
            bool isShared = (cursor.Byte() & 2) != 0;
            cursor.Skip(version == 1 ? 3 : hasOrder ? 2 : 0);
            ReadOnlyMemory<byte> body = cursor.TakeMemory(size);
            if (_messages.Count == MaxMessages)
                throw _format.Damaged($"an object with more than {MaxMessages} messages");

            if (type == MessageType.Continuation)
            {
                var target = new Hdf5Cursor(body, _format);
                _continuations.Enqueue((target.Address(), target.Length()));
            }
            else
            {
                _messages.Add(new HeaderMessage(type, isShared, body));
            }
        }
    }
}
