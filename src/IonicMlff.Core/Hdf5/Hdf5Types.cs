using System.Buffers.Binary;

namespace IonicMlff.Core.Hdf5;

/// <summary>Lengths of the dimensions of a dataset or attribute; none for a scalar.</summary>
internal static class Dataspace
{
    /// <summary>Reads the message; null means that there is no data at all.</summary>
    public static long[]? Read(Hdf5Cursor cursor, Hdf5Format format)
    {
        int version = cursor.Byte(), rank = cursor.Byte();
        cursor.Skip(1); // flags
        if (version == 1)
            cursor.Skip(5);
        else if (version != 2)
            throw format.Unsupported($"dataspaces of version {version}");
        else if (cursor.Byte() == 2)
            return null;

        var shape = new long[rank];
        long count = 1;
        for (int d = 0; d < rank; d++)
        {
            ulong length = cursor.Length();
            if (length > int.MaxValue || count * (long)length > int.MaxValue)
                throw format.Damaged($"a dataset of more than {int.MaxValue} numbers");
            shape[d] = (long)length;
            count *= shape[d];
        }

        return shape;
    }

    public static long Count(long[] shape) => shape.Aggregate(1L, (a, b) => a * b);
}

/// <summary>Kinds of elements that are read.</summary>
internal enum ElementKind
{
    Float,
    Integer,
    FixedText,
    VariableText,
}

/// <summary>Element type of a dataset or attribute.</summary>
internal readonly record struct ElementType(ElementKind Kind, int Size, bool IsBigEndian, bool IsSigned)
{
    private static readonly string[] Classes =
        ["integers", "floats", "times", "texts", "bit fields", "opaque data", "compounds", "references", "enumerations", "variable lengths", "arrays"];

    public static ElementType Read(Hdf5Cursor cursor, Hdf5Format format)
    {
        int head = cursor.Byte(), type = head & 15;
        ulong bits = cursor.Number(3);
        int size = (int)Math.Min(cursor.UInt32(), int.MaxValue);
        bool big = (bits & 1) != 0;
        switch (type)
        {
            case 0 when size is 1 or 2 or 4 or 8:
                cursor.Skip(2);
                return cursor.Int16() == 8 * size ? new(ElementKind.Integer, size, big, (bits & 8) != 0)
                    : throw format.Unsupported("integers of unusual precision");
            case 1:
                ReadOnlySpan<byte> layout = cursor.Take(8)[2..]; // precision (2), place and size of exponent and mantissa
                bool isIeee = (bits & 0x40) == 0 && (size, layout[2], layout[3], layout[4], layout[5]) is
                    (8, 52, 11, 0, 52) or (4, 23, 8, 0, 23) or (2, 10, 5, 0, 10);
                return isIeee ? new(ElementKind.Float, size, big, true)
                    : throw format.Unsupported($"floats of {size} bytes that are not IEEE float16, float32 or float64");
            case 3 when size > 0:
                return new(ElementKind.FixedText, size, false, false);
            case 9 when (bits & 15) == 1 && size == 4 + format.OffsetSize + 4:
                return new(ElementKind.VariableText, size, false, false);
            default:
                throw format.Unsupported($"{(type < Classes.Length ? Classes[type] : $"type class {type}")} of {size} bytes");
        }
    }

    /// <summary>One number, widened to double; 64-bit integers beyond 2^53 do not occur in models.</summary>
    public double ToDouble(ReadOnlySpan<byte> raw)
    {
        ulong bits = 0;
        for (int i = 0; i < Size; i++)
            bits = (bits << 8) | raw[IsBigEndian ? i : Size - 1 - i];
        if (Kind == ElementKind.Float)
        {
            return Size switch
            {
                8 => BitConverter.UInt64BitsToDouble(bits),
                4 => BitConverter.UInt32BitsToSingle((uint)bits),
                _ => (double)BitConverter.UInt16BitsToHalf((ushort)bits),
            };
        }

        int unused = 64 - 8 * Size;
        return IsSigned ? (long)(bits << unused) >> unused : bits;
    }

    /// <summary>All numbers, widened to double.</summary>
    public double[] ToDoubles(ReadOnlySpan<byte> raw)
    {
        var values = new double[raw.Length / Size];
        if (Kind == ElementKind.Float && Size == 8 && !IsBigEndian)
        {
            for (int i = 0; i < values.Length; i++)
                values[i] = BinaryPrimitives.ReadDoubleLittleEndian(raw[(8 * i)..]);
            return values;
        }

        for (int i = 0; i < values.Length; i++)
            values[i] = ToDouble(raw.Slice(i * Size, Size));
        return values;
    }
}
