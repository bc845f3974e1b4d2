using System.IO.Compression;
using IonicMlff.Core.Errors;
using IonicMlff.Models.Dpmd.Definition;
using IonicMlff.Models.Dpmd.Import;
using IonicMlff.Models.Pickle;
using IonicMlff.Models.Tests.ModelFiles;
using IonicMlff.Testing;
using Xunit;

namespace IonicMlff.Models.Tests.Dpmd;

/// <summary>
/// One small model in many forms of HDF5, written by h5py: each has to give every bit of it. Damaged ones are refused, never hang, never crash.
/// </summary>
public sealed class Hdf5Tests
{
    private static readonly DpmdModel Plain = DpmdCase.Read("s_emb_1_2_4");

    [Theory]
    [InlineData("latest")]               // superblock 3, links in a fractal heap behind a B-tree of version 2
    [InlineData("latest_chunked")]       // implicit and fixed-array chunk indices
    [InlineData("latest_gzip")]          // fixed arrays with sizes and masks
    [InlineData("latest_one_chunk")]     // gzip and fletcher32
    [InlineData("chunked_gzip_shuffle")] // version 1 B-trees of chunks
    [InlineData("big_endian")]
    [InlineData("fixed_text")]           // the attribute as a text of fixed length, a huge object of a heap
    [InlineData("many_attributes")]      // attributes in a fractal heap
    public void Every_form_gives_the_same_model(string name) => SameModel.Assert(Plain, Read(Bytes(name)));

    [Theory]
    [InlineData("lzf", "uses the filter LZF, which is not read. Rewrite it plainly with 'h5repack")]
    [InlineData("resizable", "uses resizable chunked datasets of the newest kind, which is not read")]
    public void Other_forms_are_refused_with_the_cure(string name, string message) => Refused(Bytes(name), message, name);

    [Fact]
    public void Data_are_not_taken_for_a_model() =>
        Refused(Bytes("data.h5", ""), "is an HDF5 file, but not a DeePMD-kit model: it lacks the attribute 'json' and begins with 'coord'", "data");

    [Theory]
    [InlineData("latest")]
    [InlineData("chunked_gzip_shuffle")]
    public void Truncated_files_are_refused(string name)
    {
        byte[] whole = Bytes(name);
        for (int i = 0; i < 120; i++)
        {
            int length = i < 60 ? 8 + 5 * i : (int)((i - 60) / 60.0 * whole.Length);
            Assert.Throws<IlmlffException>(() => Read(whole[..Math.Max(length, 8)]));
        }
    }

    [Theory]
    [InlineData("s_emb_1_2_4", 1)]
    [InlineData("latest", 2)]
    [InlineData("latest_chunked", 3)]
    [InlineData("chunked_gzip_shuffle", 4)]
    [InlineData("many_attributes", 5)]
    public void Mutated_files_are_read_or_refused(string name, int seed) => Fuzz(name, seed, 250);

    [Theory]
    [Trait(Tier.Name, Tier.Deep)]
    [InlineData("s_emb_1_2_4", 11)]
    [InlineData("latest", 12)]
    [InlineData("latest_gzip", 13)]
    [InlineData("chunked_gzip_shuffle", 14)]
    [InlineData("many_attributes", 15)]
    public void Many_mutated_files(string name, int seed) => Fuzz(name, seed, 8000);

    private static void Fuzz(string name, int seed, int count)
    {
        byte[] original = name == "s_emb_1_2_4" ? Unpacked("models", $"{name}.dp.gz") : Bytes(name);
        int[] structure = [.. Structure(original)];
        var random = new Random(seed);
        byte[] file = [.. original];
        for (int i = 0; i < count; i++)
        {
            for (int m = random.Next(3); m >= 0; m--)
            {
                int at = random.Next(4) == 0 ? random.Next(file.Length) : structure[random.Next(structure.Length)];
                file[at] = random.Next(4) switch { 0 => 0xff, 1 => 0, _ => (byte)random.Next(256) };
            }

            try
            {
                Read(file);
            }
            catch (IlmlffException e)
            {
                Assert.StartsWith("test: ", e.Message, StringComparison.Ordinal);
            }

            original.CopyTo(file, 0);
        }
    }

    /// <summary>Bytes within the headers, trees and heaps, rather than within numbers.</summary>
    private static IEnumerable<int> Structure(byte[] file)
    {
        string[] signatures = ["TREE", "SNOD", "HEAP", "GCOL", "OHDR", "OCHK", "FRHP", "FHDB", "FHIB", "BTHD", "BTLF", "BTIN", "FAHD", "FADB"];
        for (int at = 0; at + 64 < file.Length; at++)
        {
            string here = System.Text.Encoding.Latin1.GetString(file, at, 4);
            if (at < 64 || signatures.Contains(here))
            {
                for (int k = 0; k < 64; k++)
                    yield return at + k;
            }
        }
    }

    private static void Refused(byte[] file, string message, string name)
    {
        var error = Assert.Throws<IlmlffException>(() => Read(file));
        Assert.Equal(ErrorKind.BadData, error.Kind);
        Assert.True(error.Message.Contains(message, StringComparison.Ordinal), $"{name}: {error.Message}");
    }

    private static DpmdModel Read(byte[] file) => DpDictImporter.ReadHdf5(new MemoryByteSource(file) { Name = "test" });

    private static byte[] Bytes(string name, string ending = ".dp") => Unpacked("hdf5", $"{name}{ending}.gz");

    private static byte[] Unpacked(string folder, string name)
    {
        using var gzip = new GZipStream(File.OpenRead(TestData.Path("deepmd", folder, name)), CompressionMode.Decompress);
        var bytes = new MemoryStream();
        gzip.CopyTo(bytes);
        return bytes.ToArray();
    }
}
