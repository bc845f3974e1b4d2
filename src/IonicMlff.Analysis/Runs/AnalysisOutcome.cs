using IonicMlff.Analysis.Results;
using IonicMlff.Core.Errors;
using IonicMlff.Core.Trajectories;

namespace IonicMlff.Analysis.Runs;

/// <summary>What one analysis of a run found.</summary>
/// <param name="Result">The numbers.</param>
/// <param name="Summary">The frames they are from.</param>
public sealed record AnalysisReport(AnalysisResult Result, RunSummary Summary);

/// <summary>What came of a run.</summary>
/// <param name="Reports">One per analysis; empty when no frame could be used.</param>
/// <param name="Summary">Frames read in all.</param>
public sealed record AnalysisOutcome(IReadOnlyList<AnalysisReport> Reports, RunSummary Summary)
{
    /// <summary>Exit code of an interrupted run.</summary>
    public const int Interrupted = 130;

    /// <summary>All that went wrong, each once.</summary>
    public IReadOnlyList<TrajectoryFault> Faults =>
        [.. Reports.SelectMany(r => new[] { r.Result.Refusal, r.Summary.Fault }).Prepend(Summary.Fault).OfType<TrajectoryFault>().Distinct()];

    /// <summary>0: all frames were used; 65: a fault; 130: interrupted.</summary>
    public int ExitCode => Faults.Count > 0 ? (int)ErrorKind.BadData : Summary.Interrupted ? Interrupted : 0;
}
