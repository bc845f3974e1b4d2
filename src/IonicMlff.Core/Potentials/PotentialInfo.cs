namespace IonicMlff.Core.Potentials;

/// <summary>What a potential declares about itself; hosts check it before step 0.</summary>
public sealed record PotentialInfo
{
    /// <summary>Short name of the architecture, e.g. <c>MACE</c>.</summary>
    public required string Architecture { get; init; }

    /// <summary>Atomic numbers the potential knows, in the order of its species indices.</summary>
    public required IReadOnlyList<int> AtomicNumbers { get; init; }

    /// <summary>Cutoff of one neighbourhood (one message-passing layer), Å. Pairs count when d &lt; cutoff.</summary>
    public required double Cutoff { get; init; }

    /// <summary>Message-passing layers that need neighbours' features. 1: no exchange between ranks is needed.</summary>
    public int MessagePassingLayers { get; init; } = 1;

    /// <summary>Heads of a multi-head model; one entry for ordinary models.</summary>
    public IReadOnlyList<string> Heads { get; init; } = ["Default"];

    /// <summary>Back ends that can evaluate this potential, best first (<c>simd</c>, <c>reference</c>).</summary>
    public IReadOnlyList<string> Backends { get; init; } = ["reference"];

    /// <summary>
    /// Quantities of a whole frame that enter the energy, <c>total_charge</c> and/or <c>total_spin</c>; empty for ordinary models.
    /// A frame's value for a name that is not listed has no meaning for the model.
    /// </summary>
    public IReadOnlyList<string> FrameInputs { get; init; } = [];

    /// <summary>Frame parameters (DeePMD's fparam) that the energy depends on; 0 for ordinary models.</summary>
    public int FrameParameterCount { get; init; }

    /// <summary>True when the model has values for its frame parameters that hold where none are given.</summary>
    public bool HasDefaultFrameParameters { get; init; }

    /// <summary>Parameters per atom (DeePMD's aparam) that the energy depends on; 0 for ordinary models.</summary>
    public int AtomParameterCount { get; init; }

    /// <summary>One line for logs, e.g. <c>MACE 2 layers, 16x0e+16x1o, r_max 6 Å, correlation 3</c>.</summary>
    public string Summary { get; init; } = "";
}
