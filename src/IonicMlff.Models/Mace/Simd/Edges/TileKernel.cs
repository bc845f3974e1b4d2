using System.Runtime.CompilerServices;
using IonicMlff.Models.Simd.Lanes;
using IonicMlff.Models.Mace.Simd.Radial;

namespace IonicMlff.Models.Mace.Simd.Edges;

/// <summary>Fills an <see cref="EdgeTile{L,V,T}"/>, a register of edges at a time.</summary>
internal static unsafe class TileKernel<L, V, T>
    where L : struct, ILane<V, T>
    where V : struct
    where T : unmanaged
{
    /// <summary>All quantities of the edges first .. first + tile.Count.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Fill(in EdgeTile<L, V, T> tile, EdgeList<T> edges, long first, int maxEll, double step)
    {
        int harmonics = (maxEll + 1) * (maxEll + 1);
        for (int block = 0; block * L.Count < tile.Count; block++)
        {
            long at = first + block * L.Count;
            T* q = tile.Block(block);
            V x = L.Load(edges.Unit(0) + at), y = L.Load(edges.Unit(1) + at), z = L.Load(edges.Unit(2) + at);
            V inverse = L.Divide(L.Spread(1.0), L.Load(edges.Distance + at));
            T* directions = q + (harmonics + 12) * L.Count;
            SplineWeights(q + harmonics * L.Count, L.Load(edges.Fraction + at), step);
            L.Store(x, directions);
            L.Store(y, directions + L.Count);
            L.Store(z, directions + 2 * L.Count);
            Harmonics(q, directions + 3 * L.Count, x, y, z, inverse, maxEll);
        }
    }

    // 120·w_n(t) and their slopes, the polynomials of QuinticSpline written out so that their coefficients are constants.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void SplineWeights(T* weights, V t, double step)
    {
        V value = L.Spread(1 / QuinticSpline.Denominator), slope = L.Spread(1 / (QuinticSpline.Denominator * step));
        V s = L.Subtract(L.Spread(1.0), t), s2 = L.Multiply(s, s), t2 = L.Multiply(t, t);
        V s4 = L.Multiply(s2, s2), t4 = L.Multiply(t2, t2);
        T* slopes = weights + QuinticSpline.Support * L.Count;
        L.Store(L.Multiply(value, L.Multiply(s4, s)), weights);
        L.Store(L.Multiply(slope, L.Multiply(L.Spread(-5.0), s4)), slopes);
        Weight(1, Quintic(t, 26, -50, 20, 20, -20, 5), Quartic(t, -50, 40, 60, -80, 25), value, slope, weights);
        Weight(2, Quintic(t, 66, 0, -60, 0, 30, -10), Quartic(t, 0, -120, 0, 120, -50), value, slope, weights);
        Weight(3, Quintic(t, 26, 50, 20, -20, -20, 10), Quartic(t, 50, 40, -60, -80, 50), value, slope, weights);
        Weight(4, Quintic(t, 1, 5, 10, 10, 5, -5), Quartic(t, 5, 20, 30, 20, -25), value, slope, weights);
        L.Store(L.Multiply(value, L.Multiply(t4, t)), weights + 5 * L.Count);
        L.Store(L.Multiply(slope, L.Multiply(L.Spread(5.0), t4)), slopes + 5 * L.Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Weight(int n, V weight, V derivative, V value, V slope, T* weights)
    {
        L.Store(L.Multiply(value, weight), weights + n * L.Count);
        L.Store(L.Multiply(slope, derivative), weights + (QuinticSpline.Support + n) * L.Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Quintic(V t, double a0, double a1, double a2, double a3, double a4, double a5) =>
        L.Fma(Quartic(t, a1, a2, a3, a4, a5), t, L.Spread(a0));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Quartic(V t, double a0, double a1, double a2, double a3, double a4) =>
        L.Fma(L.Fma(L.Fma(L.Fma(L.Spread(a4), t, L.Spread(a3)), t, L.Spread(a2)), t, L.Spread(a1)), t, L.Spread(a0));

    /// <summary>
    /// Y_lm of the unit vector u = (x, y, z), polar axis y, Σ_m Y_lm² = 2l+1, as homogeneous polynomials p_lm of degree l; and
    /// ∂Y_lm/∂v = (∇p_lm − l p_lm u)/d.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Harmonics(T* values, T* gradients, V x, V y, V z, V inverse, int maxEll)
    {
        L.Store(L.Spread(1.0), values);
        V zero = L.Zero;
        Put(0, 0, zero, zero, zero, zero, values, gradients, x, y, z, inverse);
        if (maxEll < 1)
            return;

        V root3 = L.Spread(Math.Sqrt(3));
        Put(1, 1, L.Multiply(root3, x), root3, zero, zero, values, gradients, x, y, z, inverse);
        Put(2, 1, L.Multiply(root3, y), zero, root3, zero, values, gradients, x, y, z, inverse);
        Put(3, 1, L.Multiply(root3, z), zero, zero, root3, values, gradients, x, y, z, inverse);
        if (maxEll < 2)
            return;

        // l = 2: √15 xz, √15 xy, √5 (y² − q/2), √15 yz, ½√15 (z² − x²), q = x² + z²
        V a = L.Spread(Math.Sqrt(15)), half = L.Spread(0.5), b = L.Spread(Math.Sqrt(5));
        V ax = L.Multiply(a, x), ay = L.Multiply(a, y), az = L.Multiply(a, z);
        V xx = L.Multiply(x, x), yy = L.Multiply(y, y), zz = L.Multiply(z, z);
        V q = L.Add(xx, zz), difference = L.Subtract(zz, xx);
        V xz = L.Multiply(ax, z), halfDifference = L.Multiply(L.Multiply(a, half), difference);
        Put(4, 2, xz, az, zero, ax, values, gradients, x, y, z, inverse);
        Put(5, 2, L.Multiply(ax, y), ay, ax, zero, values, gradients, x, y, z, inverse);
        Put(6, 2, L.Multiply(b, L.Subtract(yy, L.Multiply(half, q))), L.Subtract(zero, L.Multiply(b, x)), L.Multiply(L.Add(b, b), y),
            L.Subtract(zero, L.Multiply(b, z)), values, gradients, x, y, z, inverse);
        Put(7, 2, L.Multiply(ay, z), zero, az, ay, values, gradients, x, y, z, inverse);
        Put(8, 2, halfDifference, L.Subtract(zero, ax), zero, az, values, gradients, x, y, z, inverse);
        if (maxEll < 3)
            return;

        Cubic(values, gradients, x, y, z, inverse, xx, yy, zz);
    }

    // l = 3 with s = √(5/6)·√3/2·√7 etc. multiplied out:
    //   a x(3z² − x²), b xyz, c x(4y² − q), e y(2y² − 3q), c z(4y² − q), ½b y(z² − x²), a z(z² − 3x²)
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Cubic(T* values, T* gradients, V x, V y, V z, V inverse, V xx, V yy, V zz)
    {
        V zero = L.Zero, three = L.Spread(3.0), four = L.Spread(4.0), two = L.Spread(2.0);
        V a = L.Spread(Math.Sqrt(17.5) / 2), b = L.Spread(Math.Sqrt(105)), halfB = L.Spread(Math.Sqrt(105) / 2);
        V c = L.Spread(Math.Sqrt(10.5) / 2), e = L.Spread(Math.Sqrt(7) / 2);
        V q = L.Add(xx, zz), difference = L.Subtract(zz, xx);
        V k = L.Subtract(L.Multiply(four, yy), q); // 4y² − q
        V xy = L.Multiply(x, y), yz = L.Multiply(y, z), xz = L.Multiply(x, z);
        V six = L.Add(three, three), eight = L.Add(four, four);

        // x(3z² − x²): ∇ = (3z² − 3x², 0, 6xz)
        Put(9, 3, L.Multiply(a, L.Multiply(x, L.Subtract(L.Multiply(three, zz), xx))), L.Multiply(a, L.Multiply(three, difference)), zero,
            L.Multiply(a, L.Multiply(six, xz)), values, gradients, x, y, z, inverse);
        Put(10, 3, L.Multiply(b, L.Multiply(xy, z)), L.Multiply(b, yz), L.Multiply(b, xz), L.Multiply(b, xy), values, gradients, x, y, z, inverse);

        // x(4y² − q): ∇ = (4y² − q − 2x², 8xy, −2xz)
        Put(11, 3, L.Multiply(c, L.Multiply(x, k)), L.Multiply(c, L.Subtract(k, L.Multiply(two, xx))), L.Multiply(c, L.Multiply(eight, xy)),
            L.Multiply(c, L.Subtract(zero, L.Multiply(two, xz))), values, gradients, x, y, z, inverse);

        // y(2y² − 3q): ∇ = (−6xy, 6y² − 3q, −6yz)
        Put(12, 3, L.Multiply(e, L.Multiply(y, L.Subtract(L.Multiply(two, yy), L.Multiply(three, q)))),
            L.Multiply(e, L.Subtract(zero, L.Multiply(six, xy))), L.Multiply(e, L.Subtract(L.Multiply(six, yy), L.Multiply(three, q))),
            L.Multiply(e, L.Subtract(zero, L.Multiply(six, yz))), values, gradients, x, y, z, inverse);

        // z(4y² − q): ∇ = (−2xz, 8yz, 4y² − q − 2z²)
        Put(13, 3, L.Multiply(c, L.Multiply(z, k)), L.Multiply(c, L.Subtract(zero, L.Multiply(two, xz))), L.Multiply(c, L.Multiply(eight, yz)),
            L.Multiply(c, L.Subtract(k, L.Multiply(two, zz))), values, gradients, x, y, z, inverse);

        // y(z² − x²): ∇ = (−2xy, z² − x², 2yz)
        Put(14, 3, L.Multiply(halfB, L.Multiply(y, difference)), L.Subtract(zero, L.Multiply(b, xy)), L.Multiply(halfB, difference),
            L.Multiply(b, yz), values, gradients, x, y, z, inverse);

        // z(z² − 3x²): ∇ = (−6xz, 0, 3z² − 3x²)
        Put(15, 3, L.Multiply(a, L.Multiply(z, L.Subtract(zz, L.Multiply(three, xx)))), L.Multiply(a, L.Subtract(zero, L.Multiply(six, xz))), zero,
            L.Multiply(a, L.Multiply(three, difference)), values, gradients, x, y, z, inverse);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put(int s, int l, V p, V px, V py, V pz, T* values, T* gradients, V x, V y, V z, V inverse)
    {
        if (s > 0)
            L.Store(p, values + s * L.Count);
        V radial = L.Multiply(L.Spread((double)-l), p);
        T* g = gradients + 3 * s * L.Count;
        L.Store(L.Multiply(inverse, L.Fma(radial, x, px)), g);
        L.Store(L.Multiply(inverse, L.Fma(radial, y, py)), g + L.Count);
        L.Store(L.Multiply(inverse, L.Fma(radial, z, pz)), g + 2 * L.Count);
    }
}
