using System.Buffers.Binary;
using System.Text;
using IonicMlff.Core.Errors;

namespace IonicMlff.Models.Pickle;

/// <summary>
/// Builds plain data from a Python pickle (protocols 2 to 5) and executes nothing: classes and functions named in the stream
/// become <see cref="PickleClass"/>, calls become <see cref="PickleObject"/>, and the handful of calls torch.save needs
/// (tensors, dictionaries, bytes) are done here. Time and memory are bounded by the length of the stream: every opcode makes at most one
/// small value, lengths are checked against the bytes left, and copies are charged to a budget.
/// </summary>
internal sealed partial class Unpickler
{
    private const int MaxOpcodes = 2_000_000;
    private const int MaxTextLength = 1 << 20;
    private readonly byte[] _bytes;
    private readonly string _name;
    private readonly List<object?> _stack = [];
    private readonly List<int> _marks = [];
    private readonly Dictionary<uint, object?> _memo = [];
    private long _copyBudget;
    private int _at;

    private Unpickler(byte[] bytes, string name)
    {
        _bytes = bytes;
        _name = name;
        _copyBudget = 4L * bytes.Length + (1 << 20);
    }

    /// <summary>The object of a pickle stream.</summary>
    /// <param name="bytes">The stream.</param>
    /// <param name="name">What error messages call it.</param>
    public static object? Load(byte[] bytes, string name) => new Unpickler(bytes, name).Run();

    private object? Run()
    {
        for (int n = 0; n < MaxOpcodes; n++)
        {
            byte op = TakeByte();
            if (op == (byte)'.')
            {
                return Pop();
            }

            if (!Constant(op) && !Container(op) && !StackAndMemo(op) && !Instance(op))
            {
                throw Bad($"opcode 0x{op:x2} at byte {_at - 1} does not occur in files of torch.save");
            }
        }

        throw Bad($"it has more than {MaxOpcodes} opcodes");
    }

    private bool Constant(byte op)
    {
        switch (op)
        {
            case (byte)'N': Push(null); return true;
            case 0x88: Push(true); return true;
            case 0x89: Push(false); return true;
            case (byte)'J': Push((long)BinaryPrimitives.ReadInt32LittleEndian(Take(4))); return true;
            case (byte)'K': Push((long)TakeByte()); return true;
            case (byte)'M': Push((long)BinaryPrimitives.ReadUInt16LittleEndian(Take(2))); return true;
            case 0x8a: Push(LongInteger(TakeByte())); return true;
            case 0x8b: Push(LongInteger(TakeLength32())); return true;
            case (byte)'G': Push(BinaryPrimitives.ReadDoubleBigEndian(Take(8))); return true;
            case (byte)'X': Push(Text(TakeLength32())); return true;
            case 0x8c: Push(Text(TakeByte())); return true;
            case 0x8d: Push(Text(TakeLength64())); return true;
            case (byte)'T': Push(Encoding.Latin1.GetString(Take(TakeLength32()))); return true;
            case (byte)'U': Push(Encoding.Latin1.GetString(Take(TakeByte()))); return true;
            case (byte)'B': Push(Take(TakeLength32()).ToArray()); return true;
            case (byte)'C': Push(Take(TakeByte()).ToArray()); return true;
            case 0x8e or 0x96: Push(Take(TakeLength64()).ToArray()); return true;
            default: return false;
        }
    }

    private bool Container(byte op)
    {
        switch (op)
        {
            case (byte)')': Push(new PickleTuple([])); return true;
            case 0x85: Push(new PickleTuple(PopMany(1))); return true;
            case 0x86: Push(new PickleTuple(PopMany(2))); return true;
            case 0x87: Push(new PickleTuple(PopMany(3))); return true;
            case (byte)'t': Push(new PickleTuple(PopToMark())); return true;
            case (byte)']' or 0x8f: Push(new PickleList()); return true;
            case (byte)'l' or 0x91: Push(ListOf(PopToMark())); return true;
            case (byte)'a': Append([Pop()]); return true;
            case (byte)'e' or 0x90: Append(PopToMark()); return true;
            case (byte)'}': Push(new PickleDict()); return true;
            case (byte)'d': Push(SetItems(new PickleDict(), PopToMark())); return true;
            case (byte)'s': SetItemsOfTop(PopMany(2)); return true;
            case (byte)'u': SetItemsOfTop(PopToMark()); return true;
            default: return false;
        }
    }

    private bool StackAndMemo(byte op)
    {
        switch (op)
        {
            case 0x80: Protocol(TakeByte()); return true;
            case 0x95: Take(8); return true;
            case (byte)'(': _marks.Add(_stack.Count); return true;
            case (byte)'1': PopToMark(); return true;
            case (byte)'0': Pop(); return true;
            case (byte)'2': Push(Top()); return true;
            case (byte)'q': _memo[TakeByte()] = Top(); return true;
            case (byte)'r': _memo[BinaryPrimitives.ReadUInt32LittleEndian(Take(4))] = Top(); return true;
            case 0x94: _memo[(uint)_memo.Count] = Top(); return true;
            case (byte)'h': Push(Memo(TakeByte())); return true;
            case (byte)'j': Push(Memo(BinaryPrimitives.ReadUInt32LittleEndian(Take(4)))); return true;
            default: return false;
        }
    }

    private void Protocol(byte version)
    {
        if (version is < 2 or > 5)
        {
            throw Bad($"it uses pickle protocol {version}; 2 to 5 are read");
        }
    }

    private void Append(object?[] items)
    {
        switch (Top())
        {
            case PickleList list: list.Items.AddRange(items); break;
            case PickleObject: break; // list subclasses of unknown classes: opaque
            default: throw Bad("an item is appended to something that is not a list");
        }
    }

    private PickleList ListOf(object?[] items)
    {
        var list = new PickleList();
        list.Items.AddRange(items);
        return list;
    }

    private void SetItemsOfTop(object?[] pairs)
    {
        switch (Top())
        {
            case PickleDict dict: SetItems(dict, pairs); break;
            case PickleObject: break;
            default: throw Bad("a key is set in something that is not a dictionary");
        }
    }

    private PickleDict SetItems(PickleDict dict, object?[] pairs)
    {
        if (pairs.Length % 2 != 0)
        {
            throw Bad("a dictionary has a key without a value");
        }

        for (int i = 0; i < pairs.Length; i += 2)
        {
            dict.Set(pairs[i], pairs[i + 1]);
        }

        return dict;
    }

    private long LongInteger(int length)
    {
        ReadOnlySpan<byte> digits = Take(length);
        if (length > 8)
        {
            throw Bad($"an integer has {length} bytes; 8 are read");
        }

        long value = length > 0 && digits[^1] >= 128 ? -1 : 0;
        for (int i = length - 1; i >= 0; i--)
        {
            value = (value << 8) | digits[i];
        }

        return value;
    }

    private string Text(int length) => Encoding.UTF8.GetString(Take(length));

    private string Line()
    {
        int end = _bytes.AsSpan(_at).IndexOf((byte)'\n');
        if (end is < 0 or > MaxTextLength)
        {
            throw Bad("a name has no end");
        }

        string text = Text(end);
        _at++;
        return text;
    }

    private byte TakeByte() => Take(1)[0];

    private int TakeLength32() => CheckedLength(BinaryPrimitives.ReadUInt32LittleEndian(Take(4)));

    private int TakeLength64() => CheckedLength(BinaryPrimitives.ReadUInt64LittleEndian(Take(8)));

    private int CheckedLength(ulong length) =>
        length <= (ulong)(_bytes.Length - _at) ? (int)length
            : throw Bad($"{length} bytes are claimed and {_bytes.Length - _at} are left");

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count < 0 || count > _bytes.Length - _at)
        {
            throw Bad("it ends in the middle");
        }

        _at += count;
        return _bytes.AsSpan(_at - count, count);
    }

    private object? Memo(uint index) =>
        _memo.TryGetValue(index, out object? value) ? value : throw Bad($"memo entry {index} is used before it is made");

    private void Push(object? value) => _stack.Add(value);

    /// <summary>Values below the innermost mark are out of reach, as in Python.</summary>
    private int Floor => _marks.Count > 0 ? _marks[^1] : 0;

    private object? Top() => _stack.Count > Floor ? _stack[^1] : throw Bad("a value is missing on its stack");

    private object? Pop()
    {
        object? value = Top();
        _stack.RemoveAt(_stack.Count - 1);
        return value;
    }

    private object?[] PopMany(int count)
    {
        if (_stack.Count - count < Floor)
        {
            throw Bad("a value is missing on its stack");
        }

        object?[] values = [.. _stack[^count..]];
        _stack.RemoveRange(_stack.Count - count, count);
        return values;
    }

    private object?[] PopToMark()
    {
        if (_marks.Count == 0)
        {
            throw Bad("a mark is missing on its stack");
        }

        object?[] values = PopMany(_stack.Count - _marks[^1]);
        _marks.RemoveAt(_marks.Count - 1);
        return values;
    }

    private void Charge(long bytes)
    {
        _copyBudget -= bytes;
        if (_copyBudget < 0)
        {
            throw Bad("it copies the same data again and again");
        }
    }

    private IlmlffException Bad(string what) =>
        IlmlffException.BadData($"{_name}: its pickle can't be read: {what} (near byte {_at} of {_bytes.Length}). The file is damaged or was not written by torch.save.");
}
