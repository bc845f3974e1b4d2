using IonicMlff.Models.Equivariance;

namespace IonicMlff.Models.Mace.Definition;

/// <summary>Families of interaction blocks (names of upstream's classes without prefix and suffix).</summary>
public enum InteractionKind
{
    /// <summary>RealAgnosticInteractionBlock: A = skip_z(linear(m)/avg), no skip connection.</summary>
    RealAgnostic,

    /// <summary>RealAgnosticResidualInteractionBlock: A = linear(m)/avg, sc = skip_z(h).</summary>
    Residual,

    /// <summary>RealAgnosticDensityInteractionBlock: A = skip_z(linear(m)/(ρ+1)).</summary>
    Density,

    /// <summary>RealAgnosticDensityResidualInteractionBlock: A = linear(m)/(ρ+1), sc = skip_z(h).</summary>
    DensityResidual,

    /// <summary>RealAgnosticResidualNonLinearInteractionBlock: gate, element embeddings in the radial network.</summary>
    NonLinear,
}

/// <summary>
/// Interaction block: message m_a = Σ_{edges→a} conv(up(h)[sender], Y, R(edge)); then A by <see cref="Kind"/>.
/// </summary>
public sealed record Interaction
{
    /// <summary>Family.</summary>
    public required InteractionKind Kind { get; init; }

    /// <summary>Divisor of the message in RealAgnostic and Residual blocks.</summary>
    public required double AvgNumNeighbors { get; init; }

    /// <summary>up = linear_up(h): node features → edge irreps.</summary>
    public required IrrepsLinear LinearUp { get; init; }

    /// <summary>Convolution paths in weight order; outputs lie in <see cref="MessageIrreps"/> in the same order.</summary>
    public required ConvPath[] ConvPaths { get; init; }

    /// <summary>Irreps of the message (one block per path, unsimplified).</summary>
    public required Irreps MessageIrreps { get; init; }

    /// <summary>Irreps of A; component s of A runs over its blocks in order (each has C channels).</summary>
    public required Irreps TargetIrreps { get; init; }

    /// <summary>R: radial network from the edge features to one weight per path and channel.</summary>
    public required RadialNetwork ConvWeights { get; init; }

    /// <summary>linear (NonLinear: linear_1): message → target (NonLinear: → gate input). The division by avg or ρ comes after it.</summary>
    public required IrrepsLinear Linear { get; init; }

    /// <summary>RealAgnostic and Density: skip_z, target → target, applied after the division. Else null.</summary>
    public ElementLinear? SkipAfter { get; init; }

    /// <summary>Residual and DensityResidual: sc = skip_z(h). Else null.</summary>
    public ElementLinear? SkipByElement { get; init; }

    /// <summary>NonLinear: sc = plain Linear(h). Else null.</summary>
    public IrrepsLinear? SkipPlain { get; init; }

    /// <summary>Density families and NonLinear: ρ_a = Σ_{edges→a} tanh(density(edge)²). Else null.</summary>
    public RadialNetwork? DensityNetwork { get; init; }

    /// <summary>Parts only the NonLinear block has.</summary>
    public NonLinearParts? NonLinear { get; init; }
}

/// <summary>Extra parts of the NonLinear block: A = linear_2(gate(linear_1(m)/(ρ·β+α) + linear_res(up))).</summary>
public sealed record NonLinearParts
{
    /// <summary>Source embedding [z, c] appended to the edge features (1/√N_Z included).</summary>
    public required double[,] SourceEmbedding { get; init; }

    /// <summary>Target embedding [z, c] appended to the edge features (1/√N_Z included).</summary>
    public required double[,] TargetEmbedding { get; init; }

    /// <summary>linear_res: edge irreps → gate input irreps.</summary>
    public required IrrepsLinear LinearRes { get; init; }

    /// <summary>linear_2: gate output → target.</summary>
    public required IrrepsLinear Linear2 { get; init; }

    /// <summary>Added to the density.</summary>
    public required double Alpha { get; init; }

    /// <summary>Multiplies the density.</summary>
    public required double Beta { get; init; }

    /// <summary>Activation of scalars.</summary>
    public required Activation ScalarActivation { get; init; }

    /// <summary>Activation of gates.</summary>
    public required Activation GateActivation { get; init; }

    /// <summary>Gate input [S scalars | gates | gated blocks]: number of plain scalars S.</summary>
    public required int ScalarCount { get; init; }
}

/// <summary>
/// One path of the convolution ('uvu'): out[u,m3] = R[WeightOffset+u] Σ_{m1,m2} W3j[m1,m2,m3] x_in[u,m1] Y_l2[m2], with √(2·l3+1)
/// included in W3j.
/// </summary>
public sealed record ConvPath
{
    /// <summary>Block of up(h).</summary>
    public required int InBlock { get; init; }

    /// <summary>First number of that block.</summary>
    public required int InOffset { get; init; }

    /// <summary>Degree of the sender features.</summary>
    public required int L1 { get; init; }

    /// <summary>Degree of the spherical harmonics; its components start at l2².</summary>
    public required int L2 { get; init; }

    /// <summary>Degree of the output.</summary>
    public required int L3 { get; init; }

    /// <summary>Multiplicity.</summary>
    public required int Mul { get; init; }

    /// <summary>First number of the path's block in the message.</summary>
    public required int OutOffset { get; init; }

    /// <summary>First radial weight.</summary>
    public required int WeightOffset { get; init; }

    /// <summary>√(2·l3+1)·w3j, [2l1+1, 2l2+1, 2l3+1] row-major (values of the file where it holds them).</summary>
    public required double[] W3j { get; init; }
}
