using IonicMlff.Models.Equivariance;
using IonicMlff.Models.Mace.Definition;

namespace IonicMlff.Models.Mace.Import;

/// <summary>Linear maps and networks with their normalisation multiplied in.</summary>
internal sealed partial class MaceBuilder
{
    private double[] Scaled(string name, long count, double factor)
    {
        double[] values = _tensors.Doubles(name, count);
        for (int i = 0; i < values.Length; i++)
        {
            values[i] *= factor;
        }

        return values;
    }

    /// <summary>
    /// e3nn's Linear: instructions are all pairs of equal irreps, input block first; the flat weight is their concatenation and
    /// each output block is divided by the root of the number of inputs it receives.
    /// </summary>
    private IrrepsLinear Linear(string name, Irreps input, Irreps output)
    {
        (int In, int Out)[] pairs = Pairs(input, output);
        double[] flat = _tensors.Doubles(
            name + ".weight", pairs.Sum(p => (long)input.Blocks[p.In].Mul * output.Blocks[p.Out].Mul));
        double[] fanIn = FanIn(input, output);
        var blocks = new LinearBlock[pairs.Length];
        int at = 0;
        for (int b = 0; b < pairs.Length; b++)
        {
            (int i, int o) = pairs[b];
            int count = input.Blocks[i].Mul * output.Blocks[o].Mul;
            blocks[b] = new LinearBlock(i, o, Slice(flat, at, count, 1 / Math.Sqrt(fanIn[o])));
            at += count;
        }

        return new IrrepsLinear { In = input, Out = output, Blocks = blocks, Bias = LinearBias(name + ".bias", output) };
    }

    private double[]? LinearBias(string name, Irreps output)
    {
        if (!_tensors.Has(name))
        {
            return null;
        }

        double[] flat = _tensors.Doubles(name, output.Blocks.Where(b => b is { L: 0, Parity: 1 }).Sum(b => (long)b.Mul));
        var bias = new double[output.Dim];
        int at = 0;
        for (int b = 0; b < output.Blocks.Count; b++)
        {
            if (output.Blocks[b] is { L: 0, Parity: 1 } block)
            {
                Array.Copy(flat, at, bias, output.Offsets[b], block.Mul);
                at += block.Mul;
            }
        }

        return bias;
    }

    /// <summary>Tensor product with the one-hot of the element: like Linear, with N_Z times as many inputs.</summary>
    private ElementLinear ElementLinear(string name, Irreps input, Irreps output)
    {
        (int In, int Out)[] pairs = Pairs(input, output);
        int z = ElementCount;
        double[] flat = _tensors.Doubles(
            name + ".weight", pairs.Sum(p => (long)input.Blocks[p.In].Mul * z * output.Blocks[p.Out].Mul));
        double[] fanIn = FanIn(input, output);
        var blocks = new LinearBlock[pairs.Length];
        int at = 0;
        for (int b = 0; b < pairs.Length; b++)
        {
            (int i, int o) = pairs[b];
            int count = input.Blocks[i].Mul * z * output.Blocks[o].Mul;
            blocks[b] = new LinearBlock(i, o, Slice(flat, at, count, 1 / Math.Sqrt(fanIn[o] * z)));
            at += count;
        }

        return new ElementLinear { In = input, Out = output, ElementCount = z, Blocks = blocks };
    }

    private static (int In, int Out)[] Pairs(Irreps input, Irreps output) =>
        [.. from i in Enumerable.Range(0, input.Blocks.Count)
            from o in Enumerable.Range(0, output.Blocks.Count)
            where input.Blocks[i].SameIrrep(output.Blocks[o])
            select (i, o)];

    /// <summary>Inputs that reach each output block.</summary>
    private static double[] FanIn(Irreps input, Irreps output) =>
        [.. output.Blocks.Select(o => input.Blocks.Where(b => b.SameIrrep(o)).Sum(b => (double)b.Mul))];

    private static double[] Slice(double[] flat, int start, int count, double factor)
    {
        var part = new double[count];
        for (int i = 0; i < count; i++)
        {
            part[i] = flat[start + i] * factor;
        }

        return part;
    }

    /// <summary>e3nn Linear between scalars, as a dense layer.</summary>
    private DenseLayer ScalarLinear(string name, int input, int output) => new()
    {
        In = input,
        Out = output,
        Weight = Scaled(name + ".weight", (long)input * output, 1 / Math.Sqrt(input)),
        Bias = _tensors.Has(name + ".bias") ? _tensors.Doubles(name + ".bias", output) : null,
    };

    /// <summary>e3nn FullyConnectedNet: layer0.weight, layer1.weight, … each [in, out], divided by √in.</summary>
    private FullyConnectedNet FullyConnected(string name, int input, int output, Activation activation)
    {
        var layers = new List<DenseLayer>();
        int width = input;
        for (int k = 0; k < 64 && _tensors.Has($"{name}.layer{k}.weight"); k++)
        {
            string weight = $"{name}.layer{k}.weight";
            int next = Matrix(weight, width, inputFirst: true);
            layers.Add(new DenseLayer
            {
                In = width,
                Out = next,
                Weight = Scaled(weight, (long)width * next, 1 / Math.Sqrt(width))
            });
            width = next;
        }

        return layers.Count > 0 && width == output
            ? new FullyConnectedNet { Layers = [.. layers], Activation = activation }
            : throw Bad($"the network {name} ends with {width} outputs instead of {output}");
    }

    /// <summary>RadialMLP: net.0 Linear, net.1 LayerNorm, net.2 SiLU, net.3 Linear, …</summary>
    private LayerNormNet LayerNorm(string name, int input, int output, double epsilon)
    {
        var layers = new List<DenseLayer>();
        int width = input;
        for (int k = 0; k < 192 && _tensors.Has($"{name}.net.{k}.weight"); k += 3)
        {
            string? norm = _tensors.Has($"{name}.net.{k + 1}.weight") ? $"{name}.net.{k + 1}" : null;
            DenseLayer layer = TorchLinear($"{name}.net.{k}", width, norm) with { NormEpsilon = epsilon };
            layers.Add(layer);
            width = layer.Out;
            if (norm is null)
            {
                break;
            }
        }

        return layers.Count > 0 && width == output && layers[^1].NormGain is null
            ? new LayerNormNet { Layers = [.. layers] }
            : throw Bad($"the network {name} ends with {width} outputs instead of {output}");
    }

    /// <summary>torch Linear: weight [out, in] and bias, optionally followed by a LayerNorm.</summary>
    private DenseLayer TorchLinear(string name, int input, string? norm)
    {
        int output = Matrix(name + ".weight", input, inputFirst: false);
        return new DenseLayer
        {
            In = input,
            Out = output,
            Weight = Transposed(name + ".weight", output, input),
            Bias = _tensors.Has(name + ".bias") ? _tensors.Doubles(name + ".bias", output) : null,
            NormGain = norm is null ? null : _tensors.Doubles(norm + ".weight", output),
            NormBias = norm is null ? null : _tensors.Doubles(norm + ".bias", output),
        };
    }

    /// <summary>The other dimension of a matrix one dimension of which is known.</summary>
    private int Matrix(string name, int input, bool inputFirst)
    {
        long[] shape = _tensors.Get(name).Shape;
        if (shape.Length != 2 || shape[inputFirst ? 0 : 1] != input || shape[inputFirst ? 1 : 0] is < 1 or > 1 << 24)
        {
            throw Bad($"{name} has shape ({string.Join(", ", shape)}), expected {input} inputs");
        }

        return (int)shape[inputFirst ? 1 : 0];
    }

    private double[] Transposed(string name, int rows, int columns)
    {
        double[] values = _tensors.Doubles(name, (long)rows * columns);
        var transposed = new double[values.Length];
        for (int r = 0; r < rows; r++)
        {
            for (int c = 0; c < columns; c++)
            {
                transposed[c * rows + r] = values[r * columns + c];
            }
        }

        return transposed;
    }
}
