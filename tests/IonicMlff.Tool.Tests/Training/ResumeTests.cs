using Xunit;

namespace IonicMlff.Tool.Tests.Training;

/// <summary>Runs cut into parts by <c>--steps</c> and resumed: the numbers of every step and every file are those of the run in one piece.</summary>
[Collection(TrainingRuns.Name)]
public sealed class ResumeTests
{
    // the validation loss goes up and down at this rate: the plateau is met in the first stage, patience ends the run in the second
    private static readonly string EarlyStop = TinyRun.Mace.Replace("start: 0.01", "start: 0.05", StringComparison.Ordinal)
        .Replace("{epochs: 10}", "{epochs: 60, patience: 2}", StringComparison.Ordinal).Replace("start_epoch: 6", "start_epoch: 30, learning_rate: 0.05", StringComparison.Ordinal);

    private static readonly string NoValidation = TinyRun.Mace.Replace(", valid: valid.extxyz", ", valid_fraction: 0", StringComparison.Ordinal)
        .Replace("kind: plateau, start: 0.01, factor: 0.5, patience: 0", "kind: exponential, gamma: 0.8, start: 0.01", StringComparison.Ordinal);

    [TorchTheory]
    [InlineData("stages", "Completed", 3, 31, 37, 41)]
    [InlineData("early stop", "NoImprovement", 2, 13, 20, 26)]
    [InlineData("no validation", "Completed", 5, 40)]
    [InlineData("staircase", "Completed", 7, 30, 31)]
    public void Parts_make_the_whole(string which, string ended, params int[] cuts)
    {
        string config = which switch { "stages" => TinyRun.Mace, "early stop" => EarlyStop, "no validation" => NoValidation, _ => TinyRun.Dpmd };
        string whole = TinyRun.Folder(config), parted = TinyRun.Folder(config);
        ToolRun run = TinyRun.Finished(whole, "--dump", Path.Combine(whole, "all.json"), "--json");
        Assert.Equal(ended, (string?)run.Json["models"]![0]!["ended"]);

        var steps = new List<string>();
        foreach (int? cut in (int?[])[.. cuts, null])
        {
            string dump = Path.Combine(parted, $"to-{cut}.json");
            ToolRun part = TinyRun.Finished(parted, ["--resume", "--json", "--dump", dump, .. cut is null ? Array.Empty<string>() : ["--steps", $"{cut}"]]);
            steps.AddRange(TinyRun.DumpedSteps(dump));
            Assert.Equal(cut is null ? ended : "StepLimit", (string?)part.Json["models"]![0]!["ended"]);
            Assert.Equal(cut ?? steps.Count, (int)part.Json["models"]![0]!["steps"]!);
            Assert.Equal(TinyRun.Model(parted), (string?)part.Json["models"]![0]!["model"]);
            Assert.Equal(0, ToolRun.Of("info", TinyRun.Model(parted)).ExitCode);
        }

        Assert.Equal(TinyRun.DumpedSteps(Path.Combine(whole, "all.json")), steps);
        string[] models = [.. Directory.GetFiles(Path.Combine(whole, "run"), "*.safetensors").Select(f => Path.GetFileName(f)).Order()];
        Assert.Equal(which is "stages" or "early stop" ? ["run.safetensors", "run.stage-one.safetensors"] : ["run.safetensors"], models);
        Assert.All(models, m => Assert.Equal(File.ReadAllBytes(TinyRun.At(whole, m)), File.ReadAllBytes(TinyRun.At(parted, m))));
        Assert.Equal(TinyRun.LoggedSteps(whole), TinyRun.LoggedSteps(parted));
    }

    [TorchFact]
    public void Without_a_word_about_the_checkpoint_nothing_is_run_over()
    {
        string folder = TinyRun.Folder(TinyRun.Mace);
        TinyRun.Finished(folder, "--steps", "5");
        byte[] model = File.ReadAllBytes(TinyRun.Model(folder));
        ToolRun again = TinyRun.Train(folder);
        Assert.Equal(2, again.ExitCode);
        Assert.Contains("run.step-5.checkpoint is a checkpoint of step 5 of this run: --resume goes on from it, --overwrite starts anew.", again.Error, StringComparison.Ordinal);
        Assert.Equal(model, File.ReadAllBytes(TinyRun.Model(folder)));
        Assert.Equal(2, TinyRun.Train(folder, "--resume", "--overwrite").ExitCode);
    }
}
