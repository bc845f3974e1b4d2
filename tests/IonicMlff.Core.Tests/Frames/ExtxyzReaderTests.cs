using System.IO.Compression;
using IonicMlff.Core.Frames;
using IonicMlff.Core.Geometry;
using IonicMlff.Testing;
using Xunit;

namespace IonicMlff.Core.Tests.Frames;

/// <summary>Extended XYZ with ASE's conventions.</summary>
public sealed class ExtxyzReaderTests
{
    [Fact]
    public void Rows_of_the_lattice_are_the_cell_vectors_and_periodic_by_default()
    {
        Frame f = ReadTexts.Comment("Lattice=\"1 2 3 4 5 6 7 8 10\" Properties=species:S:1:pos:R:3");
        Assert.Equal(new Cell(1, 2, 3, 4, 5, 6, 7, 8, 10, true, true, true), f.Cell);
    }

    [Fact]
    public void Without_lattice_nothing_is_periodic() =>
        Assert.Equal(Cell.None, ReadTexts.Comment("Properties=species:S:1:pos:R:3").Cell);

    [Theory]
    [InlineData("pbc=\"T F T\"", true, false, true)]
    [InlineData("pbc=\"True False 1\"", null, null, null)]
    [InlineData("pbc=\"1 0 1\"", true, false, true)]
    [InlineData("pbc=[T, T, F]", true, true, false)]
    [InlineData("pbc=F", false, false, false)]
    [InlineData("PBC={T F F}", true, false, false)]
    public void Periodic_directions(string pbc, bool? a, bool? b, bool? c)
    {
        string text = $"1\nLattice=\"4 0 0 0 5 0 0 0 6\" {pbc}\nH 0 0 0\n";
        if (a is null)
        {
            Assert.Contains("expected three of T and F", ReadTexts.Refusal(text), StringComparison.Ordinal);
            return;
        }

        Cell cell = ReadTexts.One(text).Cell;
        Assert.Equal((a, b, c), (cell.PeriodicA, cell.PeriodicB, cell.PeriodicC));
    }

    [Fact]
    public void Columns_of_every_type_in_any_order()
    {
        Frame f = ReadTexts.One(
            "2\nProperties=mol_id:I:1:species:S:1:label:S:1:momenta:R:3:pos:R:3:fixed:L:2\n"
            + "7 h CA 1 2 3 4.5 -5e-1 6D0 T F\n-8 Cl x 9 8 7 0 0 0 False True\n");
        Assert.Equal([1, 17], f.AtomicNumbers);
        Assert.Equal([4.5, -0.5, 6, 0, 0, 0], f.Positions);
        Assert.Equal(["mol_id", "label", "momenta", "fixed"], f.Columns.Keys);
        Assert.Equal(new long[] { 7, -8 }, f.Columns["mol_id"].Data);
        Assert.Equal(new[] { "CA", "x" }, f.Columns["label"].Data);
        Assert.Equal(new double[] { 1, 2, 3, 9, 8, 7 }, f.Columns["momenta"].Data);
        Assert.Equal(new[] { true, false, false, true }, f.Columns["fixed"].Data);
        Assert.Equal([2, 2], f.Columns["fixed"].Shape);
    }

    [Fact]
    public void Atoms_by_atomic_number()
    {
        Frame f = ReadTexts.One("2\nProperties=Z:I:1:pos:R:3\n7 0 0 0\n92 1 1 1\n");
        Assert.Equal([7, 92], f.AtomicNumbers);
        Assert.Empty(f.Columns);
    }

    [Fact]
    public void Symbols_win_over_numbers_which_are_kept()
    {
        Frame f = ReadTexts.One("1\nProperties=Z:I:1:species:S:1:pos:R:3\n7 C 0 0 0\n");
        Assert.Equal([6], f.AtomicNumbers);
        Assert.Equal(new long[] { 7 }, f.Columns["Z"].Data);
    }

    [Fact]
    public void Plain_xyz_keeps_its_comment_and_ignores_further_columns()
    {
        Frame f = ReadTexts.One("  1 \r\n optimised at 300 K, it's fine \r\n  C 1.0 2.0 3.0  -0.12 extra\r\n");
        Assert.Equal("optimised at 300 K, it's fine", f.Values["comment"].AsText());
        Assert.Equal([1, 2, 3], f.Positions);
    }

    [Fact]
    public void Prose_with_an_equals_sign_is_a_comment_too() =>
        Assert.Equal("E = -1.5 (John's)", ReadTexts.Comment("E = -1.5 (John's)").Values["comment"].AsText());

    [Fact]
    public void Zero_atoms_and_blank_lines_between_frames()
    {
        List<Frame> frames = ReadTexts.All("0\n\n\n  \n1\na=1\nH 0 0 0\n\n0\nProperties=species:S:1:pos:R:3:forces:R:3\n\n");
        Assert.Equal([0, 1, 0], frames.Select(f => f.Count));
        Assert.Empty(frames[2].Columns["forces"].Data);
    }

    [Fact]
    public void Last_line_needs_no_line_break_and_a_byte_order_mark_does_no_harm() =>
        Assert.Equal([0, 0, 0.25], ReadTexts.One("\uFEFF1\n\nH 0 0 .25").Positions);

    [Fact]
    public void Labels_that_are_not_numbers_are_kept_for_the_linter()
    {
        Frame f = ReadTexts.One("1\nProperties=species:S:1:pos:R:3:forces:R:3 energy=nan\nH 0 0 0 NaN -inf Inf\n");
        Assert.Equal([double.NaN, double.NegativeInfinity, double.PositiveInfinity], (double[])f.Columns["forces"].Data);
        Assert.True(double.IsNaN(FrameLabels.From(f).Energy!.Value));
    }

    [Fact]
    public void Frames_come_one_by_one_and_say_where_they_are()
    {
        var text = new MemoryStream("1\n\nH 0 0 0\n1\n\nbroken"u8.ToArray());
        IEnumerator<Frame> frames = ExtxyzReader.Read(text, "x.xyz").GetEnumerator();
        Assert.True(frames.MoveNext());
        Assert.Equal("x.xyz, frame 1 (line 1)", frames.Current.Origin);
        Assert.ThrowsAny<Exception>(() => frames.MoveNext());
    }

    [Fact]
    public void Gzip_is_recognised_by_content()
    {
        string path = Path.Combine(TestData.Scratch, "frames.data");
        using (var to = new GZipStream(File.Create(path), CompressionMode.Compress))
            to.Write("1\nenergy=-1\nLi 0 0 0\n1\nenergy=-2\nLi 0 0 1\n"u8);
        Assert.Equal([-1.0, -2.0], ExtxyzReader.Read(path).Select(f => FrameLabels.From(f).Energy!.Value));
    }

    [Fact]
    public void All_golden_structures_are_read()
    {
        // Those of training hold several frames each, which the tests of training read.
        string[] files = [.. Directory.GetFiles(TestData.Path("mace"), "*.extxyz", SearchOption.AllDirectories)
            .Where(file => !Path.GetFileName(file).StartsWith("frames_", StringComparison.Ordinal))];
        Assert.True(files.Length > 50);
        Assert.All(files, file =>
        {
            Frame f = Assert.Single(ExtxyzReader.Read(file));
            Assert.Equal(f.Count, int.Parse(File.ReadLines(file).First()));
            Assert.Equal(File.ReadAllText(file).Contains("Lattice", StringComparison.Ordinal), f.Cell.IsPeriodic);
        });
    }
}
