using System.Globalization;
using System.Text.RegularExpressions;
using IonicMlff.Core.Errors;

namespace IonicMlff.Models.Dpmd.Import.Pb;

/// <summary>Names of one layer's constants.</summary>
internal readonly record struct LayerNames(string Matrix, string Bias, string TimeStep);

/// <summary>
/// Finds by their names which weights a graph has: <c>filter_type_C/matrix_L_J</c> (layer L from 1 of the pair C, J; C is "all" for nets per
/// neighbour type; v0.12 writes DS_layer_type), <c>layer_L_type_T/matrix</c> and <c>final_layer_type_T/matrix</c>, tables in
/// <c>filter_type_C/TabulateFusionSeA_k</c>. Graphs that were one of several branches have a suffix behind C or T.
/// </summary>
internal sealed partial class WeightIndex
{
    /// <summary>Stands for the centre of nets that are shared by all centres.</summary>
    public const int AllCentres = -1;

    private readonly TensorGraph graph;
    private string? embeddingBranch, fittingBranch;

    public WeightIndex(TensorGraph graph)
    {
        this.graph = graph;
        foreach (GraphNode node in graph.Nodes)
        {
            int slash = node.Name.LastIndexOf('/');
            if (slash > 0 && (node.Op == "Const" || node.Op.StartsWith("TabulateFusion", StringComparison.Ordinal)))
            {
                Add(node, node.Name[..slash], node.Name[(slash + 1)..]);
            }
        }

        if (Centres.Contains(AllCentres) && Centres.Count() > 1)
        {
            throw graph.Bad("the graph has embedding nets both per neighbour type (filter_type_all) and per pair of types. The file is damaged.");
        }
    }

    /// <summary>Layers (from 1) of the embedding net of each pair.</summary>
    public Dictionary<(int Centre, int Neighbor), SortedDictionary<int, LayerNames>> Embedding { get; } = [];

    /// <summary>Operations that look tables up, of each centre in the order of their creation.</summary>
    public Dictionary<int, SortedDictionary<int, GraphNode>> Tables { get; } = [];

    /// <summary>Hidden layers (from 0) of the fitting net of each type.</summary>
    public Dictionary<int, SortedDictionary<int, LayerNames>> Fitting { get; } = [];

    /// <summary>Final layer of each type.</summary>
    public Dictionary<int, LayerNames> Final { get; } = [];

    /// <summary>One net per neighbour type.</summary>
    public bool TypeOneSide => Centres.Contains(AllCentres);

    private IEnumerable<int> Centres => Embedding.Keys.Select(k => k.Centre).Concat(Tables.Keys).Distinct();

    private void Add(GraphNode node, string path, string leaf)
    {
        int slash = path.LastIndexOf('/');
        (string outer, string scope) = (path[..(slash + 1)], path[(slash + 1)..]);
        if (EmbeddingScope().Match(scope) is { Success: true } embedding)
        {
            int centre = embedding.Groups[1].Value == "all" ? AllCentres : Number(embedding.Groups[1]);
            if (node.Op != "Const" && TableOperation().Match(leaf) is { Success: true } table)
            {
                RequireSame(ref embeddingBranch, outer + embedding.Groups[2].Value, "embedding");
                Set(Tables, centre, table.Groups[1].Success ? Number(table.Groups[1]) : 0, node, node);
            }
            else if (node.Op == "Const" && EmbeddingMatrix().Match(leaf) is { Success: true } matrix)
            {
                RequireSame(ref embeddingBranch, outer + embedding.Groups[2].Value, "embedding");
                string net = $"{matrix.Groups[1].Value}_{matrix.Groups[2].Value}";
                Set(Embedding, (centre, Number(matrix.Groups[2])), Number(matrix.Groups[1]), Names(path, $"_{net}"), node);
            }
        }
        else if (leaf == "matrix" && FittingScope().Match(scope) is { Success: true } fitting)
        {
            RequireSame(ref fittingBranch, outer + fitting.Groups[3].Value, "fitting");
            int type = Number(fitting.Groups[2]);
            if (fitting.Groups[1].Success)
            {
                Set(Fitting, type, Number(fitting.Groups[1]), Names(path, ""), node);
            }
            else if (!Final.TryAdd(type, Names(path, "")))
            {
                throw Twice(node);
            }
        }
    }

    private static LayerNames Names(string path, string suffix) => new($"{path}/matrix{suffix}", $"{path}/bias{suffix}", $"{path}/idt{suffix}");

    private static int Number(Group digits) => int.Parse(digits.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);

    private void Set<TKey, TValue>(Dictionary<TKey, SortedDictionary<int, TValue>> index, TKey key, int layer, TValue value, GraphNode node)
        where TKey : notnull
    {
        if (!index.TryGetValue(key, out SortedDictionary<int, TValue>? layers))
        {
            index[key] = layers = [];
        }

        if (!layers.TryAdd(layer, value))
        {
            throw Twice(node);
        }
    }

    private IlmlffException Twice(GraphNode node) =>
        graph.Bad($"the graph has two constants for what '{Quote.Short(node.Name)}' stands for. The file is damaged.");

    private void RequireSame(ref string? branch, string met, string what)
    {
        branch ??= met;
        if (branch != met)
        {
            throw graph.Bad($"the graph has more than one set of {what} nets (marked '{Quote.Short(branch)}' and '{Quote.Short(met)}'): it holds several "
                + "models, or a hybrid descriptor. Only files with one se_e2_a model are read; freeze one of them alone, or use DeePMD-kit's own "
                + "pair_style deepmd.");
        }
    }

    [GeneratedRegex(@"^(?:filter|DS_layer)_type_(all|\d{1,4})(\D.*)?$", RegexOptions.CultureInvariant)]
    private static partial Regex EmbeddingScope();

    [GeneratedRegex(@"^matrix_(\d{1,4})_(\d{1,4})$", RegexOptions.CultureInvariant)]
    private static partial Regex EmbeddingMatrix();

    [GeneratedRegex(@"^TabulateFusion(?:SeA)?(?:_(\d{1,6}))?$", RegexOptions.CultureInvariant)]
    private static partial Regex TableOperation();

    [GeneratedRegex(@"^(?:layer_(\d{1,4})|final_layer)_type_(\d{1,4})(\D.*)?$", RegexOptions.CultureInvariant)]
    private static partial Regex FittingScope();
}
