using System.Runtime.CompilerServices;
using IonicMlff.Models.Dpmd.Definition;
using IonicMlff.Models.Simd.Lanes;

namespace IonicMlff.Models.Dpmd.Simd.Environment;

/// <summary>Rows of the environment matrix from distance vectors, a register of neighbours at a time.</summary>
internal static unsafe class RowKernel<L, V, T>
    where L : struct, ILane<V, T>
    where V : struct
    where T : unmanaged
{
    /// <summary>
    /// R̃[0] = (w/q − a)/σ_0 and R̃[m] = (w/q²) d_m/σ_m, q = r + p, in factors, with the radial derivatives of both; and the place of R̃[0] in
    /// the table of a section, (R̃[0] − lower)/h. Neighbours first .. first + count, padded to whole registers.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Compute(
        TileNeighbors<T> tile, int first, int count, EnvironmentMatrix matrix, CentreType centre, double lower, double step)
    {
        V one = L.Spread(1.0), start = L.Spread(matrix.SwitchStart), inverseWidth = L.Spread(1 / matrix.SwitchWidth);
        V protection = L.Spread(matrix.Protection), average = L.Spread(centre.Average);
        V inverse0 = L.Spread(1 / centre.Deviation[0]), inverse1 = L.Spread(1 / centre.Deviation[1]);
        V inverse2 = L.Spread(1 / centre.Deviation[2]), inverse3 = L.Spread(1 / centre.Deviation[3]);
        V origin = L.Spread(lower), inverseStep = L.Spread(1 / step);
        for (int k = first; k < first + count; k += L.Count)
        {
            V x = L.Load(tile.X + k), y = L.Load(tile.Y + k), z = L.Load(tile.Z + k);
            V r = L.Sqrt(L.Fma(x, x, L.Fma(y, y, L.Multiply(z, z))));
            V inverseR = L.Divide(one, r), inverseQ = L.Divide(one, L.Add(r, protection));

            // w = 1 + u³(−6u² + 15u − 10), u clamped to [0, 1]; w' = 3u²(…) + u³(−12u + 15), over the width of the switch
            V u = L.Min(L.Max(L.Multiply(L.Subtract(r, start), inverseWidth), L.Zero), one);
            V u2 = L.Multiply(u, u), u3 = L.Multiply(u2, u);
            V p = L.Fma(L.Fma(L.Spread(-6.0), u, L.Spread(15.0)), u, L.Spread(-10.0));
            V w = L.Fma(u3, p, one);
            V dw = L.Multiply(
                L.Fma(L.Multiply(L.Spread(3.0), u2), p, L.Multiply(u3, L.Fma(L.Spread(-12.0), u, L.Spread(15.0)))), inverseWidth);

            V wq = L.Multiply(w, inverseQ), f = L.Multiply(wq, inverseQ), dwq = L.Multiply(dw, inverseQ);
            V s = L.Multiply(L.Subtract(wq, average), inverse0);
            L.Store(s, tile.S + k);
            L.Store(L.Multiply(L.Subtract(s, origin), inverseStep), tile.Place + k);
            L.Store(L.Multiply(x, inverse1), tile.X + k);
            L.Store(L.Multiply(y, inverse2), tile.Y + k);
            L.Store(L.Multiply(z, inverse3), tile.Z + k);
            L.Store(f, tile.F + k);
            L.Store(L.Multiply(L.Multiply(L.Subtract(dwq, f), inverseR), inverse0), tile.Radial + k);
            L.Store(L.Multiply(L.Multiply(L.Fma(L.Spread(-2.0), f, dwq), inverseQ), inverseR), tile.Angular + k);
        }
    }
}
