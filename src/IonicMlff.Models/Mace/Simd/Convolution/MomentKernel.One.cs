using System.Runtime.CompilerServices;
using IonicMlff.Models.Mace.Simd.Edges;

namespace IonicMlff.Models.Mace.Simd.Convolution;

// One row: b[m2] = Σ_e u_e Y[e,m2], u = R x.
internal static unsafe partial class MomentKernel<L, V, T>
{
    // l2 = 0: Y = 1. Two sums hide the latency.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Row1(in EdgeTile<L, V, T> tile, in Operands o, int component, T* moments)
    {
        V even = L.Zero, odd = L.Zero;
        T* r = o.Radial;
        int e = 0;
        for (; e + 1 < tile.Count; e += 2)
        {
            even = L.Fma(L.Load(r), L.Load((T*)o.Features[e] + component), even);
            odd = L.Fma(L.Load(r + o.Stride), L.Load((T*)o.Features[e + 1] + component), odd);
            r += 2 * o.Stride;
        }

        if (e < tile.Count)
            even = L.Fma(L.Load(r), L.Load((T*)o.Features[e] + component), even);
        L.Store(L.Add(even, odd), moments);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Row3(in EdgeTile<L, V, T> tile, in Operands o, int component, T* moments)
    {
        V b0 = L.Zero, b1 = L.Zero, b2 = L.Zero;
        T* r = o.Radial;
        for (int e = 0; e < tile.Count; e++)
        {
            V u = L.Multiply(L.Load(r), L.Load((T*)o.Features[e] + component));
            T* y = tile.Harmonics(e) + L.Count;
            b0 = L.Fma(u, L.Spread(y), b0);
            b1 = L.Fma(u, L.Spread(y + L.Count), b1);
            b2 = L.Fma(u, L.Spread(y + 2 * L.Count), b2);
            r += o.Stride;
        }

        L.Store(b0, moments);
        L.Store(b1, moments + L.Count);
        L.Store(b2, moments + 2 * L.Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Row5(in EdgeTile<L, V, T> tile, in Operands o, int component, T* moments)
    {
        V b0 = L.Zero, b1 = L.Zero, b2 = L.Zero, b3 = L.Zero, b4 = L.Zero;
        T* r = o.Radial;
        for (int e = 0; e < tile.Count; e++)
        {
            V u = L.Multiply(L.Load(r), L.Load((T*)o.Features[e] + component));
            T* y = tile.Harmonics(e) + 4 * L.Count;
            b0 = L.Fma(u, L.Spread(y), b0);
            b1 = L.Fma(u, L.Spread(y + L.Count), b1);
            b2 = L.Fma(u, L.Spread(y + 2 * L.Count), b2);
            b3 = L.Fma(u, L.Spread(y + 3 * L.Count), b3);
            b4 = L.Fma(u, L.Spread(y + 4 * L.Count), b4);
            r += o.Stride;
        }

        L.Store(b0, moments);
        L.Store(b1, moments + L.Count);
        L.Store(b2, moments + 2 * L.Count);
        L.Store(b3, moments + 3 * L.Count);
        L.Store(b4, moments + 4 * L.Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Row7(in EdgeTile<L, V, T> tile, in Operands o, int component, T* moments)
    {
        V b0 = L.Zero, b1 = L.Zero, b2 = L.Zero, b3 = L.Zero, b4 = L.Zero, b5 = L.Zero, b6 = L.Zero;
        T* r = o.Radial;
        for (int e = 0; e < tile.Count; e++)
        {
            V u = L.Multiply(L.Load(r), L.Load((T*)o.Features[e] + component));
            T* y = tile.Harmonics(e) + 9 * L.Count;
            b0 = L.Fma(u, L.Spread(y), b0);
            b1 = L.Fma(u, L.Spread(y + L.Count), b1);
            b2 = L.Fma(u, L.Spread(y + 2 * L.Count), b2);
            b3 = L.Fma(u, L.Spread(y + 3 * L.Count), b3);
            b4 = L.Fma(u, L.Spread(y + 4 * L.Count), b4);
            b5 = L.Fma(u, L.Spread(y + 5 * L.Count), b5);
            b6 = L.Fma(u, L.Spread(y + 6 * L.Count), b6);
            r += o.Stride;
        }

        L.Store(b0, moments);
        L.Store(b1, moments + L.Count);
        L.Store(b2, moments + 2 * L.Count);
        L.Store(b3, moments + 3 * L.Count);
        L.Store(b4, moments + 4 * L.Count);
        L.Store(b5, moments + 5 * L.Count);
        L.Store(b6, moments + 6 * L.Count);
    }
}
