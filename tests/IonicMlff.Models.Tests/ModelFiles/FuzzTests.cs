using System.Buffers.Binary;
using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using IonicMlff.Core.Errors;
using IonicMlff.Models.ModelFiles;
using IonicMlff.Models.Pickle;
using IonicMlff.Models.Tests.Mace.Import;
using IonicMlff.Models.Tests.Pickle;
using IonicMlff.Testing;
using Xunit;

namespace IonicMlff.Models.Tests.ModelFiles;

/// <summary>
/// Seeded mutations of model files: every outcome is a model or an <see cref="IlmlffException"/>, in bounded time and memory.
/// Checksums are put right after a mutation of the pickle, since otherwise they alone would catch everything.
/// </summary>
public sealed class FuzzTests
{
    private static readonly uint[] s_interesting = [0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff];

    [Theory]
    [InlineData("var_c2_i3_L2_gatenone_gauss", 900)]
    [InlineData("plain_mace_class", 300)]
    public void MutatedModels(string model, int count) => FuzzModel(WithoutEmbeddedCode(model), model, count, seed: 1);

    [Fact]
    public void MutatedModelsWithEmbeddedCode() =>
        FuzzModel(File.ReadAllBytes(ReferenceModels.Path("var_i1_abs")), "var_i1_abs", 300, seed: 2);

    [Fact]
    public void MutatedPickles() => FuzzPickle(2500, seed: 3);

    [Fact]
    public void MutatedArchives() => FuzzArchive(5500, seed: 4);

    [Fact]
    public void MutatedModelFiles() => FuzzModelFile(500, seed: 5);

    // The deep tier: a million mutations in all.
    [Theory]
    [Trait(Tier.Name, Tier.Deep)]
    [InlineData("var_c2_i3_L2_gatenone_gauss")]
    [InlineData("plain_mace_class")]
    [InlineData("omat0_small_like")]
    [InlineData("exotic_1e")]
    public void ManyMutatedModels(string model)
    {
        FuzzModel(WithoutEmbeddedCode(model), model, 45_000, seed: 11);
        FuzzModel(File.ReadAllBytes(ReferenceModels.Path(model)), model, 5_000, seed: 12);
    }

    [Fact]
    [Trait(Tier.Name, Tier.Deep)]
    public void ManyMutatedPickles() => FuzzPickle(280_000, seed: 13);

    [Fact]
    [Trait(Tier.Name, Tier.Deep)]
    public void ManyMutatedArchives() => FuzzArchive(500_000, seed: 14);

    [Fact]
    [Trait(Tier.Name, Tier.Deep)]
    public void ManyMutatedModelFiles() => FuzzModelFile(20_000, seed: 15);

    /// <summary>The header and metadata record of our own file.</summary>
    private static void FuzzModelFile(int count, int seed)
    {
        byte[] file = File.ReadAllBytes(ModelFileTests.Convert("omat0_small_like"));
        int header = 8 + (int)BinaryPrimitives.ReadUInt64LittleEndian(file);
        byte[] original = file.AsSpan(0, header).ToArray();
        var random = new Random(seed);
        for (int i = 0; i < count; i++)
        {
            Mutate(file, random.Next(header), header, random);
            Try(() => Import(file), 20L * file.Length, $"model file, seed {seed}, mutation {i}");
            original.CopyTo(file, 0);
        }
    }

    /// <summary>Whole import of a model whose pickle is mutated.</summary>
    private static void FuzzModel(byte[] file, string model, int count, int seed)
    {
        (int start, int length, int crcAt) = FindPickle(file);
        int[] open = [.. Positions(file, start, length)];
        var random = new Random(seed);
        byte[] original = file.AsSpan(start, length).ToArray();
        for (int i = 0; i < count; i++)
        {
            // One in ten anywhere (mostly inside embedded code), the others where the structure is.
            int at = random.Next(10) == 0 ? start + random.Next(length) : open[random.Next(open.Length)];
            Mutate(file, at, start + length, random);
            BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(crcAt), Crc32.Of(file.AsSpan(start, length)));
            Try(() => Import(file), 200L * file.Length, $"{model}, seed {seed}, mutation {i} at pickle byte {at - start}");
            original.CopyTo(file, start);
        }
    }

    /// <summary>The unpickler alone.</summary>
    private static void FuzzPickle(int count, int seed)
    {
        byte[] file = WithoutEmbeddedCode("plain_mace_class");
        (int start, int length, _) = FindPickle(file);
        byte[] pickle = file.AsSpan(start, length).ToArray();
        var random = new Random(seed);
        for (int i = 0; i < count; i++)
        {
            byte[] mutated = [.. pickle];
            for (int m = random.Next(4); m >= 0; m--)
            {
                Mutate(mutated, random.Next(mutated.Length), mutated.Length, random);
            }

            Try(() => Unpickler.Load(mutated, "fuzzed"), 200L * mutated.Length, $"pickle, seed {seed}, mutation {i}");
        }
    }

    /// <summary>The archive around the pickle: headers, directory, stored and compressed tensors.</summary>
    private static void FuzzArchive(int count, int seed)
    {
        const string tensor = "ctorch._utils\n_rebuild_tensor_v2\n((X\u0007\0\0\0storagectorch\nFloatStorage\nX\u0001\0\0\00X\u0003\0\0\0cpuM\0\u0004tQK\0M\0\u0004\u0085K\u0001\u0085\u0089NtR.";
        (string, byte[])[] entries = [("m/data.pkl", Encoding.Latin1.GetBytes("\u0080\u0002" + tensor)),
            ("m/byteorder", "little"u8.ToArray()), ("m/data/0", new byte[4096])];
        byte[][] archives = [ArchiveBuilder.Zip(entries), ArchiveBuilder.Zip(entries, CompressionLevel.SmallestSize)];
        var random = new Random(seed);
        for (int i = 0; i < count; i++)
        {
            byte[] mutated = [.. archives[i % 2]];
            Mutate(mutated, random.Next(mutated.Length), mutated.Length, random);
            Try(() =>
            {
                var archive = new TorchArchive(new MemoryByteSource(mutated) { Name = "fuzzed" });
                if (archive.ReadObject() is PickleTensor t)
                {
                    archive.ReadTensor(t, "t");
                }
            }, 16 << 20, $"archive, seed {seed}, mutation {i}");
        }
    }

    private static void Import(byte[] file) => ModelFile.Load(new MemoryByteSource(file) { Name = "fuzzed" });

    /// <summary>A model without the programs embedded in its pickle: smaller, and all of it is structure.</summary>
    private static byte[] WithoutEmbeddedCode(string model) => ArchiveBuilder.WithPickle(ReferenceModels.Path(model), pickle =>
    {
        pickle = ArchiveBuilder.Replace(pickle, "__codegen__", "__removed__");
        var kept = new List<byte>();
        int from = 0;
        for (int i = 0; i + 5 < pickle.Length; i++)
        {
            uint text = BinaryPrimitives.ReadUInt32LittleEndian(pickle.AsSpan(i + 1));
            if (pickle[i] == 'X' && text is > 300 and < 1 << 20 && i + 5 + text < pickle.Length)
            {
                kept.AddRange(pickle.AsSpan(from, i - from));
                kept.AddRange("X\u0001\0\0\0x"u8);
                i += 4 + (int)text;
                from = i + 1;
            }
        }

        kept.AddRange(pickle.AsSpan(from));
        return [.. kept];
    });

    private static void Mutate(byte[] file, int at, int end, Random random)
    {
        uint value = s_interesting[random.Next(s_interesting.Length)];
        switch (random.Next(4))
        {
            case 0: file[at] = (byte)random.Next(256); break;
            case 1: file[at] ^= (byte)(1 << random.Next(8)); break;
            case 2: file[at] = (byte)value; break;
            default:
                for (int k = 0; k < 4 && at + k < end; k++)
                {
                    file[at + k] = (byte)(value >> (8 * k));
                }

                break;
        }
    }

    private static void Try(Action read, long maxAllocated, string what)
    {
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        long start = Stopwatch.GetTimestamp();
        try
        {
            read();
        }
        catch (IlmlffException e)
        {
            Assert.True(e.Message.Length < 2000,
                $"{what}: message of {e.Message.Length} characters: {e.Message[..Math.Min(300, e.Message.Length)]}");
        }
        catch (Exception e)
        {
            Assert.Fail($"{what}: {e}");
        }

        Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(10),
            $"{what}: took {Stopwatch.GetElapsedTime(start)}");
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        Assert.True(allocated < maxAllocated, $"{what}: allocated {allocated} bytes");
    }

    /// <summary>Positions of the pickle outside long texts (embedded code and traced graphs).</summary>
    private static IEnumerable<int> Positions(byte[] file, int start, int length)
    {
        for (int i = start; i < start + length; i++)
        {
            if (file[i] == 'X' && i + 5 < start + length)
            {
                uint text = BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(i + 1));
                if (text is > 300 and < 1 << 20 && i + 5 + text < start + length)
                {
                    i += 5 + (int)text;
                }
            }

            yield return i;
        }
    }

    /// <summary>Where data.pkl lies, and where the directory holds its checksum.</summary>
    private static (int Start, int Length, int CrcAt) FindPickle(byte[] file)
    {
        int entry = 0;
        while (true)
        {
            entry += file.AsSpan(entry).IndexOf("PK\u0001\u0002"u8);
            int nameLength = BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(entry + 28));
            if (Encoding.UTF8.GetString(file, entry + 46, nameLength).EndsWith("/data.pkl", StringComparison.Ordinal))
            {
                int header = (int)BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(entry + 42));
                int start = header + 30 + BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(header + 26))
                    + BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(header + 28));
                return (start, (int)BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(entry + 24)), entry + 16);
            }

            entry += 46;
        }
    }
}
