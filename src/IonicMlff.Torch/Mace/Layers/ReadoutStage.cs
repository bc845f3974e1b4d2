using IonicMlff.Models.Equivariance;
using IonicMlff.Models.Mace.Definition;
using TorchSharp;
using static TorchSharp.torch;

namespace IonicMlff.Torch.Mace;

/// <summary>Energy of each node's head from the scalar (0e) features after a layer, eV before scale and shift.</summary>
internal abstract class ReadoutStage(Readout readout, Irreps features) : Stage
{
    /// <summary>Layer whose features are read.</summary>
    public int Layer => readout.Layer;

    public static ReadoutStage Of(ParameterSet parameters, int index, Readout readout, MaceModel model)
    {
        Irreps features = model.Layers[readout.Layer].Product.HiddenIrreps;
        return readout is NonLinearReadout nonLinear
            ? new NonLinearReadoutStage(parameters, $"readouts.{index}", nonLinear, features)
            : new LinearReadoutStage(parameters, $"readouts.{index}", (LinearReadout)readout, features, model.Heads.Length);
    }

    /// <summary>Energies, [nodes]; <paramref name="heads"/> is the head of each node, [nodes, 1], or null with one head.</summary>
    public abstract Tensor Compute(Tensor[] h, Tensor? heads);

    /// <summary>All scalars side by side, [nodes, channels].</summary>
    protected Tensor Scalars(Tensor[] h)
    {
        Tensor[] scalars = [.. h.Where((_, b) => features.Blocks[b] is { L: 0, Parity: 1 }).Select(b => b.squeeze(0))];
        return scalars.Length == 1 ? scalars[0] : cat(scalars, 1);
    }

    /// <summary>The column of each node's head.</summary>
    protected static Tensor Column(Tensor perHead, Tensor? heads) => (heads is null ? perHead : perHead.gather(1, heads)).squeeze(1);
}

/// <summary>ε = Σ_c W[c, head] h[c].</summary>
internal sealed class LinearReadoutStage(ParameterSet parameters, string name, LinearReadout readout, Irreps features, int headCount)
    : ReadoutStage(readout, features)
{
    private Tensor? weight;

    public override IEnumerable<Tensor> Prepared => [weight!];

    public override void Prepare()
    {
        int channels = readout.Weight.Length / headCount;
        weight = parameters.Slice(name + ".linear.weight", 0, 1 / Math.Sqrt(channels), channels, headCount);
    }

    public override Tensor Compute(Tensor[] h, Tensor? heads) => Column(Scalars(h).mm(weight!), heads);
}

/// <summary>
/// ε = linear_2(y_last)[head], y_1 = φ(linear_1(h)), y_2 = φ(linear_mid(y_1)) where there is a middle layer. After every activation the
/// hidden units of the other heads are zero.
/// </summary>
internal sealed class NonLinearReadoutStage(ParameterSet parameters, string name, NonLinearReadout readout, Irreps features)
    : ReadoutStage(readout, features)
{
    private readonly List<Tensor> weights = [];
    private readonly List<Tensor?> biases = [];

    public override IEnumerable<Tensor> Prepared => weights.Concat(biases.OfType<Tensor>());

    public override void Prepare()
    {
        weights.Clear();
        biases.Clear();
        Add("linear_1", readout.Linear1, 1);
        if (readout.LinearMid is { } mid)
            Add("linear_mid", mid, readout.Activation.Constant);
        Add("linear_2", readout.Linear2, readout.Activation.Constant);
    }

    public override Tensor Compute(Tensor[] h, Tensor? heads)
    {
        Tensor x = Scalars(h);
        Tensor? mask = heads is null ? null : Mask(heads);
        for (int k = 0; k < weights.Count; k++)
        {
            x = biases[k] is { } bias ? x.mm(weights[k]) + bias : x.mm(weights[k]);
            if (k + 1 == weights.Count)
                break;
            x = readout.Activation.Kind.Apply(x);
            if (mask is not null)
                x = x * mask;
        }

        return Column(x, heads);
    }

    // [nodes, H·M]: 1 in the M units of the node's head
    private Tensor Mask(Tensor heads)
    {
        Tensor units = arange(readout.Linear1.Out, dtype: ScalarType.Int64, device: heads.device)
            .div(readout.HiddenPerHead, RoundingMode.floor).unsqueeze(0);
        return units.eq(heads).to(parameters.DType);
    }

    private void Add(string part, DenseLayer layer, double constant)
    {
        weights.Add(parameters.Slice($"{name}.{part}.weight", 0, constant / Math.Sqrt(layer.In), layer.In, layer.Out));
        biases.Add(layer.Bias is null ? null : parameters[$"{name}.{part}.bias"].alias());
    }
}
