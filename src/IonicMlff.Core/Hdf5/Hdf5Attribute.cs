using System.Text;

namespace IonicMlff.Core.Hdf5;

/// <summary>An attribute: name, type and raw value.</summary>
internal readonly record struct Hdf5Attribute(string Name, ReadOnlyMemory<byte> Type, long[]? Shape, ReadOnlyMemory<byte> Value)
{
    /// <summary>Reads the message; the type is looked at only when the value is asked for, as others' attributes may be anything.</summary>
    public static Hdf5Attribute Read(Hdf5Cursor cursor, Hdf5Format format)
    {
        int version = cursor.Byte(), flags = cursor.Byte();
        if (version is < 1 or > 3)
            throw format.Unsupported($"attributes of version {version}");

        (int nameSize, int typeSize, int spaceSize) = (cursor.Int16(), cursor.Int16(), cursor.Int16());
        cursor.Skip(version == 3 ? 1 : 0); // character set of the name
        string name = Hdf5Cursor.Text(Part(nameSize).Span);
        if (version > 1 && (flags & 3) != 0)
            throw format.Unsupported($"an attribute with a named type");

        ReadOnlyMemory<byte> type = Part(typeSize);
        long[]? shape = Dataspace.Read(new Hdf5Cursor(Part(spaceSize), format), format);
        return new Hdf5Attribute(name, type, shape, cursor.TakeMemory(cursor.Left));

        ReadOnlyMemory<byte> Part(int size)
        {
            ReadOnlyMemory<byte> part = cursor.TakeMemory(size);
            if (version == 1)
                cursor.Align8();
            return part;
        }
    }

    /// <summary>The value of an attribute that holds one text.</summary>
    public string Text(Hdf5Format format)
    {
        var type = ElementType.Read(new Hdf5Cursor(Type, format), format);
        if (Shape is null || Dataspace.Count(Shape) != 1)
            throw format.Damaged($"the attribute '{Name}' is not one text");

        var value = new Hdf5Cursor(Value, format);
        switch (type.Kind)
        {
            case ElementKind.FixedText:
                return Hdf5Cursor.Text(value.Take(type.Size));
            case ElementKind.VariableText:
                return VariableText(format, value);
            default:
                throw format.Damaged($"the attribute '{Name}' is not a text");
        }
    }

    /// <summary>A text of variable length, at whose reference the cursor stands.</summary>
    public static string VariableText(Hdf5Format format, Hdf5Cursor reference)
    {
        int length = (int)Math.Min(reference.UInt32(), int.MaxValue);
        return Encoding.UTF8.GetString(GlobalHeapObject(format, reference.Address(), reference.UInt32(), length).Span).TrimEnd('\0');
    }

    private static ReadOnlyMemory<byte> GlobalHeapObject(Hdf5Format format, ulong address, uint index, int length)
    {
        Hdf5Cursor cursor = format.At(address);
        cursor.Expect("GCOL");
        cursor.Skip(4);
        ulong size = cursor.Length();
        Hdf5Cursor heap = format.At(address, size);
        heap.Skip(8 + format.LengthSize);
        while (heap.Left >= 16)
        {
            int here = heap.Int16();
            heap.Skip(6);
            ulong bytes = heap.Length();
            if (here == 0)
                break; // free space
            ReadOnlyMemory<byte> value = heap.TakeMemory((int)Math.Min(bytes, int.MaxValue));
            if ((uint)here == index)
                return length <= value.Length ? value[..length] : throw format.Damaged("a text is longer than its place");
            heap.Align8();
        }

        throw format.Damaged("the text of an attribute is missing");
    }
}
