using IonicMlff.Core.Potentials;
using Xunit;

namespace IonicMlff.Testing;

/// <summary>Everything an evaluator returns for a system.</summary>
public sealed record Evaluation(double Energy, double[] Forces, double[] Virial, double[] SiteEnergies, double[] AtomVirials)
{
    /// <summary>Evaluates in periodic mode into cleared arrays.</summary>
    public static Evaluation Of(IEvaluator evaluator, AtomSystem system)
    {
        var result = new Evaluation(
            0, new double[3 * system.Count], new double[9], new double[system.Count], new double[9 * system.Count]);
        return result with { Energy = result.Fill(evaluator, system) };
    }

    /// <summary>Evaluates into the arrays of this as they are; returns the energy.</summary>
    public double Fill(IEvaluator evaluator, AtomSystem system)
    {
        var atoms = new AtomsView
        {
            LocalCount = system.Count,
            Positions = system.Positions,
            Species = system.Species,
            Cell = system.Cell,
        };
        var results = new ResultsView { Virial = Virial, Forces = Forces, SiteEnergies = SiteEnergies, AtomVirials = AtomVirials };
        evaluator.Compute(atoms, ref results);
        return results.Energy;
    }
}

/// <summary>How exactly a back end keeps the contract.</summary>
public sealed record ContractTolerances
{
    /// <summary>64-bit arithmetic with exact radial functions.</summary>
    public static ContractTolerances Double { get; } = new();

    /// <summary>eV per atom, between two evaluations that must agree.</summary>
    public double Energy { get; init; } = 1e-10;

    /// <summary>eV/Å, relative to the largest force where that exceeds 1 eV/Å; virials in eV per atom likewise.</summary>
    public double Force { get; init; } = 1e-9;

    /// <summary>Against finite differences, eV/Å, relative to the largest force where that exceeds 1 eV/Å.</summary>
    public double Derivative { get; init; } = 1e-6;

    /// <summary>Step of the finite differences, Å; small, since a cutoff function has a kink in some higher derivative.</summary>
    public double Step { get; init; } = 2e-4;

    /// <summary>Calls after warm-up allocate nothing.</summary>
    public bool NoAllocation { get; init; } = true;
}

/// <summary>Comparisons whose failure names the quantity and the largest deviation.</summary>
public static class Agreement
{
    public static void AssertEqual(Evaluation expected, Evaluation actual, ContractTolerances tolerances, string what)
    {
        int n = Math.Max(1, expected.SiteEnergies.Length);
        double force = tolerances.Force * Scale(expected.Forces);
        AssertClose([expected.Energy], [actual.Energy], tolerances.Energy * n, $"{what}: energy");
        AssertClose(expected.SiteEnergies, actual.SiteEnergies, 10 * tolerances.Energy, $"{what}: site energies");
        AssertClose(expected.Forces, actual.Forces, force, $"{what}: forces");
        AssertClose(expected.Virial, actual.Virial, force * n, $"{what}: virial");
        AssertClose(expected.AtomVirials, actual.AtomVirials, 10 * force, $"{what}: atom virials");
    }

    public static void AssertClose(ReadOnlySpan<double> expected, ReadOnlySpan<double> actual, double tolerance, string what)
    {
        Assert.True(expected.Length == actual.Length, $"{what}: {actual.Length} numbers instead of {expected.Length}");
        for (int k = 0; k < expected.Length; k++)
        {
            double deviation = Math.Abs(expected[k] - actual[k]);
            Assert.True(
                deviation <= tolerance,
                $"{what}: number {k} is {actual[k]:R}, expected {expected[k]:R}, deviation {deviation:g3} > {tolerance:g3}");
        }
    }

    /// <summary>max(1, largest |x|).</summary>
    public static double Scale(ReadOnlySpan<double> numbers)
    {
        double scale = 1;
        foreach (double x in numbers)
            scale = Math.Max(scale, Math.Abs(x));
        return scale;
    }
}
