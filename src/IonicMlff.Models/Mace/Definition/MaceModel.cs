using IonicMlff.Models.Equivariance;

namespace IonicMlff.Models.Mace.Definition;

/// <summary>
/// A MACE model as mathematics: weights with the normalisation constants of e3nn already multiplied in ("effective" weights), so
/// that evaluators see plain sums. Made by the importers, never changed afterwards. All numbers are double; a float32 file's
/// numbers are the float32 values exactly. Section numbers in the comments of this folder refer to the documentation of
/// upstream MACE's architecture (Batatia et al., NeurIPS 2022, arXiv:2206.07697) as summarised in docs/mace.md.
/// </summary>
public sealed record MaceModel
{
    /// <summary>Elements, ascending; the index in this list is the species index z.</summary>
    public required int[] AtomicNumbers { get; init; }

    /// <summary>Cutoff r_max, Å.</summary>
    public required double Cutoff { get; init; }

    /// <summary>Largest degree of the spherical harmonics of edges.</summary>
    public required int MaxEll { get; init; }

    /// <summary>True when edge attributes are all even (<c>use_so3</c>); else parity (−1)^l.</summary>
    public bool EvenHarmonics { get; init; }

    /// <summary>Head names.</summary>
    public required string[] Heads { get; init; }

    /// <summary>Isolated-atom energies E0, eV, [head, z].</summary>
    public required double[,] AtomicEnergies { get; init; }

    /// <summary>Scale per head; null for the class <c>MACE</c> (1).</summary>
    public double[]? Scale { get; init; }

    /// <summary>Shift per head and atom, eV; null for the class <c>MACE</c> (0).</summary>
    public double[]? Shift { get; init; }

    /// <summary>h⁰[z, c] (the 1/√N_Z of the one-hot Linear included).</summary>
    public required double[,] NodeEmbedding { get; init; }

    /// <summary>Charge/spin embedding added to h⁰, or null.</summary>
    public JointEmbedding? Joint { get; init; }

    /// <summary>Distance transform, basis and envelope.</summary>
    public required RadialBasis Radial { get; init; }

    /// <summary>ZBL pair repulsion inside the scale, or null.</summary>
    public ZblRepulsion? PairRepulsion { get; init; }

    /// <summary>Message-passing layers.</summary>
    public required MaceLayer[] Layers { get; init; }

    /// <summary>Readouts, each acting on the features after one layer.</summary>
    public required Readout[] Readouts { get; init; }

    /// <summary>True when the file's tensors are float32.</summary>
    public bool IsFloat32 { get; init; }
}

/// <summary>One layer: interaction block followed by the product block.</summary>
public sealed record MaceLayer
{
    /// <summary>Interaction block.</summary>
    public required Interaction Interaction { get; init; }

    /// <summary>Product block.</summary>
    public required Product Product { get; init; }
}

/// <summary>Product block: h' = Linear(SymmetricContraction(A, z)) + sc.</summary>
public sealed record Product
{
    /// <summary>One contraction per output irrep block, in order.</summary>
    public required Contraction[] Contractions { get; init; }

    /// <summary>Linear of the contracted features (hidden → hidden).</summary>
    public required IrrepsLinear Linear { get; init; }

    /// <summary>Add the interaction's skip connection.</summary>
    public required bool UseSkip { get; init; }

    /// <summary>Features after this layer.</summary>
    public Irreps HiddenIrreps => Linear.Out;
}

/// <summary>
/// Symmetric contraction for one output irrep block:
/// B[c,m] = Σ_ν Σ_k W^ν[z,k,c] Σ_{s1..sν} U^ν[m,s1..sν,k] A[c,s1]⋯A[c,sν].
/// </summary>
public sealed record Contraction
{
    /// <summary>Output block (multiplicity C).</summary>
    public required IrrepBlock Output { get; init; }

    /// <summary>Terms, ν = 1 first.</summary>
    public required ContractionTerm[] Terms { get; init; }
}

/// <summary>The order-ν term of a contraction; U is kept as its non-zero entries.</summary>
public sealed record ContractionTerm
{
    /// <summary>Order ν.</summary>
    public required int Order { get; init; }

    /// <summary>Number of paths K_ν.</summary>
    public required int PathCount { get; init; }

    /// <summary>Output component m of each entry.</summary>
    public required int[] M { get; init; }

    /// <summary>Components s1..sν of each entry, ν per entry (index into the S components of A).</summary>
    public required int[] S { get; init; }

    /// <summary>Path k of each entry.</summary>
    public required int[] K { get; init; }

    /// <summary>Value of each entry.</summary>
    public required double[] Value { get; init; }

    /// <summary>Weights [Z', K, C] row-major; Z' = 1 when the product is element-agnostic, else N_Z.</summary>
    public required double[] Weights { get; init; }

    /// <summary>Z' of <see cref="Weights"/>.</summary>
    public required int ElementCount { get; init; }

    /// <summary>Channels C.</summary>
    public required int Channels { get; init; }
}
