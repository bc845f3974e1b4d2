using IonicMlff.Core.Authoring;
using IonicMlff.Core.Potentials;
using IonicMlff.Examples;
using IonicMlff.Testing;
using Xunit;

namespace IonicMlff.Core.Tests.Authoring;

/// <summary>What the base classes do besides the contract.</summary>
public sealed class PairEvaluatorTests
{
    [Fact]
    public void Threads_give_what_one_gives()
    {
        var potential = new MoltenSalt(new PotentialArguments(["salt", "LiF", "cutoff", "6"]));
        AtomSystem system = AtomSystem.Periodic(potential.Info, 40, 9, seed: 5);
        Agreement.AssertEqual(Evaluate(potential, system, 1), Evaluate(potential, system, 3), ContractTolerances.Double, "three threads");
    }

    [Fact]
    public void A_term_is_never_asked_beyond_the_cutoff()
    {
        var potential = new Watched(["Ar"]);
        AtomSystem system = AtomSystem.Periodic(potential.Info, 30, 9, seed: 6);
        Evaluate(potential, system, 1);
        Evaluate(new Watched(["Ar", "Kr"]), system with { Species = [.. system.Species.Select((_, i) => i % 2)] }, 1);
    }

    [Fact]
    public void Neighbourhoods_on_several_threads()
    {
        var potential = new ShortRange(new PotentialArguments(["scale", "2"]));
        AtomSystem system = AtomSystem.Periodic(potential.Info, 40, 9, seed: 7);
        Agreement.AssertEqual(Evaluate(potential, system, 1), Evaluate(potential, system, 3), ContractTolerances.Double, "three threads");
    }

    private static Evaluation Evaluate(IPotential potential, AtomSystem system, int threads)
    {
        using IEvaluator evaluator = potential.CreateEvaluator(new EvaluatorOptions { Threads = threads });
        return Evaluation.Of(evaluator, system);
    }

    private sealed class Watched(string[] elements) : PairPotential<Scalar<Watched.Term>>(elements, Cutoff)
    {
        private const double Cutoff = 4;

        protected override Scalar<Term> Between(string i, string j) => default;

        public readonly struct Term : IScalarPairTerm
        {
            public double Evaluate(double r, out double derivative)
            {
                Assert.InRange(r, 1e-3, Math.BitDecrement(Cutoff));
                derivative = 1;
                return r;
            }
        }
    }
}
