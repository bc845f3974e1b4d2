using System.Buffers.Binary;
using IonicMlff.Core.Errors;
using IonicMlff.Core.ModelFiles;

namespace IonicMlff.Training.Checkpoints;

/// <summary>Named arrays and texts of a checkpoint; arrays keep their bits.</summary>
public sealed class CheckpointContent
{
    /// <summary>Arrays by name.</summary>
    public SortedDictionary<string, CheckpointArray> Arrays { get; } = new(StringComparer.Ordinal);

    /// <summary>Texts by name.</summary>
    public SortedDictionary<string, string> Texts { get; } = new(StringComparer.Ordinal);

    /// <summary>Name of the file it was read from, for messages.</summary>
    public string Origin { get; init; } = "checkpoint";

    /// <summary>Adds numbers.</summary>
    public void Add(string name, ReadOnlySpan<double> values)
    {
        var bytes = new byte[8 * values.Length];
        for (int i = 0; i < values.Length; i++)
            BinaryPrimitives.WriteDoubleLittleEndian(bytes.AsSpan(8 * i), values[i]);
        Arrays.Add(name, new(TensorType.F64, [values.Length], bytes));
    }

    /// <summary>Adds whole numbers.</summary>
    public void Add(string name, ReadOnlySpan<long> values)
    {
        var bytes = new byte[8 * values.Length];
        for (int i = 0; i < values.Length; i++)
            BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(8 * i), values[i]);
        Arrays.Add(name, new(TensorType.I64, [values.Length], bytes));
    }

    /// <summary>An array.</summary>
    /// <exception cref="IlmlffException">There is none of this name.</exception>
    public CheckpointArray Array(string name) => Arrays.TryGetValue(name, out CheckpointArray? found) ? found : throw Missing(name);

    /// <summary>Numbers.</summary>
    /// <exception cref="IlmlffException">There are none of this name.</exception>
    public double[] Doubles(string name)
    {
        byte[] bytes = OfType(name, TensorType.F64).Bytes;
        var values = new double[bytes.Length / 8];
        for (int i = 0; i < values.Length; i++)
            values[i] = BinaryPrimitives.ReadDoubleLittleEndian(bytes.AsSpan(8 * i));
        return values;
    }

    /// <summary>Whole numbers.</summary>
    /// <exception cref="IlmlffException">There are none of this name.</exception>
    public long[] Integers(string name)
    {
        byte[] bytes = OfType(name, TensorType.I64).Bytes;
        var values = new long[bytes.Length / 8];
        for (int i = 0; i < values.Length; i++)
            values[i] = BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(8 * i));
        return values;
    }

    /// <summary>A text.</summary>
    /// <exception cref="IlmlffException">There is none of this name.</exception>
    public string Text(string name) => Texts.TryGetValue(name, out string? found) ? found : throw Missing(name);

    private CheckpointArray OfType(string name, TensorType type)
    {
        CheckpointArray array = Array(name);
        return array.Type == type
            ? array
            : throw IlmlffException.BadData($"{Origin}: '{name}' has type {array.Type}; expected {type}. It was not written by this version.");
    }

    private IlmlffException Missing(string name) => IlmlffException.BadData(
        $"{Origin} has no '{name}'; it was not written by this version of ilmlff. Resume with the version that wrote it.");
}

/// <summary>An array as its little-endian bytes, row-major.</summary>
/// <param name="Type">Element type.</param>
/// <param name="Shape">Length of each dimension.</param>
/// <param name="Bytes">The values.</param>
public sealed record CheckpointArray(TensorType Type, IReadOnlyList<long> Shape, byte[] Bytes);
