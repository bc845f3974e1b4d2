using IonicMlff.Models.Mace.Definition;
using IonicMlff.Models.Mace.Reference;
using IonicMlff.Models.Mace.Simd.Channels;
using IonicMlff.Models.Simd.Lanes;
using IonicMlff.Models.Simd.Memory;

namespace IonicMlff.Models.Mace.Simd.Layers;

/// <summary>
/// Energy of one head from the scalar features of an atom, ε(h), and its gradient in the same call. Energies are summed in double.
/// The scalars are component 0 of a feature row.
/// </summary>
internal abstract unsafe class SimdReadout<L, V, T> : IDisposable
    where L : struct, ILane<V, T>
    where V : struct
    where T : unmanaged
{
    /// <summary>Numbers of scratch that <see cref="Evaluate"/> needs.</summary>
    public abstract int ScratchLength { get; }

    public static SimdReadout<L, V, T> Create(Readout readout, int channels, int head, int headCount) => readout switch
    {
        LinearReadout linear => new LinearHead<L, V, T>(linear, channels, head, headCount),
        NonLinearReadout nonLinear => new NonLinearHead<L, V, T>(nonLinear, channels, head, headCount),
        _ => throw new ArgumentOutOfRangeException(nameof(readout)),
    };

    /// <summary>Returns ε and adds scale·∂ε/∂h to the gradient row.</summary>
    public abstract double Evaluate(T* h, int components, double scale, T* hGrad, T* scratch);

    public abstract void Dispose();
}

/// <summary>ε = Σ_c W[c] h[c].</summary>
internal sealed unsafe class LinearHead<L, V, T>(LinearReadout readout, int channels, int head, int headCount) : SimdReadout<L, V, T>
    where L : struct, ILane<V, T>
    where V : struct
    where T : unmanaged
{
    private readonly ChannelLayout layout = new(channels, L.Count);
    private readonly double[] weight = [.. Enumerable.Range(0, channels).Select(c => readout.Weight[c * headCount + head])];

    public override int ScratchLength => 0;

    public override double Evaluate(T* h, int components, double scale, T* hGrad, T* scratch)
    {
        double energy = 0;
        for (int c = 0; c < weight.Length; c++)
        {
            int at = layout.Index(c, 0, components);
            energy += weight[c] * L.ToDouble(h[at]);
            hGrad[at] = L.FromDouble(L.ToDouble(hGrad[at]) + scale * weight[c]);
        }

        return energy;
    }

    public override void Dispose()
    {
    }
}

/// <summary>
/// ε = Σ_o W2[o] y_last[o] + b, y_1 = φ(hᵀW1 + b1), y_2 = φ(y_1ᵀW_mid + b_mid) where there is a middle layer. Only the hidden units
/// of the head are kept: those of other heads are zero after every activation.
/// </summary>
internal sealed unsafe class NonLinearHead<L, V, T> : SimdReadout<L, V, T>
    where L : struct, ILane<V, T>
    where V : struct
    where T : unmanaged
{
    private readonly Activation activation;
    private readonly int units;
    private readonly int rowLength;
    private readonly ChannelMatrix<L, V, T>[] matrices;
    private readonly NativeBuffer<T>[] biases; // padded with zeros
    private readonly double[] last;
    private readonly double lastBias;

    public NonLinearHead(NonLinearReadout readout, int channels, int head, int headCount)
    {
        activation = readout.Activation;
        units = readout.HiddenPerHead;
        rowLength = new ChannelLayout(units, L.Count).RowLength(1);
        int first = headCount > 1 ? head * units : 0;
        DenseLayer[] hidden = readout.LinearMid is { } mid ? [readout.Linear1, mid] : [readout.Linear1];
        matrices = [.. hidden.Select((layer, k) => k == 0 ? Part(layer, 0, channels, first) : Part(layer, first, units, first))];
        biases = Array.ConvertAll(hidden, layer => BiasOf(layer, first));
        last = [.. Enumerable.Range(first, units).Select(o => readout.Linear2.Weight[o * readout.Linear2.Out + head])];
        lastBias = readout.Linear2.Bias?[head] ?? 0;
    }

    public override int ScratchLength => (2 * matrices.Length + 1) * rowLength;

    public override double Evaluate(T* h, int components, double scale, T* hGrad, T* scratch)
    {
        // x_k before, y_k after the activation of hidden layer k
        T* input = h;
        int inputComponents = components;
        for (int k = 0; k < matrices.Length; k++)
        {
            T* x = X(scratch, k), y = Y(scratch, k);
            new Span<T>(biases[k].Pointer, rowLength).CopyTo(new Span<T>(x, rowLength));
            matrices[k].Add(input, inputComponents, x, 1, 1);
            for (int o = 0; o < rowLength; o++)
                y[o] = o < units ? L.FromDouble(activation.Value(L.ToDouble(x[o]))) : default;
            input = y;
            inputComponents = 1;
        }

        double energy = lastBias;
        for (int o = 0; o < units; o++)
            energy += last[o] * L.ToDouble(input[o]);
        Reverse(components, scale, hGrad, scratch);
        return energy;
    }

    public override void Dispose()
    {
        foreach (ChannelMatrix<L, V, T> matrix in matrices)
            matrix.Dispose();
        foreach (NativeBuffer<T> bias in biases)
            bias.Dispose();
    }

    private void Reverse(int components, double scale, T* hGrad, T* scratch)
    {
        T* grad = X(scratch, matrices.Length); // ∂E/∂y_k, then ∂E/∂x_k
        for (int o = 0; o < rowLength; o++)
            grad[o] = o < units ? L.FromDouble(scale * last[o]) : default;
        for (int k = matrices.Length - 1; k >= 0; k--)
        {
            T* x = X(scratch, k);
            for (int o = 0; o < units; o++)
                grad[o] = L.FromDouble(L.ToDouble(grad[o]) * activation.Slope(L.ToDouble(x[o])));
            if (k == 0)
            {
                matrices[0].AddReverse(grad, 1, hGrad, components, 1);
                return;
            }

            T* previous = Y(scratch, k - 1); // its values are no longer needed
            new Span<T>(previous, rowLength).Clear();
            matrices[k].AddReverse(grad, 1, previous, 1, 1);
            grad = previous;
        }
    }

    private T* X(T* scratch, int k) => scratch + 2 * k * rowLength;

    private T* Y(T* scratch, int k) => scratch + (2 * k + 1) * rowLength;

    private ChannelMatrix<L, V, T> Part(DenseLayer layer, int firstInput, int inputs, int firstOutput)
    {
        var weight = new double[inputs * units];
        for (int i = 0; i < inputs; i++)
            Array.Copy(layer.Weight, (firstInput + i) * layer.Out + firstOutput, weight, i * units, units);
        return new ChannelMatrix<L, V, T>(weight, inputs, units);
    }

    private NativeBuffer<T> BiasOf(DenseLayer layer, int first)
    {
        NativeBuffer<T> bias = NativeBuffer<T>.Zeros(rowLength);
        for (int o = 0; layer.Bias is not null && o < units; o++)
            bias.Pointer[o] = L.FromDouble(layer.Bias[first + o]);
        return bias;
    }
}
