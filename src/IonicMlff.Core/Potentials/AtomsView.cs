using IonicMlff.Core.Geometry;

namespace IonicMlff.Core.Potentials;

/// <summary>
/// Atoms as a host sees them; no copies. Two modes:
/// <list type="bullet">
/// <item><b>Periodic mode</b> (OpenMM, tool): <see cref="GhostCount"/> = 0 and <see cref="Cell"/> with its periodic flags; all
/// images within the cutoff count, also when a box edge is shorter than it; positions need not be wrapped.</item>
/// <item><b>Ghost mode</b> (LAMMPS): images and other ranks' atoms come as ghost atoms behind the local ones; the cell is not
/// used. The host guarantees all ghosts within cutoff + <see cref="HostSkin"/> of a local atom as of the last call with
/// <see cref="NeighborsChanged"/> = true.</item>
/// </list>
/// </summary>
public readonly ref struct AtomsView
{
    /// <summary>Atoms owned by the caller.</summary>
    public required int LocalCount { get; init; }

    /// <summary>Ghost atoms, stored behind the local ones.</summary>
    public int GhostCount { get; init; }

    /// <summary>Positions, Å, <c>3 × (LocalCount + GhostCount)</c>.</summary>
    public required ReadOnlySpan<double> Positions { get; init; }

    /// <summary>Index into <see cref="PotentialInfo.AtomicNumbers"/> per atom; −1: the potential does not see this atom.</summary>
    public required ReadOnlySpan<int> Species { get; init; }

    /// <summary>Cell and periodicity; <see cref="Geometry.Cell.None"/> in ghost mode and for clusters.</summary>
    public required Cell Cell { get; init; }

    /// <summary>True: ghosts come from the host (even if there are none at the moment).</summary>
    public bool GhostMode { get; init; }

    /// <summary>Ghost mode: the host re-ordered atoms or renewed its ghosts since the last call.</summary>
    public bool NeighborsChanged { get; init; }

    /// <summary>Ghost mode: the host's neighbour skin, Å.</summary>
    public double HostSkin { get; init; }

    /// <summary>
    /// Frame parameters (fparam) of a model that takes them, <see cref="PotentialInfo.FrameParameterCount"/> numbers; empty:
    /// <see cref="EvaluatorOptions.FrameParameters"/>, or else the model's default.
    /// </summary>
    public ReadOnlySpan<double> FrameParameters { get; init; }

    /// <summary>
    /// Atom parameters (aparam) of a model that takes them, row-major <c>LocalCount × AtomParameterCount</c>; empty:
    /// <see cref="EvaluatorOptions.AtomParameters"/>.
    /// </summary>
    public ReadOnlySpan<double> AtomParameters { get; init; }
}
