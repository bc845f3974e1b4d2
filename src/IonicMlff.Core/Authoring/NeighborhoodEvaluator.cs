using IonicMlff.Core.Neighbors;
using IonicMlff.Core.Potentials;
using IonicMlff.Core.Threads;

namespace IonicMlff.Core.Authoring;

/// <summary>
/// Evaluates a <see cref="NeighborhoodPotential"/>: F_j −= g, F_i += g, W −= d⊗g with g = ∂E_i/∂d. Each thread adds into arrays of its
/// own, which are summed in the order of the threads.
/// </summary>
internal sealed unsafe class NeighborhoodEvaluator : IEvaluator
{
    private readonly NeighborhoodPotential potential;
    private readonly NeighborList neighbors;
    private readonly WorkerTeam team;
    private readonly NeighborhoodShare[] shares;
    private readonly Action<int> evaluate;
    private Step step;

    public NeighborhoodEvaluator(NeighborhoodPotential potential, EvaluatorOptions options)
    {
        this.potential = potential;
        neighbors = NeighborList.For(potential.Info.Cutoff, options);
        team = WorkerTeam.For(options);
        shares = [.. Enumerable.Range(0, team.Size).Select(_ => new NeighborhoodShare(potential))];
        evaluate = Evaluate;
    }

    public PotentialInfo Info => potential.Info;

    public string Backend => Info.Backends[0];

    public void Compute(in AtomsView atoms, ref ResultsView results, IHaloExchange? halo = null)
    {
        neighbors.Update(atoms);
        bool wantsAtomVirials = !results.AtomVirials.IsEmpty;
        foreach (NeighborhoodShare share in shares)
            share.Begin(atoms.LocalCount + atoms.GhostCount, wantsAtomVirials);
        fixed (double* positions = atoms.Positions, siteEnergies = results.SiteEnergies)
        fixed (int* species = atoms.Species)
        {
            step = new Step(atoms.LocalCount, atoms.GhostCount, positions, species, siteEnergies);
            team.Run(evaluate);
            step = default; // the addresses end here
        }

        results.Energy = 0;
        results.Virial.Clear();
        foreach (NeighborhoodShare share in shares)
            share.AddTo(ref results);
    }

    public void Dispose() => team.Release();

    private void Evaluate(int thread)
    {
        NeighborhoodShare share = shares[thread];
        AtomsView atoms = step.Atoms;
        for (int i = step.First(thread, team.Size), end = step.First(thread + 1, team.Size); i < end; i++)
        {
            if (atoms.Species[i] < 0)
                continue;

            double energy = share.AddSite(neighbors, atoms, i);
            if (step.SiteEnergies != null)
                step.SiteEnergies[i] += energy;
        }
    }

    /// <summary>Addresses that hold during one call; spans can't be handed to other threads.</summary>
    private readonly struct Step(int local, int ghosts, double* positions, int* species, double* siteEnergies)
    {
        public double* SiteEnergies => siteEnergies;

        public AtomsView Atoms => new()
        {
            LocalCount = local,
            GhostCount = ghosts,
            Positions = new ReadOnlySpan<double>(positions, 3 * (local + ghosts)),
            Species = new ReadOnlySpan<int>(species, local + ghosts),
            Cell = Geometry.Cell.None,
        };

        public int First(int thread, int threads) => (int)((long)local * thread / threads);
    }
}
