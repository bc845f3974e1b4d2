using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;
using IonicMlff.Core.Errors;

namespace IonicMlff.Data.Deepmd;

/// <summary>
/// An array in numpy's npy format (versions 1 to 3): magic, header length, a Python dictionary as text, raw numbers. Only what DeePMD
/// folders hold: little-endian float32, float64, int32 and int64.
/// </summary>
internal static partial class NpyFile
{
    private static readonly byte[] Magic = [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>Reads an array; its first dimension counts the frames, the others are one row.</summary>
    /// <exception cref="IlmlffException">Not an npy file, another type of numbers, or truncated.</exception>
    public static NumberTable Read(string path)
    {
        byte[] bytes = File.ReadAllBytes(path);
        if (bytes.Length < 12 || !bytes.AsSpan(0, 6).SequenceEqual(Magic))
        {
            throw IlmlffException.BadData($"{path} is not an npy file.");
        }

        (int start, uint headerLength) = bytes[6] == 1
            ? (10, BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(8)))
            : (12, BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(8)));
        if (headerLength > bytes.Length - start)
        {
            throw IlmlffException.BadData($"{path} ends within its header. Copy it again.");
        }

        string header = Encoding.Latin1.GetString(bytes, start, (int)headerLength);
        double[] values = Numbers(path, TypeKey().Match(header).Groups[1].Value, bytes.AsSpan(start + (int)headerLength));
        long[] shape = Shape(path, header);
        long rows = shape.Length > 0 ? shape[0] : 1;
        long columns = shape.Skip(1).Aggregate(1L, (a, b) => a * b);
        if (columns > int.MaxValue || rows * columns != values.Length)
        {
            throw IlmlffException.BadData($"{path} holds {values.Length} numbers; its header announces {rows * columns}. Copy it again.");
        }

        bool byColumns = shape.Length > 1 && header.Contains("'fortran_order': True", StringComparison.Ordinal);
        return byColumns && shape.Length > 2
            ? throw IlmlffException.BadData($"{path} is in Fortran order with {shape.Length} dimensions; save it in C order (numpy.ascontiguousarray).")
            : new NumberTable(path, (int)rows, (int)columns, byColumns ? Transposed(values, (int)rows, (int)columns) : values);
    }

    private static double[] Numbers(string path, string type, ReadOnlySpan<byte> data) => type switch
    {
        "<f8" => MemoryMarshal.Cast<byte, double>(data).ToArray(),
        "<f4" => Array.ConvertAll(MemoryMarshal.Cast<byte, float>(data).ToArray(), x => (double)x),
        "<i8" => Array.ConvertAll(MemoryMarshal.Cast<byte, long>(data).ToArray(), x => (double)x),
        "<i4" => Array.ConvertAll(MemoryMarshal.Cast<byte, int>(data).ToArray(), x => (double)x),
        _ => throw IlmlffException.BadData(
            $"{path} holds numbers of type '{type}'; expected '<f8' or '<f4' (float64, float32), or '<i8' or '<i4' for atom types."),
    };

    private static double[] Transposed(double[] values, int rows, int columns)
    {
        var result = new double[values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            result[i % rows * columns + i / rows] = values[i];
        }

        return result;
    }

    private static long[] Shape(string path, string header)
    {
        Match match = ShapeKey().Match(header);
        string[] words = match.Groups[1].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var shape = new long[words.Length];
        for (int i = 0; i < words.Length; i++)
        {
            if (!long.TryParse(words[i], NumberStyles.None, CultureInfo.InvariantCulture, out shape[i]) || shape[i] > int.MaxValue)
            {
                throw IlmlffException.BadData($"{path} has the shape ({match.Groups[1].Value}), which can't be read.");
            }
        }

        return match.Success ? shape : throw IlmlffException.BadData($"{path} has a header without a shape: {header.Trim()}");
    }

    [GeneratedRegex(@"'descr':\s*'([^']*)'")]
    private static partial Regex TypeKey();

    [GeneratedRegex(@"'shape':\s*\(([^)]*)\)")]
    private static partial Regex ShapeKey();
}
