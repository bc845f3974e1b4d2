using IonicMlff.Models.Mace.Definition;
using TorchSharp;
using static TorchSharp.torch;

namespace IonicMlff.Torch.Mace;

/// <summary>Network from the features of pairs, [P, inputs], to weights, [P, outputs].</summary>
internal abstract class RadialNetworkStage : Stage
{
    public static RadialNetworkStage Of(ParameterSet parameters, string name, RadialNetwork network, int[]? outputOrder = null) => network switch
    {
        FullyConnectedNet net => new FullyConnectedStage(parameters, name, net, outputOrder),
        LayerNormNet net => new LayerNormStage(parameters, name, net, outputOrder),
        _ => throw new ArgumentOutOfRangeException(nameof(network)),
    };

    public abstract Tensor Compute(Tensor input);

    /// <summary>The same and its slope along the slope of the inputs, both with a graph of the first order in the weights.</summary>
    public virtual (Tensor Value, Tensor Slope) ComputeWithSlope(Tensor input, Tensor slope) => throw new NotSupportedException();
}

/// <summary>
/// x_{k+1} = c·φ(x_k·W_k/√inputs); the last layer is linear. The constants are multiplied into the weights. With an output order, output
/// k is the network's output number order[k].
/// </summary>
internal sealed class FullyConnectedStage(ParameterSet parameters, string name, FullyConnectedNet net, int[]? outputOrder) : RadialNetworkStage
{
    private readonly Tensor[] weights = new Tensor[net.Layers.Length];
    private readonly OutputOrder order = new(outputOrder, parameters.Device);

    public override IEnumerable<Tensor> Prepared => weights;

    public override void Prepare()
    {
        for (int k = 0; k < weights.Length; k++)
        {
            double constant = k > 0 ? net.Activation.Constant : 1;
            weights[k] = parameters[$"{name}.layer{k}.weight"] * (constant / Math.Sqrt(net.Layers[k].In));
        }

        weights[^1] = order.Apply(weights[^1], 1);
    }

    public override Tensor Compute(Tensor input)
    {
        Tensor x = input;
        for (int k = 0; k < weights.Length; k++)
        {
            x = x.mm(weights[k]);
            if (k + 1 < weights.Length)
                x = net.Activation.Kind.Apply(x);
        }

        return x;
    }

#if !TORCHSHARP
    public override (Tensor Value, Tensor Slope) ComputeWithSlope(Tensor input, Tensor slope)
    {
        (Tensor x, Tensor dx) = (input, slope);
        for (int k = 0; k < weights.Length; k++)
        {
            (x, dx) = (x.mm(weights[k]), dx.mm(weights[k]));
            if (k + 1 < weights.Length)
                (x, dx) = TorchSharp.Native.EdgeOperators.SiluPair(x, dx);
        }

        return (x, dx);
    }
#endif

    public override void Dispose()
    {
        order.Dispose();
        base.Dispose();
    }
}

/// <summary>x_{k+1} = SiLU(LayerNorm(x_k·Wᵀ_k + b_k)); the last layer is linear with a bias.</summary>
internal sealed class LayerNormStage(ParameterSet parameters, string name, LayerNormNet net, int[]? outputOrder) : RadialNetworkStage
{
    private readonly Tensor[] weights = new Tensor[net.Layers.Length];   // [inputs, outputs]
    private readonly Tensor?[] biases = new Tensor?[net.Layers.Length];
    private readonly OutputOrder order = new(outputOrder, parameters.Device);

    public override IEnumerable<Tensor> Prepared => weights.Concat(biases.OfType<Tensor>());

    public override void Prepare()
    {
        for (int k = 0; k < weights.Length; k++)
        {
            weights[k] = parameters[$"{name}.net.{3 * k}.weight"].transpose(0, 1);
            biases[k] = net.Layers[k].Bias is null ? null : parameters[$"{name}.net.{3 * k}.bias"].alias();
        }

        weights[^1] = order.Apply(weights[^1], 1);
        biases[^1] = biases[^1] is { } last ? order.Apply(last, 0) : null;
    }

    public override Tensor Compute(Tensor input)
    {
        Tensor x = input;
        for (int k = 0; k < weights.Length; k++)
        {
            x = biases[k] is { } bias ? x.mm(weights[k]) + bias : x.mm(weights[k]);
            DenseLayer layer = net.Layers[k];
            if (layer.NormGain is not null)
                x = Normalise(x, layer.NormEpsilon) * parameters[$"{name}.net.{3 * k + 1}.weight"] + parameters[$"{name}.net.{3 * k + 1}.bias"];
            if (k + 1 < weights.Length)
                x = ActivationKind.Silu.Apply(x);
        }

        return x;
    }

    public override void Dispose()
    {
        order.Dispose();
        base.Dispose();
    }

    // (x − mean)/√(variance + ε), variance with 1/n
    private static Tensor Normalise(Tensor x, double epsilon)
    {
        Tensor centred = x - x.mean([1L], keepdim: true);
        return centred * (centred.pow(2).mean([1L], keepdim: true) + epsilon).rsqrt();
    }
}

/// <summary>Columns in another order.</summary>
internal sealed class OutputOrder(int[]? order, Device device) : IDisposable
{
    private readonly Tensor? index = order is null ? null : MaceGraph.Indices(order, device);

    public Tensor Apply(Tensor x, int dim) => index is null ? x : x.index_select(dim, index);

    public void Dispose() => index?.Dispose();
}
