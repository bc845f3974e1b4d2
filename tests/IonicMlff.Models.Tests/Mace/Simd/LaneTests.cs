using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using IonicMlff.Models.Simd.Lanes;
using Xunit;

namespace IonicMlff.Models.Tests.Mace.Simd;

/// <summary>Every register type does on each lane what it says.</summary>
public unsafe class LaneTests
{
    [Fact]
    public void Float512_is_16_floats() => Check<Float512, Vector512<float>, float>(16, 1e-6);

    [Fact]
    public void Float256_is_8_floats() => Check<Float256, Vector256<float>, float>(8, 1e-6);

    [Fact]
    public void Float128_is_4_floats() => Check<Float128, Vector128<float>, float>(4, 1e-6);

    [Fact]
    public void Double512_is_8_doubles() => Check<Double512, Vector512<double>, double>(8, 1e-15);

    [Fact]
    public void Double256_is_4_doubles() => Check<Double256, Vector256<double>, double>(4, 1e-15);

    [Fact]
    public void Double128_is_2_doubles() => Check<Double128, Vector128<double>, double>(2, 1e-15);

    private static void Check<L, V, T>(int count, double tolerance)
        where L : struct, ILane<V, T>
        where V : struct
        where T : unmanaged
    {
        Assert.Equal(count, L.Count);
        T* a = stackalloc T[count], b = stackalloc T[count], c = stackalloc T[count];
        for (int k = 0; k < count; k++)
            (a[k], b[k], c[k]) = (L.FromDouble(0.7 + k), L.FromDouble(1.9 - 0.3 * k), L.FromDouble(0.25 * k * k));
        V x = L.Load(a), y = L.Load(b), z = L.Load(c);
        Same<L, V, T>(L.Add(x, y), k => Of(a, k) + Of(b, k), tolerance);
        Same<L, V, T>(L.Subtract(x, y), k => Of(a, k) - Of(b, k), tolerance);
        Same<L, V, T>(L.Multiply(x, y), k => Of(a, k) * Of(b, k), tolerance);
        Same<L, V, T>(L.Divide(y, x), k => Of(b, k) / Of(a, k), tolerance);
        Same<L, V, T>(L.Fma(x, y, z), k => Of(a, k) * Of(b, k) + Of(c, k), 10 * tolerance);
        Same<L, V, T>(L.Spread(a + 1), _ => Of(a, 1), 0);
        Same<L, V, T>(L.Spread(0.5), _ => 0.5, 0);
        Same<L, V, T>(L.Zero, _ => 0, 0);
        double sum = Enumerable.Range(0, count).Sum(k => Of(a, k));
        Assert.InRange(L.ToDouble(L.Sum(x)), sum * (1 - 10 * tolerance), sum * (1 + 10 * tolerance));

        double Of(T* p, int k) => L.ToDouble(p[k]);
    }

    private static void Same<L, V, T>(V actual, Func<int, double> expected, double tolerance)
        where L : struct, ILane<V, T>
        where V : struct
        where T : unmanaged
    {
        T* lanes = (T*)NativeMemory.AlignedAlloc((nuint)(L.Count * sizeof(T)), 64);
        L.Store(actual, lanes);
        for (int k = 0; k < L.Count; k++)
            Assert.InRange(L.ToDouble(lanes[k]) - expected(k), -tolerance * (1 + Math.Abs(expected(k))), tolerance * (1 + Math.Abs(expected(k))));
        NativeMemory.AlignedFree(lanes);
    }
}
