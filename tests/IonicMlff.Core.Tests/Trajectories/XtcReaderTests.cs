using System.Text.Json;
using IonicMlff.Core.Errors;
using IonicMlff.Core.Geometry;
using IonicMlff.Core.Tests.Fuzz;
using IonicMlff.Core.Trajectories.Xtc;
using IonicMlff.Testing;
using Xunit;

namespace IonicMlff.Core.Tests.Trajectories;

/// <summary>Files written by another program, and what is in them; damaged files.</summary>
public sealed class XtcReaderTests
{
    [Theory]
    [InlineData("orthogonal", 0)]
    [InlineData("triclinic", 0)]
    [InlineData("five_atoms", 1e-6)] // there the numbers were multiplied as floats
    public void Positions_cells_and_times_are_those_of_the_file(string name, double tolerance)
    {
        JsonElement expected = JsonDocument.Parse(File.ReadAllText(TestData.Path("xtc", "expected.json"))).RootElement.GetProperty(name);
        List<(XtcFrame Frame, double[] Positions)> frames = ReadAll(File.ReadAllBytes(TestData.Path("xtc", name + ".xtc")));
        Assert.Equal(expected.GetProperty("frames").GetInt32(), frames.Count);
        Assert.Equal(Numbers(expected.GetProperty("times_ps")), frames.Select(f => (double)f.Frame.Time));
        int[] atoms = [.. Numbers(expected.GetProperty("sample_atom_ids")).Select(id => (int)id - 1)];
        int sample = 0;
        foreach (int k in Numbers(expected.GetProperty("sample_frames")).Select(k => (int)k))
        {
            (XtcFrame frame, double[] x) = frames[k];
            Assert.Equal(3 * expected.GetProperty("atoms").GetInt32(), x.Length);
            Equal(expected.GetProperty("positions_A")[sample], atoms.SelectMany(a => x[(3 * a)..(3 * a + 3)]), tolerance);
            Equal(expected.GetProperty("sum_of_all_positions_A")[sample], Enumerable.Range(0, 3).Select(axis => x.Where((_, i) => i % 3 == axis).Sum()), 1e-9 + 10 * tolerance);
            Cell c = frame.Cell;
            Equal(expected.GetProperty("cell_rows_A")[sample], [c.Ax, c.Ay, c.Az, c.Bx, c.By, c.Bz, c.Cx, c.Cy, c.Cz], 1e-6);
            Assert.True(c.IsFullyPeriodic);
            sample++;
        }
    }

    [Theory]
    [InlineData("bad_magic.xtc", "frame 6 (5 whole frames before it) begins with 1; every frame of an XTC file begins with 1995")]
    [InlineData("absurd_length.xtc", "frame 6 (5 whole frames before it) claims 1073741824 compressed bytes for 20 atoms")]
    [InlineData("atom_count_changes.xtc", "frame 6 (5 whole frames before it) has 21 atoms, the frames before have 20")]
    [InlineData("truncated.xtc", "frame 6 (5 whole frames before it) is incomplete: the file ends inside it")]
    public void A_damaged_frame_is_named_and_those_before_it_are_good(string file, string message)
    {
        using var good = XtcReader.Open(TestData.Path("xtc", "good.xtc"));
        using var bad = XtcReader.Open(TestData.Path("xtc", file));
        double[] expected = new double[60], got = new double[60];
        for (int k = 0; k < 5; k++)
        {
            Assert.True(good.TryRead(expected, out _));
            Assert.True(bad.TryRead(got, out _));
            Assert.Equal(expected, got);
        }

        var error = Assert.Throws<IlmlffException>(() => bad.TryRead(got, out _));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.Equal(ErrorKind.BadData, error.Kind);
        Assert.Equal(file == "truncated.xtc", bad.Truncated);
        Assert.Equal(5, bad.FramesRead);
    }

    [Theory]
    [InlineData(0, 2, "atoms.xtc: the file is empty")]
    [InlineData(4, 0xFFFFFFFF, "says -1 atoms in one place and 20 in another")]
    [InlineData(16, 0x7F800000, "has a cell with")]
    [InlineData(56, 0, "has the precision 0 (integers per nm)")]
    [InlineData(60, 0x7FFFFFFF, "has x from 2147483647 to")]
    [InlineData(84, 8, "has the step size 8, expected 9 to 72")]
    [InlineData(84, 73, "has the step size 73, expected 9 to 72")]
    [InlineData(88, 19, "claims 19 compressed bytes for 20 atoms")]
    public void A_damaged_header_is_refused(int at, uint value, string message)
    {
        byte[] bytes = at == 0 ? [] : File.ReadAllBytes(TestData.Path("xtc", "good.xtc"));
        if (at > 0)
            System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(at), value);
        var error = Assert.Throws<IlmlffException>(() => ReadAll(bytes));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_header_with_eight_bytes_of_length_is_read()
    {
        byte[] old = File.ReadAllBytes(TestData.Path("xtc", "good.xtc"))[..];
        int length = System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(old.AsSpan(88));
        byte[] frame = [.. old[..88], 0, 0, 0, 0, .. old[88..(92 + (length + 3) / 4 * 4)]];
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(frame, 2023);
        Assert.Equal(ReadAll(old)[0].Positions, Assert.Single(ReadAll(frame)).Positions);
    }

    [Fact]
    public void Frames_are_skipped()
    {
        using var reader = XtcReader.Open(TestData.Path("xtc", "orthogonal.xtc"));
        var x = new double[3 * reader.AtomCount];
        for (int k = 0; k < 6; k++)
            Assert.True(reader.TrySkip(out _));
        Assert.True(reader.TryRead(x, out XtcFrame frame));
        Assert.Equal(3f, frame.Time);
        Assert.Equal(ReadAll(File.ReadAllBytes(TestData.Path("xtc", "orthogonal.xtc")))[6].Positions, x);
    }

    [Fact]
    public void Damaged_bytes_end_in_a_message() => Mutation.Check(5000, seed: 11, Damaged, bytes => ReadAll(bytes));

    [Fact]
    [Trait(Tier.Name, Tier.Deep)]
    public void Damaged_bytes_end_in_a_message_a_million_times() => Mutation.Check(1_000_000, seed: 12, Damaged, bytes => ReadAll(bytes));

    private static byte[] Damaged(Random random)
    {
        byte[] bytes = File.ReadAllBytes(TestData.Path("xtc", random.Next(2) == 0 ? "good.xtc" : "five_atoms.xtc"));
        if (random.Next(2) == 0)
            return Mutation.Damage(bytes, random);

        // Single bits of the compressed part: the headers stay good, so the damage reaches the unpacking.
        for (int n = random.Next(1, 5); n > 0; n--)
            bytes[92 + random.Next(80)] ^= (byte)(1 << random.Next(8));
        return bytes;
    }

    private static List<(XtcFrame Frame, double[] Positions)> ReadAll(byte[] bytes)
    {
        using var reader = new XtcReader(new MemoryStream(bytes), "atoms.xtc");
        var frames = new List<(XtcFrame, double[])>();
        var x = new double[3 * reader.AtomCount];
        while (reader.TryRead(x, out XtcFrame frame))
            frames.Add((frame, [.. x]));
        Assert.Equal(frames.Count, reader.FramesRead);
        Assert.Equal(bytes.Length, reader.EndOfFrame);
        return frames;
    }

    private static IEnumerable<double> Numbers(JsonElement e) =>
        e.ValueKind == JsonValueKind.Array ? e.EnumerateArray().SelectMany(Numbers) : [e.GetDouble()];

    private static void Equal(JsonElement expected, IEnumerable<double> got, double tolerance)
    {
        foreach ((double e, double g) in Numbers(expected).Zip(got, (e, g) => (e, g)))
            Assert.InRange(g, e - tolerance, e + tolerance);
        Assert.Equal(Numbers(expected).Count(), got.Count());
    }
}
