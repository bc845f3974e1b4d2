using IonicMlff.Core.Potentials;
using IonicMlff.Models.Dpmd;
using IonicMlff.Models.Dpmd.Definition;
using IonicMlff.Testing;

namespace IonicMlff.Models.Tests.Dpmd;

/// <summary>
/// The contract of every evaluator, kept by both back ends. The contract's random atoms are denser in some elements than the
/// models foresee, and neighbours beyond sel break any symmetry; so each type gets the same ample number of slots.
/// </summary>
public abstract class DpmdContract(string model, string backend = "reference", Precision precision = Precision.Double, int threads = 1)
    : EvaluatorContract
{
    private const int AmpleSlots = 40;

    protected override EvaluatorOptions Options => new() { Backend = backend, Precision = precision, Threads = threads };

    // Float arithmetic: relative rounding of some 1e-6; finite differences need steps that stand out of it.
    protected override ContractTolerances Tolerances => precision == Precision.Double
        ? ContractTolerances.Double with { NoAllocation = backend == "simd" }
        : new ContractTolerances { Energy = 3e-6, Force = 5e-5, Derivative = 1e-3, Step = 4e-3 };

    protected override IPotential Potential { get; } = new DpmdPotential(WithSlots(DpmdCase.Read(model), AmpleSlots));

    /// <summary>The model with other numbers of slots; its statistics do not differ between slots.</summary>
    internal static DpmdModel WithSlots(DpmdModel model, int perType)
    {
        EnvironmentMatrix matrix = model.Environment;
        int total = perType * model.TypeCount;
        double[] Spread(double[] values) =>
        [
            .. from type in Enumerable.Range(0, model.TypeCount)
               from slot in Enumerable.Range(0, total)
               from component in Enumerable.Range(0, 4)
               select values[4 * type * matrix.Sel.Sum() + component],
        ];
        return model with
        {
            Environment = matrix with
            {
                Sel = [.. Enumerable.Repeat(perType, model.TypeCount)],
                NormalisationCount = total,
                Average = Spread(matrix.Average),
                Deviation = Spread(matrix.Deviation),
            },
        };
    }
}

public sealed class PairNetsContract() : DpmdContract("s_tanh_twoside");

public sealed class ExcludedPairsContract() : DpmdContract("s_exclude_oneside");

public sealed class SimdPairNetsDouble() : DpmdContract("s_tanh_twoside", "simd");

public sealed class SimdPairNetsMixed() : DpmdContract("s_tanh_twoside", "simd", Precision.Mixed);

public sealed class SimdExcludedPairsTwoThreads() : DpmdContract("s_exclude_oneside", "simd", threads: 2);

public sealed class SimdCompressedMixed() : DpmdContract("s_emb_124_compressed_stride005", "simd", Precision.Mixed, threads: 2);

public sealed class SimdMixedShapesDouble() : DpmdContract("s_emb_mixed_shapes", "simd");
