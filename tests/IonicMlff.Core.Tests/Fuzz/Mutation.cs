using System.Diagnostics;
using IonicMlff.Core.Errors;
using Xunit;

namespace IonicMlff.Core.Tests.Fuzz;

/// <summary>Damages files at random, reproducibly, and checks what a reader makes of them.</summary>
internal static class Mutation
{
    private static readonly byte[][] Tokens =
    [
        .. new[]
        {
            "-1", "0", "1", "99999999999", "18446744073709551615", "1e999", "-1e-999", "nan", "inf",
            "\"", "'", "\\", "[", "]", "{", "}", "=", ":",
            " ", "\n", "\r\n", "\0", "\t", ",", "T", "F", "Lattice=", "pbc=", "Properties=", ":R:3", ":S:1", ":I:1", ":L:1",
            "_JSON [",
            "\u00e9",
            "\uFEFF", "data_offsets", "shape", "dtype", "F64", "__metadata__", "[[[[[[[[[[[[", "{\"a\":{\"a\":{\"a\":",
        }.Select(System.Text.Encoding.UTF8.GetBytes),
        [0xff], [0xc3], [0x1f, 0x8b], [0x80, 0x80, 0x80],
    ];

    /// <summary>One to four random damages: bits, bytes, tokens, blocks removed, doubled or moved, truncation.</summary>
    public static byte[] Damage(byte[] seed, Random random)
    {
        var bytes = new List<byte>(seed);
        for (int n = random.Next(1, 5); n > 0; n--)
        {
            int at = random.Next(bytes.Count + 1), length = Math.Min(random.Next(1, 40), bytes.Count - at);
            switch (random.Next(8))
            {
                case 0 when at < bytes.Count:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1 when at < bytes.Count:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 2:
                    bytes.InsertRange(at, Tokens[random.Next(Tokens.Length)]);
                    break;
                case 3:
                    bytes.RemoveRange(at, length);
                    bytes.InsertRange(at, Tokens[random.Next(Tokens.Length)]);
                    break;
                case 4:
                    bytes.RemoveRange(at, length);
                    break;
                case 5:
                    bytes.InsertRange(random.Next(bytes.Count + 1), bytes.GetRange(at, length));
                    break;
                case 6:
                    bytes.RemoveRange(at, random.Next(4) == 0 ? bytes.Count - at : 0);
                    break;
                default:
                    List<byte> block = bytes.GetRange(at, length);
                    bytes.RemoveRange(at, length);
                    bytes.InsertRange(random.Next(bytes.Count + 1), block);
                    break;
            }
        }

        return [.. bytes];
    }

    /// <summary>
    /// Runs a reader over many damaged files. Anything but an <see cref="IlmlffException"/> or a valid result fails with the
    /// number of the case; each case has a bounded time and allocates a bounded amount. Some of both outcomes must occur.
    /// </summary>
    public static void Check(int count, int seed, Func<Random, byte[]> makeInput, Action<byte[]> read)
    {
        const long mostBytes = 64 << 20;
        TimeSpan longest = TimeSpan.FromSeconds(5);
        int good = 0, refused = 0;
        for (int i = 0; i < count; i++)
        {
            byte[] input = makeInput(new Random(unchecked(seed * 1_000_003 + i)));
            long before = GC.GetAllocatedBytesForCurrentThread();
            var clock = Stopwatch.StartNew();
            try
            {
                read(input);
                good++;
            }
            catch (IlmlffException e)
            {
                Assert.NotEqual("", e.Message);
                Assert.DoesNotContain(e.Message, c => char.IsControl(c));
                refused++;
            }
            catch (Exception e)
            {
                Assert.Fail($"Case {i} of seed {seed}: {e}\n{Convert.ToHexString(input)}");
            }

            long used = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(used < mostBytes, $"Case {i} of seed {seed} allocated {used} bytes.");
            Assert.True(clock.Elapsed < longest, $"Case {i} of seed {seed} took {clock.Elapsed}.");
        }

        Assert.True(good > count / 50 && refused > count / 50, $"{good} good and {refused} refused: the mutations test nothing.");
    }
}
