using System.Runtime.CompilerServices;
using IonicMlff.Models.Dpmd.Simd.Environment;
using IonicMlff.Models.Simd.Lanes;

namespace IonicMlff.Models.Dpmd.Simd.Embedding;

/// <summary>Moments M[q,c] = Σ_slots φ_q(s) R̃[c] of one section of a centre: functions in lanes, one neighbour after another.</summary>
internal static unsafe class MomentKernel<L, V, T>
    where L : struct, ILane<V, T>
    where V : struct
    where T : unmanaged
{
    /// <summary>
    /// Moments [c, q] of a section's neighbours, and of <paramref name="empty"/> empty slots of which each contributes
    /// <paramref name="ofEmpty"/>[q] to c = 0.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Compute(PackedTable<L, V, T> table, T* neighbors, int count, double empty, T* ofEmpty, T* moments)
    {
        int width = table.Width, stride = table.Stride;
        uint last = (uint)table.Last;
        V slots = L.Spread(empty);
        for (int block = 0; block < table.Blocks; block++)
        {
            T* rows = table.Pointer + block * 6 * L.Count;
            V m0 = L.Multiply(slots, L.Load(ofEmpty + block * L.Count)), m1 = L.Zero, m2 = L.Zero, m3 = L.Zero;
            T* tile = neighbors;
            for (int left = count; left > 0; left -= L.Count, tile += TileNeighbors<L, V, T>.Block)
            {
                T* end = tile + Math.Min(left, L.Count);
                for (T* n = tile; n < end; n++)
                {
                    uint interval = Math.Min((uint)L.IntegerOf(n + TileNeighbors<L, V, T>.Interval), last);
                    T* c = rows + (long)interval * stride;
                    V x = L.Spread(n + TileNeighbors<L, V, T>.Fraction);
                    V phi = L.Fma(x, L.Load(c + 5 * L.Count), L.Load(c + 4 * L.Count));
                    phi = L.Fma(x, phi, L.Load(c + 3 * L.Count));
                    phi = L.Fma(x, phi, L.Load(c + 2 * L.Count));
                    phi = L.Fma(x, phi, L.Load(c + L.Count));
                    phi = L.Fma(x, phi, L.Load(c));
                    m0 = L.Fma(phi, L.Spread(n + TileNeighbors<L, V, T>.S), m0);
                    phi = L.Multiply(phi, L.Spread(n + TileNeighbors<L, V, T>.F));
                    m1 = L.Fma(phi, L.Spread(n + TileNeighbors<L, V, T>.X), m1);
                    m2 = L.Fma(phi, L.Spread(n + TileNeighbors<L, V, T>.Y), m2);
                    m3 = L.Fma(phi, L.Spread(n + TileNeighbors<L, V, T>.Z), m3);
                }
            }

            T* m = moments + block * L.Count;
            L.Store(m0, m);
            L.Store(m1, m + width);
            L.Store(m2, m + 2 * width);
            L.Store(m3, m + 3 * width);
        }
    }
}
