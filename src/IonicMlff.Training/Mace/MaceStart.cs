using System.Globalization;
using IonicMlff.Core.Elements;
using IonicMlff.Core.Errors;
using IonicMlff.Models.Mace.Definition;
using IonicMlff.Training.Configuration.Plan;
using IonicMlff.Training.DataSets;
using IonicMlff.Training.Energies;

namespace IonicMlff.Training.Mace;

/// <summary>The model a MACE training from scratch starts with: E0, statistics and random weights.</summary>
/// <param name="Model">Definition.</param>
/// <param name="Energies">E0 and where they come from.</param>
/// <param name="Notes">What the user should know: sentences.</param>
public sealed record MaceStart(MaceModel Model, AtomicEnergies Energies, IReadOnlyList<string> Notes)
{
    /// <summary>Makes the model.</summary>
    /// <param name="plan">Whole plan, with a MACE architecture.</param>
    /// <param name="frames">Frames of the run.</param>
    /// <param name="seed">Seed of the weights.</param>
    /// <exception cref="IlmlffException">The frames lack what the model needs.</exception>
    public static MaceStart Create(TrainingPlan plan, TrainingFrames frames, long seed)
    {
        var architecture = (MacePlan)plan.Architecture!;
        int[] elements = architecture.Elements is { } given ? [.. given.Select(PeriodicTable.AtomicNumber).Order()] : frames.Elements;
        var energies = AtomicEnergies.Find(plan.EnergyOrigin, frames.Train, frames.IsolatedAtoms, elements, plan.Data.Heads);
        double neighbors = architecture.AvgNumNeighbors ?? MaceStatistics.AvgNumNeighbors(frames.Train.Select(f => f.Frame), architecture.Cutoff);
        (double Scale, double Shift)[] scales = [.. Enumerable.Range(0, plan.Data.Heads.Count).Select(h =>
            MaceStatistics.ScaleAndShift(frames.Train.Where(f => f.Head == h), energies.ByHead[h], architecture.Scaling))];
        var numbers = new MaceDataNumbers(
            elements, plan.Data.Heads, energies.Table(elements), neighbors, [.. scales.Select(s => s.Scale)], [.. scales.Select(s => s.Shift)]);
        MaceModel model = MaceInitializer.Create(architecture, numbers, seed, plan.Device.Precision);
        string summary = string.Create(CultureInfo.InvariantCulture, $"Neighbours within {architecture.Cutoff} Å: {neighbors:f2} on average; ")
            + string.Join("; ", scales.Select((s, h) => string.Create(CultureInfo.InvariantCulture, $"{(scales.Length > 1 ? plan.Data.Heads[h] + ": " : "")}scale {s.Scale:g6} eV, shift {s.Shift:g6} eV per atom")));
        return new(model, energies, [.. energies.Notes, summary + $"; E0 from {energies.Origin}."]);
    }
}
