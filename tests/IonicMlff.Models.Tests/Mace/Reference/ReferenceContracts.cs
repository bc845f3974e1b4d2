using IonicMlff.Core.Potentials;
using IonicMlff.Models.Tests.Mace.Golden;
using IonicMlff.Testing;

namespace IonicMlff.Models.Tests.Mace.Reference;

/// <summary>The contract of every evaluator, kept by the reference on one model of each family.</summary>
public abstract class ReferenceContract(string model) : EvaluatorContract
{
    protected override IPotential Potential { get; } = GoldenCase.Potential(model);

    protected override EvaluatorOptions Options => new() { Backend = "reference" };
}

public sealed class PaperModelContract() : ReferenceContract("paper_pyr14bf4");

public sealed class DensityAndRepulsionContract() : ReferenceContract("mpa0_like");

public sealed class NonLinearContract() : ReferenceContract("mh1_like");

public sealed class ChargeAndSpinContract() : ReferenceContract("omol_like")
{
    protected override EvaluatorOptions Options => base.Options with { TotalCharge = -1, TotalSpin = 2 };
}

public sealed class LegacyL2Contract() : ReferenceContract("legacy_v030_mp0a_L2");

public sealed class SoftTransformContract() : ReferenceContract("var_soft_tanh_c3");

public sealed class PseudovectorContract() : ReferenceContract("exotic_1e");

public sealed class OneLayerContract() : ReferenceContract("var_i1_abs");
