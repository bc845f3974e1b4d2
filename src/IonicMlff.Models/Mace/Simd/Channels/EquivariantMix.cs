using IonicMlff.Models.Equivariance;
using IonicMlff.Models.Mace.Definition;
using IonicMlff.Models.Simd.Lanes;

namespace IonicMlff.Models.Mace.Simd.Channels;

/// <summary>
/// A linear map between irreps on rows [channel block, component, lane]: out_j[w,m] = Σ_i Σ_u W_ij[u,w] in_i[u,m], with one channel
/// matrix per pair of blocks. Every block has all C channels.
/// </summary>
internal sealed unsafe class EquivariantMix<L, V, T> : IDisposable
    where L : struct, ILane<V, T>
    where V : struct
    where T : unmanaged
{
    private readonly (int In, int Out, int Rows, ChannelMatrix<L, V, T> Matrix)[] parts;

    public EquivariantMix(IrrepsLinear linear, double factor = 1)
    {
        int[] inStart = ComponentStarts(linear.In), outStart = ComponentStarts(linear.Out);
        InComponents = inStart[^1];
        OutComponents = outStart[^1];
        parts = Array.ConvertAll(linear.Blocks, block =>
        {
            IrrepBlock from = linear.In.Blocks[block.InBlock], to = linear.Out.Blocks[block.OutBlock];
            double[] weight = Array.ConvertAll(block.Weight, w => w * factor);
            return (inStart[block.InBlock], outStart[block.OutBlock], from.IrrepDim, new ChannelMatrix<L, V, T>(weight, from.Mul, to.Mul));
        });
    }

    /// <summary>Components of an input row.</summary>
    public int InComponents { get; }

    /// <summary>Components of an output row.</summary>
    public int OutComponents { get; }

    /// <summary>y += W x.</summary>
    public void Add(T* x, T* y)
    {
        foreach ((int from, int to, int rows, ChannelMatrix<L, V, T> matrix) in parts)
            matrix.Add(x + from * L.Count, InComponents, y + to * L.Count, OutComponents, rows);
    }

    /// <summary>x += Wᵀ y.</summary>
    public void AddReverse(T* y, T* x)
    {
        foreach ((int from, int to, int rows, ChannelMatrix<L, V, T> matrix) in parts)
            matrix.AddReverse(y + to * L.Count, OutComponents, x + from * L.Count, InComponents, rows);
    }

    public void Dispose()
    {
        foreach ((int _, int _, int _, ChannelMatrix<L, V, T> matrix) in parts)
            matrix.Dispose();
    }

    private static int[] ComponentStarts(Irreps irreps)
    {
        var starts = new int[irreps.Blocks.Count + 1];
        for (int b = 0; b < irreps.Blocks.Count; b++)
            starts[b + 1] = starts[b] + irreps.Blocks[b].IrrepDim;
        return starts;
    }
}
