using IonicMlff.Models.Simd.Memory;

namespace IonicMlff.Models.Dpmd.Simd.Fitting;

/// <summary>
/// Arrays of a thread for the fitting nets, rows of as many centres as a tile has: the input of each layer and the output of the last
/// (in the reverse: their gradients), and the slopes of each layer's activations.
/// </summary>
internal sealed unsafe class FittingWork<T> : IDisposable
    where T : unmanaged
{
    private const int Panel = 8;
    private readonly NativeBuffer<T>[] values;
    private readonly NativeBuffer<T>[] slopes;

    /// <param name="widths">Widths of each net's layers: input, outputs.</param>
    /// <param name="lanes">Centres side by side.</param>
    public FittingWork(IReadOnlyList<int[]> widths, int lanes)
    {
        int depth = widths.Max(w => w.Length);
        int[] widest = [.. Enumerable.Range(0, depth).Select(l => (widths.Max(w => l < w.Length ? w[l] : 0) + Panel - 1) / Panel * Panel)];
        values = [.. widest.Select(w => NativeBuffer<T>.Zeros((long)w * lanes))];
        slopes = [.. widest.Skip(1).Select(w => NativeBuffer<T>.Zeros((long)w * lanes))];
    }

    /// <summary>Input of layer l; ∂E/∂input after its reverse.</summary>
    public T* Value(int l) => values[l].Pointer;

    /// <summary>φ' of layer l; ∂E/∂(x·W + b) after its reverse.</summary>
    public T* Slope(int l) => slopes[l].Pointer;

    public void Dispose()
    {
        foreach (NativeBuffer<T> buffer in values.Concat(slopes))
            buffer.Dispose();
    }
}
