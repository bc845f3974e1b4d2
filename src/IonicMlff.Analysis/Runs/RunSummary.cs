using IonicMlff.Core.Trajectories;

namespace IonicMlff.Analysis.Runs;

/// <summary>What a pass over a trajectory was, for the results.</summary>
public sealed record RunSummary
{
    /// <summary>The system.</summary>
    public required AnalysisSystem System { get; init; }

    /// <summary>Frames that the analysis got.</summary>
    public required int Frames { get; init; }

    /// <summary>Distance of frames, ps; null when neither the file nor the user said it, or there is one frame only.</summary>
    public double? FrameInterval { get; init; }

    /// <summary>Distance of frames in MD steps; null when the file has no steps.</summary>
    public long? FrameSteps { get; init; }

    /// <summary>What ended this analysis before the end of the file.</summary>
    public TrajectoryFault? Fault { get; init; }

    /// <summary>What was odd.</summary>
    public IReadOnlyList<TrajectoryFault> Warnings { get; init; } = [];

    /// <summary>Ended by the user before the end of the file.</summary>
    public bool Interrupted { get; init; }

    /// <summary>All frames asked for were used.</summary>
    public bool IsComplete => Fault is null && !Interrupted;
}
