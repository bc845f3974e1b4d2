using IonicMlff.Core.Errors;
using IonicMlff.Models.Pickle;

namespace IonicMlff.Models.Mace.Import;

/// <summary>Says what a file is when it is not a MACE model that can be read, and what to do.</summary>
internal static class UnsupportedFiles
{
    /// <summary>The root object of a MACE model, or the refusal.</summary>
    public static PickleObject RequireMaceModel(TorchArchive archive, object? root, string name)
    {
        _ = archive;
        if (root is PickleObject { Type: { Name: "ScaleShiftMACE" or "MACE", Module: "mace.modules.models" } } model)
        {
            return model;
        }

        throw IlmlffException.BadData($"{name}: not a MACE model.");
    }
}
