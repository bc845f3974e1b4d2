using IonicMlff.Core.Potentials;
using IonicMlff.Models.Tests.Mace.Golden;
using IonicMlff.Testing;

namespace IonicMlff.Models.Tests.Mace.Simd;

/// <summary>The contract of every evaluator, kept by the SIMD evaluator in both precisions on models of each family it supports.</summary>
public abstract class SimdContract(string model, Precision precision, int threads = 1) : EvaluatorContract
{
    protected override IPotential Potential { get; } = GoldenCase.Potential(model);

    protected override EvaluatorOptions Options => new() { Backend = "simd", Precision = precision, Threads = threads };

    // Float arithmetic: relative rounding of some 1e-6; finite differences need steps that stand out of it.
    protected override ContractTolerances Tolerances => precision == Precision.Double
        ? ContractTolerances.Double
        : new ContractTolerances { Energy = 1e-6, Force = 5e-5, Derivative = 1e-3, Step = 4e-3 };
}

public sealed class PaperModelDouble() : SimdContract("paper_pyr14bf4", Precision.Double);

public sealed class PaperModelMixed() : SimdContract("paper_pyr14bf4", Precision.Mixed);

public sealed class PaperModelTwoThreads() : SimdContract("paper_pyr14bf4", Precision.Double, threads: 2);

public sealed class DensityAndRepulsionDouble() : SimdContract("ft_naive_from_mpa0", Precision.Double);

public sealed class DensityAndRepulsionMixed() : SimdContract("ft_naive_from_mpa0", Precision.Mixed);

public sealed class LegacyL2Double() : SimdContract("legacy_v030_mp0a_L2", Precision.Double);

public sealed class ThreeLayersL2Mixed() : SimdContract("var_c2_i3_L2_gatenone_gauss", Precision.Mixed, threads: 2);

public sealed class OneLayerDouble() : SimdContract("var_i1_abs", Precision.Double);

public sealed class SoftTransformDouble() : SimdContract("var_soft_tanh_c3", Precision.Double);

public sealed class PlainMaceTwelveChannels() : SimdContract("plain_mace_class", Precision.Double);
