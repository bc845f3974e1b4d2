using IonicMlff.Core.Neighbors;
using IonicMlff.Core.Potentials;
using IonicMlff.Core.Threads;
using IonicMlff.Models.Dpmd.Definition;
using IonicMlff.Models.Dpmd.Reference;
using IonicMlff.Models.Dpmd.Simd.Descriptor;
using IonicMlff.Models.Dpmd.Simd.Embedding;
using IonicMlff.Models.Dpmd.Simd.Environment;
using IonicMlff.Models.Mace;
using IonicMlff.Models.Simd.Lanes;
using IonicMlff.Models.Simd.Memory;

namespace IonicMlff.Models.Dpmd.Simd;

/// <summary>Driver: the order of one step. What a thread does with its tiles is in SimdDpmd.Tiles.cs.</summary>
internal sealed unsafe partial class SimdDpmd<L, V, T> : ISimdDpmd
    where L : struct, ILane<V, T>
    where V : struct
    where T : unmanaged
{
    private const int MostLanes = 48; // centres side by side: enough to use each weight often, few enough for the caches

    private readonly DpmdModel model;
    private readonly NeighborList neighbors;
    private readonly NeighborSections list;
    private readonly EmbeddingTables<L, V, T> tables;
    private readonly CentreModel<L, V, T>[] centres;
    private readonly FittingParameters parameters;
    private readonly DpmdReferenceEvaluator exact; // centres with a neighbour outside the tables
    private readonly WorkerTeam team;
    private readonly TilePlan plan;
    private readonly TileWork<L, V, T>[] work;
    private readonly NativeBuffer<double> siteEnergies = new();
    private readonly NativeBuffer<byte> isExact = new();
    private readonly NativeBuffer<double> parameterRows = new();
    private readonly bool[] isCentre; // by type
    private readonly double[] offset; // by type: what is added to the net's output
    private readonly Action<int> evaluateTiles, addThreads;
    private Step step;

    public SimdDpmd(DpmdModel model, PotentialInfo info, EvaluatorOptions options)
    {
        this.model = model;
        neighbors = NeighborList.For(model.Environment.Cutoff, options);
        list = new NeighborSections(neighbors, model.TypeCount);
        parameters = new FittingParameters(model, options);
        exact = new DpmdReferenceEvaluator(model, info, options with { Neighbors = neighbors });
        TableTolerances tolerances = typeof(T) == typeof(float) ? TableTolerances.Mixed : TableTolerances.Double;
        CentreType[] types = [.. Enumerable.Range(0, model.TypeCount).Select(t => new CentreType(model.Environment, t))];
        tables = new EmbeddingTables<L, V, T>(model, types, tolerances);
        centres = new CentreModel<L, V, T>[model.TypeCount];
        Parallel.For(0, centres.Length, c => centres[c] = new CentreModel<L, V, T>(model, c, types[c], tables, tolerances.Descriptor));
        isCentre = [.. types.Select((_, t) => model.AtomExcluded.Length == 0 || !model.AtomExcluded[t])];
        offset = [.. types.Select((_, t) => model.EnergyBias[t] - (model.SubtractVacuum[t] ? FittingStage.Vacuum(model, t) : 0))];
        team = WorkerTeam.For(options);
        plan = new TilePlan(model.TypeCount, L.Count, team.Size);
        work = [.. Enumerable.Range(0, team.Size).Select(_ => new TileWork<L, V, T>(model, centres, list, Math.Max(MostLanes, L.Count)))];
        (evaluateTiles, addThreads) = (EvaluateTiles, AddThreads);
    }

    public IEnumerable<QuinticTable> Tables => tables.All;

    public long TableBytes => tables.Bytes;

    public int[] Channels => [.. centres.Select(c => c.Channels)];

    public double OperationsPerAtom(double neighbours) => centres.Average(c => OperationCount.PerAtom(c, neighbours));

    public void Compute(in AtomsView atoms, ref ResultsView results, IHaloExchange? halo)
    {
        AtomsCheck.Require(atoms, halo, model.TypeCount, layers: 1);
        AtomsCheck.RequireRoom(atoms, results);
        parameters.Update(atoms);
        list.Update(atoms);
        if (list.IsNew)
            plan.Make(atoms, isCentre, neighbors.RowStart);
        Resize(atoms);
        fixed (double* forces = results.Forces, atomVirials = results.AtomVirials)
        {
            step = new Step { AllCount = atoms.LocalCount + atoms.GhostCount, Forces = forces, AtomVirials = atomVirials };
            team.Run(evaluateTiles);       // R̃ → M → GR → D → E_i, and back to the forces
            team.Run(addThreads);
            step = default;                // the addresses end here
        }

        CollectEnergies(atoms, ref results);
    }

    public void Dispose()
    {
        team.Release();
        foreach (CentreModel<L, V, T> centre in centres)
            centre.Dispose();
        foreach (TileWork<L, V, T> thread in work)
            thread.Dispose();
        tables.Dispose();
        list.Dispose();
        siteEnergies.Dispose();
        isExact.Dispose();
        parameterRows.Dispose();
    }

    private void Resize(in AtomsView atoms)
    {
        siteEnergies.Ensure(atoms.LocalCount);
        isExact.Ensure(atoms.LocalCount);
        siteEnergies.Clear(atoms.LocalCount);
        isExact.Clear(atoms.LocalCount);
        int count = parameters.Count;
        parameterRows.Ensure((long)count * atoms.LocalCount);
        for (int i = 0; count > 0 && i < atoms.LocalCount; i++)
            parameters.Of(atoms, i, new Span<double>(parameterRows.Pointer + (long)i * count, count));
    }

    // Energies in the order of the atoms, whoever evaluated them; then the centres that only the exact nets can evaluate.
    private void CollectEnergies(in AtomsView atoms, ref ResultsView results)
    {
        results.Energy = 0;
        results.Virial.Clear();
        foreach (TileWork<L, V, T> thread in work)
        {
            for (int k = 0; k < thread.Virial.Length; k++)
                results.Virial[k] += thread.Virial[k];
        }

        bool updated = false;
        for (int i = 0; i < atoms.LocalCount; i++)
        {
            if (isExact.Pointer[i] != 0)
            {
                if (!updated)
                    exact.Update(atoms);
                updated = true;
                exact.AddCentre(atoms, i, ref results);
                continue;
            }

            results.Energy += siteEnergies.Pointer[i];
            if (!results.SiteEnergies.IsEmpty)
                results.SiteEnergies[i] += siteEnergies.Pointer[i];
        }
    }

    /// <summary>Addresses and counts that hold during one call of Compute.</summary>
    private readonly struct Step
    {
        public required int AllCount { get; init; }

        public required double* Forces { get; init; }

        /// <summary>Null when they are not asked for.</summary>
        public required double* AtomVirials { get; init; }
    }
}
