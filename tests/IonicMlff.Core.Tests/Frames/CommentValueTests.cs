using IonicMlff.Core.Frames;
using Xunit;

namespace IonicMlff.Core.Tests.Frames;

/// <summary>Values of the comment line: types, quotes, escapes, arrays.</summary>
public sealed class CommentValueTests
{
    [Theory]
    [InlineData("k=abc", "abc")]
    [InlineData("k=\"two words\"", "two words")]
    [InlineData("k='it is \"so\"'", "it is \"so\"")]
    [InlineData("k=\"a \\\"quoted\\\" \\\\ word\"", "a \"quoted\" \\ word")]
    [InlineData("k=\"two\\nlines\"", "two\nlines")]
    [InlineData("k=pre\"fix and\"suffix", "prefix andsuffix")]
    [InlineData("k={old style}", "old style")]
    [InlineData("k=a=b", "a=b")]
    [InlineData("k = spaced", "spaced")]
    [InlineData("k=\"\"", "")]
    [InlineData("k= b=1", "")]
    [InlineData("b=1 k=", "")]
    [InlineData("'k'=x", "x")]
    [InlineData("k=C9[NH]2", "C9[NH]2")]
    [InlineData("k=\"_JSON {\\\"a\\\": [1, \\\"b\\\"]}\"", "_JSON {\"a\": [1, \"b\"]}")]
    public void Text(string comment, string expected)
    {
        PropertyArray value = ReadTexts.Comment(comment).Values["k"];
        Assert.Equal(PropertyKind.Text, value.Kind);
        Assert.Equal(expected, value.AsText());
        Assert.Equal(new[] { expected }, value.Data);
    }

    [Theory]
    [InlineData("k=7", new long[] { 7 }, 0)]
    [InlineData("k=\"1 -2 +3\"", new long[] { 1, -2, 3 }, 3)]
    [InlineData("k=[1, 2, 3]", new long[] { 1, 2, 3 }, 3)]
    [InlineData("k={4 5}", new long[] { 4, 5 }, 2)]
    [InlineData("k=1,2", new long[] { 1, 2 }, 2)]
    public void Integers(string comment, long[] expected, int length) => Check(comment, expected, length == 0 ? [] : [length]);

    [Theory]
    [InlineData("k=-1.5e-3", new[] { -1.5e-3 }, new int[0])]
    [InlineData("k=99999999999999999999", new[] { 1e20 }, new int[0])]
    [InlineData("k=\"1 2.5\"", new[] { 1, 2.5 }, new[] { 2 })]
    [InlineData("k=[[1, 2], [3, 4.5]]", new[] { 1, 2, 3, 4.5 }, new[] { 2, 2 })]
    [InlineData("k=[[1 2 3] [4 5 6]]", new double[] { 1, 2, 3, 4, 5, 6 }, new[] { 2, 3 })]
    [InlineData("k=\"_JSON [[[1], [2]]]\"", new double[] { 1, 2 }, new[] { 1, 2, 1 })]
    public void Reals(string comment, double[] expected, int[] shape) => Check(comment, expected, shape);

    [Theory]
    [InlineData("k", new[] { true }, 0)]
    [InlineData("k=F", new[] { false }, 0)]
    [InlineData("k=\"T true False\"", new[] { true, true, false }, 3)]
    public void Logicals(string comment, bool[] expected, int length) =>
        Check($"a=1 {comment}", expected, length == 0 ? [] : [length]);

    [Fact]
    public void Mixed_words_are_text() => Assert.Equal("1 T 2.5", ReadTexts.Comment("k=\"1 T 2.5\"").Values["k"].AsText());

    [Fact]
    public void Ragged_arrays_are_text() =>
        Assert.Equal("[[1, 2], [3]]", ReadTexts.Comment("k=[[1, 2], [3]]").Values["k"].AsText());

    [Fact]
    public void A_uid_is_a_name() => Assert.Equal(PropertyKind.Text, ReadTexts.Comment("uid=007").Values["uid"].Kind);

    [Fact]
    public void Keys_keep_their_order() =>
        Assert.Equal(["z", "a", "flag", "m"], ReadTexts.Comment("z=1 a=2 flag m=3").Values.Keys);

    private static void Check(string comment, Array expected, int[] shape)
    {
        PropertyArray value = ReadTexts.Comment(comment).Values["k"];
        Assert.Equal(expected, value.Data);
        Assert.Equal(shape, value.Shape);
    }
}
