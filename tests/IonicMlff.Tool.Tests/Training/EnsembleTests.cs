using Xunit;

namespace IonicMlff.Tool.Tests.Training;

/// <summary><c>models: 3</c>: three files with different weights, one run after the other, resumable in the middle.</summary>
[Collection(TrainingRuns.Name)]
public sealed class EnsembleTests
{
    [TorchFact]
    public void Interrupted_in_the_second_model_it_goes_on_bit_by_bit()
    {
        string config = TinyRun.Mace.Replace("epochs: 10", "epochs: 4", StringComparison.Ordinal).Replace("start_epoch: 6", "start_epoch: 3", StringComparison.Ordinal) + "models: 3\n";
        string whole = TinyRun.Folder(config), cut = TinyRun.Folder(config);
        TinyRun.Finished(whole);
        byte[][] models = [.. Enumerable.Range(1, 3).Select(k => File.ReadAllBytes(TinyRun.At(whole, $"run-{k}.safetensors")))];
        Assert.Equal(3, models.Select(Convert.ToHexString).Distinct().Count());

        using var interrupt = new CancellationTokenSource();
        string second = TinyRun.At(cut, "train-2.jsonl");
        var watch = new Thread(() =>
        {
            while (TinyRun.Events(second, "step").Count() < 9)
                Thread.Sleep(2);
            interrupt.Cancel();
        })
        { IsBackground = true };
        watch.Start();
        ToolRun run = ToolRun.Of(interrupt.Token, "train", Path.Combine(cut, "run.yaml"), "--json");
        Assert.Equal(130, run.ExitCode);
        Assert.Equal(["Completed", "Interrupted"], run.Json["models"]!.AsArray().Select(m => (string?)m!["ended"]));
        Assert.InRange((int)run.Json["models"]![1]!["steps"]!, 9, 23);
        Assert.False(File.Exists(TinyRun.At(cut, "run-3.safetensors")));

        ToolRun rest = TinyRun.Finished(cut, "--resume", "--json");
        Assert.Equal(3, rest.Json["models"]!.AsArray().Count);
        Assert.Contains("(model 2 of 3)", rest.Error, StringComparison.Ordinal);
        for (int k = 1; k <= 3; k++)
        {
            Assert.Equal(models[k - 1], File.ReadAllBytes(TinyRun.At(cut, $"run-{k}.safetensors")));
            Assert.True(File.Exists(TinyRun.At(cut, $"report-{k}.html")));
        }
    }
}
