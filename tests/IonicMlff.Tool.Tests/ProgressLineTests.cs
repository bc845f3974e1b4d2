using IonicMlff.Tool.Output;
using Xunit;

namespace IonicMlff.Tool.Tests;

/// <summary>The line that is redrawn in place on a terminal (of 80 columns here).</summary>
public sealed class ProgressLineTests
{
    [Theory]
    [InlineData(0.5, "half of [all]", 12, 12, "half of [all]")]
    [InlineData(2, "beyond", 24, 0, "beyond")]
    [InlineData(0, "none", 0, 24, "none")]
    public void A_bar_and_a_text(double done, string text, int full, int empty, string shown)
    {
        (string drawn, string cleared) = Draw(done, text);
        Assert.Equal(full + empty, drawn.Count(c => c == '━'));
        int grey = drawn.IndexOf("\x1b[38;5;8m", StringComparison.Ordinal);
        Assert.Equal(full, drawn[..(grey < 0 ? drawn.Length : grey)].Count(c => c == '━'));
        Assert.EndsWith(" " + shown, drawn, StringComparison.Ordinal);
        Assert.Equal("\r\x1b[2K", cleared);
    }

    [Fact]
    public void A_narrow_terminal_keeps_one_line()
    {
        (string drawn, _) = Draw(0.5, new string('x', 200));
        Assert.Equal(6, drawn.Count(c => c == '━'));
        Assert.Equal(72, drawn.Count(c => c == 'x'));
        Assert.DoesNotContain('\n', drawn);
    }

    private static (string Drawn, string Cleared) Draw(double done, string text)
    {
        var to = new StringWriter();
        using var line = new ProgressLine(new Terminal { Out = TextWriter.Null, Error = to, ErrorIsTerminal = true });
        line.Draw(done, text);
        string drawn = to.ToString();
        line.Clear();
        line.Clear(); // nothing more to remove
        return (drawn, to.ToString()[drawn.Length..]);
    }
}
