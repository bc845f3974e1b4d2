namespace IonicMlff.Core.Potentials;

/// <summary>
/// Where an evaluator puts its results. <see cref="Energy"/> and <see cref="Virial"/> are set; per-atom arrays are
/// <b>added to</b> (LAMMPS sums several pair styles), so callers clear them first if they want plain values.
/// </summary>
public ref struct ResultsView
{
    /// <summary>Total energy of the local atoms' sites incl. isolated-atom energies, eV.</summary>
    public double Energy;

    /// <summary>Virial W = Σ r⊗f = −dE/dε, eV, row-major 3×3 (xx xy xz yx yy yz zx zy zz). Length 9; set, not added.</summary>
    public required Span<double> Virial;

    /// <summary>Forces −dE/dr, eV/Å, <c>3 × (LocalCount + GhostCount)</c>; added to, also on ghosts.</summary>
    public required Span<double> Forces;

    /// <summary>Site energies incl. isolated-atom energies, eV, <c>LocalCount</c>, or empty when not asked for; added to.</summary>
    public Span<double> SiteEnergies;

    /// <summary>
    /// Per-atom virials, eV, <c>9 × (LocalCount + GhostCount)</c> row-major, or empty when not asked for; added to. The edge
    /// virial −v⊗∂E/∂v is given to the neighbour (the atom whose motion changes the centre's site energy), as a heat flux of a
    /// many-body potential wants it. The sum over atoms is <see cref="Virial"/>.
    /// </summary>
    public Span<double> AtomVirials;
}
