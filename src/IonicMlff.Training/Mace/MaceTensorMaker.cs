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

    /// <summary>A trained tensor: numbers between -bound and bound.</summary>
    public void Uniform(string name, double bound, params long[] shape)
    {
        var values = new double[shape.Aggregate(1L, (a, b) => a * b)];
        for (int i = 0; i < values.Length; i++)
            values[i] = bound * (2 * random.NextDouble() - 1);
        Add(name, values, shape, isParameter: true);
    }

    /// <summary>A trained tensor that begins with one number.</summary>
    public void Constant(string name, double value, params long[] shape) =>
        Add(name, [.. Enumerable.Repeat(value, (int)shape.Aggregate(1L, (a, b) => a * b))], shape, isParameter: true);

    /// <summary>torch's Linear, LayerNorm and plain SiLU in turn, the last Linear alone, with torch's initial numbers.</summary>
    public void LayerNormNet(string name, params int[] widths)
    {
        for (int k = 0; k + 1 < widths.Length; k++)
        {
            string linear = $"{name}.net.{3 * k}", norm = $"{name}.net.{3 * k + 1}";
            double bound = 1 / Math.Sqrt(widths[k]);
            Uniform($"{linear}.weight", bound, widths[k + 1], widths[k]);
            Uniform($"{linear}.bias", bound, widths[k + 1]);
            if (k + 2 == widths.Length)
                break;
            Constant($"{norm}.weight", 1, widths[k + 1]);
            Constant($"{norm}.bias", 0, widths[k + 1]);
        }
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
