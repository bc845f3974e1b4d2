using IonicMlff.Models.Dpmd.Simd.Descriptor;
using IonicMlff.Models.Simd.Lanes;

namespace IonicMlff.Models.Dpmd.Simd;

/// <summary>Floating-point operations of one atom, counted from the kernels as they are; a multiply-add is two, divisions and roots are one.</summary>
internal static class OperationCount
{
    private const double Row = 58;             // of the environment matrix, with derivatives
    private const double Moment = 19;          // per neighbour and function: 5 + 4 multiply-adds, one product
    private const double ReverseMoment = 45;   // per neighbour and function: 9 multiply-adds for φ and φ', 18 more operations, 4 sums
    private const double Gradient = 25;        // of a neighbour in double
    private const double Activation = 25;

    /// <summary>Operations of an atom of a type with a number of neighbours.</summary>
    public static double PerAtom<L, V, T>(CentreModel<L, V, T> centre, double neighbours)
        where L : struct, ILane<V, T>
        where V : struct
        where T : unmanaged
    {
        double functions = centre.Tables.Select(t => t?.Width ?? 0).Where(w => w > 0).DefaultIfEmpty().Average();
        double perNeighbour = Row + Gradient + (Moment + ReverseMoment) * functions;
        double rows = centre.Channels + centre.Axis, descriptor = (double)centre.Channels * centre.Axis;
        double projection = 2 * 2.0 * 4 * rows * centre.Moments;
        int[] widths = centre.Fitting.Widths;
        double fitting = 0;
        for (int l = 0; l + 1 < widths.Length; l++)
            fitting += 2 * 2.0 * widths[l] * widths[l + 1] + Activation * widths[l + 1];
        return neighbours * perNeighbour + projection + 3 * 8 * descriptor + fitting;
    }
}
