using IonicMlff.Core.Errors;
using IonicMlff.Core.Potentials;
using Xunit;

namespace IonicMlff.Testing;

/// <summary>Sum rules, repeated calls, atoms the potential does not see, and what a call leaves behind.</summary>
public sealed class BookkeepingChecks(IPotential potential, EvaluatorOptions options, ContractTolerances tolerances)
{
    private readonly double cutoff = potential.Info.Cutoff;

    /// <summary>Σ site energies = E, Σ atom virials = W, Σ forces = 0, W symmetric.</summary>
    public void SumRules()
    {
        AtomSystem system = AtomSystem.Periodic(potential.Info, 15, 1.1 * cutoff, seed: 30);
        Evaluation e = Evaluate(system);
        double force = tolerances.Force * Agreement.Scale(e.Forces) * system.Count;
        Agreement.AssertClose([e.Energy], [e.SiteEnergies.Sum()], tolerances.Energy * system.Count, "sum of the site energies");
        Agreement.AssertClose(e.Virial, Columns(e.AtomVirials, 9), force, "sum of the atom virials");
        Agreement.AssertClose(new double[3], Columns(e.Forces, 3), force, "sum of the forces");
        double[] transposed = [.. Enumerable.Range(0, 9).Select(k => e.Virial[k % 3 * 3 + k / 3])];
        Agreement.AssertClose(e.Virial, transposed, force, "transposed virial");
    }

    /// <summary>Per-atom arrays are added to; energy and virial are set.</summary>
    public void ResultsAreAdded()
    {
        AtomSystem system = AtomSystem.Periodic(potential.Info, 12, cutoff, seed: 31);
        using IEvaluator evaluator = potential.CreateEvaluator(options);
        Evaluation plain = Evaluation.Of(evaluator, system);
        var used = new Evaluation(0, Ramp(3 * system.Count), Ramp(9), Ramp(system.Count), Ramp(9 * system.Count));
        used = used with { Energy = used.Fill(evaluator, system) };
        var expected = new Evaluation(
            plain.Energy, Plus(plain.Forces), plain.Virial, Plus(plain.SiteEnergies), Plus(plain.AtomVirials));
        Agreement.AssertEqual(expected, used, tolerances, "results in arrays already in use");
    }

    /// <summary>Site energies and atom virials may be left out.</summary>
    public void OptionalResults()
    {
        AtomSystem system = AtomSystem.Periodic(potential.Info, 12, cutoff, seed: 31);
        using IEvaluator evaluator = potential.CreateEvaluator(options);
        Evaluation all = Evaluation.Of(evaluator, system);
        var some = new Evaluation(0, new double[3 * system.Count], new double[9], [], []);
        some = some with { Energy = some.Fill(evaluator, system) };
        Assert.Equal(all.Energy, some.Energy);
        Assert.Equal(all.Forces, some.Forces);
        Assert.Equal(all.Virial, some.Virial);
    }

    /// <summary>The same input gives the same bits, also after other input.</summary>
    public void RepeatedCalls()
    {
        AtomSystem system = AtomSystem.Periodic(potential.Info, 15, 1.1 * cutoff, seed: 32);
        using IEvaluator evaluator = potential.CreateEvaluator(options);
        Evaluation first = Evaluation.Of(evaluator, system);
        Same(first, Evaluation.Of(evaluator, system), "second call");

        AtomSystem other = AtomSystem.Cluster(potential.Info, 5, 4, seed: 33);
        Agreement.AssertEqual(Evaluate(other), Evaluation.Of(evaluator, other), tolerances, "another system after the first");
        Same(first, Evaluation.Of(evaluator, system), "first system after another");
    }

    /// <summary>A moved system from a used evaluator, whose neighbour list may be kept, and from a fresh one.</summary>
    public void MovedAtoms()
    {
        AtomSystem system = AtomSystem.Periodic(potential.Info, 15, 1.1 * cutoff, seed: 34);
        using IEvaluator evaluator = potential.CreateEvaluator(options);
        for (int step = 0; step < 4; step++)
        {
            double[] strained = [1 + 0.01 * step, 0, 0, 0.004 * step, 1, 0, 0, 0, 1 - 0.01 * step];
            AtomSystem moved = system.Moved(k => 0.08 * step * Math.Sin(2 * k)).Transformed(strained);
            Agreement.AssertEqual(Evaluate(moved), Evaluation.Of(evaluator, moved), tolerances, $"step {step}");
        }
    }

    /// <summary>Atoms of species −1 are not there.</summary>
    public void UnseenAtoms()
    {
        AtomSystem system = AtomSystem.Periodic(potential.Info, 18, 1.2 * cutoff, seed: 35);
        int[] seen = [.. Enumerable.Range(0, system.Count).Where(i => i % 3 != 1)];
        AtomSystem masked = system with { Species = [.. system.Species.Select((z, i) => i % 3 == 1 ? -1 : z)] };
        Evaluation without = Evaluate(system.Permuted(seen)), with = Evaluate(masked);
        var expected = new Evaluation(
            without.Energy, new double[3 * system.Count], without.Virial, new double[system.Count], new double[9 * system.Count]);
        for (int k = 0; k < seen.Length; k++)
        {
            without.Forces.AsSpan(3 * k, 3).CopyTo(expected.Forces.AsSpan(3 * seen[k]));
            without.AtomVirials.AsSpan(9 * k, 9).CopyTo(expected.AtomVirials.AsSpan(9 * seen[k]));
            expected.SiteEnergies[seen[k]] = without.SiteEnergies[k];
        }

        Agreement.AssertEqual(expected, with, tolerances, "system with unseen atoms");
    }

    /// <summary>A position that is not a number is refused by a message for the user; the evaluator stays usable.</summary>
    public void RefusesNotANumber()
    {
        AtomSystem system = AtomSystem.Periodic(potential.Info, 8, cutoff, seed: 36);
        using IEvaluator evaluator = potential.CreateEvaluator(options);
        Evaluation first = Evaluation.Of(evaluator, system);
        Assert.Throws<IlmlffException>(() => Evaluation.Of(evaluator, system.Moved(k => k == 7 ? double.NaN : 0)));
        Agreement.AssertEqual(first, Evaluation.Of(evaluator, system), tolerances, "evaluation after a refusal");
    }

    /// <summary>After warm-up a call allocates nothing on the calling thread.</summary>
    public void NoAllocation()
    {
        AtomSystem system = AtomSystem.Periodic(potential.Info, 12, cutoff, seed: 37);
        using IEvaluator evaluator = potential.CreateEvaluator(options);
        Evaluation result = Evaluation.Of(evaluator, system);
        result.Fill(evaluator, system);
        long before = GC.GetAllocatedBytesForCurrentThread();
        result.Fill(evaluator, system);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(allocated == 0, $"a repeated call allocated {allocated} bytes");
    }

    private Evaluation Evaluate(AtomSystem system)
    {
        using IEvaluator evaluator = potential.CreateEvaluator(options);
        return Evaluation.Of(evaluator, system);
    }

    private static void Same(Evaluation a, Evaluation b, string what)
    {
        Assert.True(a.Energy == b.Energy, $"{what}: energy {b.Energy:R}, first {a.Energy:R}");
        Assert.True(a.Forces.SequenceEqual(b.Forces), $"{what}: forces differ");
        Assert.True(a.Virial.SequenceEqual(b.Virial), $"{what}: virial differs");
        Assert.True(a.SiteEnergies.SequenceEqual(b.SiteEnergies), $"{what}: site energies differ");
        Assert.True(a.AtomVirials.SequenceEqual(b.AtomVirials), $"{what}: atom virials differ");
    }

    private static double[] Ramp(int n) => [.. Enumerable.Range(1, n).Select(k => 0.5 * k)];

    private static double[] Plus(double[] x) => [.. x.Zip(Ramp(x.Length), (a, b) => a + b)];

    private static double[] Columns(double[] rows, int width) =>
        [.. Enumerable.Range(0, width).Select(c => Enumerable.Range(0, rows.Length / width).Sum(r => rows[r * width + c]))];
}
