using IonicMlff.Models.Equivariance;
using IonicMlff.Models.Mace.Definition;
using TorchSharp;
using static TorchSharp.torch;

namespace IonicMlff.Torch.Mace;

/// <summary>All convolution paths that start from one block of the sender's features.</summary>
internal sealed class PathGroup
{
    private readonly (int L3, int Parity)[] outputs;   // of each path
    private readonly int dim1;

    public PathGroup(ParameterSet parameters, Interaction block, int inBlock, int components)
    {
        // Paths to one irrep stand together; within it the order is that of the message's blocks.
        int[] numbers = [.. Enumerable.Range(0, block.ConvPaths.Length).Where(p => block.ConvPaths[p].InBlock == inBlock)];
        Paths = [.. numbers.Select(p => block.ConvPaths[p])];
        outputs = [.. numbers.Select(p => (block.ConvPaths[p].L3, block.MessageIrreps.Blocks[p].Parity))];
        IrrepBlock input = block.LinearUp.Out.Blocks[inBlock];
        (Mul, dim1) = (input.Mul, input.IrrepDim);
        int rows = Paths.Sum(p => 2 * p.L3 + 1);
        InBlock = inBlock;
        DirectMoments = dim1 * Paths.Sum(p => 2 * p.L2 + 1);
        DirectCoupling = parameters.Constant(DirectCouplingOf(rows), rows, DirectMoments);
        Coupling = parameters.Constant(CouplingOf(rows, components), 1, rows, (long)components * Paths.Length * dim1);
    }

    /// <summary>The paths, ordered by output irrep.</summary>
    public ConvPath[] Paths { get; }

    /// <summary>Number of the block.</summary>
    public int InBlock { get; }

    /// <summary>Sums over the edges per channel: paths, m1, m2.</summary>
    public int DirectMoments { get; }

    /// <summary>C of all paths, [Σ m3, p·m1·m2], with the components m2 of each path's own degree only.</summary>
    public Tensor DirectCoupling { get; }

    /// <summary>Channels of the block.</summary>
    public int Mul { get; }

    /// <summary>Numbers of the block in a row of features.</summary>
    public int InputWidth => dim1 * Mul;

    /// <summary>Radial weights of the group.</summary>
    public int WeightCount => Paths.Length * Mul;

    /// <summary>C of all paths, [1, Σ m3, m2·p·m1]: the message's rows from the sums over edges.</summary>
    public Tensor Coupling { get; }

    /// <summary>Σ over slots and coupling: rows [nodes, Σ m3, u].</summary>
    public Tensor Sum(Tensor r, Tensor x, Tensor harmonics)
    {
        long rows = harmonics.shape[0], depth = harmonics.shape[1], paths = Paths.Length;
        Tensor t = r.reshape(rows * depth, paths, 1, Mul) * x.reshape(rows * depth, 1, dim1, Mul);
        Tensor m = harmonics.transpose(1, 2).bmm(t.reshape(rows, depth, paths * dim1 * Mul));
        return Coupling.expand(rows, -1, -1).bmm(m.reshape(rows, Coupling.shape[2], Mul));
    }

    /// <summary>First row and number of paths that lead to an irrep.</summary>
    public (int First, int Count) RowsOf(IrrepBlock target)
    {
        int row = 0, count = 0, first = 0;
        for (int p = 0; p < Paths.Length; p++)
        {
            if (outputs[p] == (target.L, target.Parity))
            {
                first = count++ == 0 ? row : first;
            }

            row += 2 * outputs[p].L3 + 1;
        }

        return (first, count);
    }

    private double[] DirectCouplingOf(int rows)
    {
        int row = 0, column = 0;
        var coupling = new double[rows * DirectMoments];
        foreach (ConvPath path in Paths)
        {
            int dim2 = 2 * path.L2 + 1, dim3 = 2 * path.L3 + 1;
            for (int k = 0; k < dim1 * dim2; k++)
                for (int m3 = 0; m3 < dim3; m3++)
                    coupling[(row + m3) * DirectMoments + column + k] = path.W3j[k * dim3 + m3];
            row += dim3;
            column += dim1 * dim2;
        }

        return coupling;
    }

    private double[] CouplingOf(int rows, int components)
    {
        int width = components * Paths.Length * dim1, row = 0;
        var coupling = new double[rows * width];
        for (int p = 0; p < Paths.Length; p++)
        {
            int dim2 = 2 * Paths[p].L2 + 1, dim3 = 2 * Paths[p].L3 + 1;
            for (int m1 = 0; m1 < dim1; m1++)
                for (int m2 = 0; m2 < dim2; m2++)
                    for (int m3 = 0; m3 < dim3; m3++)
                    {
                        int component = Paths[p].L2 * Paths[p].L2 + m2;
                        int column = (component * Paths.Length + p) * dim1 + m1;
                        coupling[(row + m3) * width + column] = Paths[p].W3j[(m1 * dim2 + m2) * dim3 + m3];
                    }

            row += dim3;
        }

        return coupling;
    }
}
