using IonicMlff.Core.Potentials;
using IonicMlff.Models.Tests.Mace.Golden;
using IonicMlff.Testing;

namespace IonicMlff.Torch.Tests.Evaluators;

/// <summary>
/// The contract of every evaluator, kept by the back end torch in both precisions, ghosts and several ranks included.
/// </summary>
[SkippedFor(typeof(TorchHere), nameof(TorchHere.Missing))]
public abstract class TorchContract(string model, Precision precision) : EvaluatorContract
{
    protected override IPotential Potential { get; } = GoldenCase.Potential(model);

    protected override EvaluatorOptions Options => new() { Backend = "torch", Precision = precision };

    // Float arithmetic: relative rounding of some 1e-6; finite differences need steps that stand out of it.
    protected override ContractTolerances Tolerances => precision == Precision.Double
        ? ContractTolerances.Double with { NoAllocation = false }
        : new ContractTolerances { Energy = 2e-6, Force = 1e-4, Derivative = 1e-3, Step = 4e-3, NoAllocation = false };
}

public sealed class PaperModelDouble() : TorchContract("paper_pyr14bf4", Precision.Double);

public sealed class PaperModelMixed() : TorchContract("paper_pyr14bf4", Precision.Mixed);

public sealed class ThreeLayersL2Double() : TorchContract("var_c2_i3_L2_gatenone_gauss", Precision.Double);

public sealed class OneLayerDouble() : TorchContract("var_i1_abs", Precision.Double);

public sealed class DensityAndRepulsionDouble() : TorchContract("ft_naive_from_mpa0", Precision.Double);

public sealed class NonLinearHeadsDouble() : TorchContract("mh1_like", Precision.Double)
{
    protected override EvaluatorOptions Options => base.Options with { Head = GoldenCase.Potential("mh1_like").Model.Heads[1] };
}
