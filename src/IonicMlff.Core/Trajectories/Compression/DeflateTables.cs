namespace IonicMlff.Core.Trajectories.Compression;

/// <summary>Tables of RFC 1951: lengths, distances, and how a block announces its codes.</summary>
internal static class DeflateTables
{
    private static readonly ushort[] LengthBase = [3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258];
    private static readonly byte[] LengthBits = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
    private static readonly ushort[] DistanceBase =
        [1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577];

    private static readonly byte[] DistanceBits = [0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13];
    private static readonly byte[] OrderOfLengths = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

    /// <summary>Length of a match.</summary>
    public static int Length(int symbol, BitReader input)
    {
        int k = symbol - 257;
        if (k >= LengthBase.Length)
            throw new InvalidDataException("an unknown length");
        return LengthBase[k] + (LengthBits[k] == 0 ? 0 : (int)input.Bits(LengthBits[k]));
    }

    /// <summary>How far back a match begins.</summary>
    public static int Distance(int symbol, BitReader input)
    {
        if (symbol >= DistanceBase.Length)
            throw new InvalidDataException("an unknown distance");
        return DistanceBase[symbol] + (DistanceBits[symbol] == 0 ? 0 : (int)input.Bits(DistanceBits[symbol]));
    }

    /// <summary>The codes of blocks that announce none.</summary>
    public static void Fixed(HuffmanCode literals, HuffmanCode distances)
    {
        Span<byte> lengths = stackalloc byte[288];
        lengths[..144].Fill(8);
        lengths[144..256].Fill(9);
        lengths[256..280].Fill(7);
        lengths[280..].Fill(8);
        literals.Make(lengths);
        lengths[..30].Fill(5);
        distances.Make(lengths[..30]);
    }

    /// <summary>The codes that a block announces.</summary>
    public static void Read(BitReader input, HuffmanCode literals, HuffmanCode distances)
    {
        int literalCount = (int)input.Bits(5) + 257, distanceCount = (int)input.Bits(5) + 1, lengthCount = (int)input.Bits(4) + 4;
        if (literalCount > 286 || distanceCount > 30)
            throw new InvalidDataException("a block with too many codes");
        Span<byte> lengths = stackalloc byte[320];
        lengths.Clear();
        for (int k = 0; k < lengthCount; k++)
            lengths[OrderOfLengths[k]] = (byte)input.Bits(3);
        var ofLengths = new HuffmanCode(19);
        ofLengths.Make(lengths[..19]);
        int total = literalCount + distanceCount;
        for (int k = 0; k < total;)
        {
            int symbol = ofLengths.Decode(input);
            (byte value, int times) = symbol switch
            {
                16 => (k > 0 ? lengths[k - 1] : throw new InvalidDataException("a repeat without a length before"), (int)input.Bits(2) + 3),
                17 => ((byte)0, (int)input.Bits(3) + 3),
                18 => ((byte)0, (int)input.Bits(7) + 11),
                _ => ((byte)symbol, 1),
            };
            if (k + times > total)
                throw new InvalidDataException("too many lengths of codes");
            lengths.Slice(k, times).Fill(value);
            k += times;
        }

        if (lengths[256] == 0)
            throw new InvalidDataException("a block without end");
        literals.Make(lengths[..literalCount]);
        distances.Make(lengths.Slice(literalCount, distanceCount));
    }
}
