namespace IonicMlff.Training.Configuration.Plan;

/// <summary>How the size of a batch is found.</summary>
public enum BatchRuleKind
{
    /// <summary><see cref="BatchRule.Size"/> frames.</summary>
    Frames,

    /// <summary>DeePMD's auto:N: the smallest number of frames with at least N atoms together.</summary>
    AtLeastAtoms,

    /// <summary>DeePMD's max:N: the largest number of frames with at most N atoms together, at least one.</summary>
    AtMostAtoms,

    /// <summary>DeePMD's filter:N: as max:N; systems with more than N atoms are left out.</summary>
    AtMostAtomsOrDropped,

    /// <summary>As many frames as have at most N edges together, at least one.</summary>
    AtMostEdges,
}

/// <summary>Size of a batch.</summary>
/// <param name="Kind">Rule.</param>
/// <param name="Size">Frames, atoms or edges.</param>
public readonly record struct BatchRule(BatchRuleKind Kind, int Size);

/// <summary>Which frames a step sees.</summary>
public sealed record BatchPlan
{
    /// <summary>Size.</summary>
    public required BatchRule Rule { get; init; }

    /// <summary>Sizes for each training source by itself (DeePMD's list); empty: <see cref="Rule"/> for all.</summary>
    public IReadOnlyList<BatchRule> PerSource { get; init; } = [];

    /// <summary>Frames of one batch come from one system (equal number and kinds of atoms).</summary>
    public required bool OneSystemPerBatch { get; init; }

    /// <summary>A last batch that is not full is left out.</summary>
    public required bool DropLast { get; init; }

    /// <summary>Frames are shuffled every epoch.</summary>
    public bool Shuffle { get; init; } = true;

    /// <summary>Rule for drawing systems, when <see cref="OneSystemPerBatch"/>: DeePMD's <c>prob_sys_size</c>, <c>prob_uniform</c>, <c>prob_sys_size; 0:5:0.3; 5:9:0.7</c>.</summary>
    public string SystemProbability { get; init; } = "prob_sys_size";

    /// <summary>Probabilities of the systems; empty: by the rule.</summary>
    public IReadOnlyList<double> SystemProbabilities { get; init; } = [];

    /// <summary>Frames of a validation batch (the reported MACE loss depends on it).</summary>
    public required int ValidFrames { get; init; }
}

/// <summary>How long. One of <see cref="Epochs"/> and <see cref="Steps"/> is null.</summary>
public sealed record LengthPlan
{
    /// <summary>Epochs.</summary>
    public int? Epochs { get; init; }

    /// <summary>Steps of the optimiser.</summary>
    public long? Steps { get; init; }

    /// <summary>Validation after so many epochs.</summary>
    public int ValidEpochs { get; init; } = 1;

    /// <summary>Validation after so many steps (used when the run is counted in steps).</summary>
    public long ValidSteps { get; init; } = 1000;

    /// <summary>The run stops after so many evaluations without a better validation loss; null: never.</summary>
    public int? Patience { get; init; }
}

/// <summary>Seeds. Everything random comes from a generator of ours, whose state is in the checkpoint.</summary>
public sealed record SeedPlan
{
    /// <summary>Initial weights.</summary>
    public required long Weights { get; init; }

    /// <summary>Order of the frames.</summary>
    public required long Shuffle { get; init; }

    /// <summary>Split into training and validation frames.</summary>
    public required long Split { get; init; }

    /// <summary>DPMD: seeds of descriptor and fitting net when the input gives them apart; null: <see cref="Weights"/>.</summary>
    public long? Descriptor { get; init; }

    /// <summary>See <see cref="Descriptor"/>.</summary>
    public long? Fitting { get; init; }

    /// <summary>Models trained one after the other with seeds that count up; 1: one model.</summary>
    public int Members { get; init; } = 1;
}

/// <summary>Precision of weights and arithmetic.</summary>
public enum TrainingPrecision
{
    /// <summary>64-bit.</summary>
    Float64,

    /// <summary>32-bit; energies of isolated atoms are added in 64-bit.</summary>
    Float32,
}

/// <summary>Where and in which precision.</summary>
/// <param name="Device"><c>cpu</c>, <c>cuda</c> or <c>cuda:n</c>.</param>
/// <param name="Precision">Of weights and arithmetic.</param>
/// <param name="Threads">Threads of libtorch and its BLAS; null: OMP_NUM_THREADS, else all cores.</param>
public sealed record DevicePlan(string Device, TrainingPrecision Precision, int? Threads)
{
    private const string Variable = "OMP_NUM_THREADS";

    /// <summary>Threads to take.</summary>
    public int ThreadCount => Threads
        ?? (int.TryParse(Environment.GetEnvironmentVariable(Variable), out int count) && count > 0 ? Math.Min(count, Environment.ProcessorCount) : Environment.ProcessorCount);
}

/// <summary>What is written, and where.</summary>
public sealed record OutputPlan
{
    /// <summary>Folder, absolute; made when missing.</summary>
    public required string Folder { get; init; }

    /// <summary>The model file that is written (best so far, in the end the best), absolute, <c>.safetensors</c>.</summary>
    public required string Model { get; init; }

    /// <summary>A checkpoint after so many steps.</summary>
    public required long CheckpointSteps { get; init; }

    /// <summary>A checkpoint at the end of every epoch.</summary>
    public bool CheckpointEveryEpoch { get; init; } = true;

    /// <summary>Checkpoints kept.</summary>
    public int KeptCheckpoints { get; init; } = 2;

    /// <summary>A progress line, a line of lcurve.out and of the JSON lines after so many steps.</summary>
    public required long LogSteps { get; init; }

    /// <summary>lcurve.out, absolute; null: not written.</summary>
    public string? Lcurve { get; init; }

    /// <summary>JSON lines, absolute; null: not written.</summary>
    public string? JsonLines { get; init; }

    /// <summary>Text log with milestones, absolute; null: not written.</summary>
    public string? Log { get; init; }

    /// <summary>Folder of TensorBoard event files, absolute; null: not written.</summary>
    public string? TensorBoard { get; init; }

    /// <summary>HTML report, absolute; null: not written.</summary>
    public string? Report { get; init; }

    /// <summary>Small configurations stored in the model file for each head, with energies and forces that are checked at every load.</summary>
    public int GoldenFrames { get; init; } = 2;
}
