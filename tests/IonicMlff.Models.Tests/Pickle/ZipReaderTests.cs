using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using IonicMlff.Core.Errors;
using IonicMlff.Models.Pickle;
using IonicMlff.Models.Tests.Mace.Import;
using Xunit;

namespace IonicMlff.Models.Tests.Pickle;

public sealed class ZipReaderTests
{
    private static readonly (string, byte[])[] s_entries = [("a/one", "some bytes"u8.ToArray()), ("a/two", new byte[5000]),
        ("a/empty", [])];

    [Theory]
    [InlineData(CompressionLevel.NoCompression)]
    [InlineData(CompressionLevel.SmallestSize)]
    public void ReadsStoredAndDeflatedEntries(CompressionLevel level)
    {
        ZipReader zip = Open(ArchiveBuilder.Zip(s_entries, level));
        Assert.Equal(3, zip.Entries.Count);
        Assert.All(s_entries, e => Assert.Equal(e.Item2, zip.Read(zip.Entries[e.Item1])));
    }

    [Theory]
    [MemberData(nameof(ReferenceModels.All), MemberType = typeof(ReferenceModels))]
    public void AgreesWithTheFrameworkOnEveryModel(string name)
    {
        using ZipArchive expected = ZipFile.OpenRead(ReferenceModels.Path(name));
        using ByteSource source = new FileByteSource(File.OpenHandle(ReferenceModels.Path(name))) { Name = name };
        var zip = new ZipReader(source);
        Assert.Equal(expected.Entries.Select(e => (e.FullName, e.Length, e.Crc32)),
            zip.Entries.Values.Select(e => (e.Name, e.Size, e.Crc)));
    }

    [Fact]
    public void RefusesAChangedByte()
    {
        byte[] bytes = ArchiveBuilder.Zip(s_entries);
        bytes[bytes.AsSpan().IndexOf("some"u8)] ^= 1;
        ZipReader zip = Open(bytes);
        AssertDamaged("the checksum of its entry 'a/one' is wrong", () => zip.Read(zip.Entries["a/one"]));
    }

    [Fact]
    public void RefusesDuplicateNames() =>
        AssertDamaged("'a/one' occurs twice", () => Open(ArchiveBuilder.Zip([s_entries[0], s_entries[0]])));

    [Fact]
    public void RefusesAnEntryLongerThanTheData()
    {
        byte[] bytes = ArchiveBuilder.Zip(s_entries);
        Span<byte> directory = bytes.AsSpan(bytes.AsSpan().IndexOf("PK\u0001\u0002"u8));
        BinaryPrimitives.WriteUInt32LittleEndian(directory[20..], 1_000_000);
        BinaryPrimitives.WriteUInt32LittleEndian(directory[24..], 1_000_000);
        AssertDamaged("claims 1000000 bytes", () => Open(bytes));
    }

    [Fact]
    public void RefusesAHeaderThatDisagreesWithTheDirectory()
    {
        byte[] bytes = ArchiveBuilder.Zip(s_entries);
        bytes[bytes.AsSpan().IndexOf("a/one"u8)] = (byte)'b';
        ZipReader zip = Open(bytes);
        AssertDamaged("does not agree with its directory", () => zip.Read(zip.Entries["a/one"]));
    }

    [Fact]
    public void RefusesACompressedEntryThatIsABomb()
    {
        byte[] bytes = ArchiveBuilder.Zip([("a/bomb", new byte[1 << 20])], CompressionLevel.SmallestSize);
        Span<byte> directory = bytes.AsSpan(bytes.AsSpan().IndexOf("PK\u0001\u0002"u8));
        BinaryPrimitives.WriteUInt32LittleEndian(directory[24..], int.MaxValue);
        ZipReader zip = Open(bytes);
        AssertDamaged("claims 2147483647 bytes from", () => zip.Read(zip.Entries["a/bomb"]));

        BinaryPrimitives.WriteUInt32LittleEndian(directory[24..], 1000);
        zip = Open(bytes);
        AssertDamaged("is longer than it claims", () => zip.Read(zip.Entries["a/bomb"]));
    }

    [Fact]
    public void RefusesAnImpossibleEntryCount()
    {
        byte[] bytes = ArchiveBuilder.Zip(s_entries);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(bytes.Length - 12), 60000);
        AssertDamaged("claims 60000 entries", () => Open(bytes));
    }

    [Fact]
    public void RefusesEveryTruncation()
    {
        byte[] bytes = ArchiveBuilder.Zip(s_entries);
        for (int length = 0; length < bytes.Length; length++)
        {
            Assert.Throws<IlmlffException>(() => Open(bytes[..length]));
        }
    }

    private static ZipReader Open(byte[] bytes) => new(ArchiveBuilder.Source(bytes));

    private static void AssertDamaged(string message, Func<object> action)
    {
        var error = Assert.Throws<IlmlffException>(action);
        Assert.Equal(ErrorKind.BadData, error.Kind);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.StartsWith("test: damaged or truncated ZIP archive", error.Message, StringComparison.Ordinal);
    }
}
