using System.Runtime.InteropServices;
using IonicMlff.Models.Mace.Definition;
using IonicMlff.Models.Mace.Import;
using IonicMlff.Models.Pickle;

namespace IonicMlff.Models.Mace.Export;

/// <summary>
/// A MACE model taken apart into what its file holds: hyperparameters, and tensors with upstream's names and shapes. The inverse of
/// reading: <c>MaceTensors.Of(model).Build()</c> is the model again.
/// </summary>
public sealed class MaceTensors
{
    private readonly bool float32;

    internal MaceTensors(MaceConfig config, IReadOnlyList<MaceTensor> all, bool float32)
    {
        Config = config;
        All = all;
        this.float32 = float32;
    }

    /// <summary>All tensors; parameters in the order in which upstream lists them.</summary>
    public IReadOnlyList<MaceTensor> All { get; }

    internal MaceConfig Config { get; }

    /// <summary>Takes a model apart.</summary>
    public static MaceTensors Of(MaceModel model) => new MaceDecomposer(model).Decompose();

    /// <summary>The same model with other numbers; tensors the function returns null for keep theirs.</summary>
    /// <param name="values">Numbers of a tensor by its name, as many as it has.</param>
    /// <param name="isFloat32">True when the new model's parameters are float32 numbers.</param>
    public MaceTensors With(Func<string, double[]?> values, bool isFloat32) =>
        new(Config, [.. All.Select(t => values(t.Name) is { } v ? t with { Values = v } : t)], isFloat32);

    /// <summary>The model of these tensors.</summary>
    public MaceModel Build() => MaceBuilder.Build(Config, Table());

    /// <summary>The tensors as they are written into a file.</summary>
    internal TensorTable Table()
    {
        var table = new TensorTable("the model");
        foreach (MaceTensor t in All)
            table.Add(Stored(t));
        return table;
    }

    // In a float32 model every tensor is float32 that loses nothing by it.
    private StoredTensor Stored(MaceTensor t)
    {
        if (t.Name == "atomic_numbers")
        {
            long[] numbers = Array.ConvertAll(t.Values, x => (long)x);
            return new StoredTensor(t.Name, TensorType.Int64, t.Shape, MemoryMarshal.AsBytes(numbers.AsSpan()).ToArray(), false);
        }

        if (float32 && (t.IsParameter || t.Values.All(x => (float)x == x)))
        {
            float[] numbers = Array.ConvertAll(t.Values, x => (float)x);
            return new StoredTensor(t.Name, TensorType.Float32, t.Shape, MemoryMarshal.AsBytes(numbers.AsSpan()).ToArray(), t.IsParameter);
        }

        return new StoredTensor(t.Name, TensorType.Float64, t.Shape, MemoryMarshal.AsBytes(t.Values.AsSpan()).ToArray(), t.IsParameter);
    }
}
