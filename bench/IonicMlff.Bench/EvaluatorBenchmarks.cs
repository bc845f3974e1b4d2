using BenchmarkDotNet.Attributes;
using IonicMlff.Core.Potentials;

namespace IonicMlff.Bench;

/// <summary>One step of 350 atoms on one thread, energy, forces and virial: the Reference against the SIMD evaluator.</summary>
public class EvaluatorBenchmarks : IDisposable
{
    private readonly BenchSystem system = new();
    private readonly IEvaluator reference;
    private readonly IEvaluator simdDouble;
    private readonly IEvaluator simdMixed;

    public EvaluatorBenchmarks()
    {
        reference = system.Create("reference", Precision.Double);
        simdDouble = system.Create("simd", Precision.Double);
        simdMixed = system.Create("simd", Precision.Mixed);
    }

    [Benchmark(Baseline = true)]
    public double Reference() => system.Step(reference);

    [Benchmark]
    public double SimdDouble() => system.Step(simdDouble);

    [Benchmark]
    public double SimdMixed() => system.Step(simdMixed);

    public void Dispose()
    {
        reference.Dispose();
        simdDouble.Dispose();
        simdMixed.Dispose();
        GC.SuppressFinalize(this);
    }
}
