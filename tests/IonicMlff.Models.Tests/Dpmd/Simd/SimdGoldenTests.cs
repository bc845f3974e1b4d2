using IonicMlff.Core.Potentials;
using IonicMlff.Models.Dpmd;
using IonicMlff.Models.Dpmd.Definition;
using IonicMlff.Models.Dpmd.Simd;
using IonicMlff.Testing;
using Xunit;

namespace IonicMlff.Models.Tests.Dpmd.Simd;

/// <summary>The SIMD evaluator against upstream, for every golden case whose model it supports.</summary>
public sealed class SimdGoldenTests(SimdGoldenTests.Evaluators evaluators) : IClassFixture<SimdGoldenTests.Evaluators>
{
    public static TheoryData<string> Cases() => [.. DpmdCase.All.Where(IsSupported)];

    public static TheoryData<string> LargeCases() => [.. DpmdCase.Large.Where(IsSupported)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Both_precisions_agree_with_upstream(string name)
    {
        Check(name, Precision.Double, 1e-9, 1e-8);
        Check(name, Precision.Mixed, 2e-5, 1e-4);
    }

    [Theory]
    [Trait(Tier.Name, Tier.Deep)]
    [MemberData(nameof(LargeCases))]
    public void Large_cases_agree_with_upstream(string name) => Both_precisions_agree_with_upstream(name);

    // eV per atom, relative to the largest energy of an atom where that exceeds 10 keV; eV/Å, relative to the largest force above 1 eV/Å
    private void Check(string name, Precision precision, double energy, double force)
    {
        DpmdCase golden = DpmdCase.Load(name);
        Evaluation expected = golden.Expected, actual = Evaluation.Of(evaluators.Get(golden.Model, precision), golden.System);
        if (golden.Model.IsFloat32)
            (energy, force) = (2e-5, 1e-4); // upstream computed in float
        int n = golden.System.Count;
        energy = Math.Max(energy, 1e-13 * Agreement.Scale(expected.SiteEnergies));
        double scale = force * Agreement.Scale(expected.Forces);
        Agreement.AssertClose([expected.Energy], [actual.Energy], energy * n, "energy");
        Agreement.AssertClose(expected.SiteEnergies, actual.SiteEnergies, 2 * energy, "site energies");
        Agreement.AssertClose(expected.Forces, actual.Forces, scale, "forces");
        Agreement.AssertClose(expected.Virial, actual.Virial, 2 * scale * n, "virial");
        if (golden.HasAtomVirials)
            Agreement.AssertClose(expected.AtomVirials, actual.AtomVirials, 10 * scale, "atom virials");
    }

    private static bool IsSupported(string name) => DpmdSimdEvaluator.Supports(DpmdCase.Load(name).Model, out _);

    /// <summary>One evaluator per model and precision, used for all its structures in turn.</summary>
    public sealed class Evaluators : IDisposable
    {
        private readonly Dictionary<(DpmdModel, Precision), IEvaluator> made = [];

        public IEvaluator Get(DpmdModel model, Precision precision)
        {
            if (!made.TryGetValue((model, precision), out IEvaluator? evaluator))
            {
                var options = new EvaluatorOptions { Backend = "simd", Precision = precision };
                made[(model, precision)] = evaluator = new DpmdPotential(model).CreateEvaluator(options);
            }

            return evaluator;
        }

        public void Dispose()
        {
            foreach (IEvaluator evaluator in made.Values)
                evaluator.Dispose();
        }
    }
}
