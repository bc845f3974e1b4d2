using static TorchSharp.torch;

namespace IonicMlff.Torch;

/// <summary>Tensors of one type and device from arrays, detached from dispose scopes: their owner disposes them.</summary>
internal readonly struct BatchTensors(ScalarType dtype, Device device)
{
    /// <summary>Numbers of all graphs one after another.</summary>
    public Tensor Reals(IReadOnlyList<FrameGraph> graphs, Func<FrameGraph, double[]> part, params long[] shape) =>
        Reals(graphs.Count == 1 ? part(graphs[0]) : [.. graphs.SelectMany(part)], shape);

    /// <summary>Numbers, rounded to the type.</summary>
    public Tensor Reals(double[] values, params long[] shape)
    {
        using Tensor made = dtype == ScalarType.Float32
            ? tensor(Array.ConvertAll(values, x => (float)x), dtype: ScalarType.Float32)
            : tensor(values, dtype: ScalarType.Float64);
        return Placed(made.reshape(shape));
    }

    /// <summary>Atom indices of all graphs, counted through the batch; <paramref name="perAtom"/> 0 leaves the numbers as they are.</summary>
    public Tensor Indices(IReadOnlyList<FrameGraph> graphs, Func<FrameGraph, int, int[]> part, int perAtom)
    {
        var all = new List<long>();
        int first = 0;
        foreach (FrameGraph graph in graphs)
        {
            foreach (int index in part(graph, first))
                all.Add(index + perAtom * first);
            first += graph.AtomCount;
        }

        return Integers([.. all]);
    }

    /// <summary>Whole numbers, [n] int64.</summary>
    public Tensor Integers(long[] values) => Placed(tensor(values, dtype: ScalarType.Int64));

    private Tensor Placed(Tensor made)
    {
        Tensor placed = made.to(device);
        if (!ReferenceEquals(placed, made) && placed.Handle != made.Handle)
            made.Dispose();
        return placed.DetachFromDisposeScope();
    }
}
