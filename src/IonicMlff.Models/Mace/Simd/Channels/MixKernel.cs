using System.Runtime.CompilerServices;
using IonicMlff.Models.Simd.Lanes;

namespace IonicMlff.Models.Mace.Simd.Channels;

/// <summary>Small matrix products y[w,m] += Σ_u W[u,w] x[u,m]: outputs in lanes, up to four components m share each load of W.</summary>
internal static unsafe class MixKernel<L, V, T>
    where L : struct, ILane<V, T>
    where V : struct
    where T : unmanaged
{
    /// <summary>All components; layouts as in <see cref="ChannelMatrix{L,V,T}"/>.</summary>
    public static void Add(T* x, int xComponents, int inputs, T* weight, int outputs, T* y, int yComponents, int rows)
    {
        int blocks = (outputs + L.Count - 1) / L.Count;
        for (int b = 0; b < blocks; b++)
        {
            T* w = weight + b * L.Count;
            T* target = y + b * yComponents * L.Count;
            int m = 0;
            for (; m + 4 <= rows; m += 4)
                Four(x + m * L.Count, xComponents * L.Count, inputs, w, blocks * L.Count, target + m * L.Count);
            if (rows - m == 3)
                Three(x + m * L.Count, xComponents * L.Count, inputs, w, blocks * L.Count, target + m * L.Count);
            else if (rows - m == 1)
                One(x + m * L.Count, xComponents * L.Count, inputs, w, blocks * L.Count, target + m * L.Count);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Four(T* x, int blockStride, int inputs, T* w, int stride, T* y)
    {
        V y0 = L.Load(y), y1 = L.Load(y + L.Count), y2 = L.Load(y + 2 * L.Count), y3 = L.Load(y + 3 * L.Count);
        for (int first = 0; first < inputs; first += L.Count)
        {
            int count = Math.Min(L.Count, inputs - first);
            for (int u = 0; u < count; u++)
            {
                V weight = L.Load(w);
                y0 = L.Fma(weight, L.Spread(x + u), y0);
                y1 = L.Fma(weight, L.Spread(x + L.Count + u), y1);
                y2 = L.Fma(weight, L.Spread(x + 2 * L.Count + u), y2);
                y3 = L.Fma(weight, L.Spread(x + 3 * L.Count + u), y3);
                w += stride;
            }

            x += blockStride;
        }

        L.Store(y0, y);
        L.Store(y1, y + L.Count);
        L.Store(y2, y + 2 * L.Count);
        L.Store(y3, y + 3 * L.Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Three(T* x, int blockStride, int inputs, T* w, int stride, T* y)
    {
        V y0 = L.Load(y), y1 = L.Load(y + L.Count), y2 = L.Load(y + 2 * L.Count);
        for (int first = 0; first < inputs; first += L.Count)
        {
            int count = Math.Min(L.Count, inputs - first);
            for (int u = 0; u < count; u++)
            {
                V weight = L.Load(w);
                y0 = L.Fma(weight, L.Spread(x + u), y0);
                y1 = L.Fma(weight, L.Spread(x + L.Count + u), y1);
                y2 = L.Fma(weight, L.Spread(x + 2 * L.Count + u), y2);
                w += stride;
            }

            x += blockStride;
        }

        L.Store(y0, y);
        L.Store(y1, y + L.Count);
        L.Store(y2, y + 2 * L.Count);
    }

    // Two sums hide the latency of the multiply-adds.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void One(T* x, int blockStride, int inputs, T* w, int stride, T* y)
    {
        V even = L.Load(y), odd = L.Zero;
        for (int first = 0; first < inputs; first += L.Count)
        {
            int count = Math.Min(L.Count, inputs - first), u = 0;
            for (; u + 1 < count; u += 2)
            {
                even = L.Fma(L.Load(w), L.Spread(x + u), even);
                odd = L.Fma(L.Load(w + stride), L.Spread(x + u + 1), odd);
                w += 2 * stride;
            }

            if (u < count)
            {
                even = L.Fma(L.Load(w), L.Spread(x + u), even);
                w += stride;
            }

            x += blockStride;
        }

        L.Store(L.Add(even, odd), y);
    }
}
