using IonicMlff.Models.Equivariance;
using IonicMlff.Models.Mace.Definition;
using TorchSharp;
using static TorchSharp.torch;

namespace IonicMlff.Torch.Mace;

/// <summary>
/// Linear map that depends on the element, out_j[m,n,w] = Σ_i Σ_u in_i[m,n,u] W_ij[u,z_n,w]. Nodes are sorted by element, so it is one
/// matrix product per element and block.
/// </summary>
internal sealed class ElementMix(ParameterSet parameters, string name, ElementLinear linear) : Stage
{
    private readonly Tensor[] weights = new Tensor[linear.Blocks.Length]; // [mul_in, N_Z, mul_out]

    public override IEnumerable<Tensor> Prepared => weights;

    public override void Prepare()
    {
        long at = 0;
        for (int b = 0; b < weights.Length; b++)
        {
            IrrepBlock from = linear.In.Blocks[linear.Blocks[b].InBlock], to = linear.Out.Blocks[linear.Blocks[b].OutBlock];
            double inputs = linear.In.Blocks.Where(i => i.SameIrrep(to)).Sum(i => (double)i.Mul) * linear.ElementCount;
            weights[b] = parameters.Slice(name + ".weight", at, 1 / Math.Sqrt(inputs), from.Mul, linear.ElementCount, to.Mul);
            at += (long)from.Mul * linear.ElementCount * to.Mul;
        }
    }

    /// <summary>Output blocks from input blocks of the local nodes; null for blocks that nothing reaches.</summary>
    public Tensor?[] Apply(Tensor[] blocks, int[] elementStart)
    {
        var output = new Tensor?[linear.Out.Blocks.Count];
        for (int b = 0; b < weights.Length; b++)
        {
            LinearBlock block = linear.Blocks[b];
            Tensor product = Multiply(blocks[block.InBlock], weights[b], elementStart);
            output[block.OutBlock] = output[block.OutBlock] is { } sum ? sum + product : product;
        }

        return output;
    }

    private static Tensor Multiply(Tensor x, Tensor w, int[] elementStart)
    {
        var parts = new List<Tensor>();
        long components = x.shape[0], inputs = x.shape[2], outputs = w.shape[2];
        for (int z = 0; z + 1 < elementStart.Length; z++)
        {
            long count = elementStart[z + 1] - elementStart[z];
            if (count > 0)
            {
                parts.Add(x.narrow(1, elementStart[z], count).reshape(-1, inputs).mm(w.select(1, z))
                    .reshape(components, count, outputs));
            }
        }

        return parts.Count switch { 0 => Like.Zeros(x, components, 0, outputs), 1 => parts[0], _ => cat(parts, 1) };
    }
}
