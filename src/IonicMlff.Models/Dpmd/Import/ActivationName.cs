using System.Globalization;
using IonicMlff.Models.Dpmd.Definition;

namespace IonicMlff.Models.Dpmd.Import;

/// <summary>Activation functions by the names that DeePMD-kit's inputs and files give them.</summary>
internal static class ActivationName
{
    private static readonly Dictionary<string, DpmdActivation> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        ["none"] = DpmdActivation.Linear,
        ["linear"] = DpmdActivation.Linear,
        ["tanh"] = DpmdActivation.Tanh,
        ["relu"] = DpmdActivation.Relu,
        ["relu6"] = DpmdActivation.Relu6,
        ["softplus"] = DpmdActivation.Softplus,
        ["sigmoid"] = DpmdActivation.Sigmoid,
        ["gelu"] = DpmdActivation.Gelu,
        ["gelu_tf"] = DpmdActivation.Gelu,
        ["silu"] = DpmdActivation.Silu,
        ["silut"] = DpmdActivation.Silut,
        ["custom_silu"] = DpmdActivation.Silut,
    };

    /// <summary>All names, for messages.</summary>
    public static string Known => string.Join(", ", Names.Keys);

    /// <summary>Reads a name, with a threshold behind a colon for silut (<c>silut:3.0</c>; 3 without one).</summary>
    public static bool TryParse(string name, out DpmdActivation activation, out double threshold)
    {
        string[] parts = name.Split(':', 2);
        threshold = 3;
        return Names.TryGetValue(parts[0].Trim(), out activation)
            && (parts.Length == 1 || double.TryParse(parts[1], NumberStyles.Float, CultureInfo.InvariantCulture, out threshold));
    }
}
