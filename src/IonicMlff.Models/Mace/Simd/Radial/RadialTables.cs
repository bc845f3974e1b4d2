using IonicMlff.Models.Mace.Definition;
using IonicMlff.Models.Simd.Lanes;
using IonicMlff.Models.Simd.Memory;

namespace IonicMlff.Models.Mace.Simd.Radial;

/// <summary>
/// Tables of the radial functions of one layer. Without distance transform all pairs of elements share one table; otherwise there is
/// one per unordered pair, made when both elements first occur. Layout of a table: [channel block, knot, column, lane], where the columns
/// are the paths and then the density (first lane of the first block), so that the six rows acting on an edge are contiguous.
/// </summary>
internal sealed unsafe class RadialTables<L, V, T> : IDisposable
    where L : struct, ILane<V, T>
    where V : struct
    where T : unmanaged
{
    private readonly RadialFunctions functions;
    private readonly QuinticSpline spline;
    private readonly ConvPath[] paths;
    private readonly bool density;
    private readonly int blocks;
    private readonly int elements;
    private readonly bool shared;
    private readonly List<NativeBuffer<T>> tables = [];
    private readonly NativeBuffer<nint> byPair;

    public RadialTables(MaceModel model, Interaction block, RadialFunctions functions, QuinticSpline spline, int channelBlocks)
    {
        this.functions = functions;
        this.spline = spline;
        paths = block.ConvPaths;
        density = block.DensityNetwork is not null;
        blocks = channelBlocks;
        elements = model.AtomicNumbers.Length;
        shared = model.Radial.Transform == TransformKind.None;
        Columns = paths.Length + (density ? 1 : 0);
        byPair = NativeBuffer<nint>.Zeros((long)elements * elements);
    }

    /// <summary>Columns of lanes per knot.</summary>
    public int Columns { get; }

    /// <summary>Numbers per knot.</summary>
    public int RowStride => Columns * L.Count;

    /// <summary>Numbers per channel block.</summary>
    public int BlockStride => spline.CoefficientCount * RowStride;

    /// <summary>Bytes of all tables made so far.</summary>
    public long Bytes => tables.Sum(t => t.Bytes);

    /// <summary>Tables by sender's element for a receiver's element, as addresses.</summary>
    public nint* ForReceiver(int z) => At(z, 0);

    /// <summary>Makes the table of a pair of elements unless it is there.</summary>
    public void Ensure(int za, int zb)
    {
        if (*At(za, zb) != 0)
            return;

        if (!shared || tables.Count == 0)
            tables.Add(Pack(new SplineFit(functions, spline, za, zb).Coefficients));
        *At(za, zb) = *At(zb, za) = (nint)tables[^1].Pointer; // transforms are symmetric in the pair
    }

    public void Dispose()
    {
        foreach (NativeBuffer<T> table in tables)
            table.Dispose();
        byPair.Dispose();
    }

    private nint* At(int receiver, int sender) => byPair.Pointer + ((long)receiver * elements + sender);

    private NativeBuffer<T> Pack(double[] coefficients)
    {
        NativeBuffer<T> table = NativeBuffer<T>.Zeros((long)blocks * BlockStride);
        for (int k = 0; k < spline.CoefficientCount; k++)
        {
            ReadOnlySpan<double> row = coefficients.AsSpan(k * functions.Count, functions.Count);
            for (int p = 0; p < paths.Length; p++)
            {
                for (int c = 0; c < paths[p].Mul; c++)
                    *Place(table, c / L.Count, k, p, c % L.Count) = L.FromDouble(row[paths[p].WeightOffset + c]);
            }

            if (density)
                *Place(table, 0, k, paths.Length, 0) = L.FromDouble(row[^1]);
        }

        return table;
    }

    private T* Place(NativeBuffer<T> table, int block, int knot, int column, int lane) =>
        table.Pointer + (long)block * BlockStride + (long)knot * RowStride + column * L.Count + lane;
}
