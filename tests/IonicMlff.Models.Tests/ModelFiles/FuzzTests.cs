using System.Buffers.Binary;
using System.Diagnostics;
using System.Text;
using IonicMlff.Core.Errors;
using IonicMlff.Models.Mace.Import;
using IonicMlff.Models.ModelFiles;
using IonicMlff.Models.Pickle;
using IonicMlff.Models.Tests.Mace.Import;
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

    [Fact]
    public void MutatedPickles() => FuzzPickle("var_i1_abs", 3000, seed: 1);

    [Fact]
    public void MutatedPicklesOfALegacyFile() => FuzzPickle("plain_mace_class", 1000, seed: 2);

    [Fact]
    public void MutatedArchives() => FuzzArchive(6000, seed: 3);

    [Fact]
    [Trait(Tier.Name, Tier.Deep)]
    public void MillionMutations()
    {
        FuzzPickle("var_i1_abs", 300_000, seed: 11);
        FuzzPickle("plain_mace_class", 100_000, seed: 12);
        FuzzPickle("mh1_like", 10_000, seed: 13);
        FuzzPickle("omol_like", 40_000, seed: 14);
        FuzzArchive(600_000, seed: 15);
    }

    private static void FuzzPickle(string model, int count, int seed)
    {
        byte[] file = File.ReadAllBytes(ReferenceModels.Path(model));
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
            TryRead(file, $"{model}, seed {seed}, mutation {i} at pickle byte {at - start}");
            original.CopyTo(file, start);
        }
    }

    private static void FuzzArchive(int count, int seed)
    {
        byte[] original = File.ReadAllBytes(ReferenceModels.Path("var_i1_abs"));
        byte[] file = [.. original];
        int directory = FindLast(file, "PK\u0001\u0002var_i1"u8, first: true);
        var random = new Random(seed);
        for (int i = 0; i < count; i++)
        {
            int at = random.Next(3) switch
            {
                0 => random.Next(file.Length),
                1 => LocalHeader(file, random) + random.Next(64),
                _ => directory + random.Next(file.Length - directory),
            };
            Mutate(file, at, file.Length, random);
            TryRead(file, $"archive, seed {seed}, mutation {i} at byte {at}");
            original.AsSpan(at, Math.Min(8, file.Length - at)).CopyTo(file.AsSpan(at));
        }
    }

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

    private static void TryRead(byte[] file, string what)
    {
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        long start = Stopwatch.GetTimestamp();
        try
        {
            using ByteSource source = ModelFileKinds.Unpacked(new MemoryByteSource(file) { Name = "fuzzed" });
            if (ModelFileKinds.Of(source) == ModelFileKind.TorchZip)
            {
                MaceImporter.Read(source);
            }
        }
        catch (IlmlffException e)
        {
            Assert.True(e.Message.Length < 2000, $"{what}: message of {e.Message.Length} characters");
        }
        catch (Exception e)
        {
            Assert.Fail($"{what}: {e}");
        }

        Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(10), $"{what}: took {Stopwatch.GetElapsedTime(start)}");
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        Assert.True(allocated < 200 * (long)file.Length, $"{what}: allocated {allocated} bytes");
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

    private static int LocalHeader(byte[] file, Random random)
    {
        int from = random.Next(file.Length - 200_000);
        int found = file.AsSpan(from).IndexOf("PK\u0003\u0004"u8);
        return found < 0 ? 0 : Math.Min(from + found, file.Length - 64);
    }

    private static int FindLast(byte[] file, ReadOnlySpan<byte> text, bool first) => first ? file.AsSpan().IndexOf(text) : file.AsSpan().LastIndexOf(text);
}
