using System.Runtime.Intrinsics;
using BenchmarkDotNet.Attributes;
using IonicMlff.Models.Mace.Definition;
using IonicMlff.Models.Mace.Simd.Edges;
using IonicMlff.Models.Simd.Lanes;
using IonicMlff.Models.Simd.Memory;
using IonicMlff.Models.Mace.Simd.Radial;

namespace IonicMlff.Bench;

/// <summary>The 160 radial functions of the second layer for 96 edges: networks, then table without and with slopes.</summary>
public unsafe class RadialTableBenchmarks : IDisposable
{
    private const int Edges = 96;
    private const int Harmonics = 16;
    private readonly RadialFunctions functions;
    private readonly RadialTables<Float512, Vector512<float>, float> tables;
    private readonly NativeBuffer<float> tile = NativeBuffer<float>.Zeros(EdgeTile<Float512, Vector512<float>, float>.Size(Edges, Harmonics));
    private readonly NativeBuffer<float> values = NativeBuffer<float>.Zeros(Edges * 160);
    private readonly NativeBuffer<float> slopes = NativeBuffer<float>.Zeros(Edges * 160);
    private readonly NativeBuffer<nint> rows = new();
    private readonly double[] exact;

    public RadialTableBenchmarks()
    {
        MaceModel model = new BenchSystem().Potential.Model;
        Interaction block = model.Layers[1].Interaction;
        functions = new RadialFunctions(model, block);
        exact = new double[functions.Count];
        tables = new RadialTables<Float512, Vector512<float>, float>(model, block, functions, new QuinticSpline(128, model.Cutoff), 1);
        tables.Ensure(0, 0);
        rows.Ensure(Edges);
        var random = new Random(1);
        for (int e = 0; e < Edges; e++)
            rows.Pointer[e] = *tables.ForReceiver(0) + (nint)random.Next(30, 128) * tables.RowStride * sizeof(float);
    }

    private EdgeTile<Float512, Vector512<float>, float> Tile => new(tile.Pointer, Edges, Harmonics);

    [Benchmark(Baseline = true)]
    public double Networks()
    {
        for (int e = 0; e < Edges; e++)
            functions.Evaluate(1 + 0.05 * e, 0, 0, exact);
        return exact[0];
    }

    [Benchmark]
    public void Table() => RadialKernel<Float512, Vector512<float>, float>.Compute(Tile, rows.Pointer, 0, tables.RowStride, values.Pointer);

    [Benchmark]
    public void TableWithSlopes() => RadialKernel<Float512, Vector512<float>, float>.ComputeWithSlopes(
        Tile, rows.Pointer, 0, tables.RowStride, values.Pointer, slopes.Pointer);

    public void Dispose()
    {
        tables.Dispose();
        tile.Dispose();
        values.Dispose();
        slopes.Dispose();
        rows.Dispose();
        GC.SuppressFinalize(this);
    }
}
