using IonicMlff.Models.Equivariance;
using IonicMlff.Models.Mace.Definition;
using IonicMlff.Models.Mace.Import;

namespace IonicMlff.Models.Mace.Export;

/// <summary>Interaction and product blocks, in the order in which upstream registers their parts.</summary>
internal sealed partial class MaceDecomposer
{
    private void AddInteraction(int t, Interaction block)
    {
        string name = $"interactions.{t}";
        if (block.NonLinear is { } parts)
        {
            double factor = 1 / Math.Sqrt(ElementCount);
            AddParameter($"{name}.alpha", [parts.Alpha]);
            AddParameter($"{name}.beta", [parts.Beta]);
            AddScaled($"{name}.source_embedding.weight", Flat(parts.SourceEmbedding), factor, parts.SourceEmbedding.Length);
            AddScaled($"{name}.target_embedding.weight", Flat(parts.TargetEmbedding), factor, parts.TargetEmbedding.Length);
            AddLinear($"{name}.linear_up", block.LinearUp);
            AddNetwork($"{name}.conv_tp_weights", block.ConvWeights);
            AddLinear($"{name}.skip_tp", block.SkipPlain!);
            AddLinear($"{name}.linear_res", parts.LinearRes);
            AddLinear($"{name}.linear_1", block.Linear);
            AddLinear($"{name}.linear_2", parts.Linear2);
        }
        else
        {
            AddLinear($"{name}.linear_up", block.LinearUp);
            AddNetwork($"{name}.conv_tp_weights", block.ConvWeights);
            AddLinear($"{name}.linear", block.Linear);
            AddElementLinear($"{name}.skip_tp", (block.SkipAfter ?? block.SkipByElement)!);
        }

        if (block.DensityNetwork is { } density)
            AddNetwork($"{name}.density_fn", density);
        AddSymbols(t, block.ConvPaths);
    }

    // e3nn's Linear divides each output block by the root of its number of inputs.
    private void AddLinear(string name, IrrepsLinear linear)
    {
        double[] weights = [.. linear.Blocks.SelectMany(b =>
            Unscaled.Numbers(b.Weight, 1 / Math.Sqrt(FanIn(linear.In, linear.Out.Blocks[b.OutBlock])), model.IsFloat32))];
        AddParameter(name + ".weight", weights, weights.Length);
        if (linear.Bias is { } bias)
        {
            double[] scalars = [.. Enumerable.Range(0, linear.Out.Blocks.Count)
                .Where(b => linear.Out.Blocks[b] is { L: 0, Parity: 1 })
                .SelectMany(b => bias[linear.Out.Offsets[b]..(linear.Out.Offsets[b] + linear.Out.Blocks[b].Mul)])];
            AddParameter(name + ".bias", scalars, scalars.Length);
        }
    }

    private void AddElementLinear(string name, ElementLinear linear)
    {
        double[] weights = [.. linear.Blocks.SelectMany(b => Unscaled.Numbers(
            b.Weight, 1 / Math.Sqrt(FanIn(linear.In, linear.Out.Blocks[b.OutBlock]) * ElementCount), model.IsFloat32))];
        AddParameter(name + ".weight", weights, weights.Length);
    }

    private static double FanIn(Irreps input, IrrepBlock output) => input.Blocks.Where(b => b.SameIrrep(output)).Sum(b => (double)b.Mul);

    private void AddNetwork(string name, RadialNetwork network)
    {
        if (network is FullyConnectedNet net)
        {
            for (int k = 0; k < net.Layers.Length; k++)
            {
                DenseLayer layer = net.Layers[k];
                AddScaled($"{name}.layer{k}.weight", layer.Weight, 1 / Math.Sqrt(layer.In), layer.In, layer.Out);
            }

            return;
        }

        DenseLayer[] layers = ((LayerNormNet)network).Layers;
        for (int k = 0; k < layers.Length; k++)
            AddTorchLinear($"{name}.net.{3 * k}", layers[k], $"{name}.net.{3 * k + 1}");
    }

    // torch's Linear, weight [out, in], and the LayerNorm that follows it
    private void AddTorchLinear(string name, DenseLayer layer, string norm)
    {
        AddParameter(name + ".weight", Transposed(layer.Weight, layer.In, layer.Out), layer.Out, layer.In);
        if (layer.Bias is { } bias)
            AddParameter(name + ".bias", bias, layer.Out);
        if (layer.NormGain is { } gain)
        {
            AddParameter(norm + ".weight", gain, layer.Out);
            AddParameter(norm + ".bias", layer.NormBias ?? new double[layer.Out], layer.Out);
        }
    }

    private void AddSymbols(int t, ConvPath[] paths)
    {
        var known = new HashSet<string>();
        foreach (ConvPath path in paths)
        {
            string name = ConvolutionSymbols.NameOf(t, path.L1, path.L2, path.L3);
            if (path.L1 > 0 && path.L2 > 0 && path.L3 > 0 && known.Add(name))
            {
                AddTable(
                    name,
                    Unscaled.Numbers(path.W3j, Math.Sqrt(2 * path.L3 + 1), model.IsFloat32),
                    2 * path.L1 + 1,
                    2 * path.L2 + 1,
                    2 * path.L3 + 1);
            }
        }
    }

    private void AddProduct(int t, Product product)
    {
        int components = model.Layers[t].Interaction.TargetIrreps.Blocks.Sum(b => b.IrrepDim);
        for (int k = 0; k < product.Contractions.Length; k++)
        {
            Contraction contraction = product.Contractions[k];
            string name = $"products.{t}.symmetric_contractions.contractions.{k}";
            for (int nu = contraction.Terms.Length; nu >= 1; nu--)
            {
                // The highest order has its own name; weights.0 belongs to the order below it, and so on.
                ContractionTerm term = contraction.Terms[nu - 1];
                string weights = nu == contraction.Terms.Length ? "weights_max" : $"weights.{contraction.Terms.Length - 1 - nu}";
                AddParameter($"{name}.{weights}", term.Weights, term.ElementCount, term.PathCount, term.Channels);
                AddCoupling($"{name}.U_matrix_{nu}", term, contraction.Output, components);
            }
        }

        AddLinear($"products.{t}.linear", product.Linear);
    }

    // U as a dense array [m, s1…sν, k]; the axis m is missing for scalars.
    private void AddCoupling(string name, ContractionTerm term, IrrepBlock output, int components)
    {
        long[] shape = [.. output.L == 0 ? [] : new long[] { output.IrrepDim }, .. Enumerable.Repeat((long)components, term.Order), term.PathCount];
        var u = new double[shape.Aggregate(1L, (a, b) => a * b)];
        for (int e = 0; e < term.Value.Length; e++)
        {
            long at = term.M[e];
            for (int d = 0; d < term.Order; d++)
                at = at * components + term.S[e * term.Order + d];
            u[at * term.PathCount + term.K[e]] = term.Value[e];
        }

        AddTable(name, u, shape);
    }
}
