using System.Diagnostics;
using IonicMlff.Testing;
using Xunit;

namespace IonicMlff.Tool.Tests.Training;

/// <summary>A run that is killed (SIGKILL) again and again, also in the middle of saving, ends with the numbers of one that is not.</summary>
[Collection(TrainingRuns.Name)]
public sealed class KillTests
{
    [TorchFact]
    public void Twice() => KillAndResume("mace", 2);

    [TorchTheory]
    [Trait(Tier.Name, Tier.Deep)]
    [InlineData("mace")]
    [InlineData("dpmd")]
    public void Twelve_times(string architecture) => KillAndResume(architecture, 12);

    private static void KillAndResume(string architecture, int kills)
    {
        string config = TinyRun.Config(architecture).Replace("checkpoint_steps: 4", "checkpoint_steps: 1, kept_checkpoints: 3", StringComparison.Ordinal)
            .Replace("epochs: 10", "epochs: 30", StringComparison.Ordinal).Replace("start_epoch: 6", "start_epoch: 16", StringComparison.Ordinal).Replace("steps: 60,", "steps: 180,", StringComparison.Ordinal);
        string whole = TinyRun.Folder(config), torn = TinyRun.Folder(config), log = TinyRun.At(torn, "train.jsonl"), checkpoints = TinyRun.At(torn, "checkpoints");
        TinyRun.Finished(whole);
        var random = new Random(kills);
        int killed = 0;
        while (killed < kills)
        {
            int before = TinyRun.Events(log, "checkpoint").Count();
            using Process run = TinyRun.Start(torn, [], "--resume");
            Task<string> said = run.StandardError.ReadToEndAsync(), _ = run.StandardOutput.ReadToEndAsync();
            while (!run.HasExited && TinyRun.Events(log, "checkpoint").Count() <= before)
                Thread.Sleep(2);
            Thread.Sleep(random.Next(0, 40));
            var patience = Stopwatch.StartNew();
            while (killed % 2 == 0 && !run.HasExited && !IsSaving(checkpoints) && patience.ElapsedMilliseconds < 500)
                Thread.SpinWait(50); // every other kill is for the middle of a save
            if (run.HasExited)
            {
                Assert.True(run.ExitCode == 0, said.Result);
                break; // it was faster
            }

            run.Kill();
            run.WaitForExit();
            killed++;
            Assert.NotEmpty(Directory.GetFiles(checkpoints, "run.step-*.checkpoint"));
        }

        Assert.True(killed > 0, "the run ended before it could be killed");
        TinyRun.Finished(torn, "--resume");
        Assert.Equal(TinyRun.LoggedSteps(whole), TinyRun.LoggedSteps(torn));
        foreach (string model in Directory.GetFiles(Path.Combine(whole, "run"), "*.safetensors"))
            Assert.Equal(File.ReadAllBytes(model), File.ReadAllBytes(TinyRun.At(torn, Path.GetFileName(model))));
        Assert.Empty(Directory.GetFiles(Path.Combine(torn, "run"), "*.partial", SearchOption.AllDirectories));
    }

    private static bool IsSaving(string folder) => Directory.Exists(folder) && Directory.EnumerateFiles(folder, "*.partial").Any();
}
