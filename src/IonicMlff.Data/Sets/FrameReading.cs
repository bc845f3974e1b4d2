using System.Globalization;
using IonicMlff.Core.Elements;
using IonicMlff.Core.Errors;
using IonicMlff.Core.Frames;
using IonicMlff.Data.Sources;

namespace IonicMlff.Data.Sets;

/// <summary>How frames of a source are to be read.</summary>
/// <param name="Path">File or folder.</param>
/// <param name="Name">Name in tables; null: the name of the file or folder.</param>
/// <param name="Head">Head that learns from it, where a frame does not say.</param>
/// <param name="Weight">Multiplies the weight of every frame.</param>
public sealed record FrameSetSource(string Path, string? Name = null, string Head = LabelledFrame.DefaultHead, double Weight = 1);

/// <summary>Names and weights that hold for all sources of a set.</summary>
public sealed record FrameReading
{
    /// <summary>Names of the labels.</summary>
    public LabelKeys Keys { get; init; } = LabelKeys.Usual;

    /// <summary>Heads of the model, in order; frames of others are refused.</summary>
    public IReadOnlyList<string> Heads { get; init; } = [LabelledFrame.DefaultHead];

    /// <summary>Weights by config_type; 1 for others.</summary>
    public IReadOnlyDictionary<string, double> TypeWeights { get; init; } = new Dictionary<string, double>();

    /// <summary>Isolated atoms stay among the frames, too.</summary>
    public bool KeepIsolatedAtoms { get; init; }

    /// <summary>Reads the frames of some sources; systems are numbered as they appear.</summary>
    /// <exception cref="IlmlffException">A file is damaged, a label of the wrong kind, a head unknown.</exception>
    internal IEnumerable<LabelledFrame> Read(IEnumerable<(FrameSource Frames, FrameSetSource Source)> sources)
    {
        var systems = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach ((FrameSource frames, FrameSetSource source) in sources)
        {
            string name = source.Name ?? Path.GetFileName(Path.TrimEndingDirectorySeparator(frames.Name));
            foreach (Frame frame in frames.Frames)
            {
                string system = $"{frames.Name}: {Composition(frame)}";
                if (!systems.TryGetValue(system, out int number))
                    systems.Add(system, number = systems.Count);
                yield return Labelled(frame, source, name) with { System = number };
            }
        }
    }

    /// <summary>Labels and weights of one frame.</summary>
    internal LabelledFrame Labelled(Frame frame, FrameSetSource source, string name)
    {
        FrameLabels labels = FrameLabels.From(frame, Keys);
        string type = Text(frame, Keys.ConfigType) ?? "";
        return new()
        {
            Frame = frame,
            Energy = labels.Energy,
            Forces = labels.Forces,
            Stress = labels.Stress,
            Virial = labels.Virial,
            LabelNames = labels.Keys,
            ConfigType = type,
            Source = name,
            Head = HeadOf(frame, source.Head),
            Weights = new FrameWeights(
                Weight(frame, "config_weight") * TypeWeights.GetValueOrDefault(type, 1) * source.Weight,
                Weight(frame, "config_energy_weight"), Weight(frame, "config_forces_weight"), Weight(frame, "config_stress_weight"),
                Weight(frame, "config_virials_weight")),
        };
    }

    /// <summary>Elements with their numbers, by atomic number: <c>H80 B4 C36 N4 F16</c>.</summary>
    internal static string Composition(Frame frame) => string.Join(' ', frame.AtomicNumbers.CountBy(z => z).OrderBy(c => c.Key)
        .Select(c => string.Create(CultureInfo.InvariantCulture, $"{PeriodicTable.Symbol(c.Key)}{c.Value}")));

    private int HeadOf(Frame frame, string usual)
    {
        string head = Text(frame, Keys.Head) ?? usual;
        for (int h = 0; h < Heads.Count; h++)
        {
            if (Heads[h] == head)
                return h;
        }

        throw IlmlffException.BadData($"{frame.Origin}: its head is '{Quote.Short(head)}', which the model does not have; "
            + $"did you mean '{NearestWord.To(head, Heads)}'? Known: {string.Join(", ", Heads)}.");
    }

    private static string? Text(Frame frame, string key) => frame.Values.TryGetValue(key, out PropertyArray? value) ? value.AsText() : null;

    private static double Weight(Frame frame, string key)
    {
        if (!frame.Values.TryGetValue(key, out PropertyArray? value))
            return 1;
        return value.AsReal() is { } weight && weight >= 0 && double.IsFinite(weight) ? weight
            : throw IlmlffException.BadData($"{frame.Origin}: {key} is '{Quote.Short(value.AsText() ?? "several values")}'; expected a number that is not negative.");
    }
}
