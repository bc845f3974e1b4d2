using BenchmarkDotNet.Attributes;
using IonicMlff.Core.Frames;
using IonicMlff.Core.Potentials;
using IonicMlff.Models;

namespace IonicMlff.Bench;

/// <summary>
/// One step of 350 atoms on one thread with a Deep Potential of the paper's size (10 Å, embedding 25-50-100, fitting 3 × 240): energy, forces
/// and virial. The Reference takes seconds; <c>ilmlff bench</c> compares with it.
/// </summary>
public class DpmdBenchmarks : IDisposable
{
    private readonly Frame frame = ExtxyzReader.Read(BenchSystem.Data("deepmd", "structures", "pyr14bf4_350_a.extxyz")).First();
    private readonly double[] forces;
    private readonly double[] virial = new double[9];
    private readonly int[] species;
    private readonly IEvaluator simdDouble;
    private readonly IEvaluator simdMixed;

    public DpmdBenchmarks()
    {
        IPotential potential = PotentialFile.Open(BenchSystem.Data("deepmd", "models", "il_paper_twoside.pth.gz"));
        List<int> elements = [.. potential.Info.AtomicNumbers];
        species = Array.ConvertAll(frame.AtomicNumbers, elements.IndexOf);
        forces = new double[frame.Positions.Length];
        simdDouble = potential.CreateEvaluator(new EvaluatorOptions { Backend = "simd" });
        simdMixed = potential.CreateEvaluator(new EvaluatorOptions { Backend = "simd", Precision = Precision.Mixed });
    }

    [Benchmark]
    public double SimdDouble() => Step(simdDouble);

    [Benchmark]
    public double SimdMixed() => Step(simdMixed);

    public void Dispose()
    {
        simdDouble.Dispose();
        simdMixed.Dispose();
        GC.SuppressFinalize(this);
    }

    private double Step(IEvaluator evaluator)
    {
        var atoms = new AtomsView { LocalCount = frame.Count, Positions = frame.Positions, Species = species, Cell = frame.Cell };
        var results = new ResultsView { Forces = forces, Virial = virial };
        evaluator.Compute(atoms, ref results);
        return results.Energy;
    }
}
