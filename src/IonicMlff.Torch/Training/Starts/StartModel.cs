using System.Globalization;
using IonicMlff.Core.Elements;
using IonicMlff.Core.Errors;
using IonicMlff.Data.Sets;
using IonicMlff.Models.Dpmd.Definition;
using IonicMlff.Models.Mace.Definition;
using IonicMlff.Models.Mace.Import;
using IonicMlff.Models.ModelFiles;
using IonicMlff.Torch.Dpmd;
using IonicMlff.Training.Configuration.Plan;
using IonicMlff.Training.DataSets;
using IonicMlff.Training.Dpmd;
using IonicMlff.Training.Energies;
using IonicMlff.Training.FineTuning;
using IonicMlff.Training.Mace;

namespace IonicMlff.Torch.Training.Starts;

/// <summary>The model a run begins with: from random weights, or from a model that exists.</summary>
/// <param name="Model">Differentiable, frozen parts frozen.</param>
/// <param name="Frames">Frames of the run, replayed ones included.</param>
/// <param name="EnergyOrigin">Where the isolated-atom energies come from, for the model file.</param>
public sealed record StartModel(DifferentiableModel Model, TrainingFrames Frames, string EnergyOrigin)
{
    /// <summary>Makes it.</summary>
    /// <param name="plan">Plan of the run (of a member of an ensemble).</param>
    /// <param name="frames">Frames of the plan.</param>
    /// <param name="note">Takes sentences for the user.</param>
    /// <exception cref="IlmlffException">Data and model do not fit together.</exception>
    public static StartModel Make(TrainingPlan plan, TrainingFrames frames, Action<string> note)
    {
        StartModel start = plan.FineTune is { } fineTune ? FromModel(plan, fineTune, frames, note) : FromScratch(plan, frames, note);
        Freeze(start.Model, plan);
        return start;
    }

    private static StartModel FromScratch(TrainingPlan plan, TrainingFrames frames, Action<string> note)
    {
        if (plan.Architecture is MacePlan)
        {
            var mace = MaceStart.Create(plan, frames, plan.Seeds.Weights);
            SayAll(mace.Notes, note);
            return new(TrainableModel.Of(mace.Model, plan.Device), frames, mace.Energies.Origin);
        }

        var architecture = (DpmdPlan)plan.Architecture!;
        IReadOnlyList<string> types = architecture.Elements ?? [.. frames.Elements.Select(PeriodicTable.Symbol)];
        IReadOnlyDictionary<string, double> given = GivenEnergies(plan, frames, types);
        var deepmd = DpmdStart.Create(architecture, frames.Train, plan.Batch.Rule, types, given,
            plan.Seeds.Descriptor ?? plan.Seeds.Weights, plan.Seeds.Fitting ?? plan.Seeds.Weights);
        SayAll(deepmd.Notes, note);
        var module = (DpmdModule)TrainableModel.Of(deepmd.Model, plan.Device);
        module.SetTrainable(architecture.EmbeddingTrainable, architecture.FittingTrainable);
        return new(module, frames, given.Count > 0 ? "given" : "least squares of the training energies");
    }

    private static StartModel FromModel(TrainingPlan plan, FineTunePlan fineTune, TrainingFrames frames, Action<string> note)
    {
        using var bytes = ModelFileKinds.Unpacked(ModelBytes.Open(fineTune.Model));
        Opened opened = ModelFile.Read(bytes);
        if (opened.Mace is { Model: { } mace })
        {
            using DifferentiableModel? teacher = fineTune.Replay is { RelabelWithModel: true } ? TrainableModel.Of(mace, plan.Device) : null;
            TrainingFrames all = ReplayFrames.Add(plan, frames, f => Predictions.Relabel(teacher!, f), note);
            var fine = MaceFineTune.Start(plan, mace, all, Energies, note);
            return new(TrainableModel.Of(fine.Model, plan.Device), all, fine.EnergyOrigin);

            double[] Energies(MaceModel of, IReadOnlyList<LabelledFrame> frames)
            {
                using DifferentiableModel model = TrainableModel.Of(of, plan.Device);
                return Predictions.Energies(model, frames);
            }
        }

        if (fineTune.Replay is not null)
            throw IlmlffException.Usage("Replay needs a model with heads; a Deep Potential has none. Put the earlier frames among the training "
                + "data instead.");
        DpmdModel deepmd = opened.Dpmd!;
        if (fineTune.ShiftBias)
            deepmd = Shifted(deepmd, plan, frames, note);
        return new(TrainableModel.Of(deepmd, plan.Device), frames, fineTune.ShiftBias ? "least squares of the residual energies" : "the start model");
    }

    /// <summary>DeePMD's change of bias: the least squares of E* − E over the types is added to the energies per atom.</summary>
    private static DpmdModel Shifted(DpmdModel model, TrainingPlan plan, TrainingFrames frames, Action<string> note)
    {
        LabelledFrame[] labelled = [.. frames.Train.Where(f => f.Energy is not null)];
        using DifferentiableModel predictor = TrainableModel.Of(model, plan.Device);
        if (labelled.Length == 0)
            return model;
        int[] types = [.. model.TypeMap.Select(PeriodicTable.AtomicNumber)];
        double[] predicted = Predictions.Energies(predictor, labelled);
        var shift = EnergyBias.Fit(
            [.. labelled.Select(f => types.Select(z => f.Frame.AtomicNumbers.Count(n => n == z)).ToArray())],
            [.. labelled.Select((f, i) => f.Energy!.Value - predicted[i])], model.TypeMap);
        note("Energy biases: those of the start model, shifted by "
            + string.Join(", ", model.TypeMap.Select((name, t) => string.Create(CultureInfo.InvariantCulture, $"{name} {shift.Values[t]:+0.####;-0.####;0}"))) + " eV.");
        return model with { EnergyBias = [.. model.EnergyBias.Zip(shift.Values, (a, b) => a + b)] };
    }

    private static IReadOnlyDictionary<string, double> GivenEnergies(TrainingPlan plan, TrainingFrames frames, IReadOnlyList<string> types)
    {
        EnergyOriginPlan origin = plan.EnergyOrigin.Of(plan.Data.Heads[0]);
        if (origin.Kind is EnergyOriginKind.Given)
            return origin.Given;
        if (origin.Kind is EnergyOriginKind.LeastSquares
            || (origin.Kind is EnergyOriginKind.IsolatedAtomsOrLeastSquares && frames.IsolatedAtoms.Count == 0))
        {
            return new Dictionary<string, double>();
        }

        int[] elements = [.. types.Select(PeriodicTable.AtomicNumber)];
        var found = AtomicEnergies.Find(origin, frames.Train, frames.IsolatedAtoms, elements, plan.Data.Heads);
        return found.ByHead[0].ToDictionary(e => PeriodicTable.Symbol(e.Key), e => e.Value);
    }

    private static void Freeze(DifferentiableModel model, TrainingPlan plan)
    {
        string[] frozen = [.. plan.FineTune?.Frozen ?? []];
        foreach (string name in frozen)
        {
            ModelParameter[] met = [.. model.Parameters.Where(p => p.Block == name || p.Block.StartsWith(name + ".", StringComparison.Ordinal)
                || p.Name.StartsWith(name, StringComparison.Ordinal))];
            if (met.Length == 0)
            {
                string[] blocks = [.. model.Parameters.Select(p => p.Block).Distinct()];
                throw IlmlffException.Usage($"The model has no part '{Quote.Short(name)}' that could be frozen; did you mean "
                    + $"'{NearestWord.To(name, blocks)}'? Its parts: {string.Join(", ", blocks)}.");
            }

            foreach (ModelParameter parameter in met)
                parameter.IsTrainable = false;
        }

        if (model.Parameters.All(p => !p.IsTrainable))
            throw IlmlffException.Usage("Every part of the model is frozen; nothing is left to train.");
    }

    private static void SayAll(IEnumerable<string> sentences, Action<string> note)
    {
        foreach (string sentence in sentences)
            note(sentence);
    }
}
