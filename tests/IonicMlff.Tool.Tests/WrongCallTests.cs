using Xunit;

namespace IonicMlff.Tool.Tests;

/// <summary>Wrong words are refused with the nearest right one, before anything is read or written; exit code 2.</summary>
public sealed class WrongCallTests
{
    [Theory]
    [InlineData("evl", "unknown command 'evl'; did you mean 'eval'?")]
    [InlineData("docter", "unknown command 'docter'; did you mean 'doctor'?")]
    [InlineData("explore config.yaml", "unknown command 'explore'")]
    [InlineData("", "no command given. Commands: info, convert, eval, test, bench, md, train, finetune, report, analyze, scan, doctor, env.")]
    [InlineData("doctor --jsn", "unknown option '--jsn'; did you mean '--json'?")]
    [InlineData("doctor now", "'now' is one word too many: this command takes options only.")]
    [InlineData("info", "MODEL [MODEL ...] is missing.")]
    [InlineData("convert a b c", "'c' is one word too many.")]
    [InlineData("convert a.model", "OUT.safetensors is missing.")]
    [InlineData("eval --model", "--model needs a value: --model MODEL [MODEL ...].")]
    [InlineData("eval --model m --input i", "--output OUT is missing.")]
    [InlineData("eval --model m --inptu i --output o", "unknown option '--inptu'; did you mean '--input'?")]
    [InlineData("eval --model m --input i --output o --backend smid", "--backend does not know 'smid'; did you mean 'simd'?")]
    [InlineData("eval --model m --input i --output o --precision float", "--precision does not know 'float'")]
    [InlineData("eval --model m --input i --output o --threads none", "--threads is 'none', expected a whole number from 1 to 1024.")]
    [InlineData("eval --model m --input i --output o --charge much", "--charge is 'much', expected a number.")]
    [InlineData("bench --model m --sizes 10,x", "--sizes is '10,x'; expected numbers of atoms from 1 to 1000000")]
    [InlineData("bench --model m --seconds 0", "--seconds is '0', expected a positive number.")]
    [InlineData("bench --model m --threads 0", "--threads is '0', expected a whole number from 1 to 1024.")]
    [InlineData("convert a.model b.safetensors --to onnx", "--to does not know 'onnx'")]
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
