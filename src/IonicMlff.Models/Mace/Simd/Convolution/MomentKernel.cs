using System.Runtime.CompilerServices;
using IonicMlff.Models.Mace.Simd.Edges;
using IonicMlff.Models.Mace.Simd.Lanes;

namespace IonicMlff.Models.Mace.Simd.Convolution;

/// <summary>Moments of one receiver for one channel block; the sums over edges stay in registers.</summary>
internal static unsafe class MomentKernel<L, V, T>
    where L : struct, ILane<V, T>
    where V : struct
    where T : unmanaged
{
    /// <summary>B[row, m2] = Σ_e R[e,p] x_e[m1] Y_l2[e,m2] for all rows (p, m1).</summary>
    /// <param name="plan">Rows by l2.</param>
    /// <param name="tile">Harmonics.</param>
    /// <param name="radial">R[e, column, lane].</param>
    /// <param name="radialStride">Numbers per edge of R.</param>
    /// <param name="features">x of the sender of each edge, channel block 0.</param>
    /// <param name="blockOffset">From there to the present channel block.</param>
    /// <param name="moments">B.</param>
    public static void Compute(
        ConvolutionPlan plan, in EdgeTile<L, V, T> tile, T* radial, int radialStride, nint* features, int blockOffset, T* moments)
    {
        for (int l2 = 0; l2 < plan.RowStart.Length - 1; l2++)
        {
            for (int r = plan.RowStart[l2]; r < plan.RowStart[l2 + 1]; r++)
            {
                MomentRow row = plan.Rows[r];
                T* values = radial + row.Radial * L.Count;
                int component = blockOffset + row.Component * L.Count;
                switch (l2)
                {
                    case 0:
                        Row1(tile, values, radialStride, features, component, moments);
                        break;
                    case 1:
                        Row3(tile, values, radialStride, features, component, moments);
                        break;
                    case 2:
                        Row5(tile, values, radialStride, features, component, moments);
                        break;
                    default:
                        Row7(tile, values, radialStride, features, component, moments);
                        break;
                }

                moments += (2 * l2 + 1) * L.Count;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Row1(in EdgeTile<L, V, T> tile, T* radial, int stride, nint* features, int component, T* moments)
    {
        V even = L.Zero, odd = L.Zero; // two sums hide the latency
        int e = 0;
        for (; e + 1 < tile.Count; e += 2)
        {
            even = L.Fma(L.Load(radial), L.Load((T*)features[e] + component), even);
            odd = L.Fma(L.Load(radial + stride), L.Load((T*)features[e + 1] + component), odd);
            radial += 2 * stride;
        }

        if (e < tile.Count)
            even = L.Fma(L.Load(radial), L.Load((T*)features[e] + component), even);
        L.Store(L.Add(even, odd), moments);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Row3(in EdgeTile<L, V, T> tile, T* radial, int stride, nint* features, int component, T* moments)
    {
        V b0 = L.Zero, b1 = L.Zero, b2 = L.Zero;
        for (int e = 0; e < tile.Count; e++)
        {
            V u = L.Multiply(L.Load(radial), L.Load((T*)features[e] + component));
            T* y = tile.Harmonics(e) + L.Count;
            b0 = L.Fma(u, L.Spread(y), b0);
            b1 = L.Fma(u, L.Spread(y + L.Count), b1);
            b2 = L.Fma(u, L.Spread(y + 2 * L.Count), b2);
            radial += stride;
        }

        L.Store(b0, moments);
        L.Store(b1, moments + L.Count);
        L.Store(b2, moments + 2 * L.Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Row5(in EdgeTile<L, V, T> tile, T* radial, int stride, nint* features, int component, T* moments)
    {
        V b0 = L.Zero, b1 = L.Zero, b2 = L.Zero, b3 = L.Zero, b4 = L.Zero;
        for (int e = 0; e < tile.Count; e++)
        {
            V u = L.Multiply(L.Load(radial), L.Load((T*)features[e] + component));
            T* y = tile.Harmonics(e) + 4 * L.Count;
            b0 = L.Fma(u, L.Spread(y), b0);
            b1 = L.Fma(u, L.Spread(y + L.Count), b1);
            b2 = L.Fma(u, L.Spread(y + 2 * L.Count), b2);
            b3 = L.Fma(u, L.Spread(y + 3 * L.Count), b3);
            b4 = L.Fma(u, L.Spread(y + 4 * L.Count), b4);
            radial += stride;
        }

        L.Store(b0, moments);
        L.Store(b1, moments + L.Count);
        L.Store(b2, moments + 2 * L.Count);
        L.Store(b3, moments + 3 * L.Count);
        L.Store(b4, moments + 4 * L.Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Row7(in EdgeTile<L, V, T> tile, T* radial, int stride, nint* features, int component, T* moments)
    {
        V b0 = L.Zero, b1 = L.Zero, b2 = L.Zero, b3 = L.Zero, b4 = L.Zero, b5 = L.Zero, b6 = L.Zero;
        for (int e = 0; e < tile.Count; e++)
        {
            V u = L.Multiply(L.Load(radial), L.Load((T*)features[e] + component));
            T* y = tile.Harmonics(e) + 9 * L.Count;
            b0 = L.Fma(u, L.Spread(y), b0);
            b1 = L.Fma(u, L.Spread(y + L.Count), b1);
            b2 = L.Fma(u, L.Spread(y + 2 * L.Count), b2);
            b3 = L.Fma(u, L.Spread(y + 3 * L.Count), b3);
            b4 = L.Fma(u, L.Spread(y + 4 * L.Count), b4);
            b5 = L.Fma(u, L.Spread(y + 5 * L.Count), b5);
            b6 = L.Fma(u, L.Spread(y + 6 * L.Count), b6);
            radial += stride;
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
