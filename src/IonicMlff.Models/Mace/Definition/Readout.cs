namespace IonicMlff.Models.Mace.Definition;

/// <summary>A readout of the scalar features after layer <see cref="Layer"/>; only 0e channels enter.</summary>
public abstract record Readout
{
    /// <summary>Layer whose output features are read, 0-based.</summary>
    public required int Layer { get; init; }
}

/// <summary>ε[head] = Σ_c W[c, head] h[c].</summary>
public sealed record LinearReadout : Readout
{
    /// <summary>[C, H] row-major, normalisation included.</summary>
    public required double[] Weight { get; init; }
}

/// <summary>
/// Linear → activation → keep only the head's block of M hidden units → Linear (optionally a middle Linear and biases), column head.
/// </summary>
public sealed record NonLinearReadout : Readout
{
    /// <summary>First layer, C → H·M.</summary>
    public required DenseLayer Linear1 { get; init; }

    /// <summary>Middle layer of NonLinearBiasReadoutBlock, (H·M) → (H·M), or null. Followed by the same activation and mask.</summary>
    public DenseLayer? LinearMid { get; init; }

    /// <summary>Last layer, H·M → H.</summary>
    public required DenseLayer Linear2 { get; init; }

    /// <summary>Activation.</summary>
    public required Activation Activation { get; init; }

    /// <summary>Hidden units per head M.</summary>
    public required int HiddenPerHead { get; init; }
}

/// <summary>h⁰ += SiLU(P·concat_k e_k) from per-graph (or per-atom) quantities such as total charge and spin.</summary>
public sealed record JointEmbedding
{
    /// <summary>Embedded features in order.</summary>
    public required JointFeature[] Features { get; init; }

    /// <summary>P, [Σ emb_dim, C] row-major (transposed from torch).</summary>
    public required double[] Project { get; init; }

    /// <summary>Bias of the projection or null.</summary>
    public double[]? ProjectBias { get; init; }

    /// <summary>Optional readout of h⁰ added to E0, [C, H], or null.</summary>
    public double[]? EmbeddingReadout { get; init; }
}

/// <summary>One embedded quantity.</summary>
public sealed record JointFeature
{
    /// <summary>Name, e.g. total_charge.</summary>
    public required string Name { get; init; }

    /// <summary>Value when the caller gives none.</summary>
    public required double DefaultValue { get; init; }

    /// <summary>Width of the embedding.</summary>
    public required int Width { get; init; }

    /// <summary>Categorical: table [classes, Width], row = value + <see cref="Offset"/>. Null when continuous.</summary>
    public double[]? Table { get; init; }

    /// <summary>Offset of the categorical row.</summary>
    public int Offset { get; init; }

    /// <summary>Continuous: Linear → SiLU → Linear. Null when categorical.</summary>
    public DenseLayer[]? Network { get; init; }
}
