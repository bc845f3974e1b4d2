namespace IonicMlff.Torch;

/// <summary>What a prediction is to hold besides energies.</summary>
public enum Derivatives
{
    /// <summary>Nothing.</summary>
    Energy,

    /// <summary>Forces.</summary>
    Forces,

    /// <summary>Forces and the virial of each frame.</summary>
    ForcesAndVirial,
}
