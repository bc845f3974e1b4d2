using Xunit;

namespace IonicMlff.Tool.Tests;

public sealed class HelpTests
{
    [Theory]
    [InlineData("")]
    [InlineData("info")]
    [InlineData("convert")]
    [InlineData("eval")]
    [InlineData("test")]
    [InlineData("bench")]
    [InlineData("doctor")]
    [InlineData("md")]
    [InlineData("report")]
    [InlineData("train")]
    [InlineData("finetune")]
    [InlineData("scan")]
    [InlineData("env")]
    public void Help_is_as_recorded(string command)
    {
        ToolRun run = ToolRun.Of([.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.All(run.Out.Split('\n'), line => Assert.InRange(line.Length, 0, 100));
        Snapshot.Matches(command.Length == 0 ? "help" : $"help-{command}", run.Out);
    }

    [Fact]
    public void Version_is_a_name_and_a_number()
    {
        ToolRun run = ToolRun.Of("--version");
        Assert.Equal(0, run.ExitCode);
        Assert.Matches(@"^ilmlff \d+\.\d+\.\d+\n$", run.Out);
    }

    [Fact]
    public void Every_command_shows_an_example()
    {
        string help = ToolRun.Of("--help").Out;
        foreach (string command in new[] { "info", "convert", "eval", "test", "report", "bench", "md", "train", "finetune", "scan", "doctor", "env" })
        {
            Assert.Contains($"  {command} ", help, StringComparison.Ordinal);
            Assert.Contains("\nexamples:\n", ToolRun.Of(command, "--help").Out, StringComparison.Ordinal);
        }
    }
}
