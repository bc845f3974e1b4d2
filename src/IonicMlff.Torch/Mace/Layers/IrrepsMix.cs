using IonicMlff.Models.Equivariance;
using IonicMlff.Models.Mace.Definition;
using TorchSharp;
using static TorchSharp.torch;

namespace IonicMlff.Torch.Mace;

/// <summary>
/// Linear map between irreps, out_j[m,n,w] = Σ_i Σ_u in_i[m,n,u] W_ij[u,w] (+ bias of scalars). Features are one tensor per block,
/// [2l+1, nodes, channels]: each output block is one matrix product, with the input blocks of its irrep side by side.
/// </summary>
internal sealed class IrrepsMix : Stage
{
    private readonly ParameterSet parameters;
    private readonly string name;
    private readonly IrrepsLinear linear;
    private readonly int[][] inputsOf;       // blocks that reach each output block
    private readonly long[] weightStart;     // of each entry of linear.Blocks
    private readonly Tensor?[] weights;
    private readonly Tensor?[] biases;

    public IrrepsMix(ParameterSet parameters, string name, IrrepsLinear linear)
    {
        (this.parameters, this.name, this.linear) = (parameters, name, linear);
        inputsOf = [.. Enumerable.Range(0, linear.Out.Blocks.Count)
            .Select(o => linear.Blocks.Where(b => b.OutBlock == o).Select(b => b.InBlock).ToArray())];
        weightStart = new long[linear.Blocks.Length];
        for (int b = 1; b < weightStart.Length; b++)
            weightStart[b] = weightStart[b - 1] + linear.Blocks[b - 1].Weight.Length;
        weights = new Tensor?[inputsOf.Length];
        biases = new Tensor?[inputsOf.Length];
    }

    public override IEnumerable<Tensor> Prepared => weights.Concat(biases).OfType<Tensor>();

    public override void Prepare()
    {
        for (int o = 0; o < weights.Length; o++)
        {
            IrrepBlock to = linear.Out.Blocks[o];
            double fanIn = linear.In.Blocks.Where(b => b.SameIrrep(to)).Sum(b => (double)b.Mul);
            Tensor[] parts = [.. inputsOf[o].Select(i => parameters.Slice(
                name + ".weight", StartOf(i, o), 1 / Math.Sqrt(fanIn), linear.In.Blocks[i].Mul, to.Mul))];
            weights[o] = parts.Length switch { 0 => null, 1 => parts[0], _ => cat(parts, 0) };
        }

        if (linear.Bias is not null)
            PrepareBiases();
    }

    /// <summary>Output blocks from input blocks.</summary>
    public Tensor[] Apply(Tensor[] blocks)
    {
        var output = new Tensor[weights.Length];
        for (int o = 0; o < output.Length; o++)
        {
            int[] inputs = inputsOf[o];
            output[o] = Multiply(o, inputs.Length == 1 ? blocks[inputs[0]]
                : inputs.Length == 0 ? blocks[0] : cat([.. inputs.Select(i => blocks[i])], -1));
        }

        return output;
    }

    /// <summary>One output block from all its input blocks side by side, [2l+1, nodes, Σ channels].</summary>
    public Tensor Multiply(int o, Tensor inputs)
    {
        IrrepBlock to = linear.Out.Blocks[o];
        long n = inputs.shape[1];
        if (weights[o] is not { } w)
            return zeros(to.IrrepDim, n, to.Mul, dtype: inputs.dtype, device: inputs.device);
        Tensor product = inputs.reshape(-1, w.shape[0]).mm(w).reshape(to.IrrepDim, n, to.Mul);
        return biases[o] is { } bias ? product + bias : product;
    }

    private long StartOf(int input, int output) =>
        weightStart[Array.FindIndex(linear.Blocks, b => b.InBlock == input && b.OutBlock == output)];

    private void PrepareBiases()
    {
        long at = 0;
        for (int o = 0; o < biases.Length; o++)
        {
            if (linear.Out.Blocks[o] is { L: 0, Parity: 1 } block)
            {
                biases[o] = parameters.Slice(name + ".bias", at, 1, block.Mul);
                at += block.Mul;
            }
        }
    }
}
