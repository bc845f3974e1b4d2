namespace IonicMlff.Training.Configuration.Plan;

/// <summary>
/// A training run, completely resolved: nothing is left to a default further down. Read from the YAML of <c>ilmlff train</c>, from
/// a DeePMD <c>input.json</c> or from the arguments of <c>mace_run_train</c>. Energies in eV, lengths in Å, forces in eV/Å, stress
/// in eV/Å³ (positive = tension), virials in eV (W = −V·stress). Paths are absolute.
/// </summary>
public sealed record TrainingPlan
{
    /// <summary>Name of the run: beginning of the names of its files.</summary>
    public required string Name { get; init; }

    /// <summary>File it was read from, absolute.</summary>
    public required string Source { get; init; }

    /// <summary>What kind of file that was; some numbers are logged as users of that program know them.</summary>
    public required PlanOrigin Origin { get; init; }

    /// <summary>What is trained from scratch; null when <see cref="FineTune"/> starts from a model that exists.</summary>
    public ArchitecturePlan? Architecture { get; init; }

    /// <summary>The model training starts from; null when it starts from random weights.</summary>
    public FineTunePlan? FineTune { get; init; }

    /// <summary>Labelled frames.</summary>
    public required DataPlan Data { get; init; }

    /// <summary>Where the energies of isolated atoms come from.</summary>
    public required EnergyOriginPlan EnergyOrigin { get; init; }

    /// <summary>What is minimised.</summary>
    public required LossPlan Loss { get; init; }

    /// <summary>How a gradient becomes a step.</summary>
    public required OptimiserPlan Optimiser { get; init; }

    /// <summary>Learning rate.</summary>
    public required SchedulePlan Schedule { get; init; }

    /// <summary>Second stage with its own loss and learning rate, or null.</summary>
    public StageTwoPlan? StageTwo { get; init; }

    /// <summary>Which frames a step sees.</summary>
    public required BatchPlan Batch { get; init; }

    /// <summary>How long, and how often the validation frames are looked at.</summary>
    public required LengthPlan Length { get; init; }

    /// <summary>Seeds of everything that is random.</summary>
    public required SeedPlan Seeds { get; init; }

    /// <summary>Where and in which precision.</summary>
    public required DevicePlan Device { get; init; }

    /// <summary>What is written.</summary>
    public required OutputPlan Output { get; init; }

    /// <summary>What the model file tells about itself.</summary>
    public required MetadataPlan Metadata { get; init; }

    /// <summary>Keys of the source that were read, understood and have no effect here, with the reason; said once at the start.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];
}

/// <summary>Kind of the file a plan was read from.</summary>
public enum PlanOrigin
{
    /// <summary>The project's own YAML.</summary>
    Yaml,

    /// <summary>A DeePMD input.json.</summary>
    DeepmdInput,

    /// <summary>Arguments or YAML of mace_run_train.</summary>
    MaceRunTrain,
}

/// <summary>What a model file tells about itself. Texts are empty when they were not given.</summary>
public sealed record MetadataPlan
{
    /// <summary>Level of theory of the labels, e.g. <c>PBE-D3(BJ)/VASP 450 eV</c>.</summary>
    public string LevelOfTheory { get; init; } = "";

    /// <summary>Is dispersion in the labels? <c>yes</c>, <c>no</c> or empty (not said).</summary>
    public string Dispersion { get; init; } = "";

    /// <summary>Licence of the model.</summary>
    public string Licence { get; init; } = "";

    /// <summary>Where the data come from.</summary>
    public string Provenance { get; init; } = "";

    /// <summary>Free text.</summary>
    public string Description { get; init; } = "";
}
