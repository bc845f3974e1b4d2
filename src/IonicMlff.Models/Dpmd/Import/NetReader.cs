using IonicMlff.Core.Errors;
using IonicMlff.Models.Dpmd.Definition;

namespace IonicMlff.Models.Dpmd.Import;

/// <summary>Reads the nets of a TorchScript archive: <c>networks.N.layers.L.{matrix, bias, idt}</c>.</summary>
internal static class NetReader
{
    private const int MaxLayers = 64;
    private const int MaxWidth = 1 << 16;

    /// <summary>Layers of a net of a collection, whose first takes <paramref name="inputs"/> numbers.</summary>
    public static DpmdLayer[] Read(ScriptModule collection, int net, int inputs)
    {
        ScriptModule list = collection.Child("networks").Child($"{net}").Child("layers");
        var layers = new List<DpmdLayer>();
        while (list.HasChild($"{layers.Count}"))
        {
            if (layers.Count == MaxLayers)
            {
                throw list.Bad($"{list.NameOf($"{MaxLayers}")}: a net of more than {MaxLayers} layers. The file is damaged.");
            }

            layers.Add(ReadLayer(list.Child($"{layers.Count}"), layers.Count == 0 ? inputs : layers[^1].Out));
        }

        return layers.Count > 0 ? [.. layers] : throw list.Bad($"{list.NameOf("0")}: the net has no layers. The file is damaged.");
    }

    private static DpmdLayer ReadLayer(ScriptModule layer, int inputs)
    {
        if (layer.Shape("matrix") is not [long rows, > 0 and <= MaxWidth and long columns] || rows != inputs)
        {
            throw layer.Bad($"{layer.NameOf("matrix")} has shape ({string.Join(", ", layer.Shape("matrix"))}), but {inputs} rows are needed. "
                + "The file is damaged.");
        }

        int outputs = (int)columns;
        (DpmdActivation activation, double threshold) = ReadActivation(layer, isEnergy: outputs == 1);
        return new DpmdLayer
        {
            In = inputs,
            Out = outputs,
            Weight = layer.Doubles("matrix"),
            Bias = layer.HasTensor("bias") ? layer.Doubles("bias", outputs) : null,
            TimeStep = layer.HasTensor("idt") ? layer.Doubles("idt", outputs) : null,
            Activation = activation,
            ActivationThreshold = threshold,
            Shortcut = !layer.Flag("resnet", whenAbsent: false) ? Shortcut.None
                : outputs == inputs ? Shortcut.Add
                : outputs == 2 * inputs ? Shortcut.Double
                : Shortcut.None,
        };
    }

    /// <summary>
    /// A name, with a threshold behind a colon for silut. The last layer of a fitting net has none (Python's None) in models that were
    /// trained and frozen, and the name of the identity in those that were converted.
    /// </summary>
    private static (DpmdActivation Activation, double Threshold) ReadActivation(ScriptModule layer, bool isEnergy)
    {
        if (isEnergy && layer.OptionalText("activate_name") is null)
        {
            return (DpmdActivation.Linear, 0);
        }

        string name = layer.Text("activate_name");
        return ActivationName.TryParse(name, out DpmdActivation activation, out double threshold) ? (activation, threshold)
            : throw layer.Bad($"{layer.NameOf("activate_name")} is '{Quote.Short(name)}', an activation that is not known. "
                + $"Known are {ActivationName.Known}.");
    }
}
