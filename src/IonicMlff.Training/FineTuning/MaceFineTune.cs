using System.Globalization;
using IonicMlff.Core.Elements;
using IonicMlff.Core.Errors;
using IonicMlff.Models.Mace.Definition;
using IonicMlff.Training.Configuration.Plan;
using IonicMlff.Training.DataSets;
using IonicMlff.Training.Energies;
using IonicMlff.Training.Statistics;

namespace IonicMlff.Training.FineTuning;

/// <summary>The model a fine-tuning of a MACE model begins with.</summary>
/// <param name="Model">The model.</param>
/// <param name="EnergyOrigin">Where its isolated-atom energies come from, for the model file.</param>
public sealed record MaceFineTune(MaceModel Model, string EnergyOrigin)
{
    /// <summary>
    /// Takes the elements of the data (or all of the model's), one head, and gives the model the heads of the plan: that of replayed
    /// frames keeps the isolated-atom energies of the model, others get those the plan names. Scale, shift and mean number of neighbours
    /// stay those of the model.
    /// </summary>
    /// <param name="plan">Plan of the run.</param>
    /// <param name="model">The model to start from.</param>
    /// <param name="frames">Frames of the run, replayed ones included.</param>
    /// <param name="predict">Energies of frames by a model with one head, eV.</param>
    /// <param name="note">Takes sentences for the user.</param>
    /// <exception cref="IlmlffException">The model does not fit the data or the plan.</exception>
    public static MaceFineTune Start(
        TrainingPlan plan, MaceModel model, TrainingFrames frames, Func<MaceModel, IReadOnlyList<LabelledFrame>, double[]> predict, Action<string> note)
    {
        FineTunePlan fineTune = plan.FineTune!;
        int[] elements = fineTune.KeepElements ? model.AtomicNumbers : frames.Elements;
        MaceModel one = MaceTransfer.SelectHead(model, fineTune.Head);
        if (!elements.SequenceEqual(one.AtomicNumbers))
            one = MaceTransfer.SelectElements(one, elements);
        IReadOnlyList<string> heads = plan.Data.Heads;
        int replayed = fineTune.Replay is { } replay ? heads.ToList().IndexOf(replay.Head) : -1;
        EnergyOriginPlan[] rules = [.. heads.Select(h => Rule(plan.EnergyOrigin.Of(h), frames))];
        int[] kept = [.. Enumerable.Range(0, heads.Count).Where(h =>
            h == replayed || rules[h].Kind == EnergyOriginKind.Estimated || (rules[h].Kind == EnergyOriginKind.Model && rules[h].Model == fineTune.Model))];
        AtomicEnergies? found = kept.Length == heads.Count ? null
            : AtomicEnergies.Find(
                plan.EnergyOrigin with { ByHead = heads.Zip(rules).ToDictionary(r => r.First, r => r.Second) },
                frames.Train, frames.IsolatedAtoms, [.. frames.Train.Elements], heads, kept);
        foreach (string sentence in found?.Notes ?? [])
            note(sentence);
        var table = new double[heads.Count, elements.Length];
        for (int h = 0; h < heads.Count; h++)
        {
            double[] own = [.. Enumerable.Range(0, elements.Length).Select(z => one.AtomicEnergies[0, z])];
            double[] missed = rules[h].Kind == EnergyOriginKind.Estimated && h != replayed
                ? Missed(one, [.. frames.Train.Where(f => f.Head == h && f.Energy is not null)], heads.Count > 1 ? heads[h] : "", predict, note)
                : new double[elements.Length];
            for (int z = 0; z < elements.Length; z++)
                table[h, z] = found is not null && found.ByHead[h].TryGetValue(elements[z], out double e0) ? e0 : own[z] + missed[z];
        }

        return new(MaceTransfer.WithHeads(one, heads, table), string.Join("; ", Enumerable.Range(0, heads.Count).Where(h => h != replayed)
            .Select(h => AtomicEnergies.OriginOf(rules[h].Kind, rules[h].Model)).Distinct()));
    }

    private static EnergyOriginPlan Rule(EnergyOriginPlan plan, TrainingFrames frames)
    {
        if (plan.Kind != EnergyOriginKind.IsolatedAtomsOrEstimated)
            return plan;
        bool areThere = !frames.Train.Elements.Except(frames.IsolatedAtoms.Select(f => f.Frame.AtomicNumbers[0])).Any();
        return new(areThere ? EnergyOriginKind.IsolatedAtoms : EnergyOriginKind.Estimated);
    }

    /// <summary>Upstream's <c>estimated</c>: the x of smallest norm that minimises Σ_f (E*_f − E_f − Σ_z n_fz x_z)², eV.</summary>
    private static double[] Missed(
        MaceModel one, LabelledFrame[] frames, string head, Func<MaceModel, IReadOnlyList<LabelledFrame>, double[]> predict, Action<string> note)
    {
        if (frames.Length == 0)
            return new double[one.AtomicNumbers.Length];
        double[] energies = predict(one, frames);
        double[][] counts = [.. frames.Select(f => one.AtomicNumbers.Select(z => (double)f.Frame.AtomicNumbers.Count(n => n == z)).ToArray())];
        var fit = LeastSquares.Solve(counts, [.. frames.Select((f, i) => f.Energy!.Value - energies[i])]);
        double[] missed = fit.Solution;
        note($"Isolated-atom energies{(head.Length > 0 ? $" of head {head}" : "")}: those of the start model, corrected by "
            + string.Join(", ", one.AtomicNumbers.Select((z, i) => string.Create(CultureInfo.InvariantCulture, $"{PeriodicTable.Symbol(z)} {missed[i]:+0.####;-0.####;0}"))) + " eV"
            + (fit.Rank < missed.Length ? $" (the smallest corrections: the compositions of the frames determine {fit.Rank} of {missed.Length})." : "."));
        return missed;
    }
}
