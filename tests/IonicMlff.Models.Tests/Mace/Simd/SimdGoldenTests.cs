using IonicMlff.Core.Potentials;
using IonicMlff.Models.Mace.Simd;
using IonicMlff.Models.Tests.Mace.Golden;
using IonicMlff.Testing;
using Xunit;

namespace IonicMlff.Models.Tests.Mace.Simd;

/// <summary>The SIMD evaluator against upstream's float64 results, for every golden case it supports.</summary>
public sealed class SimdGoldenTests(SimdGoldenTests.Evaluators evaluators) : IClassFixture<SimdGoldenTests.Evaluators>
{
    public static TheoryData<string, string> Cases()
    {
        var data = new TheoryData<string, string>();
        foreach ((string model, string structure) in GoldenCase.All)
        {
            if (MaceSimdEvaluator.Supports(GoldenCase.Potential(model).Model, out _))
                data.Add(model, structure);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Double_agrees_with_upstream(string model, string structure) =>
        Check(model, structure, Precision.Double, energy: 1e-7, force: 2e-6);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Mixed_agrees_with_upstream(string model, string structure) =>
        Check(model, structure, Precision.Mixed, energy: 1e-5, force: 2e-4);

    // eV per atom; eV/Å, relative to the largest force where that exceeds 1 eV/Å
    private void Check(string model, string structure, Precision precision, double energy, double force)
    {
        GoldenCase golden = GoldenCase.Load(model, structure);
        GoldenResult[] results = [.. golden.Results.Where(r => !r.IsFloat32)];
        Assert.NotEmpty(results);
        foreach (GoldenResult expected in results)
        {
            IEvaluator evaluator = evaluators.Get(model, expected.Options with { Backend = "simd", Precision = precision });
            Evaluation actual = Evaluation.Of(evaluator, golden.System);
            int n = expected.NodeEnergy.Length;
            double scale = Agreement.Scale(expected.Forces);
            Agreement.AssertClose([expected.Energy], [actual.Energy], energy * n, "energy");
            Agreement.AssertClose(expected.NodeEnergy, actual.SiteEnergies, 2 * energy, "site energies");
            Agreement.AssertClose(expected.Forces, actual.Forces, force * scale, "forces");
            Agreement.AssertClose(expected.Virial, actual.Virial, 2 * force * scale * n, "virial");
        }
    }

    /// <summary>One evaluator per model and options, used for all its structures in turn.</summary>
    public sealed class Evaluators : IDisposable
    {
        private readonly Dictionary<(string, EvaluatorOptions), IEvaluator> made = [];

        public IEvaluator Get(string model, EvaluatorOptions options)
        {
            if (!made.TryGetValue((model, options), out IEvaluator? evaluator))
                made[(model, options)] = evaluator = GoldenCase.Potential(model).CreateEvaluator(options);
            return evaluator;
        }

        public void Dispose()
        {
            foreach (IEvaluator evaluator in made.Values)
                evaluator.Dispose();
        }
    }
}
