using IonicMlff.Core.Errors;
using IonicMlff.Core.Geometry;
using IonicMlff.Core.Potentials;
using Xunit;

namespace IonicMlff.Testing;

/// <summary>Ghost mode: a system split over ranks with ghost shells of one cutoff gives what periodic mode gives.</summary>
public sealed class DecompositionChecks(IPotential potential, EvaluatorOptions options, ContractTolerances tolerances)
{
    private const double HostSkin = 0.4;

    private readonly double cutoff = potential.Info.Cutoff;

    public void Ranks(int ranks)
    {
        AtomSystem system = AtomSystem.Periodic(potential.Info, 16, 1.2 * cutoff, seed: 20);
        Compare(system, ranks, i => i % ranks);
    }

    /// <summary>Domains along a slab with vacuum; the upper ranks own nothing, and see no ghosts.</summary>
    public void EmptyRank()
    {
        AtomSystem system = AtomSystem.Periodic(potential.Info, 12, 1.1 * cutoff, seed: 21);
        Cell c = system.Cell;
        system = system with { Cell = Cell.FromRows([c.Ax, c.Ay, c.Az, c.Bx, c.By, c.Bz, 0, 0, 5 * cutoff], true, true, true) };
        Compare(system, 4, i => i % 2);
    }

    /// <summary>A message-passing model can't do without its neighbours' features, and says so.</summary>
    public void MissingExchange()
    {
        if (potential.Info.MessagePassingLayers == 1)
            return;

        AtomSystem system = AtomSystem.Periodic(potential.Info, 4, cutoff, seed: 22);
        GhostDomain[] domain = GhostDomain.Split(system, 1, _ => 0, cutoff + HostSkin);
        using IEvaluator evaluator = potential.CreateEvaluator(options);
        Assert.Throws<IlmlffException>(() => Evaluate(system, domain[0], evaluator, null, changed: true));
    }

    private void Compare(AtomSystem system, int ranks, Func<int, int> ownerOf)
    {
        using IEvaluator whole = potential.CreateEvaluator(options);
        GhostDomain[] domains = GhostDomain.Split(system, ranks, ownerOf, cutoff + HostSkin);
        IEvaluator[] evaluators = [.. domains.Select(_ => potential.CreateEvaluator(options))];
        using var exchange = new RankExchange(domains);

        // the second step moves atoms by less than the skin allows and keeps the ghosts
        AtomSystem moved = system.Moved(k => 0.1 * Math.Sin(3 * k));
        foreach ((AtomSystem step, bool changed) in new[] { (system, true), (moved, false) })
        {
            Evaluation sum = Sum(step, domains, evaluators, exchange, changed);
            string what = $"{ranks} ranks, {(changed ? "first" : "second")} step";
            Agreement.AssertEqual(Evaluation.Of(whole, step), sum, tolerances, what);
        }

        Array.ForEach(evaluators, e => e.Dispose());
    }

    private Evaluation Sum(AtomSystem system, GhostDomain[] domains, IEvaluator[] evaluators, RankExchange exchange, bool changed)
    {
        var results = new Evaluation[domains.Length];
        var failures = new Exception?[domains.Length];
        exchange.Begin();
        Thread[] threads = [.. domains.Select(d => new Thread(() =>
        {
            try
            {
                results[d.Rank] = Evaluate(system, d, evaluators[d.Rank], exchange.Halo(d.Rank), changed);
            }
            catch (Exception e)
            {
                failures[d.Rank] = e;
            }

            exchange.Leave();
        }))];
        Array.ForEach(threads, t => t.Start());
        Array.ForEach(threads, t => t.Join());
        Exception? first = failures.OfType<Exception>().OrderBy(e => e is OperationCanceledException).FirstOrDefault();
        Assert.True(first is null, $"a rank failed: {first}");

        var sum = new Evaluation(
            results.Sum(r => r.Energy),
            new double[3 * system.Count], new double[9], new double[system.Count], new double[9 * system.Count]);
        foreach (GhostDomain d in domains)
        {
            int[] atoms = [.. d.Locals, .. d.Ghosts.Select(g => g.Atom)];
            Evaluation r = results[d.Rank];
            for (int k = 0; k < r.Forces.Length; k++)
                sum.Forces[3 * atoms[k / 3] + k % 3] += r.Forces[k];
            for (int k = 0; k < r.AtomVirials.Length; k++)
                sum.AtomVirials[9 * atoms[k / 9] + k % 9] += r.AtomVirials[k];
            for (int k = 0; k < r.SiteEnergies.Length; k++)
                sum.SiteEnergies[atoms[k]] += r.SiteEnergies[k];
            for (int k = 0; k < 9; k++)
                sum.Virial[k] += r.Virial[k];
        }

        return sum;
    }

    private static Evaluation Evaluate(
        AtomSystem system, GhostDomain domain, IEvaluator evaluator, IHaloExchange? halo, bool changed)
    {
        int local = domain.Locals.Length, all = local + domain.Ghosts.Length;
        var atoms = new AtomsView
        {
            LocalCount = local,
            GhostCount = domain.Ghosts.Length,
            Positions = domain.Positions(system),
            Species = domain.Species,
            Cell = Cell.None,
            GhostMode = true,
            NeighborsChanged = changed,
            HostSkin = HostSkin,
        };
        var result = new Evaluation(0, new double[3 * all], new double[9], new double[local], new double[9 * all]);
        var view = new ResultsView
        {
            Virial = result.Virial,
            Forces = result.Forces,
            SiteEnergies = result.SiteEnergies,
            AtomVirials = result.AtomVirials,
        };
        evaluator.Compute(atoms, ref view, halo);
        return result with { Energy = view.Energy };
    }
}
