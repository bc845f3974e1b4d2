using IonicMlff.Models.Equivariance;
using IonicMlff.Models.Mace.Definition;

namespace IonicMlff.Models.Mace.Import;

/// <summary>
/// What has to be known besides the tensors to rebuild a MACE model: read from the module tree of a .model file, or from the
/// metadata of our own file. Together with the tensors it gives the same <see cref="MaceModel"/> bit for bit.
/// </summary>
internal sealed record MaceConfig
{
    /// <summary>True for ScaleShiftMACE, false for the class MACE.</summary>
    public required bool ScaleShift { get; init; }

    public required string[] Heads { get; init; }

    public required int MaxEll { get; init; }

    public required bool EvenHarmonics { get; init; }

    public required BasisKind Basis { get; init; }

    public required int BasisCount { get; init; }

    /// <summary>Exponent coefficient of the Gaussian basis (a plain attribute upstream), else 0.</summary>
    public required double GaussianCoefficient { get; init; }

    public required bool ApplyCutoff { get; init; }

    public required TransformKind Transform { get; init; }

    public required bool PairRepulsion { get; init; }

    public required JointFeatureConfig[] Joint { get; init; }

    public required bool EmbeddingReadout { get; init; }

    public required LayerConfig[] Layers { get; init; }

    public required ReadoutConfig[] Readouts { get; init; }
}

/// <summary>One embedded per-graph quantity.</summary>
internal sealed record JointFeatureConfig(string Name, bool Categorical, int Offset, double DefaultValue);

/// <summary>One message-passing layer.</summary>
internal sealed record LayerConfig
{
    public required InteractionKind Kind { get; init; }

    public required double AvgNumNeighbors { get; init; }

    /// <summary>Irreps of the incoming features.</summary>
    public required Irreps NodeIrreps { get; init; }

    /// <summary>Irreps after linear_up.</summary>
    public required Irreps EdgeIrreps { get; init; }

    /// <summary>Irreps of A.</summary>
    public required Irreps TargetIrreps { get; init; }

    /// <summary>Irreps of the outgoing features.</summary>
    public required Irreps HiddenIrreps { get; init; }

    /// <summary>Activation of the radial network (NonLinear blocks: plain SiLU).</summary>
    public required Activation RadialActivation { get; init; }

    /// <summary>NonLinear blocks: activation of the scalars.</summary>
    public required Activation ScalarActivation { get; init; }

    /// <summary>NonLinear blocks: activation of the gates.</summary>
    public required Activation GateActivation { get; init; }

    /// <summary>NonLinear blocks: LayerNorm epsilon.</summary>
    public required double NormEpsilon { get; init; }

    public required int Correlation { get; init; }

    public required bool UseSkip { get; init; }
}

/// <summary>Classes of readouts.</summary>
internal enum ReadoutKind
{
    Linear,
    NonLinear,
    NonLinearBias,
}

/// <summary>One readout; <see cref="Index"/> is its number in the file, <see cref="Layer"/> the layer it reads.</summary>
internal sealed record ReadoutConfig(ReadoutKind Kind, int Index, int Layer, int HiddenCount, Activation Activation);
