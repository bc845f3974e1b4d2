using System.Diagnostics;
using Xunit;

namespace IonicMlff.Tool.Tests.Training;

/// <summary>A signal in the middle of <c>ilmlff train</c>: the state is saved, and the resumed run makes the same steps to the last bit.</summary>
[Collection(TrainingRuns.Name)]
public sealed class SignalTests
{
    [TorchTheory("env", "kill")]
    [InlineData("mace", "TERM", 44)] // in the second stage
    [InlineData("dpmd", "INT", 23)]
    public void Saves_exits_with_130_and_goes_on_bit_by_bit(string architecture, string signal, int step)
    {
        string whole = TinyRun.Folder(TinyRun.Config(architecture)), cut = TinyRun.Folder(TinyRun.Config(architecture));
        string all = Path.Combine(whole, "all.json"), first = Path.Combine(cut, "first.json"), rest = Path.Combine(cut, "rest.json");
        TinyRun.Finished(whole, "--dump", all);

        // a shell may have started this process with the signal ignored
        using Process run = TinyRun.Start(cut, ["env", $"--default-signal={signal}"], "--dump", first);
        Task<string> said = run.StandardError.ReadToEndAsync();
        TinyRun.WaitForSteps(run, TinyRun.At(cut, "train.jsonl"), step);
        Process.Start("kill", ["-" + signal, $"{run.Id}"]).WaitForExit();
        Assert.True(run.WaitForExit(TimeSpan.FromMinutes(2)));
        Assert.True(run.ExitCode == 130, $"exit code {run.ExitCode}: {said.Result}");
        Assert.Contains("(interrupted, the state is saved)", said.Result, StringComparison.Ordinal);
        int made = TinyRun.DumpedSteps(first).Length;
        Assert.InRange(made, step, 59);
        Assert.True(File.Exists(TinyRun.At(cut, $"checkpoints/run.step-{made}.checkpoint")));

        ToolRun resumed = TinyRun.Finished(cut, "--resume", "--dump", rest);
        Assert.Contains($"run goes on after step {made}", resumed.Error, StringComparison.Ordinal);
        Assert.Equal(TinyRun.DumpedSteps(all), TinyRun.DumpedSteps(first).Concat(TinyRun.DumpedSteps(rest)));
        Assert.Equal(File.ReadAllBytes(TinyRun.Model(whole)), File.ReadAllBytes(TinyRun.Model(cut)));
        Assert.Equal(TinyRun.LoggedSteps(whole), TinyRun.LoggedSteps(cut));
    }
}
