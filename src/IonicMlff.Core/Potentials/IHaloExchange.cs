namespace IonicMlff.Core.Potentials;

/// <summary>
/// Carries per-atom rows between the owners of atoms and their ghost copies, between the layers of a message-passing
/// model (LAMMPS: forward_comm / reverse_comm). Rows are row-major, <c>(LocalCount + GhostCount) × width</c>, owners first.
/// Collective: every rank calls it the same number of times with the same width, also ranks without atoms.
/// </summary>
public interface IHaloExchange
{
    /// <summary>Overwrites each ghost row with its owner's row (node features).</summary>
    void Forward(Span<double> rows, int width);

    /// <summary>Adds each ghost row to its owner's row (adjoints). Ghost rows are undefined afterwards.</summary>
    void Reverse(Span<double> rows, int width);
}
