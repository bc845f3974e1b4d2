using IonicMlff.Core.Authoring;
using IonicMlff.Core.Geometry;
using IonicMlff.Core.Potentials;
using IonicMlff.Testing;
using Xunit;

/// <summary>
/// What LAMMPS and OpenMM rely on: forces are the gradient and the virial the strain derivative of the energy, rotations and
/// permutations change nothing, several ranks give what one gives, and more. A failure names the defect.
/// </summary>
public sealed class Contract : EvaluatorContract
{
    protected override IPotential Potential { get; } = new MyPotential(PotentialArguments.None);
}

public sealed class Values
{
    [Fact]
    public void A_dimer_at_its_distance_is_bound_by_the_depth()
    {
        using IEvaluator evaluator = new MyPotential(PotentialArguments.None).CreateEvaluator(new EvaluatorOptions());
        Evaluation dimer = Evaluation.Of(evaluator, new AtomSystem([0, 0], [0, 0, 0, 2.87, 0, 0], Cell.None));
        Assert.Equal(-0.34 * Math.Pow(1 - 2.87 * 2.87 / 64, 3), dimer.Energy, 1e-12);
    }
}
