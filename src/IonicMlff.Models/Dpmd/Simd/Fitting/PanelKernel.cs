using System.Runtime.CompilerServices;
using IonicMlff.Models.Simd.Lanes;

namespace IonicMlff.Models.Dpmd.Simd.Fitting;

/// <summary>
/// The innermost products of <see cref="PackedMatrix{L,V,T}"/>: a panel of eight rows of A (element [k, row]) times one to three registers
/// of columns, with all sums in registers.
/// </summary>
internal static unsafe class PanelKernel<L, V, T>
    where L : struct, ILane<V, T>
    where V : struct
    where T : unmanaged
{
    /// <summary>Eight rows, three registers: 24 sums.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Three(T* a, int length, T* b, T* c, int stride)
    {
        V c00 = L.Load(c), c01 = L.Load(c + L.Count), c02 = L.Load(c + 2 * L.Count);
        V c10 = L.Load(c + stride), c11 = L.Load(c + stride + L.Count), c12 = L.Load(c + stride + 2 * L.Count);
        V c20 = L.Load(c + 2 * stride), c21 = L.Load(c + 2 * stride + L.Count), c22 = L.Load(c + 2 * stride + 2 * L.Count);
        V c30 = L.Load(c + 3 * stride), c31 = L.Load(c + 3 * stride + L.Count), c32 = L.Load(c + 3 * stride + 2 * L.Count);
        V c40 = L.Load(c + 4 * stride), c41 = L.Load(c + 4 * stride + L.Count), c42 = L.Load(c + 4 * stride + 2 * L.Count);
        V c50 = L.Load(c + 5 * stride), c51 = L.Load(c + 5 * stride + L.Count), c52 = L.Load(c + 5 * stride + 2 * L.Count);
        V c60 = L.Load(c + 6 * stride), c61 = L.Load(c + 6 * stride + L.Count), c62 = L.Load(c + 6 * stride + 2 * L.Count);
        V c70 = L.Load(c + 7 * stride), c71 = L.Load(c + 7 * stride + L.Count), c72 = L.Load(c + 7 * stride + 2 * L.Count);
        for (int k = 0; k < length; k++)
        {
            V b0 = L.Load(b), b1 = L.Load(b + L.Count), b2 = L.Load(b + 2 * L.Count);
            V x = L.Spread(a);
            c00 = L.Fma(x, b0, c00);
            c01 = L.Fma(x, b1, c01);
            c02 = L.Fma(x, b2, c02);
            x = L.Spread(a + 1);
            c10 = L.Fma(x, b0, c10);
            c11 = L.Fma(x, b1, c11);
            c12 = L.Fma(x, b2, c12);
            x = L.Spread(a + 2);
            c20 = L.Fma(x, b0, c20);
            c21 = L.Fma(x, b1, c21);
            c22 = L.Fma(x, b2, c22);
            x = L.Spread(a + 3);
            c30 = L.Fma(x, b0, c30);
            c31 = L.Fma(x, b1, c31);
            c32 = L.Fma(x, b2, c32);
            x = L.Spread(a + 4);
            c40 = L.Fma(x, b0, c40);
            c41 = L.Fma(x, b1, c41);
            c42 = L.Fma(x, b2, c42);
            x = L.Spread(a + 5);
            c50 = L.Fma(x, b0, c50);
            c51 = L.Fma(x, b1, c51);
            c52 = L.Fma(x, b2, c52);
            x = L.Spread(a + 6);
            c60 = L.Fma(x, b0, c60);
            c61 = L.Fma(x, b1, c61);
            c62 = L.Fma(x, b2, c62);
            x = L.Spread(a + 7);
            c70 = L.Fma(x, b0, c70);
            c71 = L.Fma(x, b1, c71);
            c72 = L.Fma(x, b2, c72);
            a += 8;
            b += stride;
        }

        L.Store(c00, c);
        L.Store(c01, c + L.Count);
        L.Store(c02, c + 2 * L.Count);
        L.Store(c10, c + stride);
        L.Store(c11, c + stride + L.Count);
        L.Store(c12, c + stride + 2 * L.Count);
        L.Store(c20, c + 2 * stride);
        L.Store(c21, c + 2 * stride + L.Count);
        L.Store(c22, c + 2 * stride + 2 * L.Count);
        L.Store(c30, c + 3 * stride);
        L.Store(c31, c + 3 * stride + L.Count);
        L.Store(c32, c + 3 * stride + 2 * L.Count);
        L.Store(c40, c + 4 * stride);
        L.Store(c41, c + 4 * stride + L.Count);
        L.Store(c42, c + 4 * stride + 2 * L.Count);
        L.Store(c50, c + 5 * stride);
        L.Store(c51, c + 5 * stride + L.Count);
        L.Store(c52, c + 5 * stride + 2 * L.Count);
        L.Store(c60, c + 6 * stride);
        L.Store(c61, c + 6 * stride + L.Count);
        L.Store(c62, c + 6 * stride + 2 * L.Count);
        L.Store(c70, c + 7 * stride);
        L.Store(c71, c + 7 * stride + L.Count);
        L.Store(c72, c + 7 * stride + 2 * L.Count);
    }

    /// <summary>Four of the eight rows, three registers: 12 sums, for machines with 16 registers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void HalfThree(T* a, int length, T* b, T* c, int stride)
    {
        V c00 = L.Load(c), c01 = L.Load(c + L.Count), c02 = L.Load(c + 2 * L.Count);
        V c10 = L.Load(c + stride), c11 = L.Load(c + stride + L.Count), c12 = L.Load(c + stride + 2 * L.Count);
        V c20 = L.Load(c + 2 * stride), c21 = L.Load(c + 2 * stride + L.Count), c22 = L.Load(c + 2 * stride + 2 * L.Count);
        V c30 = L.Load(c + 3 * stride), c31 = L.Load(c + 3 * stride + L.Count), c32 = L.Load(c + 3 * stride + 2 * L.Count);
        for (int k = 0; k < length; k++)
        {
            V b0 = L.Load(b), b1 = L.Load(b + L.Count), b2 = L.Load(b + 2 * L.Count);
            V x = L.Spread(a);
            c00 = L.Fma(x, b0, c00);
            c01 = L.Fma(x, b1, c01);
            c02 = L.Fma(x, b2, c02);
            x = L.Spread(a + 1);
            c10 = L.Fma(x, b0, c10);
            c11 = L.Fma(x, b1, c11);
            c12 = L.Fma(x, b2, c12);
            x = L.Spread(a + 2);
            c20 = L.Fma(x, b0, c20);
            c21 = L.Fma(x, b1, c21);
            c22 = L.Fma(x, b2, c22);
            x = L.Spread(a + 3);
            c30 = L.Fma(x, b0, c30);
            c31 = L.Fma(x, b1, c31);
            c32 = L.Fma(x, b2, c32);
            a += 8;
            b += stride;
        }

        L.Store(c00, c);
        L.Store(c01, c + L.Count);
        L.Store(c02, c + 2 * L.Count);
        L.Store(c10, c + stride);
        L.Store(c11, c + stride + L.Count);
        L.Store(c12, c + stride + 2 * L.Count);
        L.Store(c20, c + 2 * stride);
        L.Store(c21, c + 2 * stride + L.Count);
        L.Store(c22, c + 2 * stride + 2 * L.Count);
        L.Store(c30, c + 3 * stride);
        L.Store(c31, c + 3 * stride + L.Count);
        L.Store(c32, c + 3 * stride + 2 * L.Count);
    }

    /// <summary>Eight rows, two registers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Two(T* a, int length, T* b, T* c, int stride)
    {
        V c00 = L.Load(c), c01 = L.Load(c + L.Count);
        V c10 = L.Load(c + stride), c11 = L.Load(c + stride + L.Count);
        V c20 = L.Load(c + 2 * stride), c21 = L.Load(c + 2 * stride + L.Count);
        V c30 = L.Load(c + 3 * stride), c31 = L.Load(c + 3 * stride + L.Count);
        V c40 = L.Load(c + 4 * stride), c41 = L.Load(c + 4 * stride + L.Count);
        V c50 = L.Load(c + 5 * stride), c51 = L.Load(c + 5 * stride + L.Count);
        V c60 = L.Load(c + 6 * stride), c61 = L.Load(c + 6 * stride + L.Count);
        V c70 = L.Load(c + 7 * stride), c71 = L.Load(c + 7 * stride + L.Count);
        for (int k = 0; k < length; k++)
        {
            V b0 = L.Load(b), b1 = L.Load(b + L.Count);
            V x = L.Spread(a);
            c00 = L.Fma(x, b0, c00);
            c01 = L.Fma(x, b1, c01);
            x = L.Spread(a + 1);
            c10 = L.Fma(x, b0, c10);
            c11 = L.Fma(x, b1, c11);
            x = L.Spread(a + 2);
            c20 = L.Fma(x, b0, c20);
            c21 = L.Fma(x, b1, c21);
            x = L.Spread(a + 3);
            c30 = L.Fma(x, b0, c30);
            c31 = L.Fma(x, b1, c31);
            x = L.Spread(a + 4);
            c40 = L.Fma(x, b0, c40);
            c41 = L.Fma(x, b1, c41);
            x = L.Spread(a + 5);
            c50 = L.Fma(x, b0, c50);
            c51 = L.Fma(x, b1, c51);
            x = L.Spread(a + 6);
            c60 = L.Fma(x, b0, c60);
            c61 = L.Fma(x, b1, c61);
            x = L.Spread(a + 7);
            c70 = L.Fma(x, b0, c70);
            c71 = L.Fma(x, b1, c71);
            a += 8;
            b += stride;
        }

        L.Store(c00, c);
        L.Store(c01, c + L.Count);
        L.Store(c10, c + stride);
        L.Store(c11, c + stride + L.Count);
        L.Store(c20, c + 2 * stride);
        L.Store(c21, c + 2 * stride + L.Count);
        L.Store(c30, c + 3 * stride);
        L.Store(c31, c + 3 * stride + L.Count);
        L.Store(c40, c + 4 * stride);
        L.Store(c41, c + 4 * stride + L.Count);
        L.Store(c50, c + 5 * stride);
        L.Store(c51, c + 5 * stride + L.Count);
        L.Store(c60, c + 6 * stride);
        L.Store(c61, c + 6 * stride + L.Count);
        L.Store(c70, c + 7 * stride);
        L.Store(c71, c + 7 * stride + L.Count);
    }

    /// <summary>Eight rows, one register.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void One(T* a, int length, T* b, T* c, int stride)
    {
        V c00 = L.Load(c);
        V c10 = L.Load(c + stride);
        V c20 = L.Load(c + 2 * stride);
        V c30 = L.Load(c + 3 * stride);
        V c40 = L.Load(c + 4 * stride);
        V c50 = L.Load(c + 5 * stride);
        V c60 = L.Load(c + 6 * stride);
        V c70 = L.Load(c + 7 * stride);
        for (int k = 0; k < length; k++)
        {
            V b0 = L.Load(b);
            V x = L.Spread(a);
            c00 = L.Fma(x, b0, c00);
            x = L.Spread(a + 1);
            c10 = L.Fma(x, b0, c10);
            x = L.Spread(a + 2);
            c20 = L.Fma(x, b0, c20);
            x = L.Spread(a + 3);
            c30 = L.Fma(x, b0, c30);
            x = L.Spread(a + 4);
            c40 = L.Fma(x, b0, c40);
            x = L.Spread(a + 5);
            c50 = L.Fma(x, b0, c50);
            x = L.Spread(a + 6);
            c60 = L.Fma(x, b0, c60);
            x = L.Spread(a + 7);
            c70 = L.Fma(x, b0, c70);
            a += 8;
            b += stride;
        }

        L.Store(c00, c);
        L.Store(c10, c + stride);
        L.Store(c20, c + 2 * stride);
        L.Store(c30, c + 3 * stride);
        L.Store(c40, c + 4 * stride);
        L.Store(c50, c + 5 * stride);
        L.Store(c60, c + 6 * stride);
        L.Store(c70, c + 7 * stride);
    }
}
