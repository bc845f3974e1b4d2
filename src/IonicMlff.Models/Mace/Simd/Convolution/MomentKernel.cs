using System.Runtime.CompilerServices;
using IonicMlff.Models.Mace.Simd.Edges;
using IonicMlff.Models.Simd.Lanes;

namespace IonicMlff.Models.Mace.Simd.Convolution;

/// <summary>
/// Moments of one receiver for one channel block; the sums over edges stay in registers. Rows of the same path are taken three at a time
/// where there are three (m1 of l1 = 1), since they share R and Y.
/// </summary>
internal static unsafe partial class MomentKernel<L, V, T>
    where L : struct, ILane<V, T>
    where V : struct
    where T : unmanaged
{
    private const int Together = 3;

    /// <summary>B[row, m2] = Σ_e R[e,p] x_e[m1] Y_l2[e,m2] for all rows (p, m1).</summary>
    /// <param name="plan">Rows by l2.</param>
    /// <param name="tile">Harmonics.</param>
    /// <param name="radial">R[e, column, lane].</param>
    /// <param name="radialStride">Numbers per edge of R.</param>
    /// <param name="features">x of the sender of each edge, channel block 0.</param>
    /// <param name="blockOffset">From there to the present channel block.</param>
    /// <param name="moments">B.</param>
    public static void Compute(
        ConvolutionPlan plan, in EdgeTile<L, V, T> tile, T* radial, int radialStride, nint* features, int blockOffset, T* moments)
    {
        foreach (MomentPath path in plan.MomentPaths)
        {
            var operands = new Operands(radial + path.Radial * L.Count, radialStride, features);
            int component = blockOffset + path.FirstComponent * L.Count, rows = path.Rows;
            for (; rows >= Together; rows -= Together)
            {
                Three(path.L2, tile, operands, component, moments);
                component += Together * L.Count;
                moments += Together * (2 * path.L2 + 1) * L.Count;
            }

            for (; rows > 0; rows--)
            {
                One(path.L2, tile, operands, component, moments);
                component += L.Count;
                moments += (2 * path.L2 + 1) * L.Count;
            }
        }
    }

    private static void One(int l2, in EdgeTile<L, V, T> tile, in Operands o, int component, T* moments)
    {
        switch (l2)
        {
            case 0:
                Row1(tile, o, component, moments);
                break;
            case 1:
                Row3(tile, o, component, moments);
                break;
            case 2:
                Row5(tile, o, component, moments);
                break;
            default:
                Row7(tile, o, component, moments);
                break;
        }
    }

    private static void Three(int l2, in EdgeTile<L, V, T> tile, in Operands o, int component, T* moments)
    {
        switch (l2)
        {
            case 0:
                Rows1(tile, o, component, moments);
                break;
            case 1:
                Rows3(tile, o, component, moments);
                break;
            case 2:
                Rows5(tile, o, component, moments);
                break;
            default:
                Rows7(tile, o, component, moments);
                break;
        }
    }

    /// <summary>R of one path for every edge, and the senders' features.</summary>
    private readonly struct Operands(T* radial, int stride, nint* features)
    {
        public readonly T* Radial = radial;
        public readonly int Stride = stride;
        public readonly nint* Features = features;
    }
}
