using System.IO.Compression;
using IonicMlff.Core.Trajectories;
using IonicMlff.Core.Trajectories.Compression;
using Xunit;

namespace IonicMlff.Core.Tests.Trajectories;

/// <summary>The inflater gives what the library's compressor took, whatever the kind of blocks, and all there is before a damage.</summary>
public class GzipInflaterTests
{
    [Theory]
    [InlineData(CompressionLevel.NoCompression, 200_000)]
    [InlineData(CompressionLevel.Fastest, 300_000)]
    [InlineData(CompressionLevel.Optimal, 300_000)]
    [InlineData(CompressionLevel.SmallestSize, 1_000_000)]
    [InlineData(CompressionLevel.Optimal, 1)]
    [InlineData(CompressionLevel.Optimal, 0)]
    public void Inflates_what_was_compressed(CompressionLevel level, int size)
    {
        byte[] data = Mixed(size);
        byte[] packed = [.. Packed(data, level), .. Packed([1, 2, 3], level)];
        using var inflater = new GzipInflater(new MemoryStream(packed));
        Assert.Equal([.. data, 1, 2, 3], All(inflater, 777));
        Assert.Null(inflater.Fault);
        Assert.Equal(packed.Length, inflater.Consumed);
    }

    [Fact]
    public void Everything_before_a_cut_or_a_wrong_checksum_is_delivered()
    {
        byte[] data = Mixed(100_000), packed = Packed(data, CompressionLevel.Optimal);
        using var cut = new GzipInflater(new MemoryStream(packed[..(packed.Length / 2)]));
        byte[] got = All(cut, 4096);
        Assert.Equal(FaultKind.TruncatedCompression, cut.Fault?.Kind);
        Assert.InRange(got.Length, 10_000, data.Length - 1);
        Assert.Equal(data[..got.Length], got);

        packed[^6] ^= 1;
        using var wrong = new GzipInflater(new MemoryStream(packed));
        Assert.Equal(data, All(wrong, 4096));
        Assert.Equal(FaultKind.CorruptCompression, wrong.Fault?.Kind);
    }

    // Text with repeats, a run of one byte, noise.
    private static byte[] Mixed(int size)
    {
        var random = new Random(1);
        var data = new byte[size];
        for (int k = 0; k < size; k++)
            data[k] = (k / 5000 % 3) switch { 0 => (byte)('0' + random.Next(10)), 1 => (byte)'x', _ => (byte)random.Next(256) };
        return data;
    }

    private static byte[] Packed(byte[] data, CompressionLevel level)
    {
        using var memory = new MemoryStream();
        using (var gzip = new GZipStream(memory, level))
            gzip.Write(data);
        return memory.ToArray();
    }

    private static byte[] All(GzipInflater inflater, int piece)
    {
        var all = new List<byte>();
        var buffer = new byte[piece];
        for (int n = inflater.Read(buffer); n > 0; n = inflater.Read(buffer))
            all.AddRange(buffer.AsSpan(0, n));
        return [.. all];
    }
}
