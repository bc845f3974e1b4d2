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
    /// </summary>
    /// <param name="table">Functions of the section.</param>
    /// <param name="tile">Neighbours.</param>
    /// <param name="first">First neighbour.</param>
    /// <param name="count">Number of neighbours.</param>
    /// <param name="gradient">∂E/∂M, [c, q].</param>
    /// <param name="inverse">1/σ_1, 1/σ_2, 1/σ_3, 0.</param>
    /// <param name="target">Receives the gradients.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Compute(
        PackedTable<L, V, T> table, TileNeighbors<T> tile, int first, int count, T* gradient, Vector256<double> inverse, ref ForceTarget target)
    {
        int width = table.Width, stride = table.Stride, last = table.Last, blocks = table.Blocks;
        T* s = tile.S, place = tile.Place, xs = tile.X, ys = tile.Y, zs = tile.Z, fs = tile.F, radials = tile.Radial, angulars = tile.Angular;
        int* entry = tile.Entry;
        V inverseStep = L.Spread(1 / table.Step), two = L.Spread(2.0), three = L.Spread(3.0), four = L.Spread(4.0), five = L.Spread(5.0);
        for (int n = first; n < first + count; n++)
        {
            double at = L.ToDouble(place[n]);
            int k = (int)Math.Min((uint)(int)at, (uint)last);
            V x = L.Spread(at - k);
            T* c = table.Pointer + (long)k * stride;
            V along = L.Zero, gx = L.Zero, gy = L.Zero, gz = L.Zero, f = L.Spread(fs + n);
            for (int block = 0; block < blocks; block++, c += 6 * L.Count)
            {
                V c1 = L.Load(c + L.Count), c2 = L.Load(c + 2 * L.Count), c3 = L.Load(c + 3 * L.Count);
                V c4 = L.Load(c + 4 * L.Count), c5 = L.Load(c + 5 * L.Count);
                V phi = L.Fma(x, L.Fma(x, L.Fma(x, L.Fma(x, L.Fma(x, c5, c4), c3), c2), c1), L.Load(c));
                V slope = L.Fma(L.Multiply(five, c5), x, L.Multiply(four, c4));
                slope = L.Fma(slope, x, L.Multiply(three, c3));
                slope = L.Fma(slope, x, L.Multiply(two, c2));
                slope = L.Multiply(inverseStep, L.Fma(slope, x, c1));

                T* g = gradient + block * L.Count;
                V m0 = L.Load(g), m1 = L.Load(g + width), m2 = L.Load(g + 2 * width), m3 = L.Load(g + 3 * width);
                V b = L.Fma(m1, L.Spread(xs + n), L.Fma(m2, L.Spread(ys + n), L.Multiply(m3, L.Spread(zs + n))));
                V toward = L.Fma(slope, L.Fma(f, b, L.Multiply(m0, L.Spread(s + n))), L.Multiply(m0, phi));
                along = L.Fma(L.Spread(radials + n), toward, along);
                along = L.Fma(L.Multiply(L.Spread(angulars + n), phi), b, along);
                gx = L.Fma(m1, phi, gx);
                gy = L.Fma(m2, phi, gy);
                gz = L.Fma(m3, phi, gz);
            }

            Vector256<double> sums = L.SumFour(gx, gy, gz, along);
            target.Add(
                entry[n], Vector256.Shuffle(sums, Vector256.Create(3L, 3, 3, 3)), sums * (inverse * Vector256.Create(L.ToDouble(fs[n]))));
        }
    }
}
