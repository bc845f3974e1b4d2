using IonicMlff.Core.Errors;
using IonicMlff.Training.Configuration.Plan;

namespace IonicMlff.Training.DataSets;

/// <summary>The frames of a run: for training, validation, test, and the isolated atoms among them.</summary>
/// <param name="Train">Training frames.</param>
/// <param name="Valid">Validation frames; may be empty.</param>
/// <param name="Test">Test sets by name.</param>
/// <param name="IsolatedAtoms">Single atoms that give E0, from training and validation data.</param>
public sealed record TrainingFrames(
    FrameSet Train, FrameSet Valid, IReadOnlyList<(string Name, FrameSet Frames)> Test, IReadOnlyList<LabelledFrame> IsolatedAtoms)
{
    /// <summary>Atomic numbers of training and validation frames, ascending.</summary>
    public int[] Elements => [.. Train.Elements.Union(Valid.Elements).Union(IsolatedAtoms.Select(f => f.Frame.AtomicNumbers[0])).Order()];

    /// <summary>Reads the frames of a plan and splits off the validation frames where the plan says so.</summary>
    /// <exception cref="IlmlffException">A source is missing or damaged; nothing is left for training or validation.</exception>
    public static TrainingFrames Load(TrainingPlan plan)
    {
        DataPlan data = plan.Data;
        var reading = new FrameReading
        {
            Keys = data.Keys,
            Heads = data.Heads,
            TypeWeights = data.ConfigTypeWeights,
            KeepIsolatedAtoms = data.KeepIsolatedAtoms,
        };
        FrameSet train = Open(data.Train, reading), valid = Open(data.Valid, reading);
        LabelledFrame[] atoms = [.. train.IsolatedAtoms, .. valid.IsolatedAtoms];
        if (train.Count == 0)
            throw IlmlffException.BadData($"{plan.Source}: the training data hold no frames{(atoms.Length > 0 ? " but isolated atoms" : "")}.");
        if (data.Split is { } split)
            (train, valid) = FrameSplit.Random(train, split, plan.Seeds.Split);
        else if (data.Valid.Count > 0 && valid.Count == 0)
            throw IlmlffException.BadData($"{plan.Source}: the validation data hold no frames{(valid.IsolatedAtoms.Count > 0 ? " but isolated atoms" : "")}. Give others, or leave them out.");
        return new(train, valid, [.. data.Test.Select(t => (t.Name ?? Path.GetFileNameWithoutExtension(t.Path), Open([t], reading)))], atoms);
    }

    private static FrameSet Open(IReadOnlyList<DataSourcePlan> sources, FrameReading reading) => sources.Count == 0 ? FrameSet.Empty
        : FrameSet.Open(sources.Select(s => new FrameSetSource(s.Path, s.Name, s.Head, s.Weight)), reading);
}
