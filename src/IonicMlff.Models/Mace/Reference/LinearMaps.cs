using IonicMlff.Models.Equivariance;
using IonicMlff.Models.Mace.Definition;

namespace IonicMlff.Models.Mace.Reference;

/// <summary>Linear maps between irreps, and their transposes for the reverse pass. Both directions add to the output.</summary>
internal static class LinearMaps
{
    /// <summary>out_j[w,m] += Σ_i Σ_u W_ij[u,w] in_i[u,m] (+ bias).</summary>
    public static void Add(this IrrepsLinear linear, ReadOnlySpan<double> input, Span<double> output)
    {
        foreach (LinearBlock b in linear.Blocks)
        {
            IrrepBlock from = linear.In.Blocks[b.InBlock], to = linear.Out.Blocks[b.OutBlock];
            AddBlock(
                b.Weight, 0, to.Mul,
                from, input[linear.In.Offsets[b.InBlock]..], to, output[linear.Out.Offsets[b.OutBlock]..]);
        }

        if (linear.Bias is { } bias)
            DenseProducts.AddScaled(1, bias, output);
    }

    /// <summary>gin_i[u,m] += Σ_j Σ_w W_ij[u,w] gout_j[w,m].</summary>
    public static void AddReverse(this IrrepsLinear linear, ReadOnlySpan<double> outputGrad, Span<double> inputGrad)
    {
        foreach (LinearBlock b in linear.Blocks)
        {
            IrrepBlock from = linear.In.Blocks[b.InBlock], to = linear.Out.Blocks[b.OutBlock];
            AddBlockReverse(
                b.Weight, 0, to.Mul,
                from, inputGrad[linear.In.Offsets[b.InBlock]..], to, outputGrad[linear.Out.Offsets[b.OutBlock]..]);
        }
    }

    /// <summary>out_j[w,m] += Σ_i Σ_u W_ij[u,z,w] in_i[u,m].</summary>
    public static void Add(this ElementLinear linear, int z, ReadOnlySpan<double> input, Span<double> output)
    {
        foreach (LinearBlock b in linear.Blocks)
        {
            IrrepBlock from = linear.In.Blocks[b.InBlock], to = linear.Out.Blocks[b.OutBlock];
            AddBlock(
                b.Weight, z * to.Mul, linear.ElementCount * to.Mul,
                from, input[linear.In.Offsets[b.InBlock]..], to, output[linear.Out.Offsets[b.OutBlock]..]);
        }
    }

    /// <summary>gin_i[u,m] += Σ_j Σ_w W_ij[u,z,w] gout_j[w,m].</summary>
    public static void AddReverse(this ElementLinear linear, int z, ReadOnlySpan<double> outputGrad, Span<double> inputGrad)
    {
        foreach (LinearBlock b in linear.Blocks)
        {
            IrrepBlock from = linear.In.Blocks[b.InBlock], to = linear.Out.Blocks[b.OutBlock];
            AddBlockReverse(
                b.Weight, z * to.Mul, linear.ElementCount * to.Mul,
                from, inputGrad[linear.In.Offsets[b.InBlock]..], to, outputGrad[linear.Out.Offsets[b.OutBlock]..]);
        }
    }

    // W[u,w] is weight[first + u·stride + w].
    private static void AddBlock(
        double[] weight, int first, int stride, IrrepBlock from, ReadOnlySpan<double> x, IrrepBlock to, Span<double> y)
    {
        int dim = from.IrrepDim;
        for (int u = 0; u < from.Mul; u++)
        {
            for (int w = 0; w < to.Mul; w++)
            {
                double weightUw = weight[first + u * stride + w];
                for (int m = 0; m < dim; m++)
                    y[w * dim + m] += weightUw * x[u * dim + m];
            }
        }
    }

    private static void AddBlockReverse(
        double[] weight, int first, int stride, IrrepBlock from, Span<double> gx, IrrepBlock to, ReadOnlySpan<double> gy)
    {
        int dim = from.IrrepDim;
        for (int u = 0; u < from.Mul; u++)
        {
            for (int w = 0; w < to.Mul; w++)
            {
                double weightUw = weight[first + u * stride + w];
                for (int m = 0; m < dim; m++)
                    gx[u * dim + m] += weightUw * gy[w * dim + m];
            }
        }
    }
}
