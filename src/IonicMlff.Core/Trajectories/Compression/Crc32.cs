using System.Buffers.Binary;

namespace IonicMlff.Core.Trajectories.Compression;

/// <summary>The checksum of gzip (polynomial 0xEDB88320, reflected), eight bytes at a time.</summary>
internal sealed class Crc32
{
    private static readonly uint[][] Tables = MakeTables();
    private uint _state = uint.MaxValue;

    /// <summary>Checksum of what was added.</summary>
    public uint Value => ~_state;

    /// <summary>Begins anew.</summary>
    public void Restart() => _state = uint.MaxValue;

    /// <summary>Adds bytes.</summary>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        uint c = _state;
        uint[][] t = Tables;
        for (; bytes.Length >= 8; bytes = bytes[8..])
        {
            uint low = BinaryPrimitives.ReadUInt32LittleEndian(bytes) ^ c, high = BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
            c = t[7][low & 255] ^ t[6][low >> 8 & 255] ^ t[5][low >> 16 & 255] ^ t[4][low >> 24]
                ^ t[3][high & 255] ^ t[2][high >> 8 & 255] ^ t[1][high >> 16 & 255] ^ t[0][high >> 24];
        }

        foreach (byte b in bytes)
            c = t[0][(c ^ b) & 255] ^ c >> 8;
        _state = c;
    }

    private static uint[][] MakeTables()
    {
        var tables = new uint[8][];
        for (int k = 0; k < 8; k++)
        {
            tables[k] = new uint[256];
            for (uint n = 0; n < 256; n++)
            {
                uint c = k == 0 ? n : tables[k - 1][n];
                for (int bit = 0; bit < 8; bit++)
                    c = (c & 1) != 0 ? 0xEDB88320 ^ c >> 1 : c >> 1;
                tables[k][n] = c;
            }
        }

        return tables;
    }
}
