using System.Globalization;
using IonicMlff.Core.Errors;
using IonicMlff.Models.Pickle;

namespace IonicMlff.Models.Mace.Import;

/// <summary>
/// The 3j symbols a model was made with stand in the TorchScript archives that e3nn embeds in its convolutions. They are taken
/// from there (float32 files hold rounded ones), under upstream's names
/// <c>interactions.t.conv_tp._compiled_main_left_right._w3j_l1_l2_l3</c>.
/// </summary>
internal static class ConvolutionSymbols
{
    private const int MaxArchiveBytes = 4 << 20;
    private const int MaxSymbols = 2000;

    /// <summary>Name of the tensor of a symbol.</summary>
    public static string NameOf(int layer, int l1, int l2, int l3) =>
        string.Create(CultureInfo.InvariantCulture,
            $"interactions.{layer}.conv_tp._compiled_main_left_right._w3j_{l1}_{l2}_{l3}");

    /// <summary>Adds the symbols of all layers to the tensors; layers without an archive are left out.</summary>
    public static void Collect(TorchModule root, TensorTable tensors)
    {
        foreach (TorchModule interaction in root.List("interactions", ConfigLimits.MaxLayers))
        {
            TorchModule conv = interaction.Child("conv_tp");
            if (conv.Attribute("__codegen__") is not PickleDict code
                || code["_compiled_main_left_right"] is not byte[] { Length: <= MaxArchiveBytes } bytes)
            {
                continue;
            }

            string name = $"{tensors.FileName} (compiled code of {conv.Path})";
            var archive = new TorchArchive(new MemoryByteSource(bytes) { Name = name });
            if (archive.ReadObject() is not PickleObject { State: PickleDict { Items.Count: <= MaxSymbols } state })
            {
                throw IlmlffException.BadData($"{name}: has no state. The file is damaged.");
            }

            foreach ((object? key, object? value) in state.Items)
            {
                if (key is string symbol && value is PickleTensor tensor && Degrees(symbol) is { } l)
                {
                    if (!tensor.Shape.AsSpan().SequenceEqual([2 * l[0] + 1, 2 * l[1] + 1, 2 * l[2] + 1]))
                    {
                        throw IlmlffException.BadData($"{name}: {symbol} has {string.Join("×", tensor.Shape)} numbers. The file is damaged.");
                    }

                    string full = conv.NameOf($"_compiled_main_left_right.{symbol}");
                    tensors.Add(new StoredTensor(full, tensor.Storage.Type, tensor.Shape, archive.ReadTensor(tensor, full),
                        IsParameter: false));
                }
            }
        }
    }

    /// <summary>Degrees in _w3j_l1_l2_l3, or null for another name.</summary>
    private static int[]? Degrees(string name)
    {
        string[] parts = name.Split('_');
        return parts is ["", "w3j", [var a], [var b], [var c]] && char.IsAsciiDigit(a) && char.IsAsciiDigit(b)
            && char.IsAsciiDigit(c)
            ? [a - '0', b - '0', c - '0']
            : null;
    }
}
