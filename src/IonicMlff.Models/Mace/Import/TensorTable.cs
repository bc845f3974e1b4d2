using IonicMlff.Core.Errors;
using IonicMlff.Models.Pickle;

namespace IonicMlff.Models.Mace.Import;

/// <summary>A named tensor as stored: row-major, little-endian.</summary>
internal sealed record StoredTensor(string Name, TensorType Type, long[] Shape, byte[] Bytes, bool IsParameter)
{
    /// <summary>Numbers in the tensor.</summary>
    public int Count => Bytes.Length / Type.Size();

    /// <summary>The numbers, widened.</summary>
    public double[] ToDoubles() => Type.ToDoubles(Bytes);

    /// <summary>The shape for messages.</summary>
    public string ShapeText => $"({string.Join(", ", Shape)})";
}

/// <summary>The tensors of a model by their dotted names, in the order of the file.</summary>
internal sealed class TensorTable(string fileName)
{
    private readonly Dictionary<string, StoredTensor> _byName = new(StringComparer.Ordinal);

    /// <summary>What error messages call the file.</summary>
    public string FileName { get; } = fileName;

    /// <summary>All tensors.</summary>
    public List<StoredTensor> All { get; } = [];

    /// <summary>Adds a tensor.</summary>
    public void Add(StoredTensor tensor)
    {
        if (!_byName.TryAdd(tensor.Name, tensor))
        {
            throw IlmlffException.BadData($"{FileName}: the tensor {tensor.Name} occurs twice.");
        }

        All.Add(tensor);
    }

    /// <summary>True when the tensor exists and is not an empty placeholder.</summary>
    public bool Has(string name) => _byName.TryGetValue(name, out StoredTensor? t) && t.Count > 0;

    /// <summary>A tensor that has to exist.</summary>
    public StoredTensor Get(string name) => _byName.TryGetValue(name, out StoredTensor? tensor)
        ? tensor
        : throw IlmlffException.BadData($"{FileName}: the tensor {name} is missing. The file is damaged, or its architecture is a newer one.");

    /// <summary>The numbers of a tensor whose count must be as given.</summary>
    public double[] Doubles(string name, long count)
    {
        StoredTensor tensor = Get(name);
        if (tensor.Count != count)
        {
            throw IlmlffException.BadData(
                $"{FileName}: the tensor {name} has shape {tensor.ShapeText}, but the architecture of the model needs {count} numbers.");
        }

        return Finite(name, tensor.ToDoubles());
    }

    /// <summary>All numbers of a tensor.</summary>
    public double[] Doubles(string name) => Finite(name, Get(name).ToDoubles());

    /// <summary>A tensor with one number.</summary>
    public double Scalar(string name) => Doubles(name, 1)[0];

    private double[] Finite(string name, double[] values)
    {
        foreach (double x in values)
        {
            if (!double.IsFinite(x))
            {
                throw IlmlffException.BadData($"{FileName}: the tensor {name} holds {x}. The training diverged, or the file is damaged.");
            }
        }

        return values;
    }
}
