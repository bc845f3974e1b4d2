using IonicMlff.Models.Simd.Lanes;
using IonicMlff.Models.Simd.Memory;

namespace IonicMlff.Models.Mace.Simd.Channels;

/// <summary>A matrix [in, out] that mixes channels, and its transpose, each with its columns padded to whole registers.</summary>
internal sealed unsafe class ChannelMatrix<L, V, T> : IDisposable
    where L : struct, ILane<V, T>
    where V : struct
    where T : unmanaged
{
    private readonly NativeBuffer<T> forward;
    private readonly NativeBuffer<T> transposed;

    public ChannelMatrix(ReadOnlySpan<double> weight, int inputs, int outputs)
    {
        Inputs = inputs;
        Outputs = outputs;
        int paddedOut = new ChannelLayout(outputs, L.Count).RowLength(1), paddedIn = new ChannelLayout(inputs, L.Count).RowLength(1);
        forward = NativeBuffer<T>.Zeros((long)inputs * paddedOut);
        transposed = NativeBuffer<T>.Zeros((long)outputs * paddedIn);
        for (int u = 0; u < inputs; u++)
        {
            for (int w = 0; w < outputs; w++)
            {
                T value = L.FromDouble(weight[u * outputs + w]);
                forward.Pointer[u * paddedOut + w] = value;
                transposed.Pointer[w * paddedIn + u] = value;
            }
        }
    }

    /// <summary>Rows.</summary>
    public int Inputs { get; }

    /// <summary>Columns.</summary>
    public int Outputs { get; }

    /// <summary>y[w, m] += Σ_u W[u, w] x[u, m] for components m = 0 .. rows − 1; rows are [block, component, lane].</summary>
    public void Add(T* x, int xComponents, T* y, int yComponents, int rows) =>
        MixKernel<L, V, T>.Add(x, xComponents, Inputs, forward.Pointer, Outputs, y, yComponents, rows);

    /// <summary>x[u, m] += Σ_w W[u, w] y[w, m].</summary>
    public void AddReverse(T* y, int yComponents, T* x, int xComponents, int rows) =>
        MixKernel<L, V, T>.Add(y, yComponents, Outputs, transposed.Pointer, Inputs, x, xComponents, rows);

    public void Dispose()
    {
        forward.Dispose();
        transposed.Dispose();
    }
}
