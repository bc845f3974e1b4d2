using IonicMlff.Models.Dpmd.Definition;
using static TorchSharp.torch;

namespace IonicMlff.Torch.Dpmd;

/// <summary>An embedding or fitting net as tensors.</summary>
internal sealed class NetTensors(DpmdLayer[] definition, string name, string block, ScalarType dtype, Device device) : IDisposable
{
    private readonly LayerTensors[] layers =
        [.. definition.Select((layer, l) => new LayerTensors(layer, $"{name}.layers.{l}", block, dtype, device))];

    /// <summary>The tensors of all layers.</summary>
    public IEnumerable<ModelParameter> Parameters => layers.SelectMany(l => l.Parameters);

    /// <summary>The tensors of one layer.</summary>
    public IReadOnlyList<ModelParameter> ParametersOf(int layer) => layers[layer].Parameters;

    /// <summary>True when the net has all derivatives with respect to its input.</summary>
    public bool IsAnalytic { get; } = definition.All(l => Activations.IsAnalytic(l.Activation));

    /// <summary>The layers with the numbers of the tensors.</summary>
    public DpmdLayer[] ToDefinition() => [.. layers.Select(l => l.ToDefinition())];

    /// <summary>Output for each row of x, [m, out].</summary>
    public Tensor Apply(Tensor x)
    {
        foreach (LayerTensors layer in layers)
            x = layer.Apply(x);
        return x;
    }

    /// <summary>
    /// G(s) and G'(s) of an embedding net for m numbers s, [m, M1] each. Value and slope go forward together, so that forces need no way
    /// back through the net and their gradient is an ordinary first derivative.
    /// </summary>
    public (Tensor Value, Tensor Slope) ApplyWithSlope(Tensor s)
    {
        Tensor x = s.reshape(-1, 1), slope = ones(1, 1, dtype: s.dtype, device: s.device);
        foreach (LayerTensors layer in layers)
            (x, slope) = layer.Apply(x, slope);
        return (x, slope);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (LayerTensors layer in layers)
            layer.Dispose();
    }
}
