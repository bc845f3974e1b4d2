using IonicMlff.Models.Mace.Definition;

namespace IonicMlff.Models.Mace.Reference;

/// <summary>From the message of an atom to the features A that enter the symmetric contraction.</summary>
internal abstract class InteractionStage
{
    public static InteractionStage Create(Interaction block) =>
        block.NonLinear is { } parts ? new GatedInteractionStage(block, parts) : new LinearInteractionStage(block);

    /// <summary>A of atom i, added to <paramref name="a"/> (cleared by the caller).</summary>
    public abstract void Compute(int i, int z, ConvolutionStage convolution, ReadOnlySpan<double> up, Span<double> a);

    /// <summary>
    /// From ∂E/∂A to ∂E/∂m and ∂E/∂ρ of the convolution (cleared by the caller), and to ∂E/∂up, added to
    /// <paramref name="upGrad"/> unless that is empty.
    /// </summary>
    public abstract void Reverse(int i, int z, ReadOnlySpan<double> aGrad, ConvolutionStage convolution, Span<double> upGrad);

    /// <summary>Makes room for the intermediates of this many atoms.</summary>
    public abstract void Resize(int localCount);
}

/// <summary>
/// A = n·linear(m), then skip_z for the blocks without a residual connection; n = 1/⟨neighbours⟩, or 1/(ρ+1) with density.
/// </summary>
internal sealed class LinearInteractionStage(Interaction block) : InteractionStage
{
    private readonly bool density = block.DensityNetwork is not null;
    private readonly RowBuffer linear = new(block.Linear.Out.Dim);   // linear(m)
    private readonly double[] scaled = new double[block.Linear.Out.Dim];

    public override void Resize(int localCount) => linear.Clear(localCount);

    public override void Compute(int i, int z, ConvolutionStage convolution, ReadOnlySpan<double> up, Span<double> a)
    {
        block.Linear.Add(convolution.Messages[i], linear[i]);
        double n = Normalisation(convolution.Density.All[i]);
        if (block.SkipAfter is { } skip)
        {
            Array.Clear(scaled);
            DenseProducts.AddScaled(n, linear[i], scaled);
            skip.Add(z, scaled, a);
        }
        else
        {
            DenseProducts.AddScaled(n, linear[i], a);
        }
    }

    public override void Reverse(int i, int z, ReadOnlySpan<double> aGrad, ConvolutionStage convolution, Span<double> upGrad)
    {
        Array.Clear(scaled); // ∂E/∂(n·linear(m))
        if (block.SkipAfter is { } skip)
            skip.AddReverse(z, aGrad, scaled);
        else
            aGrad.CopyTo(scaled);

        double n = Normalisation(convolution.Density.All[i]);
        if (density)
            convolution.DensityGrad.All[i] -= n * n * DenseProducts.Dot(scaled, linear[i]);
        for (int k = 0; k < scaled.Length; k++)
            scaled[k] *= n;
        block.Linear.AddReverse(scaled, convolution.MessagesGrad[i]);
    }

    private double Normalisation(double rho) => density ? 1 / (rho + 1) : 1 / block.AvgNumNeighbors;
}
