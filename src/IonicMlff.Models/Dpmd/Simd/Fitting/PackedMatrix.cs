using System.Runtime.CompilerServices;
using IonicMlff.Models.Simd.Lanes;
using IonicMlff.Models.Simd.Memory;

namespace IonicMlff.Models.Dpmd.Simd.Fitting;

/// <summary>
/// A matrix A[m,k] that multiplies columns held in lanes, C[m,·] += Σ_k A[m,k] B[k,·], packed for it: runs of k whose rows of B fit the
/// first-level cache, in each panels of eight rows m.
/// </summary>
internal sealed unsafe class PackedMatrix<L, V, T> : IDisposable
    where L : struct, ILane<V, T>
    where V : struct
    where T : unmanaged
{
    /// <summary>Rows of C are written in multiples of this many.</summary>
    public const int Panel = 8;

    private const int LongestRun = 128;
    private readonly NativeBuffer<T> numbers;
    private readonly int rows, inner, panels, run;

    /// <param name="rows">Rows m.</param>
    /// <param name="inner">Length of the sum over k.</param>
    /// <param name="element">A[m,k].</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // runs once, before tiered compilation would get to it
    public PackedMatrix(int rows, int inner, Func<int, int, double> element)
    {
        (this.rows, this.inner) = (rows, inner);
        panels = (rows + Panel - 1) / Panel;
        int runs = Math.Max(1, (inner + LongestRun - 1) / LongestRun);
        run = Math.Max(1, (inner + runs - 1) / runs);
        numbers = NativeBuffer<T>.Zeros((long)panels * Panel * inner);
        T* to = numbers.Pointer;
        for (int start = 0; start < inner; start += run)
        {
            int end = Math.Min(start + run, inner);
            for (int panel = 0; panel < panels; panel++)
            {
                for (int k = start; k < end; k++)
                {
                    for (int m = panel * Panel; m < (panel + 1) * Panel; m++, to++)
                        *to = m < rows ? L.FromDouble(element(m, k)) : default;
                }
            }
        }
    }

    /// <summary>Rows of C with those that fill the last panel.</summary>
    public int PaddedRows => panels * Panel;

    /// <summary>Bytes.</summary>
    public long Bytes => numbers.Bytes;

    /// <summary>C += A·B for <paramref name="vectors"/> registers of columns; rows of B and C follow one another at that distance.</summary>
    public void AddProduct(T* b, T* c, int vectors)
    {
        T* a = numbers.Pointer;
        int stride = vectors * L.Count;
        for (int start = 0; start < inner; start += run)
        {
            int length = Math.Min(run, inner - start);
            T* rowsOfB = b + (long)start * stride;
            for (int panel = 0; panel < panels; panel++, a += (long)Panel * length)
            {
                T* rowsOfC = c + (long)panel * Panel * stride;
                int v = 0;
                for (; v + 3 <= vectors; v += 3)
                    Three(a, length, rowsOfB + v * L.Count, rowsOfC + v * L.Count, stride);
                if (v + 2 == vectors)
                    PanelKernel<L, V, T>.Two(a, length, rowsOfB + v * L.Count, rowsOfC + v * L.Count, stride);
                else if (v + 1 == vectors)
                    PanelKernel<L, V, T>.One(a, length, rowsOfB + v * L.Count, rowsOfC + v * L.Count, stride);
            }
        }
    }

    public void Dispose() => numbers.Dispose();

    // Eight rows of three registers need 32 registers, which AVX-512 has; narrower machines have 16.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Three(T* a, int length, T* b, T* c, int stride)
    {
        if (L.Count * sizeof(T) == 64)
        {
            PanelKernel<L, V, T>.Three(a, length, b, c, stride);
        }
        else
        {
            PanelKernel<L, V, T>.HalfThree(a, length, b, c, stride);
            PanelKernel<L, V, T>.HalfThree(a + 4, length, b, c + 4L * stride, stride);
        }
    }
}
