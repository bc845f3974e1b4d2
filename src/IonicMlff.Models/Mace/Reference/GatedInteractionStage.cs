using IonicMlff.Models.Mace.Definition;

namespace IonicMlff.Models.Mace.Reference;

/// <summary>
/// The NonLinear block: A = linear_2(gate(x)), x = n·linear_1(m) + linear_res(up), n = 1/(βρ + α). The gate maps
/// x = [scalars s | gates g | blocks v of l &gt; 0] to [φ(s) | σ(g_bu)·v_bum], one gate per block and channel.
/// </summary>
internal sealed class GatedInteractionStage : InteractionStage
{
    private readonly Interaction block;
    private readonly NonLinearParts parts;
    private readonly RowBuffer linear;      // linear_1(m)
    private readonly RowBuffer gateInput;   // x
    private readonly double[] gated;
    private readonly double[] gatedGrad;
    private readonly double[] gateInputGrad;
    private readonly int[] gatedDim;        // 2l+1 of what each gate opens
    private readonly int firstGated;

    public GatedInteractionStage(Interaction block, NonLinearParts parts)
    {
        this.block = block;
        this.parts = parts;
        linear = new RowBuffer(block.Linear.Out.Dim);
        gateInput = new RowBuffer(block.Linear.Out.Dim);
        gateInputGrad = new double[block.Linear.Out.Dim];
        gated = new double[parts.Linear2.In.Dim];
        gatedGrad = new double[parts.Linear2.In.Dim];
        gatedDim = [.. block.Linear.Out.Blocks.Where(b => b.L > 0).SelectMany(b => Enumerable.Repeat(b.IrrepDim, b.Mul))];
        firstGated = parts.ScalarCount + gatedDim.Length;
    }

    public override void Resize(int localCount)
    {
        linear.Clear(localCount);
        gateInput.Clear(localCount);
    }

    public override void Compute(int i, int z, ConvolutionStage convolution, ReadOnlySpan<double> up, Span<double> a)
    {
        block.Linear.Add(convolution.Messages[i], linear[i]);
        DenseProducts.AddScaled(Normalisation(convolution.Density.All[i]), linear[i], gateInput[i]);
        parts.LinearRes.Add(up, gateInput[i]);
        Gate(gateInput[i], gated);
        parts.Linear2.Add(gated, a);
    }

    public override void Reverse(int i, int z, ReadOnlySpan<double> aGrad, ConvolutionStage convolution, Span<double> upGrad)
    {
        Array.Clear(gatedGrad);
        parts.Linear2.AddReverse(aGrad, gatedGrad);
        GateReverse(gateInput[i], gatedGrad, gateInputGrad);
        if (!upGrad.IsEmpty)
            parts.LinearRes.AddReverse(gateInputGrad, upGrad);

        double n = Normalisation(convolution.Density.All[i]);
        convolution.DensityGrad.All[i] -= parts.Beta * n * n * DenseProducts.Dot(gateInputGrad, linear[i]);
        for (int k = 0; k < gateInputGrad.Length; k++)
            gateInputGrad[k] *= n;
        block.Linear.AddReverse(gateInputGrad, convolution.MessagesGrad[i]);
    }

    private double Normalisation(double rho) => 1 / (rho * parts.Beta + parts.Alpha);

    private void Gate(ReadOnlySpan<double> x, Span<double> y)
    {
        for (int c = 0; c < parts.ScalarCount; c++)
            y[c] = parts.ScalarActivation.Value(x[c]);

        int gate = parts.ScalarCount, v = firstGated;
        for (; gate < firstGated; gate++)
        {
            double open = parts.GateActivation.Value(x[gate]);
            for (int m = 0; m < gatedDim[gate - parts.ScalarCount]; m++, v++)
                y[v - firstGated + parts.ScalarCount] = open * x[v];
        }
    }

    private void GateReverse(ReadOnlySpan<double> x, ReadOnlySpan<double> yGrad, Span<double> xGrad)
    {
        for (int c = 0; c < parts.ScalarCount; c++)
            xGrad[c] = yGrad[c] * parts.ScalarActivation.Slope(x[c]);

        int gate = parts.ScalarCount, v = firstGated;
        for (; gate < firstGated; gate++)
        {
            double open = parts.GateActivation.Value(x[gate]), sum = 0;
            for (int m = 0; m < gatedDim[gate - parts.ScalarCount]; m++, v++)
            {
                double g = yGrad[v - firstGated + parts.ScalarCount];
                xGrad[v] = g * open;
                sum += g * x[v];
            }

            xGrad[gate] = sum * parts.GateActivation.Slope(x[gate]);
        }
    }
}
