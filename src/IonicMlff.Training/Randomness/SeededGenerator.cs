using System.Numerics;
using System.Text;

namespace IonicMlff.Training.Randomness;

/// <summary>
/// xoshiro256** (Blackman and Vigna, ACM TOMS 47, 36, 2021) with normal deviates: the random numbers of a training, the same on every
/// machine, with a state that can be saved. Purposes have streams of their own, so that what one draws changes nothing for another.
/// </summary>
public sealed class SeededGenerator
{
    private ulong s0, s1, s2, s3;
    private double? waitingNormal;

    /// <summary>A generator for one purpose of a run.</summary>
    /// <param name="seed">Seed of the run.</param>
    /// <param name="purpose">What the numbers are for, e.g. <c>weights</c> or <c>batches</c>; another word gives other numbers.</param>
    public SeededGenerator(long seed, string purpose = "")
    {
        ulong x = unchecked((ulong)seed) ^ HashOf(purpose);
        (s0, s1, s2, s3) = (SplitMix(ref x), SplitMix(ref x), SplitMix(ref x), SplitMix(ref x));
    }

    /// <summary>A generator that goes on where another was.</summary>
    public SeededGenerator(in GeneratorState state) => State = state;

    /// <summary>What decides the next numbers; setting it goes on from there.</summary>
    public GeneratorState State
    {
        get => new(s0, s1, s2, s3, waitingNormal);
        set => (s0, s1, s2, s3, waitingNormal) = (value.S0, value.S1, value.S2, value.S3, value.WaitingNormal);
    }

    /// <summary>64 random bits.</summary>
    public ulong NextUInt64()
    {
        ulong result = BitOperations.RotateLeft(s1 * 5, 7) * 9, t = s1 << 17;
        s2 ^= s0;
        s3 ^= s1;
        s1 ^= s2;
        s0 ^= s3;
        s2 ^= t;
        s3 = BitOperations.RotateLeft(s3, 45);
        return result;
    }

    /// <summary>Uniform in [0, 1), 53 bits.</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1L << 53));

    /// <summary>Uniform in [0, count), without bias.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The count is not positive.</exception>
    public int NextInt(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        ulong n = (ulong)count, rest = (ulong.MaxValue % n + 1) % n; // 2^64 mod n
        ulong x;
        do
            x = NextUInt64();
        while (x > ulong.MaxValue - rest);
        return (int)(x % n);
    }

    /// <summary>Normal deviate, mean 0 and standard deviation 1, by Marsaglia's polar method.</summary>
    public double NextNormal()
    {
        if (waitingNormal is { } waiting)
        {
            waitingNormal = null;
            return waiting;
        }

        double u, v, square;
        do
        {
            u = 2 * NextDouble() - 1;
            v = 2 * NextDouble() - 1;
            square = u * u + v * v;
        }
        while (square is >= 1 or 0);

        double factor = Math.Sqrt(-2 * Math.Log(square) / square);
        waitingNormal = v * factor;
        return u * factor;
    }

    /// <summary>Puts items into random order (Fisher and Yates).</summary>
    public void Shuffle<T>(Span<T> items)
    {
        for (int k = items.Length - 1; k > 0; k--)
        {
            int other = NextInt(k + 1);
            (items[k], items[other]) = (items[other], items[k]);
        }
    }

    /// <summary>The numbers 0 to count − 1 in random order.</summary>
    public int[] Permutation(int count)
    {
        int[] order = [.. Enumerable.Range(0, count)];
        Shuffle<int>(order);
        return order;
    }

    /// <summary>Index drawn with probability proportional to its weight.</summary>
    /// <exception cref="ArgumentException">No weight is positive, or one is negative or not finite.</exception>
    public int NextWeighted(ReadOnlySpan<double> weights)
    {
        double sum = 0;
        int last = -1;
        for (int k = 0; k < weights.Length; k++)
        {
            if (!(weights[k] >= 0) || !double.IsFinite(weights[k]))
                throw new ArgumentException($"Weight {k} is {weights[k]}; expected a finite number that is not negative.", nameof(weights));
            sum += weights[k];
            last = weights[k] > 0 ? k : last;
        }

        if (last < 0)
            throw new ArgumentException("No weight is positive.", nameof(weights));

        double x = NextDouble() * sum;
        for (int k = 0; k < last; k++)
        {
            x -= weights[k];
            if (x < 0)
                return k;
        }

        return last;
    }

    // splitmix64 spreads a seed over the state, as the authors of xoshiro recommend
    private static ulong SplitMix(ref ulong x)
    {
        x += 0x9e3779b97f4a7c15;
        ulong z = x;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
        z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
        return z ^ (z >> 31);
    }

    // FNV-1a; the empty word leaves the seed alone
    private static ulong HashOf(string purpose)
    {
        if (purpose.Length == 0)
            return 0;

        ulong hash = 0xcbf29ce484222325;
        foreach (byte b in Encoding.UTF8.GetBytes(purpose))
            hash = (hash ^ b) * 0x100000001b3;
        return hash;
    }
}
