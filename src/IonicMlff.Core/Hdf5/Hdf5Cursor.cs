using System.Buffers.Binary;
using System.Text;
using IonicMlff.Core.Errors;

namespace IonicMlff.Core.Hdf5;

/// <summary>A bounded window on the bytes of an HDF5 file, read little-endian from left to right; reading past its end is an error.</summary>
internal sealed class Hdf5Cursor(ReadOnlyMemory<byte> bytes, Hdf5Format format)
{
    private int _at;

    public int Left => bytes.Length - _at;

    public int Position => _at;

    public byte Byte() => Take(1)[0];

    public int Int16() => BinaryPrimitives.ReadUInt16LittleEndian(Take(2));

    public uint UInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

    /// <summary>An unsigned number of 1 to 8 bytes.</summary>
    public ulong Number(int size)
    {
        ulong value = 0;
        ReadOnlySpan<byte> taken = Take(size);
        for (int i = size - 1; i >= 0; i--)
            value = (value << 8) | taken[i];
        return value;
    }

    /// <summary>An address in the file; all bits set mean "undefined".</summary>
    public ulong Address() => Wide(format.OffsetSize);

    /// <summary>A length.</summary>
    public ulong Length() => Wide(format.LengthSize);

    public void Skip(int count) => Take(count);

    /// <summary>Moves on to a multiple of eight bytes from the beginning of the window.</summary>
    public void Align8() => Take((8 - _at % 8) % 8);

    /// <summary>A text that ends at its first zero byte.</summary>
    public static string Text(ReadOnlySpan<byte> text)
    {
        int end = text.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? text : text[..end]);
    }

    public void Expect(string signature)
    {
        ReadOnlySpan<byte> found = Take(signature.Length);
        if (!found.SequenceEqual(Encoding.ASCII.GetBytes(signature)))
            throw format.Damaged($"'{signature}' is expected where {Convert.ToHexStringLower(found)} stands");
    }

    public ReadOnlySpan<byte> Take(int count) => TakeMemory(count).Span;

    public ReadOnlyMemory<byte> TakeMemory(int count)
    {
        if (count < 0 || count > Left)
            throw format.Damaged($"a structure ends {count - Left} bytes too early");
        _at += count;
        return bytes.Slice(_at - count, count);
    }

    /// <summary>Sub-window of the next bytes.</summary>
    public Hdf5Cursor Window(int count) => new(TakeMemory(count), format);

    private ulong Wide(int size)
    {
        ulong value = Number(size);
        return size < 8 && value == (1UL << (8 * size)) - 1 ? ulong.MaxValue : value;
    }
}

/// <summary>The bytes of an HDF5 file, the widths of its addresses and lengths, and the errors about it.</summary>
internal sealed class Hdf5Format(ReadOnlyMemory<byte> file, string name, int offsetSize, int lengthSize)
{
    /// <summary>Address that points nowhere.</summary>
    public const ulong Undefined = ulong.MaxValue;

    private const int MaxSteps = 1 << 20;
    private int _steps;

    public int OffsetSize => offsetSize;

    public int LengthSize => lengthSize;

    public int FileLength => file.Length;

    /// <summary>A window from an address to the end of the file. Every structure begins with one, so they are counted: no cycle lasts.</summary>
    public Hdf5Cursor At(ulong address)
    {
        if (++_steps > MaxSteps)
            throw Damaged($"more than {MaxSteps} structures, or structures that refer to each other in a circle");
        return address < (ulong)file.Length
            ? new Hdf5Cursor(file[(int)address..], this)
            : throw Damaged($"byte {address} is referred to, but the file has {file.Length} bytes");
    }

    /// <summary>A window of bytes, which must lie in the file.</summary>
    public Hdf5Cursor At(ulong address, ulong length) =>
        length <= int.MaxValue ? At(address).Window((int)length) : throw Damaged($"a structure of {length} bytes");

    public IlmlffException Damaged(string what) =>
        IlmlffException.BadData($"{name}: a damaged or truncated HDF5 file: {what}. Copy or make it again.");

    public IlmlffException Unsupported(string what) => IlmlffException.BadData(
        $"{name}: an HDF5 file that uses {what}, which is not read. "
        + "Rewrite it plainly with 'h5repack -l CONTI -f NONE old.dp new.dp' (package hdf5-tools), or 'dp convert-backend old.dp new.dp'.");
}
