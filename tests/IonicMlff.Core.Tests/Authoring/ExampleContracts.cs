using IonicMlff.Core.Authoring;
using IonicMlff.Core.Potentials;
using IonicMlff.Examples;
using IonicMlff.Testing;

namespace IonicMlff.Core.Tests.Authoring;

/// <summary>Cut sharply, as the LAMMPS style it is compared with.</summary>
public sealed class LennardJonesContract : EvaluatorContract
{
    protected override IPotential Potential { get; } = new LennardJones(new PotentialArguments(["sigma", "2.0", "cutoff", "6"]));

    protected override bool EndsSmoothly => false;
}

/// <summary>Two elements, and a force that goes to zero at the cutoff.</summary>
public sealed class MoltenSaltContract : EvaluatorContract
{
    // Fumi and Tosi's attraction −C/r⁶ wins below 1 Å or so; the contract's atoms keep 1.2 Å.
    protected override IPotential Potential { get; } = new MoltenSalt(new PotentialArguments(["salt", "LiF", "cutoff", "7"]));

    // −C/r⁶ − D/r⁸ ends with a step of some 1e-4 eV, as it does in the original
    protected override bool EndsSmoothly => false;
}

public sealed class ShortRangeContract : EvaluatorContract
{
    protected override IPotential Potential { get; } = new ShortRange(new PotentialArguments(["scale", "2.0"]));
}
