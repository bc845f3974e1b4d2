using System.Runtime.CompilerServices;
using IonicMlff.Models.Simd.Lanes;

namespace IonicMlff.Models.Dpmd.Simd.Descriptor;

/// <summary>
/// D[p·M2 + b] = Σ_c GR[p,c] A[b,c] for many centres at once, centres in lanes: GR has P rows, A (the axis channels) the M2 rows behind
/// them, each of four components.
/// </summary>
internal static unsafe class DescriptorKernel<L, V, T>
    where L : struct, ILane<V, T>
    where V : struct
    where T : unmanaged
{
    /// <summary>D from GR.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Compute(T* gr, int channels, int axis, T* d, int vectors)
    {
        int stride = vectors * L.Count;
        for (int v = 0; v < stride; v += L.Count)
        {
            T* a = gr + 4L * channels * stride + v;
            for (int p = 0; p < channels; p++)
            {
                T* g = gr + 4L * p * stride + v, to = d + (long)p * axis * stride + v;
                V g0 = L.Load(g), g1 = L.Load(g + stride), g2 = L.Load(g + 2 * stride), g3 = L.Load(g + 3 * stride);
                T* row = a;
                for (int b = 0; b < axis; b++, row += 4 * stride, to += stride)
                {
                    V sum = L.Fma(g1, L.Load(row + stride), L.Multiply(g0, L.Load(row)));
                    L.Store(L.Add(sum, L.Fma(g3, L.Load(row + 3 * stride), L.Multiply(g2, L.Load(row + 2 * stride)))), to);
                }
            }
        }
    }

    /// <summary>∂E/∂GR[p,c] = Σ_b X[p,b] A[b,c] and ∂E/∂A[b,c] = Σ_p X[p,b] GR[p,c], X = ∂E/∂D.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Reverse(T* gr, int channels, int axis, T* x, T* gradient, int vectors)
    {
        int stride = vectors * L.Count;
        for (int v = 0; v < stride; v += L.Count)
        {
            T* a = gr + 4L * channels * stride + v;
            for (int p = 0; p < channels; p++)
                Combine(x + (long)p * axis * stride + v, stride, a, axis, gradient + 4L * p * stride + v, stride);
            for (int b = 0; b < axis; b++)
                Combine(x + (long)b * stride + v, axis * stride, gr + v, channels, gradient + 4L * (channels + b) * stride + v, stride);
        }
    }

    // to[c] = Σ_k x[k] rows[k,c]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Combine(T* x, int step, T* rows, int count, T* to, int stride)
    {
        V s0 = L.Zero, s1 = L.Zero, s2 = L.Zero, s3 = L.Zero;
        for (int k = 0; k < count; k++, x += step, rows += 4 * stride)
        {
            V factor = L.Load(x);
            s0 = L.Fma(factor, L.Load(rows), s0);
            s1 = L.Fma(factor, L.Load(rows + stride), s1);
            s2 = L.Fma(factor, L.Load(rows + 2 * stride), s2);
            s3 = L.Fma(factor, L.Load(rows + 3 * stride), s3);
        }

        L.Store(s0, to);
        L.Store(s1, to + stride);
        L.Store(s2, to + 2 * stride);
        L.Store(s3, to + 3 * stride);
    }
}
