using IonicMlff.Core.Frames;

namespace IonicMlff.Training.Configuration.Plan;

/// <summary>Which frames are learnt from, which judge, and how their labels are called.</summary>
public sealed record DataPlan
{
    /// <summary>Training frames.</summary>
    public required IReadOnlyList<DataSourcePlan> Train { get; init; }

    /// <summary>Validation frames; empty when <see cref="Split"/> takes them from the training frames, or when there are none.</summary>
    public required IReadOnlyList<DataSourcePlan> Valid { get; init; }

    /// <summary>Frames that are only looked at in the end.</summary>
    public IReadOnlyList<DataSourcePlan> Test { get; init; } = [];

    /// <summary>Validation frames taken from the training frames, or null.</summary>
    public SplitPlan? Split { get; init; }

    /// <summary>Names of the labels.</summary>
    public required LabelKeys Keys { get; init; }

    /// <summary>Heads of the model, in order.</summary>
    public IReadOnlyList<string> Heads { get; init; } = ["Default"];

    /// <summary>Weights of frames by their config_type; a type that is not here has weight 1.</summary>
    public IReadOnlyDictionary<string, double> ConfigTypeWeights { get; init; } = new Dictionary<string, double>();

    /// <summary>Isolated atoms stay among the training frames.</summary>
    public bool KeepIsolatedAtoms { get; init; }

    /// <summary>Findings of the label census that do not stop the run, by their names.</summary>
    public IReadOnlyList<string> Accepted { get; init; } = [];

    /// <summary>DeePMD validation: batches of each evaluation (numb_btch); null: all frames.</summary>
    public int? ValidBatches { get; init; }

    /// <summary>DeePMD validation: rule of the batches; null: all frames, batches as for training.</summary>
    public BatchRule? ValidBatchRule { get; init; }
}

/// <summary>One source of frames: a file or a folder with one or more systems.</summary>
/// <param name="Path">File (extended XYZ, HDF5 with <c>#/group</c>) or DeePMD folder, absolute.</param>
/// <param name="Head">Head that learns from it.</param>
public sealed record DataSourcePlan(string Path, string Head = "Default")
{
    /// <summary>Name in tables; null: the name of the file.</summary>
    public string? Name { get; init; }

    /// <summary>Multiplies the weight of every frame.</summary>
    public double Weight { get; init; } = 1;
}

/// <summary>Validation frames taken at random from the training frames.</summary>
/// <param name="Fraction">Share of the frames (or groups), 0 to 1; at least one.</param>
/// <param name="GroupKey">Frames with equal values of this key stay together, e.g. <c>parent</c>; null: each for itself.</param>
public sealed record SplitPlan(double Fraction, string? GroupKey);

/// <summary>Where the energies of isolated atoms (E0; DPMD: energy biases) come from.</summary>
/// <param name="Kind">Rule.</param>
public sealed record EnergyOriginPlan(EnergyOriginKind Kind)
{
    /// <summary>Energies in eV by element symbol, when given.</summary>
    public IReadOnlyDictionary<string, double> Given { get; init; } = new Dictionary<string, double>();

    /// <summary>Model they are taken from.</summary>
    public string? Model { get; init; }

    /// <summary>Rules of heads that have one of their own; the others follow this one.</summary>
    public IReadOnlyDictionary<string, EnergyOriginPlan> ByHead { get; init; } = new Dictionary<string, EnergyOriginPlan>();

    /// <summary>The rule of a head.</summary>
    public EnergyOriginPlan Of(string head) => ByHead.GetValueOrDefault(head, this);
}

/// <summary>Rules for E0.</summary>
public enum EnergyOriginKind
{
    /// <summary>Frames of one atom with config_type IsolatedAtom, else an error.</summary>
    IsolatedAtoms,

    /// <summary>Isolated atoms where the data have them for all elements, else least squares.</summary>
    IsolatedAtomsOrLeastSquares,

    /// <summary>Least squares of E = Σ n_z E0_z over the training frames, minimum norm.</summary>
    LeastSquares,

    /// <summary>Given numbers.</summary>
    Given,

    /// <summary>From a model.</summary>
    Model,

    /// <summary>Those of the start model plus the least squares of the energies it misses (upstream MACE's <c>estimated</c>).</summary>
    Estimated,

    /// <summary>Isolated atoms where the data have them for all elements, else <see cref="Estimated"/>.</summary>
    IsolatedAtomsOrEstimated,
}
