using System.Text;
using IonicMlff.Core.Errors;
using IonicMlff.Models.Pickle;
using Xunit;

namespace IonicMlff.Models.Tests.Pickle;

public sealed class TensorTests
{
    [Theory]
    [InlineData("HalfStorage", new byte[] { 0x00, 0x3c, 0x00, 0xc1 }, new[] { 1.0, -2.5 })]
    [InlineData("BFloat16Storage", new byte[] { 0x80, 0x3f, 0x20, 0xc0 }, new[] { 1.0, -2.5 })]
    [InlineData("FloatStorage", new byte[] { 0, 0, 0x80, 0x3f, 0, 0, 0x20, 0xc0 }, new[] { 1.0, -2.5 })]
    [InlineData("ShortStorage", new byte[] { 0xff, 0xff, 2, 1 }, new[] { -1.0, 258.0 })]
    [InlineData("CharStorage", new byte[] { 0xff, 2 }, new[] { -1.0, 2.0 })]
    [InlineData("ByteStorage", new byte[] { 0xff, 2 }, new[] { 255.0, 2.0 })]
    [InlineData("BoolStorage", new byte[] { 0, 1 }, new[] { 0.0, 1.0 })]
    public void NumberFormatsAreWidenedExactly(string storage, byte[] bytes, double[] expected) =>
        Assert.Equal(expected, TensorTypes.FromStorageClass(storage)!.Value.ToDoubles(bytes));

    [Fact]
    public void StridesAndOffsetsAreFollowed()
    {
        // Element (i, j) of a transposed 2×3 view that starts at number 1.
        (TorchArchive archive, PickleTensor tensor) = Archive("K\u0001K\u0003K\u0002\u0086K\u0001K\u0003\u0086",
            [0, 1, 2, 3, 4, 5, 6]);
        Assert.Equal([1, 4, 2, 5, 3, 6], TensorType.UInt8.ToDoubles(archive.ReadTensor(tensor, "t")));
    }

    [Fact]
    public void AStorageOfAnotherSizeIsRefused()
    {
        (TorchArchive archive, PickleTensor tensor) = Archive("K\0K\u0003\u0085K\u0001\u0085", [0, 1, 2], claimed: 7);
        var error = Assert.Throws<IlmlffException>(() => archive.ReadTensor(tensor, "weight"));
        Assert.Contains("weight should have 7 uint8 numbers, its entry data/0 has 3 bytes", error.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void ReadingTheSameTensorAgainAndAgainIsRefused()
    {
        (TorchArchive archive, PickleTensor tensor) = Archive("K\0J\0\0\u0010\0\u0085K\u0001\u0085", new byte[1 << 20],
            claimed: 1 << 20);
        var error = Assert.Throws<IlmlffException>(() =>
        {
            for (int i = 0; i < 100; i++)
            {
                archive.ReadTensor(tensor, "t");
            }
        });
        Assert.Contains("far more numbers than the file holds", error.Message, StringComparison.Ordinal);
    }

    /// <summary>An archive with one uint8 tensor; the text is the pickle of offset, size and stride.</summary>
    private static (TorchArchive Archive, PickleTensor Tensor) Archive(string view, byte[] numbers, int? claimed = null)
    {
        byte[] count = BitConverter.GetBytes(claimed ?? numbers.Length);
        byte[] pickle = Encoding.Latin1.GetBytes("\u0080\u0002ctorch._utils\n_rebuild_tensor_v2\n((X\u0007\0\0\0storagectorch\nByteStorage\nX\u0001\0\0\00X\u0003\0\0\0cpuJ"
            + Encoding.Latin1.GetString(count) + "tQ" + view + "\u0089NtR.");
        var archive = new TorchArchive(ArchiveBuilder.Source(ArchiveBuilder.Zip([("m/data.pkl", pickle),
            ("m/data/0", numbers)])));
        return (archive, Assert.IsType<PickleTensor>(archive.ReadObject()));
    }
}
