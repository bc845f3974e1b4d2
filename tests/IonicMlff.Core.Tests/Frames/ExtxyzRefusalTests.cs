using System.IO.Compression;
using IonicMlff.Core.Errors;
using IonicMlff.Core.Frames;
using IonicMlff.Testing;
using Xunit;

namespace IonicMlff.Core.Tests.Frames;

/// <summary>Damaged files: the message has the file, the line, what was found and what was expected.</summary>
public sealed class ExtxyzRefusalTests
{
    private const string Good = "Properties=species:S:1:pos:R:3";

    [Theory]
    [InlineData("", "x.xyz:1: the file is empty")]
    [InlineData("HEADER\n", "x.xyz:1: expected the number of atoms of frame 1, found 'HEADER'. Is this an XYZ file?")]
    [InlineData("-1\n\n", "expected the number of atoms")]
    [InlineData("99999999999999999999\n\n", "expected the number of atoms")]
    [InlineData("999999999999\n\n", "999999999999 atoms in one frame")]
    [InlineData("2\n", "x.xyz:2: the file ends after the number of atoms (2)")]
    [InlineData("700000000\n" + Good + "\nH 0 0 0\n", "x.xyz:4: the file ends after 1 of 700000000 atoms of the frame that begins in line 1")]
    [InlineData("1\n\nH 0 0 0\nH 1 1 1\n", "x.xyz:4: expected the number of atoms of frame 2, found 'H 1 1 1'. Is the number of atoms of the frame before too small?")]
    [InlineData("2\n\nH 0 0 0\n1\n\nH 0 0 0\n", "x.xyz:4: atom 2 of 2: expected 4 columns (species pos[3]), found 1: '1'. Is the number of atoms in line 1 too large")]
    [InlineData("1\n" + Good + "\nH 0 0\n", "expected 4 columns (species pos[3]), found 3")]
    [InlineData("1\n" + Good + "\nH 0 0 0 7\n", "atom 1 has more columns than Properties declares; first of them: '7'")]
    [InlineData("1\n" + Good + "\nH 0 zero 0\n", "x.xyz:3: atom 1: column 'pos': expected a finite number, found 'zero'.")]
    [InlineData("1\n" + Good + "\nH 0 nan 0\n", "expected a finite number, found 'nan'")]
    [InlineData("1\n" + Good + "\nH 0 1e999 0\n", "expected a finite number, found '1e999'")]
    [InlineData("1\n" + Good + "\nXx 0 0 0\n", "x.xyz:3: atom 1: 'Xx' is not an element symbol; did you mean 'Xe'?")]
    [InlineData("1\n" + Good + "\n6 0 0 0\n", "'6' is not an element symbol; as an atomic number it would be C")]
    [InlineData("1\nProperties=Z:I:1:pos:R:3\n0 0 0 0\n", "0 is not an atomic number")]
    [InlineData("1\nProperties=Z:I:1:pos:R:3\n1.5 0 0 0\n", "column 'Z': expected an integer, found '1.5'")]
    [InlineData("1\nProperties=species:S:1:pos:R:3:m:L:1\nH 0 0 0 2\n", "column 'm': expected T or F, found '2'")]
    [InlineData("1\nProperties=species:S:1:pos:R\nH 0 0 0\n", "Properties has 5 parts; expected triples")]
    [InlineData("1\nProperties=species:S:1:pos:X:3\nH 0 0 0\n", "type 'X'; expected S (text)")]
    [InlineData("1\nProperties=species:S:1:pos:R:3:q:R:0\nH 0 0 0\n", "width '0'")]
    [InlineData("1\nProperties=species:S:1:pos:R:3:q:R:99999999\nH 0 0 0\n", "width '99999999'")]
    [InlineData("1\nProperties=species:S:1\nH\n", "must declare the positions once, as pos:R:3")]
    [InlineData("1\nProperties=pos:R:3\n0 0 0\n", "must declare the elements once")]
    [InlineData("1\nProperties=species:S:1:pos:R:3:q:R:1:q:R:1\nH 0 0 0 1 1\n", "'q' is declared twice")]
    [InlineData("1\nLattice=\"1 2 3\"\nH 0 0 0\n", "x.xyz:2: Lattice is '1 2 3'; expected nine finite numbers")]
    [InlineData("1\nLattice=\"1 0 0 0 nan 0 0 0 1\"\nH 0 0 0\n", "expected nine finite numbers")]
    [InlineData("1\npbc=\"T T\" " + Good + "\nH 0 0 0\n", "pbc is 'T T'; expected three of T and F")]
    [InlineData("1\npbc=\"T T T\" " + Good + "\nH 0 0 0\n", "pbc says periodic, but there is no Lattice")]
    [InlineData("1\n" + Good + " name=\"open\nH 0 0 0\n", "the quote \" opened in column 37 is not closed")]
    [InlineData("1\n" + Good + " m=[[1, 2]\nH 0 0 0\n", "the [ opened in column 34 is not closed")]
    [InlineData("1\n" + Good + " energy=1 energy=2\nH 0 0 0\n", "'energy' is given twice")]
    [InlineData("1\n" + Good + " \"\"\nH 0 0 0\n", "an empty name")]
    [InlineData("1\n" + Good + ":symbols:S:1\nH 0 0 0 H\n", "more than one column of element symbols")]
    [InlineData("1\n" + Good + " a=b\\\nH 0 0 0\n", "the line ends with a backslash")]
    [InlineData("1\n" + Good + " =3\nH 0 0 0\n", "without a name")]
    public void Damaged_text(string text, string message) =>
        Assert.Contains(message, ReadTexts.Refusal(text), StringComparison.Ordinal);

    [Fact]
    public void Missing_file() => Assert.Contains("no such file", Refused("/nowhere/frames.xyz"), StringComparison.Ordinal);

    [Fact]
    public void Folder() => Assert.Contains("is a folder", Refused(TestData.Root), StringComparison.Ordinal);

    [Fact]
    public void Truncated_gzip()
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(Enumerable.Range(0, 5000).SelectMany(i => BitConverter.GetBytes(i * 7919)).ToArray());
        string path = Path.Combine(TestData.Scratch, "truncated.gz");
        File.WriteAllBytes(path, packed.ToArray()[..200]);
        Assert.StartsWith(path, Refused(path), StringComparison.Ordinal);
    }

    [Fact]
    public void Gzip_bomb_without_lines_ends_early()
    {
        string path = Path.Combine(TestData.Scratch, "bomb.gz");
        using (var gzip = new GZipStream(File.Create(path), CompressionLevel.Fastest))
        {
            for (int i = 0; i < 100; i++)
                gzip.Write(new byte[1 << 20]);
        }

        Assert.Contains("the line is longer than", Refused(path), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("energy=abc", "energy is 'abc'; expected one number")]
    [InlineData("REF_energy=\"1 2\"", "REF_energy is 2 numbers; expected one number")]
    [InlineData("stress=\"1 2 3\"", "stress is 3 numbers; expected 6 (xx yy zz yz xz xy) or 9")]
    public void Labels_of_the_wrong_size(string comment, string message)
    {
        Frame frame = ReadTexts.Comment(comment);
        Assert.Contains(message, Assert.Throws<IlmlffException>(() => FrameLabels.From(frame)).Message, StringComparison.Ordinal);
    }

    private static string Refused(string path) => Assert.Throws<IlmlffException>(() => ExtxyzReader.Read(path).ToList()).Message;
}
