namespace IonicMlff.Core.Frames;

/// <summary>
/// Names of the labels of frames. Null means the usual ones, in this order: <c>REF_energy</c>, <c>energy</c>; <c>REF_forces</c>,
/// <c>forces</c>, <c>force</c>; <c>REF_stress</c>, <c>stress</c>; <c>REF_virial(s)</c>, <c>virial(s)</c>.
/// </summary>
public sealed record LabelKeys
{
    /// <summary>The usual names.</summary>
    public static LabelKeys Usual { get; } = new();

    /// <summary>Total energy, eV.</summary>
    public string? Energy { get; init; }

    /// <summary>Forces, eV/Å.</summary>
    public string? Forces { get; init; }

    /// <summary>Stress, eV/Å³, positive = tension.</summary>
    public string? Stress { get; init; }

    /// <summary>Virial, eV, W = −V·stress.</summary>
    public string? Virial { get; init; }

    /// <summary>Frame key with the type of a configuration.</summary>
    public string ConfigType { get; init; } = "config_type";

    /// <summary>Frame key with the head of a model that is to learn the frame.</summary>
    public string Head { get; init; } = "head";
}
