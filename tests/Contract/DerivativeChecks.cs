using IonicMlff.Core.Potentials;

namespace IonicMlff.Testing;

/// <summary>Forces and virials are the derivatives of the energy (fourth-order central differences).</summary>
public sealed class DerivativeChecks(IPotential potential, EvaluatorOptions options, ContractTolerances tolerances)
{
    private const int Directions = 3;

    /// <summary>−dE/dt along random displacements of all atoms, and of single atoms.</summary>
    public void Forces()
    {
        AtomSystem system = System();
        using IEvaluator evaluator = potential.CreateEvaluator(options);
        double[] forces = Evaluation.Of(evaluator, system).Forces;
        var random = new Random(11);
        for (int n = 0; n < Directions; n++)
        {
            int only = n % 2 == 0 ? -1 : random.Next(system.Count);
            double[] direction = [.. forces.Select((_, k) => only < 0 || k / 3 == only ? 2 * random.NextDouble() - 1 : 0)];
            double slope = Slope(evaluator, t => system.Moved(k => t * direction[k]));
            double expected = -direction.Zip(forces, (d, f) => d * f).Sum();
            Agreement.AssertClose(
                [slope], [expected], tolerances.Derivative * Agreement.Scale(forces),
                $"dE along direction {n} from forces, against differences");
        }
    }

    /// <summary>−dE/dε : for random, not symmetric, strains of positions and cell.</summary>
    public void Virial()
    {
        AtomSystem system = System();
        using IEvaluator evaluator = potential.CreateEvaluator(options);
        Evaluation original = Evaluation.Of(evaluator, system);
        var random = new Random(12);
        for (int n = 0; n < Directions; n++)
        {
            // a strain of 0.2 moves an atom of these systems by about 1 Å
            double[] strain = [.. Enumerable.Range(0, 9).Select(_ => 0.4 * random.NextDouble() - 0.2)];
            double slope = Slope(evaluator, t => system.Transformed([.. strain.Select((e, k) => t * e + (k % 4 == 0 ? 1 : 0))]));
            double expected = -strain.Zip(original.Virial, (e, w) => e * w).Sum();
            Agreement.AssertClose(
                [slope], [expected], tolerances.Derivative * system.Count * Agreement.Scale(original.Forces),
                $"dE along strain {n} from the virial, against differences");
        }
    }

    private AtomSystem System() => AtomSystem.Periodic(potential.Info, 9, 0.9 * potential.Info.Cutoff, seed: 10);

    private double Slope(IEvaluator evaluator, Func<double, AtomSystem> path)
    {
        double h = tolerances.Step;
        double E(double t) => Evaluation.Of(evaluator, path(t)).Energy;
        return (8 * (E(h) - E(-h)) - (E(2 * h) - E(-2 * h))) / (12 * h);
    }
}
