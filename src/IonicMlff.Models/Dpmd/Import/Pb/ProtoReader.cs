using System.Buffers.Binary;
using System.Text;
using IonicMlff.Core.Errors;

namespace IonicMlff.Models.Dpmd.Import.Pb;

/// <summary>
/// The fields of one protobuf message, one after the other (protobuf.dev/programming-guides/encoding). Written here rather than taken
/// from Google.Protobuf: a GraphDef needs four message types and no generated classes, this assembly is loaded into the processes of
/// others and has no package dependency, and every length is checked against the bytes that are there before anything is allocated.
/// Nested messages are handed out as segments of the same array, so that nesting costs no stack.
/// </summary>
internal struct ProtoReader(ArraySegment<byte> message, string file)
{
    private const int Varint = 0, Fixed64 = 1, Bytes = 2, Fixed32 = 5;
    private readonly byte[] bytes = message.Array ?? [];
    private readonly int end = message.Offset + message.Count;
    private int position = message.Offset;
    private int wire;
    private ulong number;
    private ArraySegment<byte> payload;

    /// <summary>Number of the field last read.</summary>
    public int Field { get; private set; }

    /// <summary>Reads the next field with its value; false at the end of the message.</summary>
    public bool Next()
    {
        if (position == end)
        {
            return false;
        }

        int start = position;
        ulong tag = ReadVarint();
        wire = (int)(tag & 7);
        Field = tag >> 3 is > 0 and < 1 << 29 and var f ? (int)f : throw Damaged(start, $"a field has the number {tag >> 3}");
        switch (wire)
        {
            case Varint:
                number = ReadVarint();
                break;
            case Fixed64:
                number = BinaryPrimitives.ReadUInt64LittleEndian(Take(8));
                break;
            case Fixed32:
                number = BinaryPrimitives.ReadUInt32LittleEndian(Take(4));
                break;
            case Bytes:
                payload = Take(ReadVarint());
                break;
            default:
                throw Damaged(start, $"field {Field} has the wire type {wire}");
        }

        return true;
    }

    /// <summary>The value as an integer; negative ones are stored as 64-bit two's complement.</summary>
    public readonly long Integer() => wire == Varint ? (long)number : throw Unexpected("an integer");

    /// <summary>The value as a float.</summary>
    public readonly float Float() => wire == Fixed32 ? BitConverter.UInt32BitsToSingle((uint)number) : throw Unexpected("a float");

    /// <summary>The value as bytes or a nested message.</summary>
    public readonly ArraySegment<byte> Message() => wire == Bytes ? payload : throw Unexpected("bytes");

    /// <summary>The value as text.</summary>
    public readonly string Text() => Encoding.UTF8.GetString(Message());

    /// <summary>Adds one number or a packed list of them, in the encoding of the field's type.</summary>
    public readonly void AddNumbers(List<double> list, NumberKind kind)
    {
        if (wire != Bytes)
        {
            list.Add(ToDouble(number, kind, wire));
            return;
        }

        var packed = new ProtoReader(payload, file);
        int size = kind switch { NumberKind.Float => 4, NumberKind.Double => 8, _ => 0 };
        while (packed.position < packed.end)
        {
            ulong value = size switch
            {
                4 => BinaryPrimitives.ReadUInt32LittleEndian(packed.Take(4)),
                8 => BinaryPrimitives.ReadUInt64LittleEndian(packed.Take(8)),
                _ => packed.ReadVarint(),
            };
            list.Add(ToDouble(value, kind, size switch { 4 => Fixed32, 8 => Fixed64, _ => Varint }));
        }
    }

    private readonly double ToDouble(ulong value, NumberKind kind, int encoding) => (kind, encoding) switch
    {
        (NumberKind.Float, Fixed32) => BitConverter.UInt32BitsToSingle((uint)value),
        (NumberKind.Double, Fixed64) => BitConverter.UInt64BitsToDouble(value),
        (NumberKind.Integer, Varint) => (long)value,
        _ => throw Unexpected($"a number ({kind})"),
    };

    private ulong ReadVarint()
    {
        int start = position;
        ulong value = 0;
        for (int shift = 0; shift < 64; shift += 7)
        {
            byte b = Take(1)[0];
            value |= (ulong)(b & 0x7f) << shift;
            if (b < 0x80)
            {
                return value;
            }
        }

        throw Damaged(start, "a number does not end after ten bytes");
    }

    private ArraySegment<byte> Take(ulong count)
    {
        if (count > (ulong)(end - position))
        {
            throw Damaged(position, $"{count} bytes are claimed, but {end - position} are left");
        }

        var taken = new ArraySegment<byte>(bytes, position, (int)count);
        position += (int)count;
        return taken;
    }

    private readonly IlmlffException Unexpected(string what) => Damaged(position, $"field {Field} is not {what}");

    private readonly IlmlffException Damaged(int at, string what) => IlmlffException.BadData(
        $"{file}: is not a complete TensorFlow graph: {what} at byte {at}. The file is truncated or damaged: copy it again.");
}

/// <summary>How a protobuf field stores numbers.</summary>
internal enum NumberKind
{
    /// <summary>Four bytes.</summary>
    Float,

    /// <summary>Eight bytes.</summary>
    Double,

    /// <summary>A varint.</summary>
    Integer,
}
