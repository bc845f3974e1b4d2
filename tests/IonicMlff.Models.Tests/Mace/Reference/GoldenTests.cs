using IonicMlff.Core.Geometry;
using IonicMlff.Core.Potentials;
using IonicMlff.Models.Tests.Mace.Golden;
using IonicMlff.Testing;
using Xunit;

namespace IonicMlff.Models.Tests.Mace.Reference;

/// <summary>The reference evaluator against upstream, component by component, for every golden case.</summary>
public class GoldenTests
{
    public static TheoryData<string, string> Cases()
    {
        var data = new TheoryData<string, string>();
        foreach ((string model, string structure) in GoldenCase.All)
            data.Add(model, structure);
        return data;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Energies_forces_and_virial_agree_with_upstream(string model, string structure)
    {
        GoldenCase golden = GoldenCase.Load(model, structure);
        Assert.NotEmpty(golden.Results);
        Evaluation? previous = null;
        EvaluatorOptions? previousOptions = null;
        foreach (GoldenResult expected in golden.Results)
        {
            EvaluatorOptions options = expected.Options with { Backend = "reference" };
            if (previous is null || previousOptions != options) // float32 and float64 results of one evaluation
            {
                using IEvaluator evaluator = GoldenCase.Potential(model).CreateEvaluator(options);
                (previous, previousOptions) = (Evaluation.Of(evaluator, golden.System), options);
            }

            if (expected.IsFloat32)
                AssertFloat32(expected, previous, golden.Results.First(r => !r.IsFloat32 && r.Options == expected.Options).E0Sum);
            else
                AssertFloat64(expected, previous, golden.System.Cell);
        }
    }

    private static void AssertFloat64(GoldenResult expected, Evaluation actual, Cell cell)
    {
        int n = expected.NodeEnergy.Length;
        double scale = Agreement.Scale(expected.Forces);
        Agreement.AssertClose([expected.Energy], [actual.Energy], 1e-9 * n, "energy");
        Agreement.AssertClose(expected.NodeEnergy, actual.SiteEnergies, 1e-9, "site energies");
        Agreement.AssertClose(expected.Forces, actual.Forces, 1e-8 * scale, "forces");
        Agreement.AssertClose(expected.Virial, actual.Virial, 1e-7 * scale, "virial");
        Assert.Equal(cell.IsFullyPeriodic, expected.Stress is not null);
        if (expected.Stress is { } stress)
            Agreement.AssertClose(stress, [.. actual.Virial.Select(w => -w / cell.Volume)], 1e-7 * scale / cell.Volume, "stress");
    }

    // upstream sums isolated-atom energies in float32, so only the interaction energy compares
    private static void AssertFloat32(GoldenResult expected, Evaluation actual, double e0Sum)
    {
        double interaction = expected.InteractionEnergy!.Value;
        Agreement.AssertClose([interaction], [actual.Energy - e0Sum], 1e-6 * Math.Abs(interaction), "interaction energy");
        Agreement.AssertClose(expected.Forces, actual.Forces, 1e-4, "forces");
        Agreement.AssertClose(expected.Virial, actual.Virial, 1e-3, "virial");
    }
}
