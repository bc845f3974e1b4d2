namespace IonicMlff.Core.Trajectories.Compression;

/// <summary>A canonical Huffman code of at most 15 bits: short codes by table, long ones bit by bit.</summary>
internal sealed class HuffmanCode(int mostSymbols)
{
    private const int TableBits = 10, LongestCode = 15;

    private readonly ushort[] _table = new ushort[1 << TableBits]; // symbol << 4 | length, 0: a longer code or none
    private readonly ushort[] _symbols = new ushort[mostSymbols];
    private readonly int[] _countOf = new int[LongestCode + 1];

    /// <summary>Makes the code from the length of each symbol's code, 0: not used.</summary>
    public void Make(ReadOnlySpan<byte> lengths)
    {
        Array.Clear(_countOf);
        foreach (byte l in lengths)
            _countOf[l]++;
        _countOf[0] = 0;
        int left = 1;
        for (int l = 1; l <= LongestCode; l++)
        {
            left = 2 * left - _countOf[l];
            if (left < 0)
                throw new InvalidDataException("a code with too many symbols");
        }

        Span<int> offset = stackalloc int[LongestCode + 2], code = stackalloc int[LongestCode + 2];
        offset.Clear();
        code.Clear();
        for (int l = 1; l <= LongestCode; l++)
        {
            offset[l + 1] = offset[l] + _countOf[l];
            code[l + 1] = (code[l] + _countOf[l]) << 1;
        }

        Array.Clear(_table);
        for (int s = 0; s < lengths.Length; s++)
        {
            int l = lengths[s];
            if (l == 0)
                continue;
            _symbols[offset[l]++] = (ushort)s;
            int own = code[l]++;
            if (l <= TableBits)
                FillTable(s, l, Reversed(own, l));
        }
    }

    /// <summary>The next symbol.</summary>
    public int Decode(BitReader input)
    {
        input.Fill();
        int entry = _table[input.Peek(TableBits)];
        if (entry == 0)
            return DecodeLong(input);
        input.Skip(entry & 15);
        return entry >> 4;
    }

    private void FillTable(int symbol, int length, int reversed)
    {
        for (int k = reversed; k < _table.Length; k += 1 << length)
            _table[k] = (ushort)(symbol << 4 | length);
    }

    private int DecodeLong(BitReader input)
    {
        uint bits = input.Peek(LongestCode);
        int code = 0, first = 0, index = 0;
        for (int l = 1; l <= LongestCode; l++)
        {
            code |= (int)(bits >> (l - 1) & 1);
            int count = _countOf[l];
            if (code - first < count)
            {
                input.Skip(l);
                return _symbols[index + code - first];
            }

            index += count;
            first = (first + count) << 1;
            code <<= 1;
        }

        input.Skip(LongestCode); // says so when the stream has ended
        throw new InvalidDataException("bits that are no code");
    }

    private static int Reversed(int code, int length)
    {
        int r = 0;
        for (int k = 0; k < length; k++)
            r = r << 1 | code >> k & 1;
        return r;
    }
}
