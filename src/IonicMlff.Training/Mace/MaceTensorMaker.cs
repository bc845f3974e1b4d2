using System.Runtime.InteropServices;
using IonicMlff.Models.Mace.Import;
using IonicMlff.Models.Pickle;
using IonicMlff.Training.Randomness;

namespace IonicMlff.Training.Mace;

/// <summary>Makes the tensors of a new MACE model under upstream's names, with upstream's distributions of the initial weights.</summary>
/// <param name="random">Source of the weights.</param>
/// <param name="isFloat32">Weights are rounded to float32 (and the model computes in it).</param>
internal sealed class MaceTensorMaker(SeededGenerator random, bool isFloat32)
{
    /// <summary>Tensors so far.</summary>
    public TensorTable Table { get; } = new("the new model");

    /// <summary>A trained tensor: normal deviates times a factor.</summary>
    public void Weight(string name, double factor, params long[] shape)
    {
        var values = new double[shape.Aggregate(1L, (a, b) => a * b)];
        for (int i = 0; i < values.Length; i++)
            values[i] = random.NextNormal() * factor;
        Add(name, values, shape, isParameter: true);
    }

    /// <summary>A tensor that is not trained.</summary>
    public void Buffer(string name, double[] values, params long[] shape) => Add(name, values, shape, isParameter: false);

    /// <summary>A number that is not trained.</summary>
    public void Scalar(string name, double value) => Add(name, [value], [], isParameter: false);

    /// <summary>Whole numbers.</summary>
    public void Integers(string name, int[] values) => Table.Add(new StoredTensor(
        name, TensorType.Int64, [values.Length], MemoryMarshal.AsBytes<long>(Array.ConvertAll(values, x => (long)x)).ToArray(), false));

    // Only the weights follow the precision; what is given by mathematics or data stays exact.
    private void Add(string name, double[] values, long[] shape, bool isParameter)
    {
        bool single = isParameter && isFloat32;
        byte[] bytes = single ? MemoryMarshal.AsBytes<float>(Array.ConvertAll(values, x => (float)x)).ToArray() : MemoryMarshal.AsBytes<double>(values).ToArray();
        Table.Add(new StoredTensor(name, single ? TensorType.Float32 : TensorType.Float64, shape, bytes, isParameter));
    }
}
