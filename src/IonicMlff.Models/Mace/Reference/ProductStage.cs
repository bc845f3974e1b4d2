using IonicMlff.Models.Equivariance;
using IonicMlff.Models.Mace.Definition;

namespace IonicMlff.Models.Mace.Reference;

/// <summary>h' = linear(B(A, z)) + sc, with the symmetric contraction B and the interaction's skip connection sc of h.</summary>
internal sealed class ProductStage
{
    private readonly Product product;
    private readonly Interaction interaction;
    private readonly ContractionPolynomial[] contractions;
    private readonly int channels;
    private readonly int[] componentStart;  // of component s: number of channel 0 in A's irreps layout
    private readonly int[] componentStride; // and the step from channel to channel
    private readonly double[] aByComponent;
    private readonly double[] aByComponentGrad;
    private readonly double[] contracted;
    private readonly double[] contractedGrad;

    public ProductStage(MaceLayer layer, int elementCount)
    {
        product = layer.Product;
        interaction = layer.Interaction;
        contractions = Array.ConvertAll(product.Contractions, c => new ContractionPolynomial(c, elementCount));
        channels = product.Contractions[0].Output.Mul;
        Irreps target = interaction.TargetIrreps;
        var start = new List<int>();
        var stride = new List<int>();
        for (int b = 0; b < target.Blocks.Count; b++)
        {
            for (int m = 0; m < target.Blocks[b].IrrepDim; m++)
            {
                start.Add(target.Offsets[b] + m);
                stride.Add(target.Blocks[b].IrrepDim);
            }
        }

        componentStart = [.. start];
        componentStride = [.. stride];
        aByComponent = new double[target.Dim];
        aByComponentGrad = new double[target.Dim];
        contracted = new double[product.Linear.In.Dim];
        contractedGrad = new double[product.Linear.In.Dim];
    }

    /// <summary>h' of one atom, added to <paramref name="next"/> (cleared by the caller).</summary>
    public void Compute(int z, ReadOnlySpan<double> a, ReadOnlySpan<double> h, Span<double> next)
    {
        Gather(a);
        Array.Clear(contracted);
        int offset = 0;
        foreach (ContractionPolynomial contraction in contractions)
        {
            contraction.Add(z, aByComponent, contracted.AsSpan(offset, contraction.Dim));
            offset += contraction.Dim;
        }

        product.Linear.Add(contracted, next);
        if (product.UseSkip)
        {
            interaction.SkipByElement?.Add(z, h, next);
            interaction.SkipPlain?.Add(h, next);
        }
    }

    /// <summary>
    /// From ∂E/∂h' to ∂E/∂A (set) and, through the skip connection, to ∂E/∂h, added to <paramref name="hGrad"/> unless that is
    /// empty.
    /// </summary>
    public void Reverse(int z, ReadOnlySpan<double> nextGrad, ReadOnlySpan<double> a, Span<double> aGrad, Span<double> hGrad)
    {
        if (product.UseSkip && !hGrad.IsEmpty)
        {
            interaction.SkipByElement?.AddReverse(z, nextGrad, hGrad);
            interaction.SkipPlain?.AddReverse(nextGrad, hGrad);
        }

        Array.Clear(contractedGrad);
        product.Linear.AddReverse(nextGrad, contractedGrad);
        Gather(a);
        Array.Clear(aByComponentGrad);
        int offset = 0;
        foreach (ContractionPolynomial contraction in contractions)
        {
            contraction.AddReverse(z, aByComponent, contractedGrad.AsSpan(offset, contraction.Dim), aByComponentGrad);
            offset += contraction.Dim;
        }

        for (int s = 0; s < componentStart.Length; s++)
            for (int c = 0; c < channels; c++)
                aGrad[componentStart[s] + c * componentStride[s]] = aByComponentGrad[s * channels + c];
    }

    // [s, c] from the irreps layout
    private void Gather(ReadOnlySpan<double> a)
    {
        for (int s = 0; s < componentStart.Length; s++)
            for (int c = 0; c < channels; c++)
                aByComponent[s * channels + c] = a[componentStart[s] + c * componentStride[s]];
    }
}
