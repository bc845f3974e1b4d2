using System.Globalization;
using IonicMlff.Core.Errors;
using IonicMlff.Core.Frames;

namespace IonicMlff.Data.Sets;

/// <summary>
/// A frame with the labels and weights that count in training. Labels: eV, eV/Å, eV/Å³ (positive = tension), virial in eV.
/// </summary>
public sealed record LabelledFrame
{
    /// <summary>Head of models with one.</summary>
    public const string DefaultHead = "Default";

    /// <summary>config_type of single atoms whose energies are E0.</summary>
    public const string IsolatedAtom = "IsolatedAtom";

    /// <summary>Atoms, cell and the values of the frame; columns other than positions are not kept.</summary>
    public required Frame Frame { get; init; }

    /// <summary>Energy, forces, stress, virial; null where there is no label.</summary>
    public required FrameLabels Labels { get; init; }

    /// <summary>config_type, or <c>Default</c>.</summary>
    public required string ConfigType { get; init; }

    /// <summary>Head that learns it.</summary>
    public required string Head { get; init; }

    /// <summary>Frames of one system have the same source and the same atoms in number and kind.</summary>
    public required string System { get; init; }

    /// <summary>Weight w of the frame: config_weight, times that of its config_type, times that of its source.</summary>
    public required double Weight { get; init; }

    /// <summary>Weight of the energy within the frame, 0 without a label.</summary>
    public required double EnergyWeight { get; init; }

    /// <summary>Weight of the forces within the frame, 0 without a label.</summary>
    public required double ForcesWeight { get; init; }

    /// <summary>Weight of the stress within the frame, 0 without a label.</summary>
    public required double StressWeight { get; init; }

    /// <summary>Weight of the virial within the frame, 0 without a label.</summary>
    public required double VirialWeight { get; init; }

    /// <summary>Atoms.</summary>
    public int Count => Frame.Count;

    /// <summary>One atom with config_type IsolatedAtom: gives E0 and is not trained on.</summary>
    public bool IsIsolatedAtom => Count == 1 && ConfigType == IsolatedAtom;

    /// <summary>Reads labels and weights of a frame.</summary>
    /// <param name="frame">As read; not changed.</param>
    /// <param name="keys">Names of the labels.</param>
    /// <param name="source">Source and its weight.</param>
    /// <param name="typeWeights">Weights by config_type.</param>
    /// <exception cref="IlmlffException">A label or weight is of the wrong kind.</exception>
    public static LabelledFrame From(Frame frame, LabelKeys keys, FrameOrigin source, IReadOnlyDictionary<string, double>? typeWeights = null)
    {
        FrameLabels labels = FrameLabels.From(frame, keys);
        string type = Text(frame, keys.ConfigType) ?? "Default";
        double typeWeight = typeWeights?.GetValueOrDefault(type, 1) ?? 1;
        return new()
        {
            Frame = WithoutColumns(frame),
            Labels = labels,
            ConfigType = type,
            Head = Text(frame, keys.Head) ?? source.Head,
            System = string.Create(CultureInfo.InvariantCulture, $"{source.Name}: {Composition(frame)}"),
            Weight = WeightOf(frame, "config_weight") * typeWeight * source.Weight,
            EnergyWeight = labels.Energy is null ? 0 : WeightOf(frame, "config_energy_weight"),
            ForcesWeight = labels.Forces is null ? 0 : WeightOf(frame, "config_forces_weight"),
            StressWeight = labels.Stress is null ? 0 : WeightOf(frame, "config_stress_weight"),
            VirialWeight = labels.Virial is null ? 0 : WeightOf(frame, "config_virials_weight"),
        };
    }

    /// <summary>Elements with their numbers, by atomic number: <c>H80 B4 C36 N4 F16</c>.</summary>
    public static string Composition(Frame frame) => string.Join(' ', frame.AtomicNumbers.CountBy(z => z).OrderBy(c => c.Key)
        .Select(c => string.Create(CultureInfo.InvariantCulture, $"{Core.Elements.PeriodicTable.Symbol(c.Key)}{c.Value}")));

    private static string? Text(Frame frame, string key) => frame.Values.TryGetValue(key, out PropertyArray? value) ? value.AsText() : null;

    private static double WeightOf(Frame frame, string key)
    {
        if (!frame.Values.TryGetValue(key, out PropertyArray? value))
            return 1;
        return value.AsReal() is { } weight && weight >= 0 && double.IsFinite(weight) ? weight
            : throw IlmlffException.BadData($"{frame.Origin}: {key} is '{Quote.Short(value.AsText() ?? "several values")}'; expected a number that is not negative.");
    }

    private static Frame WithoutColumns(Frame frame)
    {
        var bare = new Frame(frame.AtomicNumbers, frame.Positions, frame.Cell) { Origin = frame.Origin };
        foreach ((string key, PropertyArray value) in frame.Values)
            bare.Values.Add(key, value);
        return bare;
    }
}

/// <summary>Where frames come from, as training sees it.</summary>
/// <param name="Name">Source, for tables and messages.</param>
/// <param name="Head">Head that learns from it, where a frame does not say.</param>
/// <param name="Weight">Multiplies the weight of every frame.</param>
public sealed record FrameOrigin(string Name, string Head = LabelledFrame.DefaultHead, double Weight = 1);
