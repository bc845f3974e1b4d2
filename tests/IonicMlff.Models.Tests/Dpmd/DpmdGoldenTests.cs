using IonicMlff.Core.Potentials;
using IonicMlff.Models.Dpmd;
using IonicMlff.Testing;
using Xunit;

namespace IonicMlff.Models.Tests.Dpmd;

/// <summary>The reference evaluator against upstream, component by component, for every golden case.</summary>
public class DpmdGoldenTests
{
    public static TheoryData<string> Cases() => [.. DpmdCase.All];

    public static TheoryData<string> LargeCases() => [.. DpmdCase.Large];

    [Theory]
    [Trait(Tier.Name, Tier.Deep)]
    [MemberData(nameof(LargeCases))]
    public void Large_cases_agree_with_upstream(string name) => Energies_forces_and_virials_agree_with_upstream(name);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Energies_forces_and_virials_agree_with_upstream(string name)
    {
        DpmdCase golden = DpmdCase.Load(name);
        using IEvaluator evaluator = new DpmdPotential(golden.Model).CreateEvaluator(new EvaluatorOptions { Backend = "reference" });
        Evaluation expected = golden.Expected, actual = Evaluation.Of(evaluator, golden.System);

        // Upstream rounds the coordinates, images in the box included, to float32 before it computes distances, and evaluates float32 nets
        // in float32. Its results then depend on where the box lies and on the order of its sums: up to 7e-5 of the largest force here,
        // of which 5e-5 is the rounding of coordinates. The same nets in double are the exact function that it approximates.
        (double energy, double force) = golden.Model.IsFloat32 ? (2e-9, 8e-5) : (1e-12, 1e-10);
        double scale = Agreement.Scale(expected.Forces);
        Agreement.AssertClose([expected.Energy], [actual.Energy], energy * Math.Max(1, Math.Abs(expected.Energy)), "energy");
        Agreement.AssertClose(expected.SiteEnergies, actual.SiteEnergies, 10 * energy * Agreement.Scale(expected.SiteEnergies), "site energies");
        Agreement.AssertClose(expected.Forces, actual.Forces, force * scale, "forces");
        Agreement.AssertClose(expected.Virial, actual.Virial, force * Agreement.Scale(expected.Virial), "virial");
        if (golden.HasAtomVirials)
            Agreement.AssertClose(expected.AtomVirials, actual.AtomVirials, force * Agreement.Scale(expected.AtomVirials), "atom virials");
    }
}
