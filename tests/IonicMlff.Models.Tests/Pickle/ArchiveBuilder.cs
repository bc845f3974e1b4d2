using System.IO.Compression;
using System.Text;
using IonicMlff.Models.Pickle;

namespace IonicMlff.Models.Tests.Pickle;

/// <summary>Makes torch-like archives, good and bad, for the tests.</summary>
internal static class ArchiveBuilder
{
    /// <summary>A ZIP archive of the given entries.</summary>
    public static byte[] Zip(IEnumerable<(string Name, byte[] Bytes)> entries,
        CompressionLevel level = CompressionLevel.NoCompression)
    {
        var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string name, byte[] bytes) in entries)
            {
                using Stream entry = zip.CreateEntry(name, level).Open();
                entry.Write(bytes);
            }
        }

        return stream.ToArray();
    }

    /// <summary>An archive of torch.save with one pickle and no tensors.</summary>
    public static byte[] Torch(byte[] pickle) => Zip([("archive/data.pkl", pickle), ("archive/version", "3\n"u8.ToArray())]);

    /// <summary>A copy of a model file whose pickle went through a change.</summary>
    public static byte[] WithPickle(string path, Func<byte[], byte[]> change)
    {
        using ZipArchive zip = ZipFile.OpenRead(path);
        return Zip(zip.Entries.Select(e => (e.FullName, e.Name == "data.pkl" ? change(Bytes(e)) : Bytes(e))));
    }

    /// <summary>Replaces a text in a pickle (all occurrences; the text must end a line of a GLOBAL or keep its length).</summary>
    public static byte[] Replace(byte[] pickle, string old, string with)
    {
        string text = Encoding.Latin1.GetString(pickle);
        return text.Contains(old, StringComparison.Ordinal)
            ? Encoding.Latin1.GetBytes(text.Replace(old, with, StringComparison.Ordinal))
            : throw new InvalidOperationException($"'{old}' does not occur.");
    }

    /// <summary>Bytes as a source called "test".</summary>
    public static ByteSource Source(byte[] bytes) => new MemoryByteSource(bytes) { Name = "test" };

    private static byte[] Bytes(ZipArchiveEntry entry)
    {
        using Stream stream = entry.Open();
        var bytes = new byte[entry.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
