using IonicMlff.Core.Errors;
using IonicMlff.Models.Mace.Definition;
using IonicMlff.Training.Configuration.Plan;
using IonicMlff.Training.DataSets;
using IonicMlff.Training.Energies;

namespace IonicMlff.Training.FineTuning;

/// <summary>The model a fine-tuning of a MACE model begins with.</summary>
public static class MaceFineTune
{
    /// <summary>
    /// Takes the elements of the data (or all of the model's), one head, and gives the model the heads of the plan: that of replayed
    /// frames keeps the isolated-atom energies of the model, others get those the plan names. Scale, shift and mean number of neighbours
    /// stay those of the model.
    /// </summary>
    /// <param name="plan">Plan of the run.</param>
    /// <param name="model">The model to start from.</param>
    /// <param name="frames">Frames of the run, replayed ones included.</param>
    /// <param name="note">Takes sentences for the user.</param>
    /// <exception cref="IlmlffException">The model does not fit the data or the plan.</exception>
    public static MaceModel Start(TrainingPlan plan, MaceModel model, TrainingFrames frames, Action<string> note)
    {
        FineTunePlan fineTune = plan.FineTune!;
        int[] elements = fineTune.KeepElements ? model.AtomicNumbers : frames.Elements;
        MaceModel one = MaceTransfer.SelectHead(model, fineTune.Head);
        if (!elements.SequenceEqual(one.AtomicNumbers))
            one = MaceTransfer.SelectElements(one, elements);
        IReadOnlyList<string> heads = plan.Data.Heads;
        AtomicEnergies? found = plan.EnergyOrigin.Kind == EnergyOriginKind.Model && plan.EnergyOrigin.Model == fineTune.Model
            ? null
            : AtomicEnergies.Find(plan.EnergyOrigin, frames.Train, frames.IsolatedAtoms, [.. frames.Train.Elements], heads.Count);
        foreach (string sentence in found?.Notes ?? [])
            note(sentence);
        var table = new double[heads.Count, elements.Length];
        for (int h = 0; h < heads.Count; h++)
        {
            bool keeps = found is null || heads[h] == fineTune.Replay?.Head;
            for (int z = 0; z < elements.Length; z++)
                table[h, z] = !keeps && found!.ByHead[h].TryGetValue(elements[z], out double e0) ? e0 : one.AtomicEnergies[0, z];
        }

        return MaceTransfer.WithHeads(one, heads, table);
    }
}
