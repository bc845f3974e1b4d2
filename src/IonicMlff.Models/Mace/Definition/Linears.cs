using IonicMlff.Models.Equivariance;

namespace IonicMlff.Models.Mace.Definition;

/// <summary>
/// Linear map between irreps: out_j[w,m] = Σ_i Σ_u W_ij[u,w] in_i[u,m] (+ bias of 0e blocks). Normalisation included in W.
/// Out blocks without an instruction are zero.
/// </summary>
public sealed record IrrepsLinear
{
    /// <summary>Input irreps.</summary>
    public required Irreps In { get; init; }

    /// <summary>Output irreps.</summary>
    public required Irreps Out { get; init; }

    /// <summary>Block pairs.</summary>
    public required LinearBlock[] Blocks { get; init; }

    /// <summary>Bias over all outputs (Out.Dim numbers, zero except in 0e blocks), or null.</summary>
    public double[]? Bias { get; init; }
}

/// <summary>One block pair of an <see cref="IrrepsLinear"/>; <c>Weight</c> is [mul_in, mul_out] row-major.</summary>
public sealed record LinearBlock(int InBlock, int OutBlock, double[] Weight);

/// <summary>Element-dependent linear map (one-hot tensor product): out_j[w,m] = Σ_i Σ_u W_ij[u,z,w] in_i[u,m].</summary>
public sealed record ElementLinear
{
    /// <summary>Input irreps.</summary>
    public required Irreps In { get; init; }

    /// <summary>Output irreps.</summary>
    public required Irreps Out { get; init; }

    /// <summary>Number of elements N_Z.</summary>
    public required int ElementCount { get; init; }

    /// <summary>Block pairs; <c>Weight</c> is [mul_in, N_Z, mul_out] row-major.</summary>
    public required LinearBlock[] Blocks { get; init; }
}

/// <summary>Activation functions of the model families.</summary>
public enum ActivationKind
{
    /// <summary>x (no constant).</summary>
    Identity,

    /// <summary>x·sigmoid(x).</summary>
    Silu,

    /// <summary>tanh x.</summary>
    Tanh,

    /// <summary>|x|.</summary>
    Abs,

    /// <summary>1/(1+e^−x).</summary>
    Sigmoid,
}

/// <summary>c·φ(x) with the second-moment constant c stored in the file (1 for Identity and for plain torch activations).</summary>
public readonly record struct Activation(ActivationKind Kind, double Constant);

/// <summary>Network from edge features to weights.</summary>
public abstract record RadialNetwork;

/// <summary>e3nn FullyConnectedNet without biases: x ← act(x·W_k) for all layers but the last, which is linear.</summary>
public sealed record FullyConnectedNet : RadialNetwork
{
    /// <summary>Layers in order, [in, out] row-major, 1/√in included.</summary>
    public required DenseLayer[] Layers { get; init; }

    /// <summary>Activation after every layer but the last.</summary>
    public required Activation Activation { get; init; }
}

/// <summary>RadialMLP: Linear → LayerNorm → SiLU, repeated; the last layer is a plain Linear.</summary>
public sealed record LayerNormNet : RadialNetwork
{
    /// <summary>Layers in order with biases; all but the last have a norm.</summary>
    public required DenseLayer[] Layers { get; init; }
}

/// <summary>x·W + b, then optionally LayerNorm (biased variance, eps). W is [In, Out] row-major.</summary>
public sealed record DenseLayer
{
    /// <summary>Inputs.</summary>
    public required int In { get; init; }

    /// <summary>Outputs.</summary>
    public required int Out { get; init; }

    /// <summary>[In, Out] row-major.</summary>
    public required double[] Weight { get; init; }

    /// <summary>[Out] or null.</summary>
    public double[]? Bias { get; init; }

    /// <summary>LayerNorm gain [Out] or null when there is no norm.</summary>
    public double[]? NormGain { get; init; }

    /// <summary>LayerNorm offset [Out] or null.</summary>
    public double[]? NormBias { get; init; }

    /// <summary>LayerNorm epsilon.</summary>
    public double NormEpsilon { get; init; } = 1e-5;
}
