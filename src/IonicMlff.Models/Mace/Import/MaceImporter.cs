using IonicMlff.Core.Errors;
using IonicMlff.Models.Mace.Definition;
using IonicMlff.Models.ModelFiles;
using IonicMlff.Models.Pickle;

namespace IonicMlff.Models.Mace.Import;

/// <summary>Reads MACE .model files of upstream (torch.save of the whole model) without Python.</summary>
public static class MaceImporter
{
    private const int MaxModules = 20_000;
    private const int MaxDepth = 32;

    /// <summary>Reads a .model file.</summary>
    /// <exception cref="IlmlffException">The file is missing, damaged, of another kind, or of an unsupported
    /// architecture.</exception>
    public static MaceModel Read(string path)
    {
        using ByteSource source = ModelFileKinds.Unpacked(ModelBytes.Open(path));
        if (ModelFileKinds.Of(source) == ModelFileKind.Safetensors)
        {
            throw IlmlffException.BadData($"{path}: is a safetensors file, not a MACE .model.");
        }

        (MaceConfig config, TensorTable tensors) = ReadParts(new TorchArchive(source), source.Name);
        return MaceBuilder.Build(config, tensors);
    }

    /// <summary>Hyperparameters and tensors of a .model file.</summary>
    internal static (MaceConfig Config, TensorTable Tensors) ReadParts(TorchArchive archive, string name)
    {
        UnsupportedFiles.RefuseTorchScript(archive, name);
        PickleObject root = UnsupportedFiles.RequireMaceModel(archive.ReadObject(), name);
        var module = new TorchModule(root, "", name);
        var tensors = new TensorTable(name);
        int budget = MaxModules;
        Collect(module, archive, tensors, 0, ref budget);
        ConvolutionSymbols.Collect(module, tensors);
        return (ModuleReader.Read(module, tensors), tensors);
    }

    /// <summary>
    /// Gathers all tensors of the tree under their dotted names. Modules may be shared or cyclic in a hostile file.
    /// </summary>
    private static void Collect(TorchModule module, TorchArchive archive, TensorTable tensors, int depth, ref int budget)
    {
        if (depth > MaxDepth || --budget < 0)
        {
            throw IlmlffException.BadData($"{tensors.FileName}: its modules are nested deeper than {MaxDepth} or number more than {MaxModules}. The file is damaged.");
        }

        foreach ((object? key, object? value) in module.Tensors)
        {
            if (value is not PickleTensor tensor)
            {
                continue;
            }

            if (key is not string name || !IsName(name) || --budget < 0)
            {
                throw IlmlffException.BadData($"{tensors.FileName}: a tensor of {module.Path} has no proper name. The file is damaged.");
            }

            string full = module.NameOf(name);
            tensors.Add(new StoredTensor(full, tensor.Storage.Type, tensor.Shape, archive.ReadTensor(tensor, full),
                tensor.IsParameter));
        }

        foreach ((object? key, object? value) in module.ChildItems)
        {
            // Opaque children (traced graphs) have no state of their own and no tensors.
            if (key is string name && IsName(name) && value is PickleObject { State: PickleDict })
            {
                Collect(module.Child(name), archive, tensors, depth + 1, ref budget);
            }
        }
    }

    private static bool IsName(string name) =>
        name.Length is > 0 and <= 128 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or ' ' or '+');
}
