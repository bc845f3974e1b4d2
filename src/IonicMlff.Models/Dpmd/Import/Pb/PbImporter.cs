using IonicMlff.Core.Errors;
using IonicMlff.Models.Dpmd.Definition;
using IonicMlff.Models.Pickle;

namespace IonicMlff.Models.Dpmd.Import.Pb;

/// <summary>
/// Reads frozen TensorFlow models of DeePMD-kit (<c>dp freeze</c>, .pb; versions 0.12 to 3, compressed or not). The weights are constants
/// of the graph; the graph is not run. It is turned into the rules by which TensorFlow's models differ from the others.
/// </summary>
internal sealed class PbImporter
{
    private readonly TensorGraph graph;
    private readonly TrainingScript script;
    private readonly WeightIndex weights;
    private readonly PbNetReader nets;
    private readonly PbTableReader tables;
    private readonly GraphNode environment;
    private readonly int typeCount;

    private PbImporter(TensorGraph graph)
    {
        this.graph = graph;
        script = new TrainingScript(graph);
        environment = SupportedGraph.Require(graph, script);
        typeCount = PbEnvironmentReader.ReadTypeCount(graph, environment);
        weights = new WeightIndex(graph);
        nets = new PbNetReader(graph, script);
        tables = new PbTableReader(graph);
    }

    /// <summary>Reads a .pb file.</summary>
    /// <exception cref="IlmlffException">The file is damaged, not frozen, or holds a model other than se_e2_a energy models.</exception>
    public static DpmdModel Read(ByteSource source) => new PbImporter(new TensorGraph(source)).Read();

    private DpmdModel Read()
    {
        bool[,] excluded = ReadExcluded();
        EnvironmentMatrix matrix = PbEnvironmentReader.Read(graph, environment, excluded);
        EmbeddingNet?[] embedding = ReadEmbedding(excluded);
        ParameterStatistics frame = ReadParameters("fparam"), atom = ReadParameters("aparam");
        FittingNet[] fitting = [.. Enumerable.Range(0, typeCount).Select(ReadFitting)];
        (double[] bias, double[] scale) = ReadBias();
        return new DpmdModel
        {
            TypeMap = ReadTypeMap(),
            TypeCount = typeCount,
            Environment = matrix,
            Embedding = embedding,
            TypeOneSide = weights.TypeOneSide,
            AxisNeurons = ReadAxis(embedding.First(n => n is not null)!.Width, fitting, frame.Count + atom.Count),
            Fitting = [.. fitting.Select((net, type) => Scaled(net, scale[type]))],
            EnergyBias = bias,
            SubtractVacuum = [.. Enumerable.Range(0, typeCount).Select(t => nets.SubtractsVacuum(FirstLayer(t)))],
            FrameParameters = frame,
            AtomParameters = atom,
            IsFloat32 = nets.IsFloat32 || tables.IsFloat32 || (GraphType)environment.Integer("T") == GraphType.Float32,
            MinNeighborDistance = graph.Attribute("train_attr", "min_nbor_dist") is { } d && graph.Doubles(d, 1)[0] is > 0 and var distance ? distance : null,
            Source = $"DeePMD-kit .pb (TensorFlow, frozen{(weights.Tables.Count > 0 ? ", compressed" : "")}{ShownVersion()})",
        };
    }

    private string ShownVersion() => environment.Op == "DescrptNorot" ? ", version 0.12"
        : graph.Attribute("model_attr", "model_version") is { } node && graph.Tensor(node).Text() is { Length: > 0 } version
            ? $", model version {Quote.Short(version)}" : "";

    /// <summary>The names of types; those of the training script when the graph has none, which are none in old files.</summary>
    private string[] ReadTypeMap()
    {
        string[] names = graph.Attribute("model_attr", "tmap") is { } node
            ? graph.Tensor(node).Text().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) : [];
        if (names.Length == 0)
        {
            names = script.Texts("model", "type_map");
        }

        return names.Length == 0 || names.Length == typeCount ? names
            : throw graph.Bad($"{typeCount} types, but a type map of {names.Length} names. The file is damaged.");
    }

    /// <summary>
    /// Excluded pairs: those the graph masks (nets per neighbour type), those the training script names, and in files without a script
    /// those that have no net.
    /// </summary>
    private bool[,] ReadExcluded()
    {
        bool[,] excluded = script.Pairs(typeCount, "model", "descriptor", "exclude_types");
        for (int a = 0; a < typeCount; a++)
        {
            for (int b = 0; b < typeCount; b++)
            {
                excluded[a, b] |= !weights.TypeOneSide && !script.Exists && weights.Tables.Count == 0
                    && !weights.Embedding.ContainsKey((a, b)) && !weights.Embedding.ContainsKey((b, a));
            }
        }

        if (weights.TypeOneSide && ReadMask() is { } mask)
        {
            for (int k = 0; k < mask.Length; k++)
            {
                excluded[k / typeCount, k % typeCount] = mask[k] == 0;
            }
        }

        return excluded;
    }

    /// <summary>The mask of excluded pairs that a graph with nets per neighbour type looks up: ones and zeros, [centre, neighbour].</summary>
    private double[]? ReadMask()
    {
        foreach (GraphNode lookup in graph.Nodes.Where(n => n.Op is "GatherV2" or "Gather" && n.Inputs.Count > 0))
        {
            if (graph.ConstantBehind(lookup.Inputs[0]) is { } node && !node.Name.Contains("_attr", StringComparison.Ordinal)
                && graph.Tensor(node).Count == typeCount * typeCount && graph.Doubles(node) is var mask && mask.All(m => m is 0 or 1))
            {
                return mask;
            }
        }

        return null;
    }

    private EmbeddingNet?[] ReadEmbedding(bool[,] excluded)
    {
        bool oneSide = weights.TypeOneSide;
        var embedding = new EmbeddingNet?[oneSide ? typeCount : typeCount * typeCount];
        for (int centre = oneSide ? WeightIndex.AllCentres : 0; centre < (oneSide ? 0 : typeCount); centre++)
        {
            int[] neighbors = [.. Enumerable.Range(0, typeCount).Where(j => oneSide || !excluded[centre, j])];
            GraphNode[] operations = weights.Tables.TryGetValue(centre, out SortedDictionary<int, GraphNode>? found) ? [.. found.Values] : [];
            if (weights.Tables.Count > 0 && operations.Length != neighbors.Length)
            {
                throw graph.Bad($"{operations.Length} tables for {(oneSide ? "all centres" : $"centres of type {centre}")}, but {neighbors.Length} neighbour types that are not "
                    + "excluded. The file is damaged.");
            }

            for (int k = 0; k < neighbors.Length; k++)
            {
                embedding[oneSide ? neighbors[k] : centre + neighbors[k] * typeCount] =
                    ReadNet(centre, neighbors[k], operations.Length > 0 ? operations[k] : null);
            }
        }

        EmbeddingNet first = embedding.FirstOrDefault(n => n is not null) ?? throw graph.Bad("no pair of types has an embedding net. The file is damaged.");
        return embedding.FirstOrDefault(n => n is not null && n.Width != first.Width) is not { } other ? embedding
            : throw graph.Bad($"the embedding nets have different widths, {first.Width} and {other.Width}. The file is damaged.");
    }

    private EmbeddingNet ReadNet(int centre, int neighbor, GraphNode? table)
    {
        DpmdLayer[]? layers = weights.Embedding.TryGetValue((centre, neighbor), out SortedDictionary<int, LayerNames>? names) ? nets.ReadEmbedding(names) : null;
        if (table is not null)
        {
            return tables.Read(table) with { Layers = layers };
        }

        string scope = centre == WeightIndex.AllCentres ? "all" : $"{centre}";
        return layers is not null ? new EmbeddingNet { Layers = layers, Width = layers[^1].Out }
            : throw graph.Bad($"filter_type_{scope}/matrix_1_{neighbor} is missing: the embedding net of neighbours of type {neighbor}. The file is damaged.");
    }

    private FittingNet ReadFitting(int type) => weights.Final.TryGetValue(type, out LayerNames final)
        ? nets.ReadFitting(weights.Fitting.GetValueOrDefault(type) ?? [], final)
        : throw graph.Bad($"final_layer_type_{type}/matrix is missing: the fitting net of atoms of type {type}. The file is damaged.");

    private LayerNames FirstLayer(int type) =>
        weights.Fitting.TryGetValue(type, out SortedDictionary<int, LayerNames>? hidden) ? hidden.First().Value : weights.Final[type];

    /// <summary>M2 from the inputs of the fitting nets, M1·M2 + parameters.</summary>
    private int ReadAxis(int width, FittingNet[] fitting, int parameters)
    {
        int inputs = fitting[0].Layers[0].In - parameters;
        FittingNet? other = Array.Find(fitting, f => f.Layers[0].In != fitting[0].Layers[0].In);
        return other is null && inputs % width == 0 && inputs / width >= 1 && inputs / width <= width ? inputs / width
            : throw graph.Bad($"{FirstLayer(0).Matrix} takes {fitting[0].Layers[0].In} numbers{(other is null ? "" : $" and that of another type {other.Layers[0].In}")}; expected "
                + $"{width} (width of the embedding) times the axis neurons, plus {parameters} parameters. The file is damaged.");
    }

    /// <summary>
    /// Energy per atom of each type (<c>t_bias_atom_e</c> from 2.1 on; before, it is in the final layer) and, from version 3 on, the factor and
    /// shift that the graph applies to the fitting net's result.
    /// </summary>
    private (double[] Bias, double[] Scale) ReadBias()
    {
        double[] Numbers(string scope, string name, double whenAbsent) => graph.Attribute(scope, name) is { } node
            ? graph.Doubles(node, typeCount) : [.. Enumerable.Repeat(whenAbsent, typeCount)];
        double[] bias = Numbers("fitting_attr", "t_bias_atom_e", 0), shift = Numbers("model_attr", "t_out_bias", 0), scale = Numbers("model_attr", "t_out_std", 1);
        return ([.. bias.Select((b, t) => b * scale[t] + shift[t])], scale);
    }

    private static FittingNet Scaled(FittingNet net, double scale)
    {
        DpmdLayer final = net.Layers[^1];
        return scale == 1 ? net : new FittingNet
        {
            Layers =
            [
                .. net.Layers[..^1],
                final with { Weight = [.. final.Weight.Select(w => w * scale)], Bias = [.. final.Bias!.Select(b => b * scale)] },
            ],
        };
    }

    /// <summary>Frame (fparam) or atom (aparam) parameters.</summary>
    private ParameterStatistics ReadParameters(string name)
    {
        double count = graph.Attribute("fitting_attr", $"d{name}") is { } node ? graph.Doubles(node, 1)[0] : 0;
        if (count == 0)
        {
            return new ParameterStatistics();
        }

        double[] Numbers(string which) => graph.Attribute("fitting_attr", $"t_{name}_{which}") is { } numbers ? graph.Doubles(numbers, (long)count)
            : throw graph.Bad($"the model takes {count} {name}, but fitting_attr/t_{name}_{which} is missing. The file is damaged.");
        return new ParameterStatistics { Average = Numbers("avg"), InverseDeviation = Numbers("istd") };
    }
}
