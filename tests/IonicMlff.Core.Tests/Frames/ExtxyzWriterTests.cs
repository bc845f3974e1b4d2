using IonicMlff.Core.Errors;
using IonicMlff.Core.Frames;
using IonicMlff.Core.Geometry;
using IonicMlff.Testing;
using Xunit;

namespace IonicMlff.Core.Tests.Frames;

/// <summary>What is written reads back as it was, bit by bit.</summary>
public sealed class ExtxyzWriterTests
{
    [Fact]
    public void Doubles_read_back_exactly()
    {
        var random = new Random(11);
        var positions = new double[3000];
        for (int k = 0; k < positions.Length; k++)
        {
            do
                positions[k] = BitConverter.Int64BitsToDouble(random.NextInt64());
            while (!double.IsFinite(positions[k]));
            positions[k] *= random.Next(2) == 0 ? 1 : -1;
        }

        double[] cell = [.. positions.Take(9)];
        int[] elements = [.. Enumerable.Range(0, 1000).Select(i => 1 + i % 118)];
        var frame = new Frame(elements, positions, Cell.FromRows(cell, true, false, true));
        frame.Columns.Add("forces", PropertyArray.PerAtom(positions.Reverse().ToArray(), 3));
        frame.Values.Add("energy", PropertyArray.Of(positions[0]));
        frame.Values.Add("virial", PropertyArray.Of(cell));
        Frame back = ReadTexts.One(ReadTexts.Written(frame));
        Assert.Equal(frame.AtomicNumbers, back.AtomicNumbers);
        Assert.Equal(Bits(positions), Bits(back.Positions));
        Assert.Equal(Bits((double[])frame.Columns["forces"].Data), Bits((double[])back.Columns["forces"].Data));
        Assert.Equal(Bits(cell), Bits((double[])back.Values["virial"].Data));
        Assert.Equal(frame.Cell, back.Cell);
    }

    [Fact]
    public void Every_kind_of_value_survives()
    {
        var frame = new Frame([1], [0, -0.0, 1e-300], Cell.None);
        frame.Values.Add("i", PropertyArray.Of(5L));
        frame.Values.Add("r", PropertyArray.Of(5.0));
        frame.Values.Add("l", PropertyArray.Of(false));
        frame.Values.Add("t", PropertyArray.Of("a \"b\" \\ 'c' = [d]\n{e}"));
        frame.Values.Add("number_as_text", PropertyArray.Of("plain"));
        frame.Values.Add("li", PropertyArray.Of([1L, -2L]));
        frame.Values.Add("lr", PropertyArray.Of([double.NaN, double.PositiveInfinity, -1.5]));
        frame.Values.Add("ll", PropertyArray.Of([true, false]));
        frame.Values.Add("m", PropertyArray.PerAtom(new double[] { 1, 2, 3, 4, 5, 6 }, 3));
        frame.Values.Add("a key", PropertyArray.Of(1L));
        frame.Columns.Add("words", PropertyArray.PerAtom(new[] { "two words" }, 1));
        Frame back = ReadTexts.One(ReadTexts.Written(frame));
        foreach ((string key, PropertyArray value) in frame.Values)
        {
            Assert.Equal(value.Kind, back.Values[key].Kind);
            Assert.Equal(value.Data, back.Values[key].Data);
            Assert.Equal(value.Shape, back.Values[key].Shape);
        }

        Assert.Equal(new[] { "two_words" }, back.Columns["words"].Data);
        Assert.True(double.IsNegative(back.Positions[1]));
    }

    [Theory]
    [InlineData("a=1 b=\"x y\" c={1 2 3} d=[1, 2] e=[[1, 2], [3, 4]] f=007 uid=12 g='q\"q' h flag=T i=\"_JSON {\\\"k\\\": [1]}\" j=1e5 k=[a b] l=[, 4] m=\"[1, 2]\" n=pre\"fix \"x o= p=1")]
    public void Unknown_values_are_written_as_they_were(string comment)
    {
        Frame first = ReadTexts.Comment(comment);
        string written = ReadTexts.Written(first);
        Frame second = ReadTexts.One(written);
        Assert.Equal(first.Values.Keys, second.Values.Keys);
        foreach (string key in first.Values.Keys)
        {
            Assert.Equal(first.Values[key].Written, second.Values[key].Written);
            Assert.Equal(first.Values[key].Data, second.Values[key].Data);
            Assert.Equal(first.Values[key].Shape, second.Values[key].Shape);
        }

        Assert.Equal(written, ReadTexts.Written(second));
        Assert.Contains("f=007", written, StringComparison.Ordinal);
    }

    [Fact]
    public void The_form_is_ase_s()
    {
        var frame = new Frame([3, 9], [0, 0.5, 1, 2, 3, 4], Cell.Orthogonal(10, 11, 12.5) with { PeriodicC = false });
        frame.Columns.Add("energy_site", PropertyArray.PerAtom(new[] { -1.25, 3 }, 1));
        frame.Values.Add("energy", PropertyArray.Of(-7.0));
        Assert.Equal(
            "2\nLattice=\"10.0 0.0 0.0 0.0 11.0 0.0 0.0 0.0 12.5\" Properties=species:S:1:pos:R:3:energy_site:R:1 energy=-7.0 "
                + "pbc=\"T T F\"\n"
            + "Li 0.0 0.5 1.0 -1.25\nF  2.0 3.0 4.0 3.0\n",
            ReadTexts.Written(frame));
    }

    [Fact]
    public void Several_frames_to_a_gzip_file_and_back()
    {
        string path = Path.Combine(TestData.Scratch, "written.extxyz.gz");
        Frame[] frames = [new([1], [0, 0, 0], Cell.None), new([2, 3], [0, 0, 0, 1, 1, 1], Cell.None)];
        ExtxyzWriter.Write(path, frames);
        Assert.Equal(0x1f, File.ReadAllBytes(path)[0]);
        Assert.Equal([1, 2], ExtxyzReader.Read(path).Select(f => f.Count));
    }

    [Fact]
    public void A_column_that_does_not_fit_is_refused()
    {
        var frame = new Frame([1], [0, 0, 0], Cell.None);
        frame.Columns.Add("forces", PropertyArray.PerAtom(new double[6], 3));
        Refused("column 'forces' has 6 values for 1 atoms", () => ReadTexts.Written(frame));
    }

    [Theory]
    [InlineData("pbc")]
    [InlineData("lattice")]
    [InlineData("")]
    public void Reserved_names_are_refused(string name)
    {
        var frame = new Frame([1], [0, 0, 0], Cell.None);
        frame.Values.Add(name, PropertyArray.Of(1L));
        Refused("can't be named", () => ReadTexts.Written(frame));
    }

    [Fact]
    public void A_column_name_with_blanks_survives()
    {
        var frame = new Frame([1], [0, 0, 0], Cell.None);
        frame.Columns.Add("my column", PropertyArray.PerAtom(new[] { 1.5 }, 1));
        Assert.Equal(["my column"], ReadTexts.One(ReadTexts.Written(frame)).Columns.Keys);
    }

    [Fact]
    public void A_place_that_can_t_be_written_is_refused() =>
        Refused("can't be written", () => ExtxyzWriter.Write("/nowhere/x.xyz", []));

    private static void Refused(string message, Action action) =>
        Assert.Contains(message, Assert.Throws<IlmlffException>(action).Message, StringComparison.Ordinal);

    private static long[] Bits(double[] values) => Array.ConvertAll(values, BitConverter.DoubleToInt64Bits);
}
