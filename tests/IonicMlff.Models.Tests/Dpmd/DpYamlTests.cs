using System.Text;
using IonicMlff.Core.Errors;
using IonicMlff.Models.Dpmd.Import;
using Xunit;

namespace IonicMlff.Models.Tests.Dpmd;

/// <summary>The YAML of models: what Python's writers make of dictionaries, lists, texts and numbers.</summary>
public sealed class DpYamlTests
{
    [Theory]
    [InlineData("1.0e01", 10.0)]
    [InlineData("1e-05", 1e-5)]
    [InlineData("1.0e-05", 1e-5)]
    [InlineData("-2.5E+3", -2500.0)]
    [InlineData(".5", 0.5)]
    [InlineData("-0.0", -0.0)]
    [InlineData(".nan", double.NaN)]
    [InlineData("-.inf", double.NegativeInfinity)]
    [InlineData("12", 12L)]
    [InlineData("-7", -7L)]
    [InlineData("true", true)]
    [InlineData("False", false)]
    [InlineData("null", null)]
    [InlineData("~", null)]
    [InlineData("'12'", "12")]
    [InlineData("\"a\\n\\u00e5\\\"\"", "a\nå\"")]
    [InlineData("'it''s'", "it's")]
    [InlineData("2026-11-20 20:09:50.47", "2026-11-20 20:09:50.47")]
    [InlineData("N", "N")]
    [InlineData("1.2.3 # version", "1.2.3")]
    [InlineData("a long text\n  that goes on", "a long text that goes on")]
    [InlineData("'a quoted one\n  that goes on'", "a quoted one that goes on")]
    public void Scalars(string text, object? value) => Assert.Equal(value, Read($"key: {text}\n")["key"]);

    [Fact]
    public void Blocks_and_flows_mean_the_same()
    {
        const string block = "# a comment\n---\nb:\n- - 1\n  - 2\n- - 3\n  -\n    x: 4\n    y: [5, {z: 6}]\n'@c':\n  d: {}\n  e: []\n";
        const string indented = "b:\n  - - 1\n    - 2\n  - - 3\n    - x: 4\n      y:\n        - 5\n        - z: 6\n\"@c\":\n    d: {\n   }\n    e:   [\n ]\n...\n";
        const string flow = "{b: [[1, 2], [3, {x: 4, y: [5, {z: 6}]}]],\n '@c': {d: {}, e: [],}}";
        string[] written = [Written(Read(block)), Written(Read(indented)), Written(Read(flow))];
        Assert.Equal("{b:[[1,2,],[3,{x:4,y:[5,{z:6,},],},],],@c:{d:{},e:[],},}", written[0]);
        Assert.All(written, w => Assert.Equal(written[0], w));
    }

    [Fact]
    public void Anchors_are_followed()
    {
        Dictionary<string, object?> tree = Read("a: &id001\n- H\n- B\nb: *id001\nc: &id002 5\nd: *id002\n");
        Assert.Same(tree["a"], tree["b"]);
        Assert.Equal(5L, tree["d"]);
        Assert.Equal("{a:[[1,2,],[1,2,],],b:3,}", Written(Read("a: [&x [1, 2], *x]\nb:   &y\n  3\n")));
    }

    [Fact]
    public void Windows_line_ends_and_a_byte_order_mark_do_no_harm() =>
        Assert.Equal("{a:[1,2,],b:x,}", Written(Read("\uFEFFa:\r\n- 1\r\n- 2\r\nb: x\r\n")));

    [Theory]
    [InlineData("a: [1, 2", "line 1: the file ends within brackets")]
    [InlineData("a: 'x", "a quoted text has no end")]
    [InlineData("a: 1\na: 2\n", "line 2: 'a' is given twice")]
    [InlineData("a:\n  - 1\n - 2\n", "an unexpected indentation")]
    [InlineData("a: 1\n  b: 2\n", "an unexpected")]
    [InlineData("a: !!python/object:os.system x\n", "a tag (!)")]
    [InlineData("a: |\n  text\n", "a block text (| or >)")]
    [InlineData("a: *unknown\n", "'*unknown' refers to nothing")]
    [InlineData("\ta: 1\n", "a tab in the indentation")]
    [InlineData("- 1\n- 2\n", "the file is no dictionary")]
    [InlineData("just words\n", "the file is no dictionary")]
    [InlineData("a: 1\n---\nb: 2\n", "something follows that belongs to nothing")]
    [InlineData("a: \"\\q\"\n", "the escape '\\q'")]
    public void Damaged_or_foreign_files_are_refused_by_line(string text, string message)
    {
        var error = Assert.Throws<IlmlffException>(() => Read(text));
        Assert.Equal(ErrorKind.BadData, error.Kind);
        Assert.StartsWith("test: line ", error.Message, StringComparison.Ordinal);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Deep_nesting_is_refused()
    {
        foreach (string text in new[] { new string('[', 100_000), "a: " + string.Concat(Enumerable.Repeat("&x ", 100_000)), "a: " + new string('[', 100_000), string.Concat(Enumerable.Repeat("- ", 100_000)),
            string.Concat(Enumerable.Range(0, 300).Select(i => new string(' ', i) + "a:\n")) })
            Assert.Contains("nested deeper than 64", Assert.Throws<IlmlffException>(() => Read(text)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Aliases_multiply_nothing()
    {
        // A hundred million numbers in a kilobyte, were they unfolded one by one.
        var text = new StringBuilder("v0: &v0 [1,1,1,1,1,1,1,1,1,1]\n");
        for (int i = 1; i < 12; i++)
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"v{i}: &v{i} [{string.Join(',', Enumerable.Repeat($"*v{i - 1}", 10))}]\n");
        var error = Assert.Throws<IlmlffException>(() => Read(text.ToString()));
        Assert.Contains("aliases that make more of the file than it is", error.Message, StringComparison.Ordinal);
    }

    private static Dictionary<string, object?> Read(string text) => DpYaml.Read(Encoding.UTF8.GetBytes(text), "test");

    private static string Written(object? value) => value switch
    {
        Dictionary<string, object?> d => "{" + string.Concat(d.Select(p => $"{p.Key}:{Written(p.Value)},")) + "}",
        List<object?> l => "[" + string.Concat(l.Select(x => Written(x) + ",")) + "]",
        _ => $"{value}",
    };
}
