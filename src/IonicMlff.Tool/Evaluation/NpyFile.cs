using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;
using IonicMlff.Core.Errors;

namespace IonicMlff.Tool.Evaluation;

/// <summary>
/// An array in numpy's npy format (versions 1 to 3): magic, header length, a Python dictionary as text, raw numbers. Only what DeePMD
/// folders hold: little-endian float32 and float64 in C order.
/// </summary>
internal static partial class NpyFile
{
    /// <summary>Reads a two-dimensional array of the given number of columns; returns its rows as one array.</summary>
    /// <exception cref="IlmlffException">Not an npy file, another type of numbers, another shape, or truncated.</exception>
    public static double[] ReadRows(string path, int columns)
    {
        byte[] bytes = File.ReadAllBytes(path);
        if (bytes.Length < 12 || !bytes.AsSpan(0, 6).SequenceEqual((ReadOnlySpan<byte>)[0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y']))
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
        string type = TypeKey().Match(header).Groups[1].Value;
        if (type is not ("<f8" or "<f4") || !header.Contains("'fortran_order': False", StringComparison.Ordinal))
        {
            throw IlmlffException.BadData($"{path} holds numbers of type '{type}'; expected '<f8' or '<f4' (float64, float32) in C order.");
        }

        long[] shape = Shape(path, header);
        long rows = shape.Length > 0 ? shape[0] : 1;
        long perRow = shape.Skip(1).Aggregate(1L, (a, b) => a * b);
        if (rows > 0 && perRow != columns)
        {
            throw IlmlffException.BadData($"{path} has {perRow} numbers per frame; expected {columns}.");
        }

        int size = type == "<f8" ? sizeof(double) : sizeof(float);
        ReadOnlySpan<byte> data = bytes.AsSpan(start + (int)headerLength);
        if (rows * columns != data.Length / size)
        {
            throw IlmlffException.BadData($"{path} holds {data.Length / size} numbers; its header announces {rows * columns}. Copy it again.");
        }

        return size == sizeof(double)
            ? MemoryMarshal.Cast<byte, double>(data).ToArray()
            : Array.ConvertAll(MemoryMarshal.Cast<byte, float>(data).ToArray(), x => (double)x);
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
