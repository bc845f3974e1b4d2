using IonicMlff.Core.Errors;
using IonicMlff.Models.Dpmd.Definition;

namespace IonicMlff.Models.Dpmd.Import;

/// <summary>Reads the nets of a tree of dictionaries: <c>networks[N].layers[L].@variables.{w, b, idt}</c>.</summary>
internal static class DpNetReader
{
    private const int MaxLayers = 64;
    private const int MaxWidth = 1 << 16;

    /// <summary>The layers of each net of a collection, whose first layer takes <paramref name="inputs"/> numbers; null: no such net.</summary>
    public static DpmdLayer[]?[] Read(DpDict collection, int count, int dimensions, int inputs)
    {
        if (collection.Integer("ndim") != dimensions)
            throw collection.Expected("ndim", $"{dimensions}");

        DpDict?[] nets = collection.Children("networks");
        return nets.Length == count
            ? [.. nets.Select(n => n is null ? null : ReadNet(n, inputs))]
            : throw collection.Bad($"{collection.NameOf("networks")} has {nets.Length} nets, but the model needs {count}. The file is damaged.");
    }

    private static DpmdLayer[] ReadNet(DpDict net, int inputs)
    {
        DpDict?[] list = net.Children("layers");
        if (list.Length is 0 or > MaxLayers)
            throw net.Expected("layers", $"1 to {MaxLayers} layers");

        var layers = new DpmdLayer[list.Length];
        for (int l = 0; l < layers.Length; l++)
            layers[l] = ReadLayer(list[l] ?? throw net.Expected("layers", "a list of layers"), l == 0 ? inputs : layers[l - 1].Out);
        return layers;
    }

    private static DpmdLayer ReadLayer(DpDict layer, int inputs)
    {
        DpDict variables = layer.Child("@variables");
        DpArray weight = variables.Array("w");
        if (weight.Shape is not [long rows, > 0 and <= MaxWidth and long columns] || rows != inputs)
        {
            throw layer.Bad($"{variables.NameOf("w")} has shape ({string.Join(", ", weight.Shape)}), but {inputs} rows are needed. "
                + "The file is damaged.");
        }

        int outputs = (int)columns;
        string name = layer.OptionalText("activation_function") ?? "none";
        if (!ActivationName.TryParse(name, out DpmdActivation activation, out double threshold))
        {
            throw layer.Bad($"{layer.NameOf("activation_function")} is '{Quote.Short(name)}', an activation that is not known. "
                + $"Known are {ActivationName.Known}.");
        }

        return new DpmdLayer
        {
            In = inputs,
            Out = outputs,
            Weight = weight.Values,
            Bias = layer.Flag("bias", whenAbsent: true) ? variables.Doubles("b", outputs) : null,
            TimeStep = variables.OptionalDoubles("idt", outputs),
            Activation = activation,
            ActivationThreshold = threshold,
            Shortcut = !layer.Flag("resnet") ? Shortcut.None
                : outputs == inputs ? Shortcut.Add
                : outputs == 2 * inputs ? Shortcut.Double
                : Shortcut.None,
        };
    }
}
