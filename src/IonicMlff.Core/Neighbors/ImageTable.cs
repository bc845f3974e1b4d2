using System.Numerics;
using IonicMlff.Core.Geometry;

namespace IonicMlff.Core.Neighbors;

/// <summary>
/// The distinct image translations S = (S_a, S_b, S_c) that occur in a list, numbered in the order of their first use; number 0
/// is S = 0. A small open-addressing hash table that never shrinks, so that rebuilding a list of the same size allocates nothing.
/// </summary>
internal sealed class ImageTable
{
    /// <summary>Largest |S_x| that a key holds.</summary>
    public const int MaxComponent = (1 << 20) - 1;

    private long[] _keys = new long[64];
    private int[] _numbers = new int[64];
    private long[] _images = new long[32];
    private double[] _shifts = new double[96];

    /// <summary>Number of distinct images, at least 1.</summary>
    public int Count { get; private set; }

    /// <summary>Translations T = S·h, Å, three per image.</summary>
    public ReadOnlySpan<double> Shifts => _shifts.AsSpan(0, 3 * Count);

    /// <summary>
    /// S as one number. The packing is linear: Key(S + S') = Key(S) + Key(S'), so the image of a pair is found by one addition.
    /// </summary>
    public static long Key(int a, int b, int c) => ((long)a << 42) + ((long)b << 21) + c;

    /// <summary>Empties the table but for S = 0.</summary>
    public void Clear()
    {
        Array.Fill(_numbers, -1);
        Count = 0;
        NumberOf(0);
    }

    /// <summary>Number of the image with the given key; new ones are added.</summary>
    public int NumberOf(long key)
    {
        int mask = _numbers.Length - 1;
        for (int slot = Slot(key, _numbers.Length); ; slot = (slot + 1) & mask)
        {
            if (_numbers[slot] < 0)
                return Add(key, slot);
            if (_keys[slot] == key)
                return _numbers[slot];
        }
    }

    /// <summary>Computes T = S·h for all images.</summary>
    public void SetShifts(in Matrix3 h)
    {
        for (int i = 0; i < Count; i++)
        {
            (int a, int b, int c) = Unpack(_images[i]);
            _shifts[3 * i] = a * h.Xx + b * h.Yx + c * h.Zx;
            _shifts[3 * i + 1] = a * h.Xy + b * h.Yy + c * h.Zy;
            _shifts[3 * i + 2] = a * h.Xz + b * h.Yz + c * h.Zz;
        }
    }

    private static (int A, int B, int C) Unpack(long key)
    {
        int c = SignedLow21(key);
        key = (key - c) >> 21;
        int b = SignedLow21(key);
        return ((int)((key - b) >> 21), b, c);
    }

    private static int SignedLow21(long key) => (int)(key << 43 >> 43);

    private static int Slot(long key, int size) =>
        (int)((ulong)(key * -7046029254386353131L) >> (64 - BitOperations.Log2((uint)size)));

    private int Add(long key, int slot)
    {
        if (2 * (Count + 1) > _numbers.Length)
        {
            Grow();
            slot = Slot(key, _numbers.Length);
            while (_numbers[slot] >= 0)
                slot = (slot + 1) & (_numbers.Length - 1);
        }

        _keys[slot] = key;
        _numbers[slot] = Count;
        _images[Count] = key;
        return Count++;
    }

    private void Grow()
    {
        int size = 2 * _numbers.Length;
        _keys = new long[size];
        _numbers = new int[size];
        Array.Fill(_numbers, -1);
        Array.Resize(ref _images, size / 2);
        Array.Resize(ref _shifts, 3 * (size / 2));
        for (int i = 0; i < Count; i++)
        {
            int slot = Slot(_images[i], size);
            while (_numbers[slot] >= 0)
                slot = (slot + 1) & (size - 1);
            _keys[slot] = _images[i];
            _numbers[slot] = i;
        }
    }
}
