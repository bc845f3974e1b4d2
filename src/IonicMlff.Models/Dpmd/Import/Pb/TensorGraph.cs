using IonicMlff.Core.Errors;
using IonicMlff.Models.Pickle;

namespace IonicMlff.Models.Dpmd.Import.Pb;

/// <summary>
/// The forward part of a frozen graph (GraphDef): nodes by name, constants behind chains of Identity and Cast, consumers. Nodes of the
/// gradient are left out: the forces follow from the model, not from the graph.
/// </summary>
internal sealed class TensorGraph
{
    private const int MaxChain = 32;
    private const long MaxRepeated = 1 << 23; // elements of all constants together that are claimed, but not stored
    private readonly Dictionary<string, GraphNode> nodes = new(StringComparer.Ordinal);
    private readonly Lazy<ILookup<string, GraphNode>> consumers;
    private readonly string file;
    private long repeated;

    public TensorGraph(ByteSource source)
    {
        file = source.Name;
        byte[] bytes = source.Read(0, source.Length);
        long size = 0, limit = (1 << 20) + source.Length / 16; // no real graph has so many and so short names
        for (var reader = new ProtoReader(bytes, file); reader.Next();)
        {
            if (reader.Field != 1)
            {
                continue; // library of functions, versions
            }

            var node = new GraphNode(reader.Message(), file);
            size += node.Size;
            if (size > limit)
            {
                throw Bad("the graph has more names than such a file can hold of real ones. The file is damaged.");
            }

            if (IsOfGradient(node.Name))
            {
                continue;
            }

            if (!nodes.TryAdd(node.Name, node))
            {
                throw Bad($"the graph has two nodes called '{Quote.Short(node.Name)}'. The file is damaged.");
            }
        }

        consumers = new(() => nodes.Values.SelectMany(n => n.Inputs.Distinct().Select(i => (Input: i, Node: n)))
            .ToLookup(e => e.Input, e => e.Node, StringComparer.Ordinal));
    }

    /// <summary>All nodes.</summary>
    public IEnumerable<GraphNode> Nodes => nodes.Values;

    /// <summary>A node, or null.</summary>
    public GraphNode? Find(string name) => nodes.GetValueOrDefault(name);

    /// <summary>Nodes that take the output of a node.</summary>
    public IEnumerable<GraphNode> ConsumersOf(string name) => consumers.Value[name];

    /// <summary>The constant a name stands for, behind any Identity, Cast or Reshape; null when there is none.</summary>
    public GraphNode? ConstantBehind(string name)
    {
        GraphNode? node = Find(name);
        for (int step = 0; step < MaxChain && node is { Op: "Identity" or "Cast" or "Reshape" or "StopGradient", Inputs.Count: > 0 }; step++)
        {
            node = Find(node.Inputs[0]);
        }

        return node?.Op == "Const" ? node : null;
    }

    /// <summary>
    /// The constant <c>scope/name</c>, where the scope may have a suffix and stand in other scopes (models with several branches); null
    /// when there is none.
    /// </summary>
    public GraphNode? Attribute(string scope, string name)
    {
        if (Find($"{scope}/{name}") is { Op: "Const" } exact)
        {
            return exact;
        }

        GraphNode[] found =
        [
            .. Nodes.Where(n => n.Op == "Const" && n.Name.EndsWith($"/{name}", StringComparison.Ordinal)
                && n.Name[..^(name.Length + 1)].Split('/')[^1].StartsWith(scope, StringComparison.Ordinal)).Take(2),
        ];
        return found.Length < 2 ? found.FirstOrDefault()
            : throw Bad($"the graph has both {Quote.Short(found[0].Name)} and {Quote.Short(found[1].Name)}: it holds several models. "
                + "Only files with one model are read; freeze one of them alone, e.g. with 'dp freeze --head NAME'.");
    }

    /// <summary>The tensor of a constant.</summary>
    public GraphTensor Tensor(GraphNode constant) => constant.Tensor("value")
        ?? throw Bad($"the constant '{Quote.Short(constant.Name)}' has no value. The file is damaged.");

    /// <summary>All numbers of a constant, which have to be finite.</summary>
    public double[] Doubles(GraphNode constant)
    {
        GraphTensor tensor = Tensor(constant);
        repeated += tensor.Repeated;
        if (repeated > MaxRepeated)
        {
            throw Bad($"the constant '{Quote.Short(constant.Name)}' claims the shape ({tensor.ShownShape}), but stores next to nothing of it. The file is damaged.");
        }

        double[] values = tensor.ToDoubles();
        int bad = Array.FindIndex(values, x => !double.IsFinite(x));
        return bad < 0 ? values
            : throw Bad($"the tensor {Quote.Short(constant.Name)} holds {values[bad]}. The training diverged, or the file is damaged.");
    }

    /// <summary>The numbers of a constant whose count has to be as given.</summary>
    public double[] Doubles(GraphNode constant, long count)
    {
        GraphTensor tensor = Tensor(constant);
        return tensor.Count == count ? Doubles(constant)
            : throw Bad($"the tensor {Quote.Short(constant.Name)} has shape ({tensor.ShownShape}), but the model needs {count} numbers. The file is damaged.");
    }

    /// <summary>Error about the file.</summary>
    public IlmlffException Bad(string what) => IlmlffException.BadData($"{file}: {what}");

    private static bool IsOfGradient(string name) =>
        name.StartsWith("gradients", StringComparison.Ordinal) || name.Contains("/gradients", StringComparison.Ordinal);
}
