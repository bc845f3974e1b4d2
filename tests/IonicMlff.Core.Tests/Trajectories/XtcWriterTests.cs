using IonicMlff.Core.Errors;
using IonicMlff.Core.Geometry;
using IonicMlff.Core.Trajectories.Xtc;
using IonicMlff.Testing;
using Xunit;

namespace IonicMlff.Core.Tests.Trajectories;

/// <summary>What is written is what other programs write, and comes back.</summary>
public sealed class XtcWriterTests
{
    private static readonly Cell Box = Cell.FromRows([30, 0, 0, 5, 28, 0, -3, 4, 26], true, true, true);

    [Theory]
    [InlineData("orthogonal")]
    [InlineData("triclinic")]
    [InlineData("good")]
    public void The_same_integers_give_the_same_bytes(string name)
    {
        string path = TestData.Path("xtc", name + ".xtc");
        var to = new MemoryStream();
        using (var reader = XtcReader.Open(path))
        {
            var writer = new XtcWriter(to, reader.AtomCount);
            while (reader.TryReadIntegers(out ReadOnlySpan<int> integers, out XtcFrame frame))
                writer.WriteIntegers(frame.Step, frame.Time, frame.Cell, integers);
        }

        Assert.Equal(File.ReadAllBytes(path), to.ToArray());
    }

    /// <summary>Chains whose steps change by orders of magnitude, so that every step size, every run length and both ways to write an atom in full occur.</summary>
    [Fact]
    public void Integers_come_back_whatever_their_range()
    {
        var random = new Random(5);
        for (int test = 0; test < 400; test++)
        {
            int atoms = random.Next(10, 80);
            var x = new int[3 * atoms];
            double scale = Math.Pow(10, random.NextDouble() * 8.5), change = random.NextDouble() * 3;
            for (int i = 3; i < x.Length; i++)
                x[i] = Math.Clamp(x[i - 3] + (int)((random.NextDouble() - 0.5) * scale * Math.Pow(10, -change * (i / 30 % 2))), -1_000_000_000, 1_000_000_000);
            Assert.Equal(x, RoundTrip(x));
        }
    }

    [Fact]
    public void The_extremes_come_back()
    {
        int most = (int.MaxValue - 3) / 2;
        Assert.Equal(new int[30], RoundTrip(new int[30]));
        int[] far = new int[30];
        (far[0], far[4], far[8], far[9]) = (most, -most, most, -most);
        Assert.Equal(far, RoundTrip(far));
        far[0] = int.MaxValue;
        Assert.Contains("span more than 31 bits", Assert.Throws<IlmlffException>(() => RoundTrip(far)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(9, 1000, 2e-6)]
    [InlineData(10, 1000, 0.00500001)]
    [InlineData(50, 100000, 0.0000500001)]
    public void Positions_come_back_to_the_precision(int atoms, float precision, double tolerance)
    {
        var random = new Random(1);
        double[] x = [.. Enumerable.Range(0, 3 * atoms).Select(_ => 60 * random.NextDouble() - 30)], back = new double[x.Length];
        var to = new MemoryStream();
        new XtcWriter(to, atoms, precision).Write(7, 3.5, Box, x);
        using var reader = new XtcReader(new MemoryStream(to.ToArray()), "back");
        Assert.True(reader.TryRead(back, out XtcFrame frame));
        Assert.Equal((7, 3.5f, atoms > 9 ? precision : 0), (frame.Step, frame.Time, frame.Precision));
        Assert.Equal(Box.Bx, frame.Cell.Bx, 1e-6);
        Assert.All(x.Zip(back), p => Assert.InRange(p.Second, p.First - tolerance, p.First + tolerance));
        Assert.False(reader.TryRead(back, out _));
    }

    [Fact]
    public void A_file_is_continued_at_a_frame_and_half_a_frame_is_cut_off()
    {
        string path = Path.Combine(TestData.Scratch, "continued.xtc"), whole = Path.Combine(TestData.Scratch, "whole.xtc");
        double[][] frames = [.. Enumerable.Range(0, 6).Select(k => Enumerable.Range(0, 60).Select(i => 0.3 * i + k).ToArray())];
        using (XtcWriter writer = XtcWriter.Create(whole, 20))
        {
            for (int k = 0; k < 6; k++)
                writer.Write(k, k, Box, frames[k]);
        }

        using (XtcWriter writer = XtcWriter.Create(path, 20))
        {
            for (int k = 0; k < 5; k++)
                writer.Write(k, k, Box, frames[k]);
        }

        using (var file = new FileStream(path, FileMode.Open))
            file.SetLength(file.Length - 10);
        using (XtcWriter writer = XtcWriter.Append(path, 20, (_, f) => f.Step < 2))
        {
            Assert.Equal(2, writer.FrameCount);
            for (int k = 2; k < 4; k++)
                writer.Write(k, k, Box, frames[k]);
        }

        using (var file = new FileStream(path, FileMode.Open))
            file.SetLength(file.Length - 3);
        using (XtcWriter writer = XtcWriter.Append(path, 20, (_, _) => true))
        {
            Assert.Equal(3, writer.FrameCount);
            for (int k = 3; k < 6; k++)
                writer.Write(k, k, Box, frames[k]);
        }

        Assert.Equal(File.ReadAllBytes(whole), File.ReadAllBytes(path));
        Assert.Contains("frame 1 has 20 atoms, the run has 21", Assert.Throws<IlmlffException>(() => XtcWriter.Append(path, 21, (_, _) => true)).Message, StringComparison.Ordinal);
        Assert.Equal(File.ReadAllBytes(whole), File.ReadAllBytes(path));
    }

    [Theory]
    [InlineData(double.NaN, "x of atom 2 is NaN")]
    [InlineData(1e9, "x of atom 2 is 1000000000 Å, which XTC can't store")]
    public void What_can_t_be_stored_is_refused(double value, string message)
    {
        var x = new double[30];
        x[3] = value;
        var writer = new XtcWriter(new MemoryStream(), 10);
        Assert.Contains(message, Assert.Throws<IlmlffException>(() => writer.Write(0, 0, Box, x)).Message, StringComparison.Ordinal);
        Assert.Equal(0, writer.FrameCount);
    }

    private static int[] RoundTrip(int[] x)
    {
        var to = new MemoryStream();
        new XtcWriter(to, x.Length / 3).WriteIntegers(0, 0, Box, x);
        using var reader = new XtcReader(new MemoryStream(to.ToArray()), "back");
        Assert.True(reader.TryReadIntegers(out ReadOnlySpan<int> back, out _));
        return back.ToArray();
    }
}
