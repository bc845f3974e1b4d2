namespace IonicMlff.Training.Configuration.Plan;

/// <summary>Training that starts from a model.</summary>
public sealed record FineTunePlan
{
    /// <summary>Model file.</summary>
    public required string Model { get; init; }

    /// <summary>Head of the model to start from; null: its only one, else the first that is not <c>pt_head</c>.</summary>
    public string? Head { get; init; }

    /// <summary>How.</summary>
    public required FineTuneKind Kind { get; init; }

    /// <summary>Blocks that are not trained: names of <c>ModelParameter.Block</c>, or beginnings of parameter names.</summary>
    public IReadOnlyList<string> Frozen { get; init; } = [];

    /// <summary>Frames of the earlier training (replay); null when there are none.</summary>
    public ReplayPlan? Replay { get; init; }

    /// <summary>Keep elements that the new data do not have.</summary>
    public bool KeepElements { get; init; }

    /// <summary>DPMD: shift the energy bias to the new data by least squares of the residual.</summary>
    public bool ShiftBias { get; init; }
}

/// <summary>Kinds of fine-tuning.</summary>
public enum FineTuneKind
{
    /// <summary>Ordinary training, from the weights of the model.</summary>
    Naive,

    /// <summary>With frames of the earlier training; the new data have a head of their own.</summary>
    Replay,
}

/// <summary>Frames of the earlier training.</summary>
/// <param name="Files">Files.</param>
/// <param name="Head">Head of these frames.</param>
/// <param name="MostFrames">Frames taken at most, at random.</param>
/// <param name="OnlyOurElements">Only frames whose elements all occur in the new data.</param>
/// <param name="RelabelWithModel">Labels are replaced by the predictions of the start model.</param>
/// <param name="LeastRatio">The new frames are repeated until there are at least this many of them per replayed frame (0: not).</param>
public sealed record ReplayPlan(
    IReadOnlyList<string> Files, string Head, int MostFrames, bool OnlyOurElements, bool RelabelWithModel, double LeastRatio);
