using IonicMlff.Core.Errors;
using IonicMlff.Core.ModelFiles;
using IonicMlff.Models.Mace.Import;
using StoredType = IonicMlff.Core.ModelFiles.TensorType;
using TorchType = IonicMlff.Models.Pickle.TensorType;

namespace IonicMlff.Models.ModelFiles;

/// <summary>Named tensors of a model to and from the safetensors container.</summary>
internal static class Safetensors
{
    /// <summary>All tensors of a file.</summary>
    public static TensorTable Read(SafetensorsFile file)
    {
        var tensors = new TensorTable(file.Name);
        foreach ((string name, TensorEntry entry) in file.Tensors)
        {
            tensors.Add(new StoredTensor(name, ToTorch(entry.Type, name, file.Name), [.. entry.Shape],
                file.Bytes(name).ToArray(), IsParameter: false));
        }

        return tensors;
    }

    /// <summary>A container ready to be written.</summary>
    public static SafetensorsWriter Writer(string record, IEnumerable<StoredTensor> tensors)
    {
        var writer = new SafetensorsWriter();
        writer.Metadata[MetadataRecord.Key] = record;
        foreach (StoredTensor t in tensors)
        {
            writer.AddRaw(t.Name, ToStored(t.Type), t.Shape, t.Bytes);
        }

        return writer;
    }

    private static StoredType ToStored(TorchType type) => type switch
    {
        TorchType.Float64 => StoredType.F64,
        TorchType.Float32 => StoredType.F32,
        TorchType.Float16 => StoredType.F16,
        TorchType.BFloat16 => StoredType.BF16,
        TorchType.Int64 => StoredType.I64,
        TorchType.Int32 => StoredType.I32,
        TorchType.Int16 => StoredType.I16,
        TorchType.Int8 => StoredType.I8,
        TorchType.UInt8 => StoredType.U8,
        _ => StoredType.BOOL,
    };

    private static TorchType ToTorch(StoredType type, string name, string file)
    {
        foreach (TorchType torch in Enum.GetValues<TorchType>())
        {
            if (ToStored(torch) == type)
            {
                return torch;
            }
        }

        throw IlmlffException.BadData($"{file}: tensor '{Quote.Short(name)}' has dtype {type}, which no model uses. Convert the original model again.");
    }
}
