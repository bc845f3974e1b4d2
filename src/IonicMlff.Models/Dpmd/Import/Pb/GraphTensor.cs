using System.Runtime.InteropServices;
using IonicMlff.Core.Errors;

namespace IonicMlff.Models.Dpmd.Import.Pb;

/// <summary>Types of tensors (TensorFlow's DataType).</summary>
internal enum GraphType
{
    Float32 = 1,
    Float64 = 2,
    Int32 = 3,
    String = 7,
    Int64 = 9,
    Bool = 10,
    BFloat16 = 14,
    Float16 = 19,
}

/// <summary>
/// A constant of a graph (TensorProto): little-endian bytes, or a list of values of which the last stands for all that are left out.
/// </summary>
internal sealed class GraphTensor
{
    private const int MaxRank = 8;
    private readonly ArraySegment<byte> content;
    private readonly List<double> values = [];
    private readonly string text = "";
    private readonly string name;
    private readonly string file;

    public GraphTensor(ArraySegment<byte> message, string name, string file)
    {
        (this.name, this.file) = (name, file);
        var shape = new List<long>();
        for (var reader = new ProtoReader(message, file); reader.Next();)
        {
            switch (reader.Field)
            {
                case 1:
                    Type = (GraphType)reader.Integer();
                    break;
                case 2:
                    ReadShape(reader.Message(), shape);
                    break;
                case 4:
                    content = reader.Message();
                    break;
                case 5:
                    reader.AddNumbers(values, NumberKind.Float);
                    break;
                case 6:
                    reader.AddNumbers(values, NumberKind.Double);
                    break;
                case 7 or 10 or 11:
                    reader.AddNumbers(values, NumberKind.Integer);
                    break;
                case 8:
                    text = reader.Text();
                    break;
            }
        }

        Shape = [.. shape];
        foreach (long size in Shape)
        {
            Count = size is >= 0 and <= int.MaxValue && Count * size <= int.MaxValue ? Count * size
                : throw Bad($"has shape ({ShownShape}), which no tensor can have");
        }
    }

    /// <summary>Type of the elements.</summary>
    public GraphType Type { get; }

    /// <summary>Shape; empty for a scalar.</summary>
    public long[] Shape { get; }

    /// <summary>Number of elements.</summary>
    public long Count { get; } = 1;

    /// <summary>The shape as messages show it.</summary>
    public string ShownShape => string.Join(", ", Shape);

    /// <summary>Elements that are not stored but repeated; large numbers of them can be claimed by a small file.</summary>
    public long Repeated => content.Count > 0 ? 0 : Math.Max(0, Count - values.Count);

    /// <summary>A scalar text.</summary>
    public string Text() => Type == GraphType.String ? text : throw Bad($"has type {Type} instead of text");

    /// <summary>All elements, row-major.</summary>
    public double[] ToDoubles()
    {
        if (content.Count == 0)
        {
            return Expand();
        }

        int size = Type switch
        {
            GraphType.Float32 or GraphType.Int32 => 4,
            GraphType.Float64 or GraphType.Int64 => 8,
            _ => throw Bad($"has type {Type}, which is not read; numbers are float32, float64, int32 or int64"),
        };
        if (content.Count != size * Count)
        {
            throw Bad($"has shape ({ShownShape}), but {content.Count} bytes instead of {size * Count}");
        }

        // a GraphDef is little-endian, as are all machines this runs on
        Span<byte> bytes = content;
        var result = new double[Count];
        switch (Type)
        {
            case GraphType.Float64:
                MemoryMarshal.Cast<byte, double>(bytes).CopyTo(result);
                break;
            case GraphType.Float32:
                Widen<float>(bytes, result, static x => x);
                break;
            case GraphType.Int32:
                Widen<int>(bytes, result, static x => x);
                break;
            default:
                Widen<long>(bytes, result, static x => x);
                break;
        }

        return result;
    }

    private static void Widen<T>(Span<byte> bytes, double[] result, Func<T, double> toDouble) where T : struct
    {
        Span<T> values = MemoryMarshal.Cast<byte, T>(bytes);
        for (int i = 0; i < result.Length; i++)
        {
            result[i] = toDouble(values[i]);
        }
    }

    private double[] Expand()
    {
        if (Type is not (GraphType.Float32 or GraphType.Float64 or GraphType.Int32 or GraphType.Int64 or GraphType.Bool))
        {
            throw Bad($"has type {Type}, which is not read; numbers are float32, float64, int32 or int64");
        }

        if (values.Count > Count)
        {
            throw Bad($"has shape ({ShownShape}), but {values.Count} values");
        }

        var result = new double[Count];
        values.CopyTo(result);
        Array.Fill(result, values.Count > 0 ? values[^1] : 0, values.Count, result.Length - values.Count);
        return result;
    }

    private void ReadShape(ArraySegment<byte> message, List<long> shape)
    {
        for (var reader = new ProtoReader(message, file); reader.Next();)
        {
            if (reader.Field != 2)
            {
                continue;
            }

            long size = 0;
            for (var dim = new ProtoReader(reader.Message(), file); dim.Next();)
            {
                size = dim.Field == 1 ? dim.Integer() : size;
            }

            shape.Add(shape.Count < MaxRank ? size : throw Bad($"has more than {MaxRank} dimensions"));
        }
    }

    private IlmlffException Bad(string what) =>
        IlmlffException.BadData($"{file}: the constant '{Quote.Short(name)}' {what}. The file is damaged.");
}
