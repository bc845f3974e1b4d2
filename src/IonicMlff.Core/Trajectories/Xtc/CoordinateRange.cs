namespace IonicMlff.Core.Trajectories.Xtc;

/// <summary>
/// Smallest and largest coordinate per axis, and how a coordinate counted from the smallest is written: all three as one number in
/// <see cref="TripleBits"/> bits, or, where a size is beyond 24 bits, each by itself.
/// </summary>
internal readonly struct CoordinateRange
{
    private const uint LargestPacked = 0xffffff;

    public readonly int Min0, Min1, Min2;
    public readonly uint Size0, Size1, Size2;

    public CoordinateRange(ReadOnlySpan<int> min, ReadOnlySpan<int> max)
    {
        (Min0, Min1, Min2) = (min[0], min[1], min[2]);
        (Size0, Size1, Size2) = ((uint)(max[0] - min[0]) + 1, (uint)(max[1] - min[1]) + 1, (uint)(max[2] - min[2]) + 1);
        Packed = Size0 <= LargestPacked && Size1 <= LargestPacked && Size2 <= LargestPacked;
        TripleBits = Packed ? BitsFor((UInt128)Size0 * Size1 * Size2) : 0;
    }

    /// <summary>One number for all three axes?</summary>
    public bool Packed { get; }

    /// <summary>Bits of that number.</summary>
    public int TripleBits { get; }

    /// <summary>The format's rule: bits of the number of values, not of the largest value.</summary>
    public static int BitsFor(UInt128 values) => 128 - (int)UInt128.LeadingZeroCount(values);

    public void Read(ref BitReader bits, out int x, out int y, out int z)
    {
        if (Packed)
        {
            bits.ReadTriple(TripleBits, Size1, Size2, out x, out y, out z);
        }
        else
        {
            x = (int)(uint)bits.Read(BitsFor(Size0));
            y = (int)(uint)bits.Read(BitsFor(Size1));
            z = (int)(uint)bits.Read(BitsFor(Size2));
        }

        (x, y, z) = (x + Min0, y + Min1, z + Min2);
    }

    public void Write(BitWriter bits, int x, int y, int z)
    {
        (x, y, z) = (x - Min0, y - Min1, z - Min2);
        if (Packed)
        {
            bits.WriteTriple(TripleBits, Size1, Size2, x, y, z);
        }
        else
        {
            bits.Write((uint)x, BitsFor(Size0));
            bits.Write((uint)y, BitsFor(Size1));
            bits.Write((uint)z, BitsFor(Size2));
        }
    }
}
