using IonicMlff.Core.Errors;
using IonicMlff.Core.Frames;
using IonicMlff.Models.Dpmd.Definition;
using IonicMlff.Training.Configuration.Plan;
using IonicMlff.Data.Sets;

namespace IonicMlff.Training.Dpmd;

/// <summary>
/// The model a training from scratch starts with: slots, averages and deviations of the environment, energy per atom and bias from the
/// training frames, weights from the seed.
/// </summary>
/// <param name="Model">Definition.</param>
/// <param name="Notes">What the user should know: sentences.</param>
public sealed record DpmdStart(DpmdModel Model, IReadOnlyList<string> Notes)
{
    private const string FrameKey = "fparam", AtomKey = "aparam";

    /// <summary>Makes the model.</summary>
    /// <param name="plan">Architecture.</param>
    /// <param name="frames">All training frames.</param>
    /// <param name="batch">Batches; the statistics look at a number of batches of each system.</param>
    /// <param name="typeMap">Element symbols in model order.</param>
    /// <param name="energies">Energies of isolated atoms that are given, eV, by element; others are fitted.</param>
    /// <param name="seed">Seed of the weights.</param>
    /// <param name="fittingSeed">Seed of the fitting nets, when it differs.</param>
    /// <exception cref="IlmlffException">The architecture is not possible, or the frames lack what it needs.</exception>
    public static DpmdStart Create(
        DpmdPlan plan, IReadOnlyList<LabelledFrame> frames, BatchRule batch, IReadOnlyList<string> typeMap,
        IReadOnlyDictionary<string, double> energies, long seed, long? fittingSeed = null)
    {
        var notes = new List<string>();
        NeighborStatistics neighbors = NeighborStatistics.Of(frames.Select(f => f.Frame), typeMap, plan.Cutoff);
        var architecture = DpmdArchitecture.From(plan, typeMap, plan.Sel ?? SelOf(neighbors, plan));
        if (plan.Sel is not null)
            notes.AddRange(neighbors.Warnings(architecture.Sel, typeMap));

        LabelledFrame[] sample = Sample(frames, plan.StatisticsBatches, batch);
        EnvironmentStatistics environment = EnvironmentStatistics.Of(sample.Select(f => f.Frame), architecture);
        notes.AddRange(environment.Notes);

        EnergyBias bias = FitBias(architecture, sample, energies, plan.BiasRcond);
        notes.AddRange(bias.Notes);

        DpmdModel model = DpmdInitializer.Create(
            architecture, environment, bias.Values, seed,
            ParameterSample.Of([.. sample.Select(f => Numbers(f.Frame.Values, FrameKey)).OfType<double[]>()], architecture.FrameParameterCount, FrameKey),
            ParameterSample.Of(
                [.. sample.SelectMany(f => Numbers(f.Frame.Columns, AtomKey)?.Chunk(Math.Max(1, architecture.AtomParameterCount)) ?? [])],
                architecture.AtomParameterCount, AtomKey),
            double.IsFinite(neighbors.SmallestDistance) ? neighbors.SmallestDistance : null, fittingSeed);
        return new(model, notes);
    }

    /// <summary>Frames of a number of batches of each system, spread evenly over the system; 0: all frames.</summary>
    internal static LabelledFrame[] Sample(IReadOnlyList<LabelledFrame> frames, int batches, BatchRule batch) => batches == 0 ? [.. frames] :
    [
        .. frames.GroupBy(f => f.System).OrderBy(g => g.Key).SelectMany(system =>
        {
            LabelledFrame[] all = [.. system];
            int perBatch = batch.Kind == BatchRuleKind.AtMostEdges ? 1 : batch.FramesOf(Math.Max(1, all[0].Frame.Count));
            int count = (int)Math.Min(all.Length, (long)batches * perBatch);
            return Enumerable.Range(0, count).Select(k => all[(int)((long)k * all.Length / count)]);
        }),
    ];

    private static int[] SelOf(NeighborStatistics neighbors, DpmdPlan plan)
    {
        int[] sel = neighbors.Sel(plan.SelFactor);
        return sel.Any(s => s > 0) ? sel : throw IlmlffException.BadData(FormattableString.Invariant(
            $"sel is auto, but no atom of the training frames has a neighbour within rcut = {plan.Cutoff} Å. Use a larger rcut, or check the unit of the coordinates (Å)."));
    }

    private static EnergyBias FitBias(
        DpmdArchitecture architecture, LabelledFrame[] sample, IReadOnlyDictionary<string, double> energies, double? threshold)
    {
        var typed = new TypedFrames(architecture.TypeMap);
        LabelledFrame[] labelled = [.. sample.Where(f => f.Energy is not null)];
        double?[] assigned =
        [
            .. architecture.TypeMap.Select((name, t) => architecture.AtomEnergies.Count > 0 && architecture.AtomEnergies[t] is { } vacuum ? vacuum
                : energies.TryGetValue(name, out double given) ? given : (double?)null),
        ];
        return labelled.Length == 0 && assigned.All(e => e is not null) ? new([.. assigned.Select(e => e!.Value)], 0, [])
            : EnergyBias.Fit(
                [.. labelled.Select(f => typed.CompositionOf(f.Frame))], [.. labelled.Select(f => f.Energy!.Value)], architecture.TypeMap, assigned, threshold);
    }

    private static double[]? Numbers(OrderedDictionary<string, PropertyArray> from, string key) =>
        from.TryGetValue(key, out PropertyArray? found) ? found.AsReals() : null;
}
