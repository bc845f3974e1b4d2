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
    /// the table of the section, (R̃[0] − lower)/h.
    /// </summary>
    /// <param name="found">Neighbours of the centre.</param>
    /// <param name="type">Section.</param>
    /// <param name="matrix">Switch.</param>
    /// <param name="centre">Normalisation.</param>
    /// <param name="lower">Start of the table.</param>
    /// <param name="step">Its interval.</param>
    /// <param name="to">First block of the section in the tile.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Compute(
        CentreGather<L, V, T> found, int type, EnvironmentMatrix matrix, CentreType centre, double lower, double step, T* to)
    {
        V one = L.Spread(1.0), start = L.Spread(matrix.SwitchStart), inverseWidth = L.Spread(1 / matrix.SwitchWidth);
        V protection = L.Spread(matrix.Protection), average = L.Spread(centre.Average);
        V inverse0 = L.Spread(1 / centre.Deviation[0]), inverse1 = L.Spread(1 / centre.Deviation[1]);
        V inverse2 = L.Spread(1 / centre.Deviation[2]), inverse3 = L.Spread(1 / centre.Deviation[3]);
        V origin = L.Spread(lower), inverseStep = L.Spread(1 / step), half = L.Spread(0.5);
        double* xs = found.X(type), ys = found.Y(type), zs = found.Z(type);
        int* entry = found.Entry(type);
        int count = found.Count(type);
        for (int k = 0; k < count; k += L.Count, to += TileNeighbors<L, V, T>.Block)
        {
            V x = L.LoadDoubles(xs + k), y = L.LoadDoubles(ys + k), z = L.LoadDoubles(zs + k);
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
            V place = L.Multiply(L.Subtract(s, origin), inverseStep);
            V interval = L.Add(L.Max(L.Subtract(place, half), L.Zero), L.RoundingConstant);
            L.Store(s, to + TileNeighbors<L, V, T>.S);
            L.Store(L.Multiply(x, inverse1), to + TileNeighbors<L, V, T>.X);
            L.Store(L.Multiply(y, inverse2), to + TileNeighbors<L, V, T>.Y);
            L.Store(L.Multiply(z, inverse3), to + TileNeighbors<L, V, T>.Z);
            L.Store(f, to + TileNeighbors<L, V, T>.F);
            L.Store(L.Multiply(L.Multiply(L.Subtract(dwq, f), inverseR), inverse0), to + TileNeighbors<L, V, T>.Radial);
            L.Store(L.Multiply(L.Multiply(L.Fma(L.Spread(-2.0), f, dwq), inverseQ), inverseR), to + TileNeighbors<L, V, T>.Angular);
            L.Store(interval, to + TileNeighbors<L, V, T>.Interval);
            L.Store(L.Subtract(place, L.Subtract(interval, L.RoundingConstant)), to + TileNeighbors<L, V, T>.Fraction);
            T* entries = to + TileNeighbors<L, V, T>.Entry;
            for (int lane = 0; lane < L.Count; lane++)
                *(int*)(entries + lane) = entry[k + lane];
        }
    }
}
