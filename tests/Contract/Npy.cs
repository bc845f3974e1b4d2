using System.Runtime.InteropServices;
using System.Text;

namespace IonicMlff.Testing;

/// <summary>Writes npy files as numpy does (version 1).</summary>
public static class Npy
{
    /// <summary>float64 in C order, of a shape that may contradict the values.</summary>
    public static void Write(string path, double[] values, int rows, int columns) => Write(path, MemoryMarshal.AsBytes<double>(values), "<f8", false, rows, columns);

    /// <summary>Rows of numbers of any type and order.</summary>
    public static void Write(string path, double[] values, int columns, string type = "<f8", bool byColumns = false)
    {
        int rows = values.Length / columns;
        double[] stored = byColumns ? [.. Enumerable.Range(0, columns).SelectMany(c => Enumerable.Range(0, rows).Select(r => values[r * columns + c]))] : values;
        ReadOnlySpan<byte> bytes = type switch
        {
            "<f8" => MemoryMarshal.AsBytes<double>(stored),
            "<f4" => MemoryMarshal.AsBytes<float>(Array.ConvertAll(stored, x => (float)x)),
            "<i8" => MemoryMarshal.AsBytes<long>(Array.ConvertAll(stored, x => (long)x)),
            _ => MemoryMarshal.AsBytes<int>(Array.ConvertAll(stored, x => (int)x)),
        };
        Write(path, bytes, type, byColumns, rows, columns);
    }

    private static void Write(string path, ReadOnlySpan<byte> bytes, string type, bool byColumns, int rows, int columns)
    {
        string header = $"{{'descr': '{type}', 'fortran_order': {(byColumns ? "True" : "False")}, 'shape': ({rows}, {columns}), }}";
        header = header.PadRight(128 - 10 - 1) + "\n";
        using FileStream file = File.Create(path);
        file.Write([0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 1, 0, (byte)(header.Length & 255), (byte)(header.Length >> 8)]);
        file.Write(Encoding.Latin1.GetBytes(header));
        file.Write(bytes);
    }
}
