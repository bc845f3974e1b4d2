using IonicMlff.Core.Errors;
using IonicMlff.Models.Equivariance;
using IonicMlff.Models.Mace.Definition;

namespace IonicMlff.Models.Mace.Import;

/// <summary>Interaction and product blocks.</summary>
internal sealed partial class MaceBuilder
{
    private Interaction BuildInteraction(int t)
    {
        LayerConfig layer = _config.Layers[t];
        string name = $"interactions.{t}";
        PathPlan[] plan = PathPlan.Of(layer.EdgeIrreps, _config.MaxEll, _config.EvenHarmonics, layer.TargetIrreps);
        Irreps message = PathPlan.MessageIrreps(plan);
        int weights = (int)plan.Sum(p => (long)p.Mul);
        bool nonLinear = layer.Kind == InteractionKind.NonLinear;
        bool density = layer.Kind is InteractionKind.Density or InteractionKind.DensityResidual;
        int embedding = layer.NodeIrreps.Blocks[0].Mul;
        int edgeInputs = _config.BasisCount + (nonLinear ? 2 * embedding : 0);
        Irreps gate = nonLinear ? GateIrreps(layer.TargetIrreps) : layer.TargetIrreps;

        return new Interaction
        {
            Kind = layer.Kind,
            AvgNumNeighbors = layer.AvgNumNeighbors,
            LinearUp = Linear($"{name}.linear_up", layer.NodeIrreps, layer.EdgeIrreps),
            ConvPaths = Paths(t, plan, layer.EdgeIrreps, message),
            MessageIrreps = message,
            TargetIrreps = layer.TargetIrreps,
            ConvWeights = nonLinear
                ? LayerNorm($"{name}.conv_tp_weights", edgeInputs, weights, layer.NormEpsilon)
                : FullyConnected($"{name}.conv_tp_weights", edgeInputs, weights, layer.RadialActivation),
            Linear = nonLinear ? Linear($"{name}.linear_1", message, gate)
                : Linear($"{name}.linear", message, layer.TargetIrreps),
            SkipAfter = layer.Kind is InteractionKind.RealAgnostic or InteractionKind.Density
                ? ElementLinear($"{name}.skip_tp", layer.TargetIrreps, layer.TargetIrreps)
                : null,
            SkipByElement = layer.Kind is InteractionKind.Residual or InteractionKind.DensityResidual
                ? ElementLinear($"{name}.skip_tp", layer.NodeIrreps, layer.HiddenIrreps)
                : null,
            SkipPlain = nonLinear ? Linear($"{name}.skip_tp", layer.NodeIrreps, layer.HiddenIrreps) : null,
            DensityNetwork = nonLinear ? LayerNorm($"{name}.density_fn", edgeInputs, 1, layer.NormEpsilon)
                : density ? FullyConnected($"{name}.density_fn", edgeInputs, 1, layer.RadialActivation)
                : null,
            NonLinear = nonLinear ? BuildNonLinear(name, layer, gate, embedding) : null,
        };
    }

    private NonLinearParts BuildNonLinear(string name, LayerConfig layer, Irreps gate, int embedding) => new()
    {
        SourceEmbedding = Table($"{name}.source_embedding.weight", ElementCount, embedding, 1 / Math.Sqrt(ElementCount)),
        TargetEmbedding = Table($"{name}.target_embedding.weight", ElementCount, embedding, 1 / Math.Sqrt(ElementCount)),
        LinearRes = Linear($"{name}.linear_res", layer.EdgeIrreps, gate),
        Linear2 = Linear($"{name}.linear_2", layer.TargetIrreps, layer.TargetIrreps),
        Alpha = _tensors.Scalar($"{name}.alpha"),
        Beta = _tensors.Scalar($"{name}.beta"),
        ScalarActivation = layer.ScalarActivation,
        GateActivation = layer.GateActivation,
        ScalarCount = layer.TargetIrreps.Blocks[0].Mul,
    };

    /// <summary>
    /// Input of the gate: scalars and one gate per gated channel merged into one block of 0e, then the gated blocks.
    /// </summary>
    private Irreps GateIrreps(Irreps target)
    {
        if (target.Blocks.Skip(1).Any(b => b.L == 0))
        {
            throw Bad($"a gate for {Quote.Short(target.ToString())} is not supported");
        }

        return new Irreps([new IrrepBlock(target.Blocks.Sum(b => b.Mul), 0, 1), .. target.Blocks.Skip(1)]);
    }

    private ConvPath[] Paths(int t, PathPlan[] plan, Irreps features, Irreps message)
    {
        var symbols = new Dictionary<(int, int, int), double[]>();
        var paths = new ConvPath[plan.Length];
        int weight = 0;
        for (int p = 0; p < plan.Length; p++)
        {
            PathPlan path = plan[p];
            var degrees = (path.L1, path.L2, path.L3);
            if (!symbols.TryGetValue(degrees, out double[]? w3j))
            {
                symbols[degrees] = w3j = Symbol(t, path.L1, path.L2, path.L3);
            }

            paths[p] = new ConvPath
            {
                InBlock = path.InBlock,
                InOffset = features.Offsets[path.InBlock],
                L1 = path.L1,
                L2 = path.L2,
                L3 = path.L3,
                Mul = path.Mul,
                OutOffset = message.Offsets[p],
                WeightOffset = weight,
                W3j = w3j,
            };
            weight += path.Mul;
        }

        return paths;
    }

    /// <summary>√(2·l3+1)·w3j, from the file where it holds the symbol.</summary>
    private double[] Symbol(int t, int l1, int l2, int l3)
    {
        string name = ConvolutionSymbols.NameOf(t, l1, l2, l3);
        double[] w3j = _tensors.Has(name) ? _tensors.Doubles(name, (2 * l1 + 1) * (2 * l2 + 1) * (2 * l3 + 1))
            : Wigner3j.Of(l1, l2, l3);
        double factor = Math.Sqrt(2 * l3 + 1);
        return [.. w3j.Select(x => x * factor)];
    }

    private Product BuildProduct(int t)
    {
        LayerConfig layer = _config.Layers[t];
        string name = $"products.{t}";
        int components = layer.TargetIrreps.Blocks.Sum(b => b.IrrepDim);
        int channels = layer.TargetIrreps.Blocks[0].Mul;
        if (layer.TargetIrreps.Blocks.Any(b => b.Mul != channels) || layer.HiddenIrreps.Blocks.Any(b => b.Mul != channels))
        {
            throw Bad($"layer {t} has unequal channel numbers ({Quote.Short(layer.TargetIrreps.ToString())} and {Quote.Short(layer.HiddenIrreps.ToString())}); MACE itself can't evaluate such a model");
        }

        var contractions = new Contraction[layer.HiddenIrreps.Blocks.Count];
        for (int k = 0; k < contractions.Length; k++)
        {
            IrrepBlock output = layer.HiddenIrreps.Blocks[k];
            string contraction = $"{name}.symmetric_contractions.contractions.{k}";
            var terms = new ContractionTerm[layer.Correlation];
            for (int nu = 1; nu <= terms.Length; nu++)
            {
                // The highest order has its own name; weights.0 belongs to the order below it, and so on.
                string weights = nu == terms.Length ? "weights_max" : $"weights.{terms.Length - 1 - nu}";
                terms[nu - 1] = Term($"{contraction}.U_matrix_{nu}", $"{contraction}.{weights}", nu, output, components,
                    channels);
            }

            contractions[k] = new Contraction { Output = output, Terms = terms };
        }

        return new Product
        {
            Contractions = contractions,
            Linear = Linear($"{name}.linear", layer.HiddenIrreps, layer.HiddenIrreps),
            UseSkip = layer.UseSkip,
        };
    }

    /// <summary>U as a list of entries [m, s1…sν, k]; the axis m is missing for scalars.</summary>
    private ContractionTerm Term(string uName, string weightName, int order, IrrepBlock output, int components, int channels)
    {
        long[] shape = _tensors.Get(uName).Shape;
        int lead = output.L == 0 ? 0 : 1;
        if (shape.Length != lead + order + 1 || (lead == 1 && shape[0] != output.IrrepDim)
            || shape[lead..^1].Any(n => n != components))
        {
            throw Bad($"{uName} has shape ({string.Join(", ", shape)}), expected order {order} in {components} components for {output}");
        }

        int paths = (int)Math.Min(shape[^1], int.MaxValue);
        long[] weightShape = _tensors.Get(weightName).Shape;
        if (weightShape.Length != 3 || paths == 0 || (weightShape[0] != 1 && weightShape[0] != ElementCount)
            || weightShape[1] != paths || weightShape[2] != channels)
        {
            throw Bad($"{weightName} has shape ({string.Join(", ", weightShape)}), expected ({ElementCount}, {paths}, {channels})");
        }

        double[] u = _tensors.Doubles(uName);
        int[] entries = NonZeros(u);
        var m = new int[entries.Length];
        var s = new int[entries.Length * order];
        var k = new int[entries.Length];
        for (int e = 0; e < entries.Length; e++)
        {
            int rest = entries[e];
            k[e] = rest % paths;
            rest /= paths;
            for (int d = order - 1; d >= 0; d--)
            {
                s[e * order + d] = rest % components;
                rest /= components;
            }

            m[e] = rest;
        }

        return new ContractionTerm
        {
            Order = order,
            PathCount = paths,
            M = m,
            S = s,
            K = k,
            Value = [.. entries.Select(i => u[i])],
            Weights = _tensors.Doubles(weightName),
            ElementCount = (int)weightShape[0],
            Channels = channels,
        };
    }

    private static int[] NonZeros(double[] values)
    {
        var indices = new List<int>();
        for (int i = 0; i < values.Length; i++)
        {
            if (values[i] != 0)
            {
                indices.Add(i);
            }
        }

        return [.. indices];
    }
}
