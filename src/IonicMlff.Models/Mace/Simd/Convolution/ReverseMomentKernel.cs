using System.Runtime.CompilerServices;
using IonicMlff.Models.Mace.Simd.Edges;
using IonicMlff.Models.Simd.Lanes;

namespace IonicMlff.Models.Mace.Simd.Convolution;

/// <summary>
/// Reverse of <see cref="MomentKernel{L,V,T}"/>: from β = ∂E/∂B of a receiver to the gradient on each of its edges and to the senders'
/// features. Per edge and row r = (p, m1), with v_r = Σ_m2 β[r,m2] Y[m2]:
/// <code>
/// ∂E/∂d     = Σ_r dR_p/dd · x[m1] v_r          ∂E/∂x[m1] += R_p v_r
/// ∂E/∂Y[m2] = Σ_r R_p x[m1] β[r,m2]            ∂E/∂v     = u ∂E/∂d + Σ_lm ∂E/∂Y_lm ∂Y_lm/∂v
/// </code>
/// All of it per channel; lanes are summed once, at the end of an edge.
/// </summary>
internal static unsafe class ReverseMomentKernel<L, V, T>
    where L : struct, ILane<V, T>
    where V : struct
    where T : unmanaged
{
    /// <summary>One channel block of one receiver.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Compute(RowTable<L, V, T> rows, in EdgeTile<L, V, T> tile, in ReverseOperands<T> o)
    {
        RowOffsets* start = rows.Start, end0 = rows.End0, end1 = rows.End1, end2 = rows.End2, end3 = rows.End3;
        for (int e = 0; e < tile.Count; e++)
        {
            var edge = new Edge(o, e);
            T* harmonics = tile.Harmonics(e), directions = tile.Directions(e), beta = o.MomentsGrad;
            V d = L.Zero, gx = L.Zero, gy = L.Zero, gz = L.Zero;
            if (o.DensityGrad != null)
                d = L.Multiply(L.Load(o.DensityGrad), L.Load(edge.Slopes + o.RadialStride - L.Count));
            Scalars(start, end0, edge, ref beta, ref d);
            if (end0 < end1)
                Vectors(end0, end1, edge, harmonics + L.Count, directions + 6 * L.Count, ref beta, ref d, ref gx, ref gy, ref gz);
            if (end1 < end2)
                Quadratics(end1, end2, edge, harmonics + 4 * L.Count, directions + 15 * L.Count, ref beta, ref d, ref gx, ref gy, ref gz);
            if (end2 < end3)
                Cubics(end2, end3, edge, harmonics + 9 * L.Count, directions + 30 * L.Count, ref beta, ref d, ref gx, ref gy, ref gz);
            Add(o.Gx + e, L.Fma(d, L.Spread(directions), gx));
            Add(o.Gy + e, L.Fma(d, L.Spread(directions + L.Count), gy));
            Add(o.Gz + e, L.Fma(d, L.Spread(directions + 2 * L.Count), gz));
        }
    }

    // l2 = 0: Y = 1.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Scalars(RowOffsets* row, RowOffsets* end, Edge edge, ref T* beta, ref V d)
    {
        for (; row < end; row++)
        {
            Row(row, edge, L.Load(beta), ref d);
            beta += L.Count;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Vectors(
        RowOffsets* row, RowOffsets* end, Edge edge, T* y, T* gradients, ref T* beta, ref V d, ref V gx, ref V gy, ref V gz)
    {
        V y1 = L.Spread(y), y2 = L.Spread(y + L.Count), y3 = L.Spread(y + 2 * L.Count);
        V g1 = L.Zero, g2 = L.Zero, g3 = L.Zero;
        for (; row < end; row++)
        {
            V b1 = L.Load(beta), b2 = L.Load(beta + L.Count), b3 = L.Load(beta + 2 * L.Count);
            V u = Row(row, edge, L.Fma(b3, y3, L.Fma(b2, y2, L.Multiply(b1, y1))), ref d);
            g1 = L.Fma(u, b1, g1);
            g2 = L.Fma(u, b2, g2);
            g3 = L.Fma(u, b3, g3);
            beta += 3 * L.Count;
        }

        Direct(gradients, g1, ref gx, ref gy, ref gz);
        Direct(gradients + 3 * L.Count, g2, ref gx, ref gy, ref gz);
        Direct(gradients + 6 * L.Count, g3, ref gx, ref gy, ref gz);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Quadratics(
        RowOffsets* row, RowOffsets* end, Edge edge, T* y, T* gradients, ref T* beta, ref V d, ref V gx, ref V gy, ref V gz)
    {
        V y1 = L.Spread(y), y2 = L.Spread(y + L.Count), y3 = L.Spread(y + 2 * L.Count);
        V y4 = L.Spread(y + 3 * L.Count), y5 = L.Spread(y + 4 * L.Count);
        V g1 = L.Zero, g2 = L.Zero, g3 = L.Zero, g4 = L.Zero, g5 = L.Zero;
        for (; row < end; row++)
        {
            V b1 = L.Load(beta), b2 = L.Load(beta + L.Count), b3 = L.Load(beta + 2 * L.Count);
            V b4 = L.Load(beta + 3 * L.Count), b5 = L.Load(beta + 4 * L.Count);
            V v = L.Add(L.Fma(b3, y3, L.Fma(b2, y2, L.Multiply(b1, y1))), L.Fma(b5, y5, L.Multiply(b4, y4)));
            V u = Row(row, edge, v, ref d);
            g1 = L.Fma(u, b1, g1);
            g2 = L.Fma(u, b2, g2);
            g3 = L.Fma(u, b3, g3);
            g4 = L.Fma(u, b4, g4);
            g5 = L.Fma(u, b5, g5);
            beta += 5 * L.Count;
        }

        Direct(gradients, g1, ref gx, ref gy, ref gz);
        Direct(gradients + 3 * L.Count, g2, ref gx, ref gy, ref gz);
        Direct(gradients + 6 * L.Count, g3, ref gx, ref gy, ref gz);
        Direct(gradients + 9 * L.Count, g4, ref gx, ref gy, ref gz);
        Direct(gradients + 12 * L.Count, g5, ref gx, ref gy, ref gz);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Cubics(
        RowOffsets* row, RowOffsets* end, Edge edge, T* y, T* gradients, ref T* beta, ref V d, ref V gx, ref V gy, ref V gz)
    {
        V y1 = L.Spread(y), y2 = L.Spread(y + L.Count), y3 = L.Spread(y + 2 * L.Count), y4 = L.Spread(y + 3 * L.Count);
        V y5 = L.Spread(y + 4 * L.Count), y6 = L.Spread(y + 5 * L.Count), y7 = L.Spread(y + 6 * L.Count);
        V g1 = L.Zero, g2 = L.Zero, g3 = L.Zero, g4 = L.Zero, g5 = L.Zero, g6 = L.Zero, g7 = L.Zero;
        for (; row < end; row++)
        {
            V b1 = L.Load(beta), b2 = L.Load(beta + L.Count), b3 = L.Load(beta + 2 * L.Count), b4 = L.Load(beta + 3 * L.Count);
            V b5 = L.Load(beta + 4 * L.Count), b6 = L.Load(beta + 5 * L.Count), b7 = L.Load(beta + 6 * L.Count);
            V v = L.Add(
                L.Fma(b4, y4, L.Fma(b3, y3, L.Fma(b2, y2, L.Multiply(b1, y1)))),
                L.Fma(b7, y7, L.Fma(b6, y6, L.Multiply(b5, y5))));
            V u = Row(row, edge, v, ref d);
            g1 = L.Fma(u, b1, g1);
            g2 = L.Fma(u, b2, g2);
            g3 = L.Fma(u, b3, g3);
            g4 = L.Fma(u, b4, g4);
            g5 = L.Fma(u, b5, g5);
            g6 = L.Fma(u, b6, g6);
            g7 = L.Fma(u, b7, g7);
            beta += 7 * L.Count;
        }

        Direct(gradients, g1, ref gx, ref gy, ref gz);
        Direct(gradients + 3 * L.Count, g2, ref gx, ref gy, ref gz);
        Direct(gradients + 6 * L.Count, g3, ref gx, ref gy, ref gz);
        Direct(gradients + 9 * L.Count, g4, ref gx, ref gy, ref gz);
        Direct(gradients + 12 * L.Count, g5, ref gx, ref gy, ref gz);
        Direct(gradients + 15 * L.Count, g6, ref gx, ref gy, ref gz);
        Direct(gradients + 18 * L.Count, g7, ref gx, ref gy, ref gz);
    }

    // ∂E/∂d and ∂E/∂x of one row; returns u = R x.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Row(RowOffsets* row, Edge edge, V v, ref V d)
    {
        nint column = row->Radial, component = row->Component;
        V r = L.Load(edge.Radial + column), slope = L.Load(edge.Slopes + column), x = L.Load(edge.X + component);
        T* target = edge.XGrad + component;
        L.Store(L.Fma(r, v, L.Load(target)), target);
        d = L.Fma(L.Multiply(x, v), slope, d);
        return L.Multiply(r, x);
    }

    // Adds ∂E/∂Y ∂Y/∂v of one harmonic.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Direct(T* gradient, V g, ref V gx, ref V gy, ref V gz)
    {
        gx = L.Fma(g, L.Spread(gradient), gx);
        gy = L.Fma(g, L.Spread(gradient + L.Count), gy);
        gz = L.Fma(g, L.Spread(gradient + 2 * L.Count), gz);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(T* sum, V lanes) => *sum = L.FromDouble(L.ToDouble(*sum) + L.ToDouble(L.Sum(lanes)));

    /// <summary>Addresses of one edge.</summary>
    private readonly struct Edge
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Edge(in ReverseOperands<T> o, int e)
        {
            Radial = o.Radial + (long)e * o.RadialStride;
            Slopes = o.Slopes + (long)e * o.RadialStride;
            X = (T*)o.Features[e] + o.BlockOffset;
            XGrad = o.FeaturesGrad == null ? o.Unwanted : (T*)o.FeaturesGrad[e] + o.BlockOffset;
        }

        public readonly T* Radial;
        public readonly T* Slopes;
        public readonly T* X;
        public readonly T* XGrad;
    }
}

/// <summary>What <see cref="ReverseMomentKernel{L,V,T}"/> reads and writes for one channel block of one receiver.</summary>
internal readonly unsafe struct ReverseOperands<T>
    where T : unmanaged
{
    /// <summary>R[e, column, lane].</summary>
    public required T* Radial { get; init; }

    /// <summary>dR/dd[e, column, lane]; with density, dρ/dd is the last column.</summary>
    public required T* Slopes { get; init; }

    /// <summary>Numbers per edge of R.</summary>
    public required int RadialStride { get; init; }

    /// <summary>x of the sender of each edge, channel block 0.</summary>
    public required nint* Features { get; init; }

    /// <summary>∂E/∂x of the sender of each edge, channel block 0, added to; null: not wanted.</summary>
    public required nint* FeaturesGrad { get; init; }

    /// <summary>Row for gradients that are not wanted.</summary>
    public required T* Unwanted { get; init; }

    /// <summary>From channel block 0 to the present one.</summary>
    public required int BlockOffset { get; init; }

    /// <summary>β.</summary>
    public required T* MomentsGrad { get; init; }

    /// <summary>∂E/∂ρ in the first lane, zeros in the others; null without density and in later channel blocks.</summary>
    public required T* DensityGrad { get; init; }

    /// <summary>∂E/∂v per edge, added to.</summary>
    public required T* Gx { get; init; }

    /// <inheritdoc cref="Gx"/>
    public required T* Gy { get; init; }

    /// <inheritdoc cref="Gx"/>
    public required T* Gz { get; init; }
}
