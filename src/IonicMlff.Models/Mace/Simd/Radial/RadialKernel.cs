using System.Runtime.CompilerServices;
using IonicMlff.Models.Mace.Simd.Edges;
using IonicMlff.Models.Simd.Lanes;

namespace IonicMlff.Models.Mace.Simd.Radial;

/// <summary>Radial functions of the edges of one receiver from the table, for one channel block.</summary>
internal static unsafe class RadialKernel<L, V, T>
    where L : struct, ILane<V, T>
    where V : struct
    where T : unmanaged
{
    /// <summary>
    /// R[e,p] = Σ_n w_n(e) c[k_e + n, p]. <paramref name="rows"/>[e] is the first of the edge's six table rows in channel block 0.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Compute(in EdgeTile<L, V, T> tile, nint* rows, long blockOffset, int rowStride, T* values)
    {
        for (int e = 0; e < tile.Count; e++)
        {
            T* w = tile.SplineWeights(e);
            V w0 = L.Spread(w), w1 = L.Spread(w + L.Count), w2 = L.Spread(w + 2 * L.Count);
            V w3 = L.Spread(w + 3 * L.Count), w4 = L.Spread(w + 4 * L.Count), w5 = L.Spread(w + 5 * L.Count);
            T* c0 = (T*)rows[e] + blockOffset;
            T* c3 = c0 + 3 * rowStride;
            for (int p = 0; p < rowStride; p += L.Count)
            {
                V low = L.Fma(w2, L.Load(c0 + 2 * rowStride), L.Fma(w1, L.Load(c0 + rowStride), L.Multiply(w0, L.Load(c0))));
                V high = L.Fma(w5, L.Load(c3 + 2 * rowStride), L.Fma(w4, L.Load(c3 + rowStride), L.Multiply(w3, L.Load(c3))));
                L.Store(L.Add(low, high), values);
                c0 += L.Count;
                c3 += L.Count;
                values += L.Count;
            }
        }
    }

    /// <summary>R as in <see cref="Compute"/> and dR/dd[e,p] = Σ_n w_n'(e) c[k_e + n, p].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ComputeWithSlopes(
        in EdgeTile<L, V, T> tile, nint* rows, long blockOffset, int rowStride, T* values, T* slopes)
    {
        for (int e = 0; e < tile.Count; e++)
        {
            T* w = tile.SplineWeights(e);
            V w0 = L.Spread(w), w1 = L.Spread(w + L.Count), w2 = L.Spread(w + 2 * L.Count);
            V w3 = L.Spread(w + 3 * L.Count), w4 = L.Spread(w + 4 * L.Count), w5 = L.Spread(w + 5 * L.Count);
            T* s = tile.SplineSlopes(e);
            V s0 = L.Spread(s), s1 = L.Spread(s + L.Count), s2 = L.Spread(s + 2 * L.Count);
            V s3 = L.Spread(s + 3 * L.Count), s4 = L.Spread(s + 4 * L.Count), s5 = L.Spread(s + 5 * L.Count);
            T* c0 = (T*)rows[e] + blockOffset;
            T* c3 = c0 + 3 * rowStride;
            for (int p = 0; p < rowStride; p += L.Count)
            {
                V k0 = L.Load(c0), k1 = L.Load(c0 + rowStride), k2 = L.Load(c0 + 2 * rowStride);
                V k3 = L.Load(c3), k4 = L.Load(c3 + rowStride), k5 = L.Load(c3 + 2 * rowStride);
                V low = L.Fma(w2, k2, L.Fma(w1, k1, L.Multiply(w0, k0)));
                V high = L.Fma(w5, k5, L.Fma(w4, k4, L.Multiply(w3, k3)));
                L.Store(L.Add(low, high), values);
                low = L.Fma(s2, k2, L.Fma(s1, k1, L.Multiply(s0, k0)));
                high = L.Fma(s5, k5, L.Fma(s4, k4, L.Multiply(s3, k3)));
                L.Store(L.Add(low, high), slopes);
                c0 += L.Count;
                c3 += L.Count;
                values += L.Count;
                slopes += L.Count;
            }
        }
    }
}
