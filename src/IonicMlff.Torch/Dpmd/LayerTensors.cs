using IonicMlff.Models.Dpmd.Definition;
using static TorchSharp.torch;

namespace IonicMlff.Torch.Dpmd;

/// <summary>One layer with its parameters as tensors: x' = act(x·W + b)·idt, plus the shortcut.</summary>
internal sealed class LayerTensors : IDisposable
{
    private readonly DpmdLayer definition;

    /// <param name="definition">Layer.</param>
    /// <param name="name">Name of the layer upstream, e.g. <c>atomic_model.fitting_net.filter_layers.networks.0.layers.1</c>.</param>
    /// <param name="block">Part of the model it belongs to.</param>
    /// <param name="dtype">Type of the tensors.</param>
    /// <param name="device">Where they live.</param>
    public LayerTensors(DpmdLayer definition, string name, string block, ScalarType dtype, Device device)
    {
        this.definition = definition;
        var parameters = new List<ModelParameter>();
        Tensor? Make(string part, double[]? values, params long[] shape)
        {
            if (values is null)
                return null;
            Tensor made = DpmdTensors.Leaf(values, shape, dtype, device);
            parameters.Add(new ModelParameter($"{name}.{part}", made, ModelParameter.Decay, block));
            return made;
        }

        Matrix = Make("matrix", definition.Weight, definition.In, definition.Out)!;
        Bias = Make("bias", definition.Bias, definition.Out);
        TimeStep = Make("idt", definition.TimeStep, definition.Out);
        Parameters = parameters;
    }

    /// <summary>W, [in, out].</summary>
    public Tensor Matrix { get; }

    /// <summary>b, [out], or null.</summary>
    public Tensor? Bias { get; }

    /// <summary>idt, [out], or null.</summary>
    public Tensor? TimeStep { get; }

    /// <summary>The tensors by their names.</summary>
    public IReadOnlyList<ModelParameter> Parameters { get; }

    /// <summary>The layer with the numbers of the tensors.</summary>
    public DpmdLayer ToDefinition() => definition with
    {
        Weight = DpmdTensors.Numbers(Matrix),
        Bias = Bias is null ? null : DpmdTensors.Numbers(Bias),
        TimeStep = TimeStep is null ? null : DpmdTensors.Numbers(TimeStep),
    };

    /// <summary>x' [m, out] from x [m, in].</summary>
    public Tensor Apply(Tensor x)
    {
        Tensor h = Activations.Value(definition, Linear(x));
        if (TimeStep is not null)
            h = h * As(TimeStep, x);
        return WithShortcut(x, h);
    }

    /// <summary>x' and dx'/ds, [m, out], from x and dx/ds, [m, in]; both can be differentiated with respect to the parameters.</summary>
    public (Tensor Value, Tensor Slope) Apply(Tensor x, Tensor slope)
    {
        (Tensor h, Tensor derivative) = Activations.ValueAndDerivative(definition, Linear(x));
        Tensor dh = derivative * slope.mm(Matrix);
        if (TimeStep is not null)
            (h, dh) = (h * TimeStep, dh * TimeStep);
        return (WithShortcut(x, h), WithShortcut(slope, dh));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (ModelParameter parameter in Parameters)
            parameter.Tensor.Dispose();
    }

    private Tensor Linear(Tensor x) => Bias is null ? x.mm(As(Matrix, x)) : As(Bias, x).addmm(x, As(Matrix, x));

    // Inputs may be more precise than the parameters; the arithmetic then is, too.
    private static Tensor As(Tensor parameter, Tensor x) => parameter.dtype == x.dtype ? parameter : parameter.to(x.dtype);

    private Tensor WithShortcut(Tensor x, Tensor h) => definition.Shortcut switch
    {
        Shortcut.Add => x + h,
        Shortcut.Double => (h.reshape(-1, 2, definition.In) + x.unsqueeze(1)).reshape(-1, definition.Out),
        _ => h,
    };
}
