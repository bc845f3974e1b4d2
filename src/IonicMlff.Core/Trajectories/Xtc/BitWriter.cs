using System.Buffers.Binary;

namespace IonicMlff.Core.Trajectories.Xtc;

/// <summary>Bits into a growing byte array, most significant first.</summary>
internal sealed class BitWriter
{
    private byte[] _bytes = new byte[1024];
    private int _length;
    private ulong _pending;   // the last _count bits are not written yet
    private int _count;

    /// <summary>Begins anew.</summary>
    public void Clear() => (_length, _pending, _count) = (0, 0, 0);

    /// <summary>Adds the low <paramref name="count"/> bits (up to 32) of a number.</summary>
    public void Write(ulong value, int count)
    {
        _pending = _pending << count | value & ((1UL << count) - 1);
        _count += count;
        while (_count >= 8)
        {
            _count -= 8;
            Add((byte)(_pending >> _count));
        }
    }

    /// <summary>Three numbers below the sizes in <paramref name="count"/> bits, see <see cref="BitReader.ReadTriple"/>.</summary>
    public void WriteTriple(int count, uint size1, uint size2, int n0, int n1, int n2)
    {
        UInt128 packed = ((UInt128)(uint)n0 * size1 + (uint)n1) * size2 + (uint)n2;
        for (; count > 8; count -= 8)
        {
            Write((byte)packed, 8);
            packed >>= 8;
        }

        Write((byte)packed, count);
    }

    /// <summary>Everything written; an incomplete byte is filled with zeros.</summary>
    public ReadOnlySpan<byte> Finish()
    {
        if (_count > 0)
            Write(0, 8 - _count);
        return _bytes.AsSpan(0, _length);
    }

    private void Add(byte value)
    {
        if (_length == _bytes.Length)
            Array.Resize(ref _bytes, 2 * _length);
        _bytes[_length++] = value;
    }
}
