using IonicMlff.Core.Errors;
using IonicMlff.Models.Dpmd.Definition;

namespace IonicMlff.Models.Dpmd.Import.Pb;

/// <summary>
/// Reads the layers of embedding and fitting nets with TensorFlow's rules. Embedding: the input is added to every layer of equal or
/// doubled width. Fitting: only to hidden layers of equal width behind the first; never doubled. idt exists where something is added.
/// </summary>
internal sealed class PbNetReader(TensorGraph graph, TrainingScript script)
{
    private const int MaxWidth = 1 << 16;
    private readonly LayerTrace trace = new(graph);

    /// <summary>True when a matrix that was read is float32.</summary>
    public bool IsFloat32 { get; private set; }

    /// <summary>An embedding net from its layers, numbered from 1.</summary>
    public DpmdLayer[] ReadEmbedding(SortedDictionary<int, LayerNames> names)
    {
        var layers = new List<DpmdLayer>();
        foreach ((int number, LayerNames layer) in names)
        {
            RequireNext(number, layers.Count + 1, layer, names);
            layers.Add(Read(layer, layers.Count == 0 ? 1 : layers[^1].Out, "descriptor", (inputs, outputs) =>
                outputs == inputs ? Shortcut.Add : outputs == 2 * inputs ? Shortcut.Double : Shortcut.None));
        }

        return [.. layers];
    }

    /// <summary>A fitting net from its hidden layers, numbered from 0, and its final layer.</summary>
    public FittingNet ReadFitting(SortedDictionary<int, LayerNames> names, LayerNames final)
    {
        var layers = new List<DpmdLayer>();
        foreach ((int number, LayerNames layer) in names)
        {
            RequireNext(number, layers.Count, layer, names);
            bool first = layers.Count == 0;
            layers.Add(Read(layer, first ? Rows(layer.Matrix) : layers[^1].Out, "fitting_net", (inputs, outputs) =>
                !first && outputs == inputs ? Shortcut.Add : Shortcut.None));
        }

        DpmdLayer last = Read(final, layers.Count == 0 ? Rows(final.Matrix) : layers[^1].Out, "", static (_, _) => Shortcut.None);
        return last.Out == 1 ? new FittingNet { Layers = [.. layers, last] }
            : throw graph.Bad($"{final.Matrix} gives {last.Out} numbers instead of one energy. The file is damaged.");
    }

    /// <summary>True when the net is evaluated a second time, for its value at a zero descriptor.</summary>
    public bool SubtractsVacuum(LayerNames first) => trace.Uses(first.Matrix) > 1;

    /// <summary>Rows of a matrix.</summary>
    private int Rows(string matrix) => graph.Tensor(graph.Find(matrix)!).Shape is [> 0 and <= MaxWidth and var rows, _] ? (int)rows : throw BadShape(matrix, "[inputs, outputs]");

    private DpmdLayer Read(LayerNames names, int inputs, string section, Func<int, int, Shortcut> rule)
    {
        GraphNode node = graph.Find(names.Matrix)!;
        GraphTensor tensor = graph.Tensor(node);
        int outputs = tensor.Shape is [var rows, > 0 and <= MaxWidth and var columns] && rows == inputs ? (int)columns
            : throw BadShape(names.Matrix, $"({inputs}, outputs)");
        IsFloat32 |= tensor.Type switch
        {
            GraphType.Float32 => true,
            GraphType.Float64 => false,
            _ => throw graph.Bad($"{names.Matrix} has type {tensor.Type}; weights are read in float64 and float32. Train the model in one of them."),
        };
        Shortcut shortcut = rule(inputs, outputs);
        (DpmdActivation activation, double threshold) = section.Length == 0 ? (DpmdActivation.Linear, 3) : ActivationOf(names.Matrix, section);
        return new DpmdLayer
        {
            In = inputs,
            Out = outputs,
            Weight = graph.Doubles(node),
            Bias = graph.Find(names.Bias) is { Op: "Const" } bias ? graph.Doubles(bias, outputs)
                : throw graph.Bad($"{names.Bias} is missing, though {names.Matrix} is there. The file is damaged."),
            TimeStep = shortcut != Shortcut.None && graph.Find(names.TimeStep) is { Op: "Const" } idt ? graph.Doubles(idt, outputs) : null,
            Activation = activation,
            ActivationThreshold = threshold,
            Shortcut = shortcut,
        };
    }

    private (DpmdActivation Activation, double Threshold) ActivationOf(string matrix, string section)
    {
        if (trace.TryActivation(matrix, out DpmdActivation activation, out double threshold))
        {
            return (activation, threshold);
        }

        string? name = script.Text("model", section, "activation_function");
        return name is not null && ActivationName.TryParse(name, out activation, out threshold) ? (activation, threshold)
            : throw graph.Bad($"the activation behind {matrix} is not one that is known{(name is null ? "" : $" ({section}.activation_function: '{Quote.Short(name)}')")}. "
                + $"Known are {ActivationName.Known}.");
    }

    private void RequireNext(int number, int expected, LayerNames layer, SortedDictionary<int, LayerNames> all)
    {
        if (number != expected)
        {
            throw graph.Bad($"layer {expected} is missing before {layer.Matrix}; found are layers {string.Join(", ", all.Keys.Take(8))}. The file is damaged.");
        }
    }

    private IlmlffException BadShape(string matrix, string expected) => graph.Bad(
        $"{matrix} has shape ({graph.Tensor(graph.Find(matrix)!).ShownShape}), expected {expected}. The file is damaged.");
}
