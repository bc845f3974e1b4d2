using BenchmarkDotNet.Attributes;
using IonicMlff.Core.Neighbors;

namespace IonicMlff.Bench;

/// <summary>The neighbour list of 350 atoms within 6 Å: built anew, and found to be still good.</summary>
public class NeighborListBenchmarks
{
    private readonly BenchSystem system = new();
    private readonly NeighborList kept;

    public NeighborListBenchmarks()
    {
        kept = new NeighborList(system.Potential.Info.Cutoff);
        kept.Update(system.Atoms);
    }

    [Benchmark(Baseline = true)]
    public int Build()
    {
        var list = new NeighborList(system.Potential.Info.Cutoff);
        list.Update(system.Atoms);
        return list.Neighbor.Length;
    }

    [Benchmark]
    public bool Keep() => kept.Update(system.Atoms);
}
