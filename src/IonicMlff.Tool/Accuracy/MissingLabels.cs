using IonicMlff.Core.Errors;
using IonicMlff.Core.Frames;
using IonicMlff.Training.Metrics;

namespace IonicMlff.Tool.Accuracy;

/// <summary>Which frames lack which labels: what is not compared is said, never passed over.</summary>
internal sealed class MissingLabels
{
    private readonly SortedDictionary<string, (int Count, string First)> missing = new(StringComparer.Ordinal);
    private bool anyLabel;

    /// <summary>Frames looked at.</summary>
    public int Frames { get; private set; }

    /// <summary>Looks at a frame.</summary>
    public void Add(Frame frame, in FrameReference reference)
    {
        Frames++;
        anyLabel |= !reference.IsEmpty;
        Note(frame, "energy", reference.Energy is null);
        Note(frame, "forces", reference.Forces is null);
        Note(frame, "stress", reference.Stress is null && reference.Virial is null);
    }

    /// <summary>One sentence for each label that some frames lack.</summary>
    public IReadOnlyList<string> Sentences => [.. missing.Select(m => m.Value.Count == Frames
        ? $"No frame has {Article(m.Key)} to compare with."
        : $"{m.Value.Count} of {Frames} frames have no {m.Key} to compare with (the first is {m.Value.First}); they do not enter its errors.")];

    /// <summary>Refuses frames of which none has any label.</summary>
    /// <exception cref="IlmlffException">There is nothing to compare with.</exception>
    public void RequireLabels(LabelKeys keys)
    {
        if (!anyLabel)
        {
            string names = keys == LabelKeys.Usual
                ? "REF_energy, REF_forces, REF_stress (or energy, forces, stress) in an extended XYZ file; energy.npy, force.npy, virial.npy in a DeePMD folder"
                : $"{keys.Energy ?? "REF_energy or energy"}, {keys.Forces ?? "REF_forces or forces"}, {keys.Stress ?? "REF_stress or stress"}";
            throw IlmlffException.BadData(Frames == 0 ? "The data hold no frames."
                : $"None of the {Frames} frames has a label, so there is nothing to compare with. Labels are looked for under {names}. " +
                "Give other names with --energy-key, --forces-key, --stress-key, --virial-key, or use 'ilmlff eval' for unlabelled frames.");
        }
    }

    private static string Article(string label) => label == "energy" ? "an energy" : label == "stress" ? "a stress or virial" : label;

    private void Note(Frame frame, string label, bool isMissing)
    {
        if (isMissing)
        {
            missing[label] = missing.TryGetValue(label, out (int Count, string First) m) ? (m.Count + 1, m.First) : (1, frame.Origin);
        }
    }
}
