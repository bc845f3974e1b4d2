namespace IonicMlff.Core.Committees;

/// <summary>Where a committee puts the results of each member; everything is set, not added to. K members.</summary>
public readonly ref struct MembersView
{
    /// <summary>Energies of the local atoms' sites, eV, K.</summary>
    public required Span<double> Energies { get; init; }

    /// <summary>Virials, eV, K × 9 row-major.</summary>
    public required Span<double> Virials { get; init; }

    /// <summary>Forces, eV/Å, <c>K × 3 (LocalCount + GhostCount)</c>; what a member gives to ghosts belongs to their owners.</summary>
    public required Span<double> Forces { get; init; }
}
