using IonicMlff.Core.Frames;

namespace IonicMlff.Data.Sets;

/// <summary>A configuration with its labels and weights, ready for training. An absent label is null.</summary>
public sealed record LabelledFrame
{
    /// <summary>Head of models with one.</summary>
    public const string DefaultHead = "Default";

    /// <summary>config_type of single atoms whose energies are E0.</summary>
    public const string IsolatedAtom = "IsolatedAtom";

    /// <summary>Atoms and cell.</summary>
    public required Frame Frame { get; init; }

    /// <summary>Total energy, eV.</summary>
    public double? Energy { get; init; }

    /// <summary>Forces, eV/Å, 3 per atom.</summary>
    public double[]? Forces { get; init; }

    /// <summary>Stress, eV/Å³, 9 numbers row by row, positive = tension.</summary>
    public double[]? Stress { get; init; }

    /// <summary>Virial W = −V·stress, eV, 9 numbers row by row.</summary>
    public double[]? Virial { get; init; }

    /// <summary>Names under which the labels were found in the file.</summary>
    public IReadOnlyList<string> LabelNames { get; init; } = [];

    /// <summary>Weights in the loss; those of absent labels are not used.</summary>
    public FrameWeights Weights { get; init; } = FrameWeights.One;

    /// <summary>Head that learns from it: index into the heads of the plan.</summary>
    public int Head { get; init; }

    /// <summary>
    /// System it belongs to, from 0: DeePMD's folders, or frames of equal composition in one source; batches of one system take
    /// frames of one number only.
    /// </summary>
    public int System { get; init; }

    /// <summary>Name of its source in tables.</summary>
    public string Source { get; init; } = "";

    /// <summary>Value of <c>config_type</c>; empty when there is none.</summary>
    public string ConfigType { get; init; } = "";

    /// <summary>Atoms.</summary>
    public int Count => Frame.Count;

    /// <summary>One atom with config_type IsolatedAtom: gives E0 and is not trained on.</summary>
    public bool IsIsolatedAtom => Count == 1 && ConfigType == IsolatedAtom;
}

/// <summary>Weights of a frame in the loss: <c>config_weight</c> times those of source and type, and one per label.</summary>
/// <param name="Frame">Of the frame.</param>
/// <param name="Energy"><c>config_energy_weight</c>.</param>
/// <param name="Forces"><c>config_forces_weight</c>.</param>
/// <param name="Stress"><c>config_stress_weight</c>.</param>
/// <param name="Virials"><c>config_virials_weight</c>.</param>
public readonly record struct FrameWeights(double Frame, double Energy, double Forces, double Stress, double Virials)
{
    /// <summary>No preference.</summary>
    public static FrameWeights One { get; } = new(1, 1, 1, 1, 1);
}
