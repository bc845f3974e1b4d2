using System.Runtime.Intrinsics;
using BenchmarkDotNet.Attributes;
using IonicMlff.Models.Simd.Lanes;
using IonicMlff.Models.Simd.Memory;
using IonicMlff.Models.Mace.Simd.Polynomials;

namespace IonicMlff.Bench;

/// <summary>The symmetric contraction of one atom's 16 channels in the first layer (0e and 1o, correlation 3): values, and gradient.</summary>
public unsafe class ContractionBenchmarks : IDisposable
{
    private readonly ContractionPlan plan = new(new BenchSystem().Potential.Model.Layers[0].Product);
    private readonly NativeBuffer<int> program = new();
    private readonly NativeBuffer<float> coefficients = NativeBuffer<float>.Zeros(1 << 16);
    private readonly NativeBuffer<float> rows = NativeBuffer<float>.Zeros(1 << 12);

    public ContractionBenchmarks()
    {
        program.Ensure(plan.Program.Length);
        plan.Program.CopyTo(new Span<int>(program.Pointer, plan.Program.Length));
        double[] values = plan.Coefficients(0); // [coefficient, 16 channels] is one register per coefficient
        for (int k = 0; k < values.Length; k++)
            coefficients.Pointer[k] = (float)values[k];
        for (int k = 0; k < rows.Capacity; k++)
            rows.Pointer[k] = 0.1f + 0.001f * (k % 97);
    }

    [Benchmark(Baseline = true)]
    public void Compute() => ContractionKernel<Float512, Vector512<float>, float>.Compute(
        program.Pointer, plan.Outputs, coefficients.Pointer, rows.Pointer, rows.Pointer + 1024);

    [Benchmark]
    public void Reverse() => ContractionKernel<Float512, Vector512<float>, float>.Reverse(
        program.Pointer, plan.Outputs, coefficients.Pointer, rows.Pointer, rows.Pointer + 1024, rows.Pointer + 2048);

    public void Dispose()
    {
        program.Dispose();
        coefficients.Dispose();
        rows.Dispose();
        GC.SuppressFinalize(this);
    }
}
