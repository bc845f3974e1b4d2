using IonicMlff.Models.Mace.Definition;

namespace IonicMlff.Models.Mace.Reference;

/// <summary>
/// Network from edge features to weights. Keeps the intermediates of the latest <see cref="Compute"/>, which
/// <see cref="Reverse"/> then uses.
/// </summary>
internal abstract class RadialNetworkStage
{
    public static RadialNetworkStage Create(RadialNetwork network) => network switch
    {
        FullyConnectedNet net => new FullyConnectedStage(net),
        LayerNormNet net => new LayerNormStage(net),
        _ => throw new ArgumentOutOfRangeException(nameof(network)),
    };

    /// <summary>Outputs for one edge; valid until the next call.</summary>
    public abstract ReadOnlySpan<double> Compute(ReadOnlySpan<double> input);

    /// <summary>∂E/∂input from ∂E/∂output at the latest input; valid until the next call.</summary>
    public abstract ReadOnlySpan<double> Reverse(ReadOnlySpan<double> outputGrad);

    protected static double[][] Widths(DenseLayer[] layers) =>
        [new double[layers[0].In], .. layers.Select(l => new double[l.Out])];
}

/// <summary>x_{k+1} = act(x_k·W_k); the last layer is linear.</summary>
internal sealed class FullyConnectedStage(FullyConnectedNet net) : RadialNetworkStage
{
    private readonly double[][] x = Widths(net.Layers);       // activated values, input first
    private readonly double[][] y = Widths(net.Layers);       // values before the activation
    private readonly double[][] gradient = Widths(net.Layers);

    public override ReadOnlySpan<double> Compute(ReadOnlySpan<double> input)
    {
        input.CopyTo(x[0]);
        for (int k = 0; k < net.Layers.Length; k++)
        {
            double[] sum = y[k + 1], next = x[k + 1];
            Array.Clear(sum);
            DenseProducts.Add(x[k], net.Layers[k].Weight, sum);
            if (net.Layers[k].Bias is { } bias)
                DenseProducts.AddScaled(1, bias, sum);
            bool last = k + 1 == net.Layers.Length;
            for (int o = 0; o < sum.Length; o++)
                next[o] = last ? sum[o] : net.Activation.Value(sum[o]);
        }

        return x[^1];
    }

    public override ReadOnlySpan<double> Reverse(ReadOnlySpan<double> outputGrad)
    {
        outputGrad.CopyTo(gradient[^1]);
        for (int k = net.Layers.Length - 1; k >= 0; k--)
        {
            double[] g = gradient[k + 1];
            if (k + 1 < net.Layers.Length)
            {
                for (int o = 0; o < g.Length; o++)
                    g[o] *= net.Activation.Slope(y[k + 1][o]);
            }

            Array.Clear(gradient[k]);
            DenseProducts.AddTransposed(g, net.Layers[k].Weight, gradient[k]);
        }

        return gradient[0];
    }
}

/// <summary>x_{k+1} = SiLU(LayerNorm(x_k·W_k + b_k)); the last layer is linear with a bias.</summary>
internal sealed class LayerNormStage(LayerNormNet net) : RadialNetworkStage
{
    private static readonly Activation Silu = new(ActivationKind.Silu, 1);

    private readonly double[][] x = Widths(net.Layers);          // activated values, input first
    private readonly double[][] unit = Widths(net.Layers);       // n = (y − mean)/√(variance + ε)
    private readonly double[] inverse = new double[net.Layers.Length + 1]; // 1/√(variance + ε)
    private readonly double[][] gradient = Widths(net.Layers);

    public override ReadOnlySpan<double> Compute(ReadOnlySpan<double> input)
    {
        input.CopyTo(x[0]);
        for (int k = 0; k < net.Layers.Length; k++)
        {
            DenseLayer layer = net.Layers[k];
            double[] next = x[k + 1];
            Array.Clear(next);
            layer.Bias?.CopyTo(next, 0);
            DenseProducts.Add(x[k], layer.Weight, next);
            if (layer.NormGain is { } gain)
            {
                inverse[k + 1] = Normalise(next, unit[k + 1], layer.NormEpsilon);
                for (int o = 0; o < next.Length; o++)
                    next[o] = unit[k + 1][o] * gain[o] + (layer.NormBias?[o] ?? 0);
            }

            if (k + 1 < net.Layers.Length)
            {
                for (int o = 0; o < next.Length; o++)
                    next[o] = Silu.Value(next[o]);
            }
        }

        return x[^1];
    }

    public override ReadOnlySpan<double> Reverse(ReadOnlySpan<double> outputGrad)
    {
        outputGrad.CopyTo(gradient[^1]);
        for (int k = net.Layers.Length - 1; k >= 0; k--)
        {
            DenseLayer layer = net.Layers[k];
            double[] g = gradient[k + 1];
            if (k + 1 < net.Layers.Length)
            {
                for (int o = 0; o < g.Length; o++)
                    g[o] *= Silu.Slope(BeforeActivation(layer, k + 1, o));
            }

            if (layer.NormGain is { } gain)
                NormaliseReverse(gain, unit[k + 1], inverse[k + 1], g);
            Array.Clear(gradient[k]);
            DenseProducts.AddTransposed(g, layer.Weight, gradient[k]);
        }

        return gradient[0];
    }

    private double BeforeActivation(DenseLayer layer, int k, int o) =>
        unit[k][o] * layer.NormGain![o] + (layer.NormBias?[o] ?? 0);

    private static double Normalise(ReadOnlySpan<double> y, Span<double> n, double epsilon)
    {
        double mean = 0, variance = 0;
        foreach (double value in y)
            mean += value;
        mean /= y.Length;
        foreach (double value in y)
            variance += (value - mean) * (value - mean);
        variance /= y.Length;
        double inverse = 1 / Math.Sqrt(variance + epsilon);
        for (int o = 0; o < n.Length; o++)
            n[o] = (y[o] - mean) * inverse;
        return inverse;
    }

    // ∂E/∂y = inverse·(q − ⟨q⟩ − n⟨q·n⟩) with q = gain·g; written over g.
    private static void NormaliseReverse(double[] gain, double[] n, double inverse, double[] g)
    {
        double meanQ = 0, meanQn = 0;
        for (int o = 0; o < g.Length; o++)
        {
            g[o] *= gain[o];
            meanQ += g[o] / g.Length;
            meanQn += g[o] * n[o] / g.Length;
        }

        for (int o = 0; o < g.Length; o++)
            g[o] = inverse * (g[o] - meanQ - n[o] * meanQn);
    }
}
