namespace IonicMlff.Models.Dpmd.Definition;

/// <summary>Activation functions of DeePMD's nets.</summary>
public enum DpmdActivation
{
    /// <summary>x.</summary>
    Linear,

    /// <summary>tanh x.</summary>
    Tanh,

    /// <summary>max(x, 0).</summary>
    Relu,

    /// <summary>min(max(x, 0), 6).</summary>
    Relu6,

    /// <summary>ln(1 + e^x).</summary>
    Softplus,

    /// <summary>1/(1 + e^−x).</summary>
    Sigmoid,

    /// <summary>½x(1 + tanh(√(2/π)(x + 0.044715x³))).</summary>
    Gelu,

    /// <summary>x·sigmoid(x).</summary>
    Silu,

    /// <summary>silu(x) below a threshold T, tanh(k(x−T)) + silu(T) above, k = silu'(T).</summary>
    Silut,
}

/// <summary>What a hidden layer adds to its activation h.</summary>
public enum Shortcut
{
    /// <summary>x' = h.</summary>
    None,

    /// <summary>x' = x + h (equal widths).</summary>
    Add,

    /// <summary>x' = (x, x) + h (doubled width).</summary>
    Double,
}

/// <summary>One layer: h = act(x·W + b) [· idt], then the shortcut. W is [In, Out] row-major.</summary>
public sealed record DpmdLayer
{
    /// <summary>Inputs.</summary>
    public required int In { get; init; }

    /// <summary>Outputs.</summary>
    public required int Out { get; init; }

    /// <summary>[In, Out] row-major.</summary>
    public required double[] Weight { get; init; }

    /// <summary>[Out], or null.</summary>
    public double[]? Bias { get; init; }

    /// <summary>Time-step factors idt [Out], or null.</summary>
    public double[]? TimeStep { get; init; }

    /// <summary>Activation.</summary>
    public required DpmdActivation Activation { get; init; }

    /// <summary>Threshold T of <see cref="DpmdActivation.Silut"/>.</summary>
    public double ActivationThreshold { get; init; } = 3.0;

    /// <summary>Shortcut.</summary>
    public required Shortcut Shortcut { get; init; }
}

/// <summary>Scalar s → M1 numbers G(s): layers, or the table of a compressed model.</summary>
public sealed record EmbeddingNet
{
    /// <summary>Layers; null for a compressed model whose file no longer holds them.</summary>
    public DpmdLayer[]? Layers { get; init; }

    /// <summary>Table of a compressed model; when present it is what the file's own code evaluates.</summary>
    public CompressedTable? Table { get; init; }

    /// <summary>Width M1.</summary>
    public required int Width { get; init; }
}

/// <summary>
/// Piecewise quintics: intervals of Stride0 on [Lower, Upper), of Stride1 on [Upper, Max); row k holds 6 coefficients per channel,
/// ascending powers of the distance from the left knot.
/// </summary>
public sealed record CompressedTable
{
    /// <summary>Start of the fine part.</summary>
    public required double Lower { get; init; }

    /// <summary>End of the fine part.</summary>
    public required double Upper { get; init; }

    /// <summary>End of the coarse part.</summary>
    public required double Max { get; init; }

    /// <summary>Interval of the fine part.</summary>
    public required double Stride0 { get; init; }

    /// <summary>Interval of the coarse part.</summary>
    public required double Stride1 { get; init; }

    /// <summary>[rows, channels, 6] row-major.</summary>
    public required double[] Coefficients { get; init; }
}

/// <summary>Fitting net of one centre type: descriptor (and parameters) → atomic energy, eV; the last layer is linear.</summary>
public sealed record FittingNet
{
    /// <summary>Hidden layers and the final linear layer.</summary>
    public required DpmdLayer[] Layers { get; init; }
}
