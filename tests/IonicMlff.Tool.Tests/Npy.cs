using System.Runtime.InteropServices;
using System.Text;

namespace IonicMlff.Tool.Tests;

/// <summary>Writes npy files as numpy does (version 1, float64, C order).</summary>
internal static class Npy
{
    public static void Write(string path, double[] values, int rows, int columns)
    {
        string header = $"{{'descr': '<f8', 'fortran_order': False, 'shape': ({rows}, {columns}), }}";
        header = header.PadRight(128 - 10 - 1) + "\n";
        using FileStream file = File.Create(path);
        file.Write([0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 1, 0, (byte)(header.Length & 255), (byte)(header.Length >> 8)]);
        file.Write(Encoding.Latin1.GetBytes(header));
        file.Write(MemoryMarshal.AsBytes<double>(values));
    }
}
