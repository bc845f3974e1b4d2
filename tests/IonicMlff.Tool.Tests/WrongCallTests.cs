using Xunit;

namespace IonicMlff.Tool.Tests;

/// <summary>Wrong words are refused with the nearest right one, before anything is read or written; exit code 2.</summary>
public sealed class WrongCallTests
{
    [Theory]
    [InlineData("docter", "unknown command 'docter'; did you mean 'doctor'?")]
    [InlineData("train config.yaml", "unknown command 'train'")]
    [InlineData("", "no command given. Commands: eval, doctor, env.")]
    [InlineData("doctor --jsn", "unknown option '--jsn'; did you mean '--json'?")]
    [InlineData("doctor now", "'now' is one word too many: this command takes options only.")]
    [InlineData("env --shell fish", "unknown option '--shell'; did you mean '--help'?")]
    public void Wrong_calls_name_the_word_and_the_nearest_one(string call, string message)
    {
        ToolRun run = ToolRun.Of(call.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
        Assert.Contains("--help' shows how it is called.", run.Error, StringComparison.Ordinal);
        Assert.Equal("", run.Out);
    }
}
