using IonicMlff.Core.Errors;
using IonicMlff.Core.Frames;
using IonicMlff.Data.Sets;

namespace IonicMlff.Training.Metrics;

/// <summary>The labels of a frame that a prediction is compared with; absent ones, and those of weight zero, are null.</summary>
/// <param name="AtomicNumbers">One per atom.</param>
/// <param name="Energy">Total energy, eV.</param>
/// <param name="Forces">eV/Å, 3 per atom.</param>
/// <param name="Stress">eV/Å³, 9 numbers.</param>
/// <param name="Virial">eV, 9 numbers.</param>
public readonly record struct FrameReference(int[] AtomicNumbers, double? Energy, double[]? Forces, double[]? Stress, double[]? Virial)
{
    /// <summary>Whether there is nothing to compare with.</summary>
    public bool IsEmpty => Energy is null && Forces is null && Stress is null && Virial is null;

    /// <summary>Labels of a training frame; like upstream MACE, labels of weight zero do not count.</summary>
    public static FrameReference Of(LabelledFrame frame) => new(
        frame.Frame.AtomicNumbers, Counts(frame, frame.Weights.Energy) ? frame.Energy : null, Counts(frame, frame.Weights.Forces) ? frame.Forces : null,
        Counts(frame, frame.Weights.Stress) ? frame.Stress : null, Counts(frame, frame.Weights.Virials) ? frame.Virial : null);

    /// <summary>Labels as they stand in a frame.</summary>
    /// <exception cref="IlmlffException">A label is not a finite number.</exception>
    public static FrameReference Of(Frame frame, LabelKeys keys)
    {
        FrameLabels labels = FrameLabels.From(frame, keys);
        RequireFinite(frame, "energy", labels.Energy is { } energy ? [energy] : []);
        RequireFinite(frame, "forces", labels.Forces ?? []);
        RequireFinite(frame, "stress", labels.Stress ?? []);
        RequireFinite(frame, "virial", labels.Virial ?? []);
        return new(frame.AtomicNumbers, labels.Energy, labels.Forces, labels.Stress, labels.Virial);
    }

    private static bool Counts(LabelledFrame frame, double weight) => frame.Weights.Frame * weight != 0;

    private static void RequireFinite(Frame frame, string label, double[] values)
    {
        int bad = Array.FindIndex(values, v => !double.IsFinite(v));
        if (bad >= 0)
        {
            string where = label == "forces" ? $" of atom {bad / 3 + 1}" : "";
            throw IlmlffException.BadData($"{frame.Origin}: the label {label}{where} is {values[bad]}; expected finite numbers. "
                + "Label the frame again or leave it out.");
        }
    }
}
