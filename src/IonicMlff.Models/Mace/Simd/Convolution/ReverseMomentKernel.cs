using System.Runtime.CompilerServices;
using IonicMlff.Models.Mace.Simd.Edges;
using IonicMlff.Models.Mace.Simd.Lanes;

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
    /// <summary>Where a receiver's gradients go and come from.</summary>
    internal readonly struct Operands
    {
        /// <summary>R[e, column, lane] and dR/dd.</summary>
        public required T* Radial { get; init; }

        /// <summary>dR/dd[e, column, lane].</summary>
        public required T* Slopes { get; init; }

        /// <summary>Numbers per edge of R.</summary>
        public required int RadialStride { get; init; }

        /// <summary>x of the sender of each edge, channel block 0.</summary>
        public required nint* Features { get; init; }

        /// <summary>∂E/∂x of the sender of each edge, channel block 0; null: not wanted.</summary>
        public required nint* FeaturesGrad { get; init; }

        /// <summary>From channel block 0 to the present one.</summary>
        public required int BlockOffset { get; init; }

        /// <summary>β.</summary>
        public required T* MomentsGrad { get; init; }

        /// <summary>∂E/∂ρ in the first lane of the first block, times dρ/dd in the last column; null without density.</summary>
        public required T* DensityGrad { get; init; }

        /// <summary>∂E/∂v per edge, added to.</summary>
        public required T* Gx { get; init; }

        /// <inheritdoc cref="Gx"/>
        public required T* Gy { get; init; }

        /// <inheritdoc cref="Gx"/>
        public required T* Gz { get; init; }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Compute(ConvolutionPlan plan, in EdgeTile<L, V, T> tile, in Operands o, T* scratch)
    {
        fixed (MomentRow* rows = plan.Rows)
        {
            MomentRow* end0 = rows + plan.RowStart[1], end1 = rows + plan.RowStart[2], end2 = rows + plan.RowStart[3], end3 = rows + plan.RowStart[4];
            T* radial = o.Radial, slopes = o.Slopes;
            for (int e = 0; e < tile.Count; e++)
            {
                T* x = (T*)o.Features[e] + o.BlockOffset;
                T* xGrad = o.FeaturesGrad == null ? scratch : (T*)o.FeaturesGrad[e] + o.BlockOffset;
                T* harmonics = tile.Harmonics(e);
                T* gradients = tile.Directions(e);
                T* beta = o.MomentsGrad;
                V d = o.DensityGrad == null
                    ? L.Zero
                    : L.Multiply(L.Load(o.DensityGrad), L.Load(slopes + o.RadialStride - L.Count));
                V gx = L.Zero, gy = L.Zero, gz = L.Zero;
                MomentRow* row = rows;
                for (; row < end0; row++)
                {
                    V v = L.Load(beta);
                    Row(row, x, xGrad, radial, slopes, v, ref d);
                    beta += L.Count;
                }

                if (row < end1)
                {
                    V y1 = L.Spread(harmonics + L.Count), y2 = L.Spread(harmonics + 2 * L.Count), y3 = L.Spread(harmonics + 3 * L.Count);
                    V g1 = L.Zero, g2 = L.Zero, g3 = L.Zero;
                    for (; row < end1; row++)
                    {
                        V b1 = L.Load(beta), b2 = L.Load(beta + L.Count), b3 = L.Load(beta + 2 * L.Count);
                        V v = L.Fma(b3, y3, L.Fma(b2, y2, L.Multiply(b1, y1)));
                        V u = Row(row, x, xGrad, radial, slopes, v, ref d);
                        g1 = L.Fma(u, b1, g1);
                        g2 = L.Fma(u, b2, g2);
                        g3 = L.Fma(u, b3, g3);
                        beta += 3 * L.Count;
                    }

                    Direct(gradients, 1, g1, ref gx, ref gy, ref gz);
                    Direct(gradients, 2, g2, ref gx, ref gy, ref gz);
                    Direct(gradients, 3, g3, ref gx, ref gy, ref gz);
                }

                if (row < end2)
                {
                    T* h = harmonics + 4 * L.Count;
                    V y1 = L.Spread(h), y2 = L.Spread(h + L.Count), y3 = L.Spread(h + 2 * L.Count);
                    V y4 = L.Spread(h + 3 * L.Count), y5 = L.Spread(h + 4 * L.Count);
                    V g1 = L.Zero, g2 = L.Zero, g3 = L.Zero, g4 = L.Zero, g5 = L.Zero;
                    for (; row < end2; row++)
                    {
                        V b1 = L.Load(beta), b2 = L.Load(beta + L.Count), b3 = L.Load(beta + 2 * L.Count);
                        V b4 = L.Load(beta + 3 * L.Count), b5 = L.Load(beta + 4 * L.Count);
                        V v = L.Add(L.Fma(b3, y3, L.Fma(b2, y2, L.Multiply(b1, y1))), L.Fma(b5, y5, L.Multiply(b4, y4)));
                        V u = Row(row, x, xGrad, radial, slopes, v, ref d);
                        g1 = L.Fma(u, b1, g1);
                        g2 = L.Fma(u, b2, g2);
                        g3 = L.Fma(u, b3, g3);
                        g4 = L.Fma(u, b4, g4);
                        g5 = L.Fma(u, b5, g5);
                        beta += 5 * L.Count;
                    }

                    Direct(gradients, 4, g1, ref gx, ref gy, ref gz);
                    Direct(gradients, 5, g2, ref gx, ref gy, ref gz);
                    Direct(gradients, 6, g3, ref gx, ref gy, ref gz);
                    Direct(gradients, 7, g4, ref gx, ref gy, ref gz);
                    Direct(gradients, 8, g5, ref gx, ref gy, ref gz);
                }

                if (row < end3)
                {
                    T* h = harmonics + 9 * L.Count;
                    V y1 = L.Spread(h), y2 = L.Spread(h + L.Count), y3 = L.Spread(h + 2 * L.Count), y4 = L.Spread(h + 3 * L.Count);
                    V y5 = L.Spread(h + 4 * L.Count), y6 = L.Spread(h + 5 * L.Count), y7 = L.Spread(h + 6 * L.Count);
                    V g1 = L.Zero, g2 = L.Zero, g3 = L.Zero, g4 = L.Zero, g5 = L.Zero, g6 = L.Zero, g7 = L.Zero;
                    for (; row < end3; row++)
                    {
                        V b1 = L.Load(beta), b2 = L.Load(beta + L.Count), b3 = L.Load(beta + 2 * L.Count), b4 = L.Load(beta + 3 * L.Count);
                        V b5 = L.Load(beta + 4 * L.Count), b6 = L.Load(beta + 5 * L.Count), b7 = L.Load(beta + 6 * L.Count);
                        V v = L.Add(
                            L.Fma(b4, y4, L.Fma(b3, y3, L.Fma(b2, y2, L.Multiply(b1, y1)))),
                            L.Fma(b7, y7, L.Fma(b6, y6, L.Multiply(b5, y5))));
                        V u = Row(row, x, xGrad, radial, slopes, v, ref d);
                        g1 = L.Fma(u, b1, g1);
                        g2 = L.Fma(u, b2, g2);
                        g3 = L.Fma(u, b3, g3);
                        g4 = L.Fma(u, b4, g4);
                        g5 = L.Fma(u, b5, g5);
                        g6 = L.Fma(u, b6, g6);
                        g7 = L.Fma(u, b7, g7);
                        beta += 7 * L.Count;
                    }

                    Direct(gradients, 9, g1, ref gx, ref gy, ref gz);
                    Direct(gradients, 10, g2, ref gx, ref gy, ref gz);
                    Direct(gradients, 11, g3, ref gx, ref gy, ref gz);
                    Direct(gradients, 12, g4, ref gx, ref gy, ref gz);
                    Direct(gradients, 13, g5, ref gx, ref gy, ref gz);
                    Direct(gradients, 14, g6, ref gx, ref gy, ref gz);
                    Direct(gradients, 15, g7, ref gx, ref gy, ref gz);
                }

                o.Gx[e] = Plus(o.Gx[e], L.Fma(d, L.Spread(gradients), gx));
                o.Gy[e] = Plus(o.Gy[e], L.Fma(d, L.Spread(gradients + L.Count), gy));
                o.Gz[e] = Plus(o.Gz[e], L.Fma(d, L.Spread(gradients + 2 * L.Count), gz));
                radial += o.RadialStride;
                slopes += o.RadialStride;
            }
        }
    }

    // ∂E/∂d and ∂E/∂x of one row; returns u = R x.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Row(MomentRow* row, T* x, T* xGrad, T* radial, T* slopes, V v, ref V d)
    {
        V r = L.Load(radial + row->Radial * L.Count);
        V xm = L.Load(x + row->Component * L.Count);
        T* target = xGrad + row->Component * L.Count;
        L.Store(L.Fma(r, v, L.Load(target)), target);
        d = L.Fma(L.Multiply(xm, v), L.Load(slopes + row->Radial * L.Count), d);
        return L.Multiply(r, xm);
    }

    // Adds ∂E/∂Y_s ∂Y_s/∂v; the gradients follow the unit vector.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Direct(T* directions, int s, V g, ref V gx, ref V gy, ref V gz)
    {
        T* gradient = directions + (3 + 3 * s) * L.Count;
        gx = L.Fma(g, L.Spread(gradient), gx);
        gy = L.Fma(g, L.Spread(gradient + L.Count), gy);
        gz = L.Fma(g, L.Spread(gradient + 2 * L.Count), gz);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Plus(T sum, V lanes) => L.FromDouble(L.ToDouble(sum) + L.ToDouble(L.Sum(lanes)));
}
