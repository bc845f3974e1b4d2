using IonicMlff.Core.Errors;
using IonicMlff.Core.Potentials;
using IonicMlff.Models.Mace;
using IonicMlff.Models.Mace.Import;
using IonicMlff.Models.ModelFiles;
using IonicMlff.Models.Pickle;

namespace IonicMlff.Models;

/// <summary>Opens a model file of any readable kind; the kind is found from the content, not from the name.</summary>
public static class PotentialFile
{
    /// <summary>Reads a model.</summary>
    /// <exception cref="IlmlffException">The file is missing, unreadable, or of an unsupported kind.</exception>
    public static IPotential Open(string path)
    {
        using ByteSource source = ModelFileKinds.Unpacked(ModelBytes.Open(path));
        return ModelFileKinds.Of(source) switch
        {
            ModelFileKind.TorchZip => new MacePotential(MaceImporter.Read(source)),
            _ => throw IlmlffException.BadData($"{path}: safetensors files can't be read yet."),
        };
    }
}
