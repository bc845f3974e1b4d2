using IonicMlff.Models.Equivariance;
using IonicMlff.Models.Mace.Definition;

namespace IonicMlff.Models.Mace.Reference;

/// <summary>Energy of one head from the scalar (0e) features after a layer.</summary>
internal abstract class ReadoutStage(Irreps features)
{
    private readonly int[] scalars = [.. Enumerable.Range(0, features.Blocks.Count)
        .Where(b => features.Blocks[b] is { L: 0, Parity: 1 })
        .SelectMany(b => Enumerable.Range(features.Offsets[b], features.Blocks[b].Mul))];

    /// <summary>Positions of the scalars in a feature row.</summary>
    protected ReadOnlySpan<int> Scalars => scalars;

    public static ReadoutStage Create(Readout readout, Irreps features, int head, int headCount) => readout switch
    {
        LinearReadout linear => new LinearReadoutStage(linear, features, head, headCount),
        NonLinearReadout nonLinear => new NonLinearReadoutStage(nonLinear, features, head, headCount),
        _ => throw new ArgumentOutOfRangeException(nameof(readout)),
    };

    /// <summary>ε of one atom, eV before scale and shift.</summary>
    public abstract double Compute(ReadOnlySpan<double> h);

    /// <summary>∂E/∂h += scale·∂ε/∂h.</summary>
    public abstract void Reverse(ReadOnlySpan<double> h, double scale, Span<double> hGrad);
}

/// <summary>ε = Σ_c W[c, head] h[c].</summary>
internal sealed class LinearReadoutStage(LinearReadout readout, Irreps features, int head, int headCount) : ReadoutStage(features)
{
    public override double Compute(ReadOnlySpan<double> h)
    {
        double sum = 0;
        for (int c = 0; c < Scalars.Length; c++)
            sum += readout.Weight[c * headCount + head] * h[Scalars[c]];
        return sum;
    }

    public override void Reverse(ReadOnlySpan<double> h, double scale, Span<double> hGrad)
    {
        for (int c = 0; c < Scalars.Length; c++)
            hGrad[Scalars[c]] += scale * readout.Weight[c * headCount + head];
    }
}

/// <summary>
/// ε = linear_2(y_last)[head], y_1 = φ(linear_1(h)), y_2 = φ(linear_mid(y_1)) where there is a middle layer. Hidden units of the
/// other heads are zero after every activation, so only units head·M .. (head+1)·M are computed.
/// </summary>
internal sealed class NonLinearReadoutStage : ReadoutStage
{
    private readonly NonLinearReadout readout;
    private readonly DenseLayer[] hidden;
    private readonly double[][] x;   // before the activation, per hidden layer
    private readonly double[][] y;   // after it
    private readonly double[] grad;
    private readonly double[] nextGrad;
    private readonly int head;
    private readonly int first;      // first hidden unit of the head

    public NonLinearReadoutStage(NonLinearReadout readout, Irreps features, int head, int headCount) : base(features)
    {
        this.readout = readout;
        this.head = head;
        int units = readout.HiddenPerHead;
        first = headCount > 1 ? head * units : 0;
        hidden = readout.LinearMid is { } mid ? [readout.Linear1, mid] : [readout.Linear1];
        x = Array.ConvertAll(hidden, _ => new double[units]);
        y = Array.ConvertAll(hidden, _ => new double[units]);
        grad = new double[units];
        nextGrad = new double[units];
    }

    public override double Compute(ReadOnlySpan<double> h)
    {
        for (int k = 0; k < hidden.Length; k++)
        {
            DenseLayer layer = hidden[k];
            for (int o = 0; o < y[k].Length; o++)
            {
                double sum = layer.Bias?[first + o] ?? 0;
                if (k == 0)
                {
                    for (int c = 0; c < Scalars.Length; c++)
                        sum += layer.Weight[c * layer.Out + first + o] * h[Scalars[c]];
                }
                else
                {
                    for (int i = 0; i < y[k].Length; i++)
                        sum += layer.Weight[(first + i) * layer.Out + first + o] * y[k - 1][i];
                }

                x[k][o] = sum;
                y[k][o] = readout.Activation.Value(sum);
            }
        }

        double energy = readout.Linear2.Bias?[head] ?? 0;
        for (int i = 0; i < grad.Length; i++)
            energy += readout.Linear2.Weight[(first + i) * readout.Linear2.Out + head] * y[^1][i];
        return energy;
    }

    public override void Reverse(ReadOnlySpan<double> h, double scale, Span<double> hGrad)
    {
        Compute(h);
        for (int i = 0; i < grad.Length; i++)
            grad[i] = scale * readout.Linear2.Weight[(first + i) * readout.Linear2.Out + head];

        for (int k = hidden.Length - 1; k >= 0; k--)
        {
            DenseLayer layer = hidden[k];
            for (int o = 0; o < grad.Length; o++)
                grad[o] *= readout.Activation.Slope(x[k][o]);
            if (k == 0)
            {
                for (int c = 0; c < Scalars.Length; c++)
                    hGrad[Scalars[c]] += DenseProducts.Dot(layer.Weight.AsSpan(c * layer.Out + first, grad.Length), grad);
                return;
            }

            for (int i = 0; i < grad.Length; i++)
                nextGrad[i] = DenseProducts.Dot(layer.Weight.AsSpan((first + i) * layer.Out + first, grad.Length), grad);
            nextGrad.CopyTo(grad, 0);
        }
    }
}
