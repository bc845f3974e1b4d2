using IonicMlff.Models.Dpmd.Definition;
using IonicMlff.Models.Mace.Definition;

namespace IonicMlff.Training.Configuration.Plan;

/// <summary>Hyperparameters of a model that is made anew.</summary>
public abstract record ArchitecturePlan
{
    /// <summary>Elements as symbols, in the order of the model; null: those of the data, by atomic number.</summary>
    public IReadOnlyList<string>? Elements { get; init; }

    /// <summary>Cutoff, Å.</summary>
    public required double Cutoff { get; init; }
}

/// <summary>A MACE model; the words are those of <c>mace_run_train</c>.</summary>
public sealed record MacePlan : ArchitecturePlan
{
    /// <summary>Channels C of every irrep.</summary>
    public required int Channels { get; init; }

    /// <summary>Largest degree L of the node features: hidden irreps C×0e + … + C×L.</summary>
    public required int MaxL { get; init; }

    /// <summary>Largest degree of the spherical harmonics.</summary>
    public required int MaxEll { get; init; }

    /// <summary>Body order minus one ν of the contraction, per layer (one number per layer).</summary>
    public required IReadOnlyList<int> Correlation { get; init; }

    /// <summary>Message-passing layers T.</summary>
    public required int Layers { get; init; }

    /// <summary>Block of the first layer.</summary>
    public required InteractionKind FirstInteraction { get; init; }

    /// <summary>Block of the other layers.</summary>
    public required InteractionKind Interaction { get; init; }

    /// <summary>Radial functions.</summary>
    public required BasisKind Basis { get; init; }

    /// <summary>Number B of radial functions.</summary>
    public required int BasisCount { get; init; }

    /// <summary>Exponent p of the polynomial cutoff.</summary>
    public required int EnvelopePower { get; init; }

    /// <summary>Distance transform.</summary>
    public required TransformKind Transform { get; init; }

    /// <summary>ZBL repulsion.</summary>
    public required bool PairRepulsion { get; init; }

    /// <summary>Hidden widths of the radial network.</summary>
    public required IReadOnlyList<int> RadialHidden { get; init; }

    /// <summary>Hidden scalars M of the last readout (<c>MLP_irreps</c> Mx0e).</summary>
    public required int ReadoutHidden { get; init; }

    /// <summary>Activation of the last readout.</summary>
    public required ActivationKind Gate { get; init; }

    /// <summary>True: class ScaleShiftMACE; false: class MACE (no scale, no shift).</summary>
    public required bool ScaleShift { get; init; }

    /// <summary>How scale and shift are found.</summary>
    public required ScalingRule Scaling { get; init; }

    /// <summary>Divisor of the messages; null: computed from the training frames.</summary>
    public double? AvgNumNeighbors { get; init; }

    /// <summary>Features that go along the edges (<c>edge_irreps</c>); null: those of the nodes.</summary>
    public EdgeFeaturesPlan? Edges { get; init; }

    /// <summary>True: the envelope multiplies the radial functions; false: the outputs of the radial networks (<c>apply_cutoff</c>).</summary>
    public bool ApplyCutoff { get; init; } = true;

    /// <summary>The contraction has the same weights for all elements (<c>use_agnostic_product</c>).</summary>
    public bool AgnosticProduct { get; init; }

    /// <summary>The contraction has independent paths only (<c>use_reduced_cg</c>).</summary>
    public bool ReducedCouplings { get; init; }
}

/// <summary>Features that go along the edges of a MACE model.</summary>
/// <param name="Channels">Channels of every irrep.</param>
/// <param name="MaxL">Largest degree; layers whose nodes have less take what there is.</param>
/// <param name="First">In the first layer, too (<c>use_edge_irreps_first</c>).</param>
public sealed record EdgeFeaturesPlan(int Channels, int MaxL, bool First);

/// <summary>How scale and shift of a MACE model are found.</summary>
public enum ScalingRule
{
    /// <summary>scale = rms of the force components, shift = mean of (E − ΣE0)/N.</summary>
    RmsForces,

    /// <summary>scale = standard deviation of (E − ΣE0)/N, shift = its mean.</summary>
    Std,

    /// <summary>scale 1, shift = mean of (E − ΣE0)/N.</summary>
    None,
}

/// <summary>A DPMD model with descriptor se_e2_a; the words are those of DeePMD's <c>input.json</c>.</summary>
public sealed record DpmdPlan : ArchitecturePlan
{
    /// <summary>rcut_smth: where the switch begins, Å.</summary>
    public required double SwitchStart { get; init; }

    /// <summary>Slots per neighbour type; null: largest number in the training frames times <see cref="SelFactor"/>, rounded up to a multiple of 4.</summary>
    public IReadOnlyList<int>? Sel { get; init; }

    /// <summary>Factor of automatic slots.</summary>
    public double SelFactor { get; init; } = 1.1;

    /// <summary>Widths of the embedding nets.</summary>
    public required IReadOnlyList<int> EmbeddingWidths { get; init; }

    /// <summary>axis_neuron M2.</summary>
    public required int AxisNeurons { get; init; }

    /// <summary>Embedding nets have time-step factors.</summary>
    public required bool EmbeddingResnetDt { get; init; }

    /// <summary>One embedding net per neighbour type instead of one per pair.</summary>
    public required bool TypeOneSide { get; init; }

    /// <summary>Activation of the embedding nets.</summary>
    public required DpmdActivation EmbeddingActivation { get; init; }

    /// <summary>Pairs of types that do not see each other.</summary>
    public IReadOnlyList<(int Centre, int Neighbor)> ExcludedPairs { get; init; } = [];

    /// <summary>davg stays 0.</summary>
    public required bool SetDavgZero { get; init; }

    /// <summary>env_protection.</summary>
    public double Protection { get; init; }

    /// <summary>Are the embedding nets trained?</summary>
    public bool EmbeddingTrainable { get; init; } = true;

    /// <summary>Widths of the fitting nets.</summary>
    public required IReadOnlyList<int> FittingWidths { get; init; }

    /// <summary>Fitting nets have time-step factors.</summary>
    public required bool FittingResnetDt { get; init; }

    /// <summary>Activation of the fitting nets.</summary>
    public required DpmdActivation FittingActivation { get; init; }

    /// <summary>Are the layers of the fitting nets trained? One per layer, the last linear one included.</summary>
    public required IReadOnlyList<bool> FittingTrainable { get; init; }

    /// <summary>Frame parameters the model takes.</summary>
    public int FrameParameters { get; init; }

    /// <summary>Atom parameters the model takes.</summary>
    public int AtomParameters { get; init; }

    /// <summary>Smallest singular value kept in the least squares of the energy bias, relative; null: machine precision.</summary>
    public double? BiasRcond { get; init; }

    /// <summary>Vacuum energies per type, eV; empty: none are fixed; an entry null: not fixed for this type.</summary>
    public IReadOnlyList<double?> AtomEnergies { get; init; } = [];

    /// <summary>Batches per system from which davg and dstd are computed (data_stat_nbatch); 0: all frames.</summary>
    public required int StatisticsBatches { get; init; }

    /// <summary>data_stat_protect: smallest dstd.</summary>
    public double StatisticsProtection { get; init; } = 1e-2;
}
