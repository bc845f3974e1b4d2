using IonicMlff.Models.Mace.Definition;

namespace IonicMlff.Models.Mace.Reference;

/// <summary>
/// Messages of one layer. With up = linear_up(h), networks R and ρ̃ of the edge features and f the envelope factor:
/// <code>
/// m_i[p,u,m3] = Σ_{j→i} f R_p(e)[u] Σ_{m1,m2} C_p[m1,m2,m3] up_j[u,m1] Y_{l2}[m2]      for every path p = (l1, l2 → l3)
/// ρ_i         = Σ_{j→i} f tanh(ρ̃(e)²)                                                    (blocks with density)
/// </code>
/// The networks are evaluated again in the reverse pass, since keeping their outputs would cost edges × paths × channels numbers.
/// </summary>
internal sealed class ConvolutionStage
{
    private readonly Interaction block;
    private readonly RadialStage radial;
    private readonly RadialNetworkStage weights;
    private readonly RadialNetworkStage? density;
    private readonly ConvolutionPath[] paths;
    private readonly double[] input;        // features of one edge, with the elements' embeddings in the NonLinear block
    private readonly double[] weightsGrad;
    private readonly double[] inputGrad;

    public ConvolutionStage(Interaction block, RadialStage radial)
    {
        this.block = block;
        this.radial = radial;
        weights = RadialNetworkStage.Create(block.ConvWeights);
        density = block.DensityNetwork is { } network ? RadialNetworkStage.Create(network) : null;
        paths = Array.ConvertAll(block.ConvPaths, p => new ConvolutionPath(p));
        int embedding = block.NonLinear is { } n ? n.SourceEmbedding.GetLength(1) + n.TargetEmbedding.GetLength(1) : 0;
        input = new double[radial.Features.Width + embedding];
        inputGrad = new double[input.Length];
        weightsGrad = new double[block.ConvPaths.Sum(p => p.Mul)];
        Messages = new RowBuffer(block.MessageIrreps.Dim);
        MessagesGrad = new RowBuffer(block.MessageIrreps.Dim);
    }

    /// <summary>m_i.</summary>
    public RowBuffer Messages { get; }

    /// <summary>∂E/∂m_i.</summary>
    public RowBuffer MessagesGrad { get; }

    /// <summary>ρ_i, zero without density.</summary>
    public RowBuffer Density { get; } = new(1);

    /// <summary>∂E/∂ρ_i.</summary>
    public RowBuffer DensityGrad { get; } = new(1);

    /// <summary>Messages and densities of all local atoms.</summary>
    public void Compute(EdgeStage edges, ReadOnlySpan<int> species, int localCount, RowBuffer up)
    {
        Messages.Clear(localCount);
        Density.Clear(localCount);
        for (int i = 0; i < localCount; i++)
        {
            for (int e = edges.RowStart[i]; e < edges.RowStart[i + 1]; e++)
            {
                int j = edges.Sender[e];
                double f = radial.Factor[e];
                GatherInput(e, species[j], species[i]);
                ReadOnlySpan<double> r = weights.Compute(input);
                foreach (ConvolutionPath path in paths)
                    path.Add(f, r, up[j], edges.Harmonics[e], Messages[i]);

                if (density is not null)
                {
                    double s = density.Compute(input)[0];
                    Density.All[i] += f * Math.Tanh(s * s);
                }
            }
        }
    }

    /// <summary>
    /// From ∂E/∂m_i and ∂E/∂ρ_i to the edges' ∂E/∂Y and ∂E/∂d, and to ∂E/∂up_j, which is added to <paramref name="upGrad"/>
    /// (null for the first layer, whose features are constants).
    /// </summary>
    public void Reverse(EdgeStage edges, ReadOnlySpan<int> species, int localCount, RowBuffer up, RowBuffer? upGrad)
    {
        for (int i = 0; i < localCount; i++)
        {
            for (int e = edges.RowStart[i]; e < edges.RowStart[i + 1]; e++)
            {
                int j = edges.Sender[e];
                double f = radial.Factor[e], factorGrad = 0;
                GatherInput(e, species[j], species[i]);
                ReadOnlySpan<double> r = weights.Compute(input);
                Span<double> upGradRow = upGrad is null ? [] : upGrad[j];
                foreach (ConvolutionPath path in paths)
                {
                    path.Reverse(
                        f, r, up[j], edges.Harmonics[e], MessagesGrad[i], weightsGrad, upGradRow, edges.HarmonicsGrad[e]);
                }

                // weightsGrad is ∂E/∂(f·R) here
                factorGrad += DenseProducts.Dot(weightsGrad, r);
                for (int k = 0; k < weightsGrad.Length; k++)
                    weightsGrad[k] *= f;
                weights.Reverse(weightsGrad).CopyTo(inputGrad);

                if (density is not null)
                {
                    double s = density.Compute(input)[0], tanh = Math.Tanh(s * s), g = DensityGrad.All[i];
                    factorGrad += g * tanh;
                    DenseProducts.AddScaled(1, density.Reverse([g * f * (1 - tanh * tanh) * 2 * s]), inputGrad);
                }

                radial.Reverse(e, inputGrad, factorGrad, edges);
            }
        }
    }

    // [φ_1..φ_B | source embedding of the sender | target embedding of the receiver]
    private void GatherInput(int e, int sender, int receiver)
    {
        Span<double> features = radial.Features[e];
        features.CopyTo(input);
        if (block.NonLinear is not { } embedding)
            return;

        int k = features.Length;
        for (int c = 0; c < embedding.SourceEmbedding.GetLength(1); c++)
            input[k++] = embedding.SourceEmbedding[sender, c];
        for (int c = 0; c < embedding.TargetEmbedding.GetLength(1); c++)
            input[k++] = embedding.TargetEmbedding[receiver, c];
    }
}
