using IonicMlff.Core.Geometry;
using IonicMlff.Core.Potentials;
using Xunit;

namespace IonicMlff.Testing;

/// <summary>Invariances of the energy, covariance of forces and virials, and limits of few and distant atoms.</summary>
public sealed class SymmetryChecks(IPotential potential, EvaluatorOptions options, ContractTolerances tolerances)
{
    private readonly double cutoff = potential.Info.Cutoff;

    public void Rotation() => Orthogonal(determinant: 1);

    public void ImproperRotation() => Orthogonal(determinant: -1);

    public void Permutation()
    {
        AtomSystem system = AtomSystem.Periodic(potential.Info, 20, 1.2 * cutoff, seed: 3);
        int[] order = [.. Enumerable.Range(0, system.Count).OrderBy(i => (i * 7 + 3) % 20)];
        Evaluation original = Evaluate(system), permuted = Evaluate(system.Permuted(order));
        var expected = new Evaluation(
            original.Energy,
            [.. order.SelectMany(i => original.Forces[(3 * i)..(3 * i + 3)])],
            original.Virial,
            [.. order.Select(i => original.SiteEnergies[i])],
            [.. order.SelectMany(i => original.AtomVirials[(9 * i)..(9 * i + 9)])]);
        Agreement.AssertEqual(expected, permuted, tolerances, "atoms in another order");
    }

    public void Translation()
    {
        AtomSystem system = AtomSystem.Periodic(potential.Info, 20, 1.2 * cutoff, seed: 4);
        double[] shift = [1.3, -0.7, 2.9];
        Agreement.AssertEqual(Evaluate(system), Evaluate(system.Moved(k => shift[k % 3])), tolerances, "all atoms shifted");
    }

    public void Wrapping()
    {
        AtomSystem system = AtomSystem.Periodic(potential.Info, 20, 1.2 * cutoff, seed: 5);
        double[] h = system.Rows;
        AtomSystem unwrapped = system.Moved(k =>
        {
            int atom = k / 3, x = k % 3;
            return (atom % 3 - 1) * h[x] + (atom % 4 - 2) * h[3 + x] + atom % 2 * 3 * h[6 + x];
        });
        Agreement.AssertEqual(Evaluate(system), Evaluate(unwrapped), tolerances, "atoms moved by lattice vectors");
    }

    public void CellSmallerThanCutoff()
    {
        AtomSystem small = AtomSystem.Periodic(potential.Info, 2, 0.6 * cutoff, seed: 6);
        Evaluation one = Evaluate(small), eight = Evaluate(small.Replicated(2, 2, 2));
        var expected = new Evaluation(
            8 * one.Energy,
            [.. Enumerable.Repeat(one.Forces, 8).SelectMany(x => x)],
            [.. one.Virial.Select(w => 8 * w)],
            [.. Enumerable.Repeat(one.SiteEnergies, 8).SelectMany(x => x)],
            [.. Enumerable.Repeat(one.AtomVirials, 8).SelectMany(x => x)]);
        Agreement.AssertEqual(expected, eight, tolerances, "cell against its 2×2×2 replica");
    }

    public void NoAtoms()
    {
        Evaluation nothing = Evaluate(new AtomSystem([], [], Cell.None));
        Agreement.AssertClose([0], [nothing.Energy], 0, "energy of no atoms");
        Agreement.AssertClose(new double[9], nothing.Virial, 0, "virial of no atoms");
    }

    public void IsolatedAtoms()
    {
        double[] single = [.. Enumerable.Range(0, potential.Info.AtomicNumbers.Count).Select(z =>
        {
            Evaluation one = Evaluate(new AtomSystem([z], [0.3, -0.2, 0.1], Cell.None));
            Agreement.AssertClose(new double[3], one.Forces, 0, "force on an isolated atom");
            Agreement.AssertClose(new double[9], one.Virial, 0, "virial of an isolated atom");
            Agreement.AssertClose([one.Energy], one.SiteEnergies, 0, "site energy of an isolated atom");
            Assert.True(double.IsFinite(one.Energy), "energy of an isolated atom is not finite");
            return one.Energy;
        })];
        int last = single.Length - 1;
        Evaluation two = Evaluate(new AtomSystem([0, last], [0, 0, 0, 0, 1.001 * cutoff, 0], Cell.None));
        Agreement.AssertClose([single[0] + single[last]], [two.Energy], 2 * tolerances.Energy, "energy of two distant atoms");
        Agreement.AssertClose(new double[6], two.Forces, 0, "forces on two atoms out of reach");
    }

    /// <summary>A probe atom crosses the cutoff of the last atom of a chain: energy and forces have no step.</summary>
    public void CutoffIsSmooth()
    {
        int second = 1 % potential.Info.AtomicNumbers.Count;
        AtomSystem At(double x) => new([0, second, 0], [-1.5, 0.4, 0, 0, 0, 0, x, 0, 0], Cell.None);
        double delta = 1e-4 * cutoff;
        Evaluation beyond = Evaluate(At(cutoff + delta)), before = Evaluate(At(cutoff - delta));
        Agreement.AssertClose([0, 0, 0], beyond.Forces.AsSpan(6, 3), 0, "force on an atom beyond the cutoff");
        // three vanishing derivatives are not demanded, but a step of the force by 10⁻⁴ of its range is one too many
        Agreement.AssertClose([beyond.Energy], [before.Energy], 1e-6 + 3 * tolerances.Energy, "energy across the cutoff");
        double force = 1e-5 + tolerances.Force * Agreement.Scale(beyond.Forces);
        Agreement.AssertClose(beyond.Forces, before.Forces, force, "forces across the cutoff");
    }

    private void Orthogonal(int determinant)
    {
        AtomSystem system = AtomSystem.Periodic(potential.Info, 20, 1.2 * cutoff, seed: 2);
        double[] m = [.. RotationMatrix(0.9, 2.1, -0.4).Select(x => determinant * x)];
        Evaluation original = Evaluate(system), rotated = Evaluate(system.Transformed(m));
        var expected = new Evaluation(
            original.Energy,
            AtomSystem.Multiply(original.Forces, m),
            RotateTensors(original.Virial, m),
            original.SiteEnergies,
            RotateTensors(original.AtomVirials, m));
        Agreement.AssertEqual(expected, rotated, tolerances, determinant > 0 ? "rotated system" : "reflected system");
    }

    // W' = Mᵀ W M for every nine numbers
    private static double[] RotateTensors(double[] tensors, double[] m)
    {
        var result = new double[tensors.Length];
        for (int k = 0; k < tensors.Length; k++)
        {
            int a = k % 9 / 3, b = k % 3;
            for (int c = 0; c < 3; c++)
                for (int d = 0; d < 3; d++)
                    result[k] += m[3 * c + a] * tensors[k - k % 9 + 3 * c + d] * m[3 * d + b];
        }

        return result;
    }

    private static double[] RotationMatrix(double alpha, double beta, double gamma)
    {
        (double sa, double ca) = Math.SinCos(alpha);
        (double sb, double cb) = Math.SinCos(beta);
        (double sc, double cc) = Math.SinCos(gamma);
        return
        [
            ca * cb, ca * sb * sc - sa * cc, ca * sb * cc + sa * sc,
            sa * cb, sa * sb * sc + ca * cc, sa * sb * cc - ca * sc,
            -sb, cb * sc, cb * cc,
        ];
    }

    private Evaluation Evaluate(AtomSystem system)
    {
        using IEvaluator evaluator = potential.CreateEvaluator(options);
        return Evaluation.Of(evaluator, system);
    }
}
