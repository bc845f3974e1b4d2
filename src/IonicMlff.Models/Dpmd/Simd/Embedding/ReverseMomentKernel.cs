using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using IonicMlff.Models.Dpmd.Simd.Environment;
using IonicMlff.Models.Simd.Lanes;

namespace IonicMlff.Models.Dpmd.Simd.Embedding;

/// <summary>Reverse of <see cref="MomentKernel{L,V,T}"/>: from ∂E/∂M to the gradient of every neighbour of a section.</summary>
internal static unsafe class ReverseMomentKernel<L, V, T>
    where L : struct, ILane<V, T>
    where V : struct
    where T : unmanaged
{
    /// <summary>
    /// ∂E/∂R̃[c] = Σ_q ∂E/∂M[q,c] φ_q, plus for c = 0 Σ_q φ_q' Σ_c ∂E/∂M[q,c] R̃[c]. With R̃[m] = F X_m, B_q = Σ_m ∂E/∂M[q,m] X_m:
    /// g = d·Σ_q [Radial (∂E/∂M[q,0] φ_q + φ_q' (∂E/∂M[q,0] s + F B_q)) + Angular φ_q B_q] + F/σ_m Σ_q ∂E/∂M[q,m] φ_q.
    /// Returns Σ g.
    /// </summary>
    /// <param name="table">Functions of the section.</param>
    /// <param name="neighbors">First block of the section.</param>
    /// <param name="count">Number of neighbours.</param>
    /// <param name="gradient">∂E/∂M, [c, q].</param>
    /// <param name="inverse">1/σ_1, 1/σ_2, 1/σ_3, 0.</param>
    /// <param name="own">Position of the centre.</param>
    /// <param name="target">Receives the gradients.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static Vector256<double> Compute(
        PackedTable<L, V, T> table, T* neighbors, int count, T* gradient, Vector256<double> inverse, Vector256<double> own, in ForceTarget target)
    {
        ForceTarget to = target;
        Vector256<double> total = default;
        V inverseStep = L.Spread(1 / table.Step);
        uint last = (uint)table.Last;
        int width = table.Width, stride = table.Stride, blocks = table.Blocks;
        T* rows = table.Pointer;
        if (blocks == 1)
        {
            // one register of functions: ∂E/∂M stays in registers
            V m0 = L.Load(gradient), m1 = L.Load(gradient + width), m2 = L.Load(gradient + 2 * width), m3 = L.Load(gradient + 3 * width);
            for (; count > 0; count -= L.Count, neighbors += TileNeighbors<L, V, T>.Block)
            {
                T* end = neighbors + Math.Min(count, L.Count);
                for (T* n = neighbors; n < end; n++)
                {
                    T* c = rows + (long)Math.Min((uint)L.IntegerOf(n + TileNeighbors<L, V, T>.Interval), last) * stride;
                    Functions(c, n, inverseStep, out V phi, out V slope);
                    V along = Along(n, phi, slope, m0, m1, m2, m3);
                    total += Finish(n, L.SumFour(L.Multiply(m1, phi), L.Multiply(m2, phi), L.Multiply(m3, phi), along), inverse, own, to);
                }
            }

            return total;
        }

        for (; count > 0; count -= L.Count, neighbors += TileNeighbors<L, V, T>.Block)
        {
            T* end = neighbors + Math.Min(count, L.Count);
            for (T* n = neighbors; n < end; n++)
            {
                T* c = rows + (long)Math.Min((uint)L.IntegerOf(n + TileNeighbors<L, V, T>.Interval), last) * stride;
                V along = L.Zero, gx = L.Zero, gy = L.Zero, gz = L.Zero;
                T* g = gradient;
                for (int block = 0; block < blocks; block++, c += 6 * L.Count, g += L.Count)
                {
                    Functions(c, n, inverseStep, out V phi, out V slope);
                    V m1 = L.Load(g + width), m2 = L.Load(g + 2 * width), m3 = L.Load(g + 3 * width);
                    along = L.Add(along, Along(n, phi, slope, L.Load(g), m1, m2, m3));
                    gx = L.Fma(m1, phi, gx);
                    gy = L.Fma(m2, phi, gy);
                    gz = L.Fma(m3, phi, gz);
                }

                total += Finish(n, L.SumFour(gx, gy, gz, along), inverse, own, to);
            }
        }

        return total;
    }

    // φ and dφ/ds: Horner's scheme and its derivative
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Functions(T* c, T* n, V inverseStep, out V phi, out V slope)
    {
        V x = L.Spread(n + TileNeighbors<L, V, T>.Fraction), c5 = L.Load(c + 5 * L.Count);
        V p = L.Fma(x, c5, L.Load(c + 4 * L.Count)), d = L.Fma(x, c5, p);
        p = L.Fma(x, p, L.Load(c + 3 * L.Count));
        d = L.Fma(x, d, p);
        p = L.Fma(x, p, L.Load(c + 2 * L.Count));
        d = L.Fma(x, d, p);
        p = L.Fma(x, p, L.Load(c + L.Count));
        d = L.Fma(x, d, p);
        phi = L.Fma(x, p, L.Load(c));
        slope = L.Multiply(inverseStep, d);
    }

    // Radial (m0 φ + φ' (m0 s + F B)) + Angular φ B
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Along(T* n, V phi, V slope, V m0, V m1, V m2, V m3)
    {
        V b = L.Multiply(m1, L.Spread(n + TileNeighbors<L, V, T>.X));
        b = L.Fma(m2, L.Spread(n + TileNeighbors<L, V, T>.Y), b);
        b = L.Fma(m3, L.Spread(n + TileNeighbors<L, V, T>.Z), b);
        V inner = L.Fma(b, L.Spread(n + TileNeighbors<L, V, T>.F), L.Multiply(m0, L.Spread(n + TileNeighbors<L, V, T>.S)));
        V radial = L.Fma(slope, inner, L.Multiply(m0, phi));
        V angular = L.Multiply(L.Multiply(phi, b), L.Spread(n + TileNeighbors<L, V, T>.Angular));
        return L.Fma(radial, L.Spread(n + TileNeighbors<L, V, T>.Radial), angular);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> Finish(T* n, Vector256<double> sums, Vector256<double> inverse, Vector256<double> own, in ForceTarget to)
    {
        Vector256<double> scale = inverse * Vector256.Create(L.ToDouble(n[TileNeighbors<L, V, T>.F]));
        Vector256<double> along = Vector256.Shuffle(sums, Vector256.Create(3L, 3, 3, 3));
        return to.Add(*(int*)(n + TileNeighbors<L, V, T>.Entry), own, along, sums * scale);
    }
}
