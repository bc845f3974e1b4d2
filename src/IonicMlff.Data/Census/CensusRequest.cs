namespace IonicMlff.Data.Census;

/// <summary>What a census is to look for.</summary>
public sealed record CensusRequest
{
    /// <summary>The loss weighs energies.</summary>
    public bool NeedsEnergy { get; init; } = true;

    /// <summary>The loss weighs forces.</summary>
    public bool NeedsForces { get; init; } = true;

    /// <summary>The loss weighs stresses or virials.</summary>
    public bool NeedsStress { get; init; }

    /// <summary>Elements of the model; null: those of the training frames.</summary>
    public IReadOnlyCollection<int>? Elements { get; init; }

    /// <summary>Energies of isolated atoms by atomic number, eV, where they are physical; null: not known.</summary>
    public IReadOnlyDictionary<int, double>? AtomicEnergies { get; init; }

    /// <summary>Cutoff of the model, Å; null: boxes are not looked at.</summary>
    public double? Cutoff { get; init; }

    /// <summary>Codes of findings that are not to be errors.</summary>
    public IReadOnlyCollection<string> Accepted { get; init; } = [];
}
