using IonicMlff.Models.Dpmd.Definition;
using IonicMlff.Models.Simd.Lanes;

namespace IonicMlff.Models.Dpmd.Simd.Fitting;

/// <summary>
/// Fitting net of one centre type for many centres at once, centres in lanes: h = act(x·W + b)·idt; x' = h, x + h or (x, x) + h.
/// </summary>
internal sealed unsafe class SimdFittingNet<L, V, T> : IDisposable
    where L : struct, ILane<V, T>
    where V : struct
    where T : unmanaged
{
    private readonly DpmdLayer[] layers;
    private readonly PackedMatrix<L, V, T>[] forward;
    private readonly PackedMatrix<L, V, T>[] reverse;

    public SimdFittingNet(DpmdLayer[] layers)
    {
        this.layers = layers;
        forward = [.. layers.Select(l => new PackedMatrix<L, V, T>(l.Out, l.In, (o, i) => l.Weight[i * l.Out + o]))];
        reverse = [.. layers.Select(l => new PackedMatrix<L, V, T>(l.In, l.Out, (i, o) => l.Weight[i * l.Out + o]))];
    }

    /// <summary>Input, then the outputs of the layers.</summary>
    public int[] Widths => [layers[0].In, .. layers.Select(l => l.Out)];

    /// <summary>Layers.</summary>
    public int Depth => layers.Length;

    /// <summary>Forward pass: work.Value(0) → work.Value(Depth).</summary>
    public void Compute(FittingWork<T> work, int vectors)
    {
        for (int l = 0; l < layers.Length; l++)
        {
            // x' = act(x·W + b)·idt + shortcut
            DpmdLayer layer = layers[l];
            T* x = work.Value(l), y = work.Value(l + 1);
            int stride = vectors * L.Count;
            for (int o = 0; o < forward[l].PaddedRows; o++)
                Fill(y + (long)o * stride, vectors, o < layer.Out ? layer.Bias?[o] ?? 0 : 0);
            forward[l].AddProduct(x, y, vectors);
            ActivationKernel<L, V, T>.Apply(layer, y, work.Slope(l), (long)layer.Out * stride);
            Finish(layer, x, y, work.Slope(l), vectors);
        }
    }

    /// <summary>Reverse of the last forward pass: ∂E/∂work.Value(0) for an energy that is the sum of the outputs.</summary>
    public void Reverse(FittingWork<T> work, int vectors)
    {
        Fill(work.Value(layers.Length), vectors, 1);
        for (int l = layers.Length - 1; l >= 0; l--)
        {
            // ∂E/∂y = ∂E/∂x' act'·idt;  ∂E/∂x = W ∂E/∂y + shortcut
            DpmdLayer layer = layers[l];
            int stride = vectors * L.Count;
            T* above = work.Value(l + 1), below = work.Value(l), y = work.Slope(l);
            for (long k = 0; k < (long)layer.Out * stride; k += L.Count)
                L.Store(L.Multiply(L.Load(y + k), L.Load(above + k)), y + k);
            ReverseShortcut(layer, above, below, reverse[l].PaddedRows, vectors);
            reverse[l].AddProduct(y, below, vectors);
        }
    }

    public void Dispose()
    {
        foreach (PackedMatrix<L, V, T> matrix in forward.Concat(reverse))
            matrix.Dispose();
    }

    // idt and the shortcut
    private static void Finish(DpmdLayer layer, T* x, T* y, T* slope, int vectors)
    {
        if (layer.TimeStep is null && layer.Shortcut == Shortcut.None)
            return;

        int stride = vectors * L.Count;
        for (int o = 0; o < layer.Out; o++)
        {
            V idt = L.Spread(layer.TimeStep?[o] ?? 1);
            T* from = x + (long)(o % layer.In) * stride, to = y + (long)o * stride, slopes = slope + (long)o * stride;
            for (int k = 0; k < stride; k += L.Count)
            {
                V h = L.Multiply(idt, L.Load(to + k));
                L.Store(layer.Shortcut == Shortcut.None ? h : L.Add(h, L.Load(from + k)), to + k);
                L.Store(L.Multiply(idt, L.Load(slopes + k)), slopes + k);
            }
        }
    }

    private static void ReverseShortcut(DpmdLayer layer, T* above, T* below, int rows, int vectors)
    {
        int stride = vectors * L.Count;
        for (int i = 0; i < rows; i++)
            Fill(below + (long)i * stride, vectors, 0);
        if (layer.Shortcut == Shortcut.None)
            return;

        for (int o = 0; o < layer.Out; o++)
        {
            T* to = below + (long)(o % layer.In) * stride, from = above + (long)o * stride;
            for (int k = 0; k < stride; k += L.Count)
                L.Store(L.Add(L.Load(to + k), L.Load(from + k)), to + k);
        }
    }

    private static void Fill(T* row, int vectors, double value)
    {
        V v = L.Spread(value);
        for (int k = 0; k < vectors * L.Count; k += L.Count)
            L.Store(v, row + k);
    }
}
