using System.Runtime.CompilerServices;
using IonicMlff.Models.Mace.Simd.Edges;

namespace IonicMlff.Models.Mace.Simd.Convolution;

// Three rows of one path: a, b, c[m2] = Σ_e u_e, v_e, w_e Y[e,m2], with u, v, w = R x[m1], R x[m1+1], R x[m1+2].
internal static unsafe partial class MomentKernel<L, V, T>
{
    // l2 = 0: Y = 1.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Rows1(in EdgeTile<L, V, T> tile, in Operands o, int component, T* moments)
    {
        V a = L.Zero, b = L.Zero, c = L.Zero;
        T* r = o.Radial;
        for (int e = 0; e < tile.Count; e++)
        {
            V radial = L.Load(r);
            T* x = (T*)o.Features[e] + component;
            a = L.Fma(radial, L.Load(x), a);
            b = L.Fma(radial, L.Load(x + L.Count), b);
            c = L.Fma(radial, L.Load(x + 2 * L.Count), c);
            r += o.Stride;
        }

        L.Store(a, moments);
        L.Store(b, moments + L.Count);
        L.Store(c, moments + 2 * L.Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Rows3(in EdgeTile<L, V, T> tile, in Operands o, int component, T* moments)
    {
        V a0 = L.Zero, a1 = L.Zero, a2 = L.Zero;
        V b0 = L.Zero, b1 = L.Zero, b2 = L.Zero;
        V c0 = L.Zero, c1 = L.Zero, c2 = L.Zero;
        T* r = o.Radial;
        for (int e = 0; e < tile.Count; e++)
        {
            V radial = L.Load(r);
            T* x = (T*)o.Features[e] + component;
            V u = L.Multiply(radial, L.Load(x)), v = L.Multiply(radial, L.Load(x + L.Count)), w = L.Multiply(radial, L.Load(x + 2 * L.Count));
            T* y = tile.Harmonics(e) + L.Count;
            V y0 = L.Spread(y);
            a0 = L.Fma(u, y0, a0);
            b0 = L.Fma(v, y0, b0);
            c0 = L.Fma(w, y0, c0);
            V y1 = L.Spread(y + L.Count);
            a1 = L.Fma(u, y1, a1);
            b1 = L.Fma(v, y1, b1);
            c1 = L.Fma(w, y1, c1);
            V y2 = L.Spread(y + 2 * L.Count);
            a2 = L.Fma(u, y2, a2);
            b2 = L.Fma(v, y2, b2);
            c2 = L.Fma(w, y2, c2);
            r += o.Stride;
        }

        Store3(moments, a0, a1, a2);
        Store3(moments + 3 * L.Count, b0, b1, b2);
        Store3(moments + 6 * L.Count, c0, c1, c2);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store3(T* p, V b0, V b1, V b2)
    {
        L.Store(b0, p);
        L.Store(b1, p + L.Count);
        L.Store(b2, p + 2 * L.Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Rows5(in EdgeTile<L, V, T> tile, in Operands o, int component, T* moments)
    {
        V a0 = L.Zero, a1 = L.Zero, a2 = L.Zero, a3 = L.Zero, a4 = L.Zero;
        V b0 = L.Zero, b1 = L.Zero, b2 = L.Zero, b3 = L.Zero, b4 = L.Zero;
        V c0 = L.Zero, c1 = L.Zero, c2 = L.Zero, c3 = L.Zero, c4 = L.Zero;
        T* r = o.Radial;
        for (int e = 0; e < tile.Count; e++)
        {
            V radial = L.Load(r);
            T* x = (T*)o.Features[e] + component;
            V u = L.Multiply(radial, L.Load(x)), v = L.Multiply(radial, L.Load(x + L.Count)), w = L.Multiply(radial, L.Load(x + 2 * L.Count));
            T* y = tile.Harmonics(e) + 4 * L.Count;
            V y0 = L.Spread(y);
            a0 = L.Fma(u, y0, a0);
            b0 = L.Fma(v, y0, b0);
            c0 = L.Fma(w, y0, c0);
            V y1 = L.Spread(y + L.Count);
            a1 = L.Fma(u, y1, a1);
            b1 = L.Fma(v, y1, b1);
            c1 = L.Fma(w, y1, c1);
            V y2 = L.Spread(y + 2 * L.Count);
            a2 = L.Fma(u, y2, a2);
            b2 = L.Fma(v, y2, b2);
            c2 = L.Fma(w, y2, c2);
            V y3 = L.Spread(y + 3 * L.Count);
            a3 = L.Fma(u, y3, a3);
            b3 = L.Fma(v, y3, b3);
            c3 = L.Fma(w, y3, c3);
            V y4 = L.Spread(y + 4 * L.Count);
            a4 = L.Fma(u, y4, a4);
            b4 = L.Fma(v, y4, b4);
            c4 = L.Fma(w, y4, c4);
            r += o.Stride;
        }

        Store5(moments, a0, a1, a2, a3, a4);
        Store5(moments + 5 * L.Count, b0, b1, b2, b3, b4);
        Store5(moments + 10 * L.Count, c0, c1, c2, c3, c4);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store5(T* p, V b0, V b1, V b2, V b3, V b4)
    {
        L.Store(b0, p);
        L.Store(b1, p + L.Count);
        L.Store(b2, p + 2 * L.Count);
        L.Store(b3, p + 3 * L.Count);
        L.Store(b4, p + 4 * L.Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Rows7(in EdgeTile<L, V, T> tile, in Operands o, int component, T* moments)
    {
        V a0 = L.Zero, a1 = L.Zero, a2 = L.Zero, a3 = L.Zero, a4 = L.Zero, a5 = L.Zero, a6 = L.Zero;
        V b0 = L.Zero, b1 = L.Zero, b2 = L.Zero, b3 = L.Zero, b4 = L.Zero, b5 = L.Zero, b6 = L.Zero;
        V c0 = L.Zero, c1 = L.Zero, c2 = L.Zero, c3 = L.Zero, c4 = L.Zero, c5 = L.Zero, c6 = L.Zero;
        T* r = o.Radial;
        for (int e = 0; e < tile.Count; e++)
        {
            V radial = L.Load(r);
            T* x = (T*)o.Features[e] + component;
            V u = L.Multiply(radial, L.Load(x)), v = L.Multiply(radial, L.Load(x + L.Count)), w = L.Multiply(radial, L.Load(x + 2 * L.Count));
            T* y = tile.Harmonics(e) + 9 * L.Count;
            V y0 = L.Spread(y);
            a0 = L.Fma(u, y0, a0);
            b0 = L.Fma(v, y0, b0);
            c0 = L.Fma(w, y0, c0);
            V y1 = L.Spread(y + L.Count);
            a1 = L.Fma(u, y1, a1);
            b1 = L.Fma(v, y1, b1);
            c1 = L.Fma(w, y1, c1);
            V y2 = L.Spread(y + 2 * L.Count);
            a2 = L.Fma(u, y2, a2);
            b2 = L.Fma(v, y2, b2);
            c2 = L.Fma(w, y2, c2);
            V y3 = L.Spread(y + 3 * L.Count);
            a3 = L.Fma(u, y3, a3);
            b3 = L.Fma(v, y3, b3);
            c3 = L.Fma(w, y3, c3);
            V y4 = L.Spread(y + 4 * L.Count);
            a4 = L.Fma(u, y4, a4);
            b4 = L.Fma(v, y4, b4);
            c4 = L.Fma(w, y4, c4);
            V y5 = L.Spread(y + 5 * L.Count);
            a5 = L.Fma(u, y5, a5);
            b5 = L.Fma(v, y5, b5);
            c5 = L.Fma(w, y5, c5);
            V y6 = L.Spread(y + 6 * L.Count);
            a6 = L.Fma(u, y6, a6);
            b6 = L.Fma(v, y6, b6);
            c6 = L.Fma(w, y6, c6);
            r += o.Stride;
        }

        Store7(moments, a0, a1, a2, a3, a4, a5, a6);
        Store7(moments + 7 * L.Count, b0, b1, b2, b3, b4, b5, b6);
        Store7(moments + 14 * L.Count, c0, c1, c2, c3, c4, c5, c6);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store7(T* p, V b0, V b1, V b2, V b3, V b4, V b5, V b6)
    {
        L.Store(b0, p);
        L.Store(b1, p + L.Count);
        L.Store(b2, p + 2 * L.Count);
        L.Store(b3, p + 3 * L.Count);
        L.Store(b4, p + 4 * L.Count);
        L.Store(b5, p + 5 * L.Count);
        L.Store(b6, p + 6 * L.Count);
    }
}
