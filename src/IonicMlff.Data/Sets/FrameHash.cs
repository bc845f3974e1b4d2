using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using IonicMlff.Core.Frames;
using IonicMlff.Core.Geometry;

namespace IonicMlff.Data.Sets;

/// <summary>
/// Hashes of what matters in frames: the same for a frame in extended XYZ and in a DeePMD folder, whatever else stands there. The
/// numbers enter as little-endian 64-bit words.
/// </summary>
public static class FrameHash
{
    private const double Grain = 1e-4; // Å; files differ in the digits they keep

    /// <summary>Elements, positions and cell to 1e-4 Å: equal for copies of a geometry, also with other labels.</summary>
    public static string OfGeometry(Frame frame)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, Array.ConvertAll(frame.AtomicNumbers, z => (long)z));
        Append(hash, Array.ConvertAll(frame.Positions, x => (long)Math.Round(x / Grain)));
        Append(hash, Array.ConvertAll(CellNumbers(frame.Cell), x => (long)Math.Round(x / Grain)));
        return Text(hash);
    }

    /// <summary>Elements, positions, cell, energy, forces and stress (or virial), exactly.</summary>
    public static string OfContent(LabelledFrame frame)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, Array.ConvertAll(frame.Frame.AtomicNumbers, z => (long)z));
        Append(hash, frame.Frame.Positions);
        Append(hash, CellNumbers(frame.Frame.Cell));
        Append(hash, frame.Energy is { } energy ? [energy] : []);
        Append(hash, frame.Forces ?? []);
        Append(hash, frame.Stress ?? frame.Virial ?? []);
        return Text(hash);
    }

    /// <summary>Of a set of frames; their order does not count, their numbers do.</summary>
    public static string OfSet(IEnumerable<LabelledFrame> frames)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string one in frames.Select(OfContent).Order(StringComparer.Ordinal))
            hash.AppendData(Convert.FromHexString(one));
        return Text(hash);
    }

    private static double[] CellNumbers(Cell cell) =>
        [cell.Ax, cell.Ay, cell.Az, cell.Bx, cell.By, cell.Bz, cell.Cx, cell.Cy, cell.Cz, cell.PeriodicA ? 1 : 0, cell.PeriodicB ? 1 : 0, cell.PeriodicC ? 1 : 0];

    private static void Append(IncrementalHash hash, double[] values) => Append(hash, MemoryMarshal.AsBytes<double>(values), values.Length);

    private static void Append(IncrementalHash hash, long[] values) => Append(hash, MemoryMarshal.AsBytes<long>(values), values.Length);

    // The length in front keeps two lists from passing for one.
    private static void Append(IncrementalHash hash, ReadOnlySpan<byte> bytes, int count)
    {
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, count);
        hash.AppendData(length);
        hash.AppendData(bytes);
    }

    private static string Text(IncrementalHash hash) => Convert.ToHexStringLower(hash.GetHashAndReset());
}
