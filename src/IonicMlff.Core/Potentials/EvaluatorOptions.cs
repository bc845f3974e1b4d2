using IonicMlff.Core.Neighbors;
using IonicMlff.Core.Threads;

namespace IonicMlff.Core.Potentials;

/// <summary>Arithmetic of an evaluator.</summary>
public enum Precision
{
    /// <summary>64-bit throughout.</summary>
    Double,

    /// <summary>32-bit arithmetic with 64-bit accumulation of energy, forces and virial.</summary>
    Mixed,
}

/// <summary>How a potential is to be evaluated.</summary>
public sealed record EvaluatorOptions
{
    /// <summary>
    /// <c>auto</c> (the fastest on the device that supports the model and the precision), <c>simd</c>, <c>reference</c> or <c>torch</c>
    /// (any device; needs libtorch).
    /// </summary>
    public string Backend { get; init; } = "auto";

    /// <summary><c>cpu</c>, or for the back end torch <c>cuda</c> (the first GPU) or <c>cuda:N</c>.</summary>
    public string Device { get; init; } = "cpu";

    /// <summary>Arithmetic; the reference back end is always <see cref="Precision.Double"/>.</summary>
    public Precision Precision { get; init; } = Precision.Double;

    /// <summary>Worker threads, at least 1.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Head of a multi-head model; null: the only head, or the one called "default" (any case).</summary>
    public string? Head { get; init; }

    /// <summary>Total charge (e) for models with a charge embedding; null: the model's default.</summary>
    public double? TotalCharge { get; init; }

    /// <summary>Spin multiplicity for models with a spin embedding; null: the model's default.</summary>
    public double? TotalSpin { get; init; }

    /// <summary>Skin of the neighbour list in periodic mode, Å; null: the list's default.</summary>
    public double? Skin { get; init; }

    /// <summary>
    /// Neighbour list shared by the members of a committee, with a cutoff not below the potential's; null: one of the evaluator's own.
    /// </summary>
    public NeighborList? Neighbors { get; init; }

    /// <summary>
    /// Threads shared by the members of a committee, <see cref="Threads"/> of them, which the committee ends; null: the evaluator's own.
    /// </summary>
    public WorkerTeam? Workers { get; init; }

    /// <summary>
    /// Frame parameters (fparam) used in every call whose <see cref="AtomsView.FrameParameters"/> is empty,
    /// <see cref="PotentialInfo.FrameParameterCount"/> numbers; null: the model's default.
    /// </summary>
    public IReadOnlyList<double>? FrameParameters { get; init; }

    /// <summary>
    /// Atom parameters (aparam) of every atom in calls whose <see cref="AtomsView.AtomParameters"/> is empty,
    /// <see cref="PotentialInfo.AtomParameterCount"/> numbers.
    /// </summary>
    public IReadOnlyList<double>? AtomParameters { get; init; }
}
