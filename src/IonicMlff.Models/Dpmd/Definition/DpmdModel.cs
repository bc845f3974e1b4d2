namespace IonicMlff.Models.Dpmd.Definition;

/// <summary>
/// A Deep Potential model of descriptor <c>se_e2_a</c> (Zhang et al., NeurIPS 2018, arXiv:1805.09003) as mathematics. The upstream
/// implementations differ in details; the importer of each file kind turns them into the explicit rules below, so that evaluators
/// need not know where a model came from. Made by the importers, never changed afterwards. Units: eV, Å.
/// </summary>
public sealed record DpmdModel
{
    /// <summary>Type names in model order (element symbols for ordinary models; may be empty in old files).</summary>
    public required string[] TypeMap { get; init; }

    /// <summary>Number of types.</summary>
    public required int TypeCount { get; init; }

    /// <summary>Environment matrix: cutoff, switch, slots, normalisation, exclusions.</summary>
    public required EnvironmentMatrix Environment { get; init; }

    /// <summary>
    /// Embedding nets. One-sided: one per neighbour type; else index centre + neighbour·TypeCount. Null: no net (excluded pair).
    /// </summary>
    public required EmbeddingNet?[] Embedding { get; init; }

    /// <summary>One net per neighbour type instead of one per pair.</summary>
    public required bool TypeOneSide { get; init; }

    /// <summary>M2, the number of leading channels of GR in the second factor of the descriptor.</summary>
    public required int AxisNeurons { get; init; }

    /// <summary>One fitting net per centre type.</summary>
    public required FittingNet[] Fitting { get; init; }

    /// <summary>Energy added per atom of a type, eV (all biases of the file together, added in double).</summary>
    public required double[] EnergyBias { get; init; }

    /// <summary>
    /// Per type: subtract the net's value at a zero descriptor (models with <c>atom_ener</c>); the fixed vacuum energy is then in
    /// <see cref="EnergyBias"/>.
    /// </summary>
    public required bool[] SubtractVacuum { get; init; }

    /// <summary>Types whose atoms get zero energy but still act as neighbours (<c>atom_exclude_types</c>).</summary>
    public bool[] AtomExcluded { get; init; } = [];

    /// <summary>Frame and atom parameters, normalised as (x − average)·inverse deviation and appended to the descriptor.</summary>
    public ParameterStatistics FrameParameters { get; init; } = new();

    /// <summary>Per-atom parameters.</summary>
    public ParameterStatistics AtomParameters { get; init; } = new();

    /// <summary>The nets compute in float32 (their outputs are widened before biases and sums).</summary>
    public bool IsFloat32 { get; init; }

    /// <summary>Smallest pair distance of the training data, Å, or null.</summary>
    public double? MinNeighborDistance { get; init; }

    /// <summary>Which file kind and version the model came from, for <c>info</c> and for messages.</summary>
    public required string Source { get; init; }
}

/// <summary>How too many neighbours of a type are dropped.</summary>
public enum OverflowRule
{
    /// <summary>The nearest sel[t] of every type, independently (TensorFlow models).</summary>
    NearestPerType,

    /// <summary>First the nearest Σsel of all types, then the nearest sel[t] within each (PyTorch models).</summary>
    NearestOverallThenPerType,
}

/// <summary>What an excluded pair of types does to the rows of the environment matrix.</summary>
public enum ExclusionRule
{
    /// <summary>Rows of real excluded neighbours are zero; empty slots still contribute (PyTorch, dpmodel).</summary>
    RealNeighborsOnly,

    /// <summary>The whole section, real and empty slots, is zero (TensorFlow).</summary>
    WholeSection,
}

/// <summary>
/// Rows R̃ = (w(r)·(1/r, d/r²) − davg)/dstd of each centre, one slot per neighbour, Σsel slots; empty slots hold −davg/dstd.
/// </summary>
public sealed record EnvironmentMatrix
{
    /// <summary>Cutoff rcut, Å.</summary>
    public required double Cutoff { get; init; }

    /// <summary>Start of the switch rcut_smth, Å, exactly as used in the arithmetic (widened from float32 for TensorFlow models).</summary>
    public required double SwitchStart { get; init; }

    /// <summary>Width of the switch as used: rcut − rcut_smth, in float32 arithmetic for TensorFlow models.</summary>
    public required double SwitchWidth { get; init; }

    /// <summary>Slots per neighbour type.</summary>
    public required int[] Sel { get; init; }

    /// <summary>Divisor of GR: Σsel, or Σ original sel for models whose sel was adjusted.</summary>
    public required int NormalisationCount { get; init; }

    /// <summary>davg, [TypeCount, Σsel, 4] row-major.</summary>
    public required double[] Average { get; init; }

    /// <summary>dstd, [TypeCount, Σsel, 4] row-major.</summary>
    public required double[] Deviation { get; init; }

    /// <summary>env_protection p: 1/r → 1/(r+p), d/r² → d/(r+p)².</summary>
    public double Protection { get; init; }

    /// <summary>Which neighbours are kept when there are more than slots.</summary>
    public required OverflowRule Overflow { get; init; }

    /// <summary>Descriptor-level exclusions (<c>exclude_types</c>), [centre, neighbour], symmetric.</summary>
    public required bool[,] Excluded { get; init; }

    /// <summary>What they do.</summary>
    public required ExclusionRule Exclusion { get; init; }

    /// <summary>Model-level exclusions (<c>pair_exclude_types</c>): slots of such neighbours count as empty.</summary>
    public bool[,]? PairExcluded { get; init; }
}

/// <summary>Average and inverse standard deviation of frame or atom parameters; no entries when the model has none.</summary>
public sealed record ParameterStatistics
{
    /// <summary>Averages.</summary>
    public double[] Average { get; init; } = [];

    /// <summary>1/standard deviation.</summary>
    public double[] InverseDeviation { get; init; } = [];

    /// <summary>Values used when the caller gives none, or null when they must be given.</summary>
    public double[]? Default { get; init; }

    /// <summary>Number of parameters.</summary>
    public int Count => Average.Length;
}
