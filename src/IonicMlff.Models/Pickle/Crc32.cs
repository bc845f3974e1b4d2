namespace IonicMlff.Models.Pickle;

/// <summary>CRC-32 of the ZIP format (reflected polynomial 0xEDB88320), eight bytes per step.</summary>
internal static class Crc32
{
    private static readonly uint[] s_tables = MakeTables();

    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        uint[] t = s_tables;
        uint crc = ~0u;
        while (bytes.Length >= 8)
        {
            uint a = crc ^ BitConverter.ToUInt32(bytes);
            uint b = BitConverter.ToUInt32(bytes[4..]);
            crc = t[7 * 256 + (a & 255)] ^ t[6 * 256 + ((a >> 8) & 255)] ^ t[5 * 256 + ((a >> 16) & 255)] ^ t[4 * 256 + (a >> 24)]
                ^ t[3 * 256 + (b & 255)] ^ t[2 * 256 + ((b >> 8) & 255)] ^ t[256 + ((b >> 16) & 255)] ^ t[b >> 24];
            bytes = bytes[8..];
        }

        foreach (byte x in bytes)
        {
            crc = t[(crc ^ x) & 255] ^ (crc >> 8);
        }

        return ~crc;
    }

    private static uint[] MakeTables()
    {
        var t = new uint[8 * 256];
        for (uint i = 0; i < 256; i++)
        {
            uint c = i;
            for (int k = 0; k < 8; k++)
            {
                c = (c & 1) != 0 ? 0xEDB88320u ^ (c >> 1) : c >> 1;
            }

            t[i] = c;
        }

        for (int i = 256; i < t.Length; i++)
        {
            uint c = t[i - 256];
            t[i] = t[c & 255] ^ (c >> 8);
        }

        return t;
    }
}
