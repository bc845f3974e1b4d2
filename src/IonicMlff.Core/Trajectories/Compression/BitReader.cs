using System.Buffers.Binary;

namespace IonicMlff.Core.Trajectories.Compression;

/// <summary>Bits of a stream, the lowest of each byte first.</summary>
internal sealed class BitReader(Stream stream) : IDisposable
{
    private readonly byte[] _buffer = new byte[1 << 16];
    private int _next, _end;
    private long _before; // bytes of the stream before the buffer
    private ulong _bits;
    private int _count;

    /// <summary>Bytes used so far.</summary>
    public long Consumed => _before + _next - _count / 8;

    /// <summary>Makes at least 48 bits available, or all that are left.</summary>
    public void Fill()
    {
        if (_count >= 48)
            return;
        if (_end - _next >= 8)
        {
            _bits |= BinaryPrimitives.ReadUInt64LittleEndian(_buffer.AsSpan(_next)) << _count;
            _next += (63 - _count) >> 3;
            _count |= 56;
            return;
        }

        while (_count <= 48 && TryByte(out byte b))
        {
            _bits |= (ulong)b << _count;
            _count += 8;
        }
    }

    /// <summary>The next bits without taking them; zeros behind the end. Call <see cref="Fill"/> before.</summary>
    public uint Peek(int n) => (uint)_bits & ((1u << n) - 1);

    /// <summary>Takes bits that were peeked at.</summary>
    public void Skip(int n)
    {
        if (n > _count)
            throw new EndOfStreamException();
        _bits >>= n;
        _count -= n;
    }

    /// <summary>Takes up to 16 bits.</summary>
    public uint Bits(int n)
    {
        Fill();
        uint value = Peek(n);
        Skip(n);
        return value;
    }

    /// <summary>Drops the rest of a byte.</summary>
    public void ToByte() => Skip(_count & 7);

    /// <summary>Reads the rest; are there only zeros (padding), or nothing at all?</summary>
    public bool OnlyZerosLeft()
    {
        Fill();
        while (_count > 0 && Peek(8) == 0)
        {
            Skip(8);
            Fill();
        }

        return _count == 0;
    }

    /// <inheritdoc/>
    public void Dispose() => stream.Dispose();

    private bool TryByte(out byte b)
    {
        b = 0;
        if (_next == _end)
        {
            _before += _end;
            _next = 0;
            _end = stream.Read(_buffer);
            if (_end == 0)
                return false;
        }

        b = _buffer[_next++];
        return true;
    }
}
