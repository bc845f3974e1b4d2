using IonicMlff.Models.Dpmd.Definition;

namespace IonicMlff.Models.Dpmd.Import.Pb;

/// <summary>Follows a layer's matrix forward through the graph: MatMul, bias, activation.</summary>
internal sealed class LayerTrace(TensorGraph graph)
{
    private const int MaxNodes = 64;

    /// <summary>How often a matrix multiplies an input; twice where the net's value in vacuum is subtracted.</summary>
    public int Uses(string matrix) => Products(matrix).Count;

    /// <summary>The activation that the graph applies to x·W + b; false when it does not show one that is known.</summary>
    public bool TryActivation(string matrix, out DpmdActivation activation, out double threshold)
    {
        (activation, threshold) = (DpmdActivation.Linear, 3);
        if (Products(matrix).FirstOrDefault() is not { } product
            || Through(product.Name, "Identity", "Cast").FirstOrDefault(n => n.Op is "BiasAdd" or "Add" or "AddV2") is not { } biased)
        {
            return false;
        }

        List<GraphNode> next = Through(biased.Name, "Identity", "Cast");
        bool Has(params ReadOnlySpan<string> ops)
        {
            foreach (string op in ops)
            {
                if (next.Exists(n => n.Op == op))
                {
                    return true;
                }
            }

            return false;
        }

        // composed functions first: silut compares, tanh-gelu takes a power, silu multiplies its sigmoid
        if (next.Find(n => n.Op is "Less" or "GreaterEqual") is { Inputs.Count: 2 } compare)
        {
            activation = DpmdActivation.Silut;
            return graph.ConstantBehind(compare.Inputs[1]) is { } limit && graph.Tensor(limit).Count == 1
                && double.IsFinite(threshold = graph.Doubles(limit)[0]);
        }

        DpmdActivation? found = Has("Pow", "Gelu", "GeluCustom") ? DpmdActivation.Gelu
            : Has("Sigmoid") ? Has("Mul") ? DpmdActivation.Silu : DpmdActivation.Sigmoid
            : Has("Tanh") ? DpmdActivation.Tanh
            : Has("Relu") ? DpmdActivation.Relu
            : Has("Relu6") ? DpmdActivation.Relu6
            : Has("Softplus") ? DpmdActivation.Softplus
            : next.Count > 0 && next.TrueForAll(n => n.Op is "Reshape") ? DpmdActivation.Linear
            : null;
        activation = found ?? DpmdActivation.Linear;
        return found is not null;
    }

    private List<GraphNode> Products(string matrix) =>
        [.. Through(matrix, "Identity", "Cast").Where(n => n.Op == "MatMul" && n.Inputs.Count > 1 && n.Integer("transpose_b") == 0 && IsFrom(n.Inputs[1], matrix))];

    private bool IsFrom(string input, string matrix) => graph.ConstantBehind(input)?.Name == matrix;

    /// <summary>Consumers of a node, those of consumers that only hand the value on included.</summary>
    private List<GraphNode> Through(string name, params string[] passing)
    {
        var found = new List<GraphNode>();
        var names = new Queue<string>([name]);
        for (int step = 0; step < MaxNodes && found.Count < MaxNodes && names.TryDequeue(out string? at); step++)
        {
            foreach (GraphNode node in graph.ConsumersOf(at).Take(MaxNodes))
            {
                if (passing.Contains(node.Op))
                {
                    names.Enqueue(node.Name);
                }
                else
                {
                    found.Add(node);
                }
            }
        }

        return found;
    }
}
