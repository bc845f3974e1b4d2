using IonicMlff.Models.Dpmd.Definition;

namespace IonicMlff.Models.Dpmd.Reference;

/// <summary>
/// A stack of <see cref="DpmdLayer"/>s for one input vector, with its reverse. h = act(x·W + b)·idt; x' = h, x + h or (x, x) + h.
/// </summary>
internal sealed class LayeredNet
{
    private readonly DpmdLayer[] layers;
    private readonly double[][] inputs;      // x of each layer, and the output behind the last
    private readonly double[][] preActivations;
    private readonly double[][] gradients;   // ∂L/∂x of each layer, and of the output

    public LayeredNet(DpmdLayer[] layers)
    {
        this.layers = layers;
        int[] widths = [layers[0].In, .. layers.Select(l => l.Out)];
        inputs = [.. widths.Select(w => new double[w])];
        gradients = [.. widths.Select(w => new double[w])];
        preActivations = [.. layers.Select(l => new double[l.Out])];
    }

    /// <summary>Input vector, to be filled before <see cref="Compute"/>.</summary>
    public Span<double> Input => inputs[0];

    /// <summary>Output of the last <see cref="Compute"/>.</summary>
    public ReadOnlySpan<double> Output => inputs[^1];

    /// <summary>∂L/∂output, to be filled before <see cref="Reverse"/>.</summary>
    public Span<double> OutputGradient => gradients[^1];

    /// <summary>∂L/∂input after <see cref="Reverse"/>.</summary>
    public ReadOnlySpan<double> InputGradient => gradients[0];

    /// <summary>Forward pass.</summary>
    public void Compute()
    {
        for (int l = 0; l < layers.Length; l++)
        {
            DpmdLayer layer = layers[l];
            double[] x = inputs[l], y = preActivations[l], next = inputs[l + 1];
            for (int o = 0; o < layer.Out; o++)
            {
                // y[o] = Σ_i x[i] W[i,o] + b[o]
                double sum = layer.Bias?[o] ?? 0;
                for (int i = 0; i < layer.In; i++)
                    sum += x[i] * layer.Weight[i * layer.Out + o];
                y[o] = sum;
                next[o] = Activations.Value(layer, sum) * (layer.TimeStep?[o] ?? 1);
                if (layer.Shortcut != Shortcut.None)
                    next[o] += x[o % layer.In];
            }
        }
    }

    /// <summary>Reverse pass of the last <see cref="Compute"/>.</summary>
    public void Reverse()
    {
        for (int l = layers.Length - 1; l >= 0; l--)
        {
            DpmdLayer layer = layers[l];
            double[] y = preActivations[l], gradIn = gradients[l], gradOut = gradients[l + 1];
            Array.Clear(gradIn);
            for (int o = 0; o < layer.Out; o++)
            {
                // ∂L/∂x[i] += ∂L/∂y[o] W[i,o], plus the shortcut
                double gradY = gradOut[o] * (layer.TimeStep?[o] ?? 1) * Activations.Derivative(layer, y[o]);
                for (int i = 0; i < layer.In; i++)
                    gradIn[i] += gradY * layer.Weight[i * layer.Out + o];
                if (layer.Shortcut != Shortcut.None)
                    gradIn[o % layer.In] += gradOut[o];
            }
        }
    }
}
