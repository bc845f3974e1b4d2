using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace IonicMlff.Core.Trajectories.Xtc;

/// <summary>Bits of a byte array, most significant first. Reading beyond the end gives zeros and sets <see cref="PastEnd"/>.</summary>
/// <param name="bytes">The data, followed by at least <see cref="Padding"/> bytes of zeros.</param>
/// <param name="length">Bytes of data.</param>
internal ref struct BitReader(ReadOnlySpan<byte> bytes, int length)
{
    /// <summary>Bytes that must follow the data, so that nine can be taken from any place.</summary>
    public const int Padding = 16;

    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private readonly long _end = 8L * length;
    private long _bit;

    /// <summary>More was read than there is.</summary>
    public readonly bool PastEnd => _bit > _end;

    /// <summary>The next <paramref name="count"/> bits (1 to 64) as a number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Read(int count)
    {
        long bit = Math.Min(_bit, _end);
        int at = (int)(bit >> 3), within = (int)bit & 7;
        ulong window = BinaryPrimitives.ReadUInt64BigEndian(_bytes[at..]) << within | ((ulong)_bytes[at + 8] >> (8 - within));
        _bit += count;
        return window >> (64 - count);
    }

    /// <summary>A number of <paramref name="count"/> bits (up to 64) whose bytes come in order of increasing weight; the last one is the incomplete one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong ReadLittleEndian(int count)
    {
        int whole = (count - 1) >> 3, rest = count - 8 * whole;
        ulong read = Read(count);
        ulong last = read & ((1UL << rest) - 1);
        return whole == 0 ? last : BinaryPrimitives.ReverseEndianness(read >> rest << (64 - 8 * whole)) | last << (8 * whole);
    }

    /// <summary>Three numbers below the sizes, packed as (n0 · s1 + n1) · s2 + n2 in <paramref name="count"/> bits.</summary>
    public void ReadTriple(int count, uint size1, uint size2, out int n0, out int n1, out int n2)
    {
        if (count <= 32)
        {
            uint packed = (uint)ReadLittleEndian(count);
            uint upper = packed / size2;
            n2 = (int)(packed - upper * size2);
            uint top = upper / size1;
            n1 = (int)(upper - top * size1);
            n0 = (int)top;
        }
        else if (count <= 64)
        {
            ulong packed = ReadLittleEndian(count);
            ulong upper = packed / size2;
            n2 = (int)(uint)(packed - upper * size2);
            ulong top = upper / size1;
            n1 = (int)(uint)(upper - top * size1);
            n0 = (int)(uint)top;
        }
        else
        {
            UInt128 packed = ReadLittleEndian(64) | (UInt128)Read(count - 64) << 64;
            (packed, UInt128 low) = UInt128.DivRem(packed, size2);
            (packed, UInt128 middle) = UInt128.DivRem(packed, size1);
            (n0, n1, n2) = ((int)(uint)packed, (int)(uint)middle, (int)(uint)low);
        }
    }
}
