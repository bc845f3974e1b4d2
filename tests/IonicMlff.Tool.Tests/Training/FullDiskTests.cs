using System.Diagnostics;
using IonicMlff.Testing;
using Xunit;

namespace IonicMlff.Tool.Tests.Training;

/// <summary>A disk that fills up during a run: it is said, what was saved before stays whole, and with room again the run goes on.</summary>
[Collection(TrainingRuns.Name)]
public sealed class FullDiskTests
{
    [MountFact]
    public void A_full_file_system()
    {
        (string folder, long _) = Begun();
        string run = Path.Combine(folder, "run"), saved = Path.Combine(folder, "saved");
        Directory.Move(run, saved);
        Directory.CreateDirectory(run);
        long pages = Directory.GetFiles(saved, "*", SearchOption.AllDirectories).Sum(f => (new FileInfo(f).Length + 4095) / 4096);
        // room for some lines of the logs, but for no checkpoint
        string script = $"""
            set -e
            mount -t tmpfs -o size={4 * (pages + 4)}k none '{run}'
            cp -a '{saved}/.' '{run}/'
            code=0
            "$@" || code=$?
            mkdir '{folder}/after'
            cp -a '{run}/.' '{folder}/after/'
            exit $code
            """;
        (int code, string said) = Run(folder, ["unshare", "-m", "sh", "-c", script, "-"]);
        Assert.True(code == 1, $"exit code {code}: {said}");
        Assert.Contains("warning: The checkpoint of step 12 can't be written to ", said, StringComparison.Ordinal);
        Assert.Contains("No space left on device", said, StringComparison.Ordinal);
        Assert.Contains("warning: A log can't be written: ", said, StringComparison.Ordinal);
        Directory.Delete(run);
        Directory.Move(Path.Combine(folder, "after"), run);
        AssertGoesOn(folder, said);
    }

    [TorchFact("bash")]
    public void A_limit_of_the_size_of_files()
    {
        (string folder, long checkpoint) = Begun();
        (int code, string said) = Run(folder, ["bash", "-c", $"ulimit -f {checkpoint / 2048}; exec \"$@\"", "-"]);
        Assert.True(code == 1, $"exit code {code}: {said}");
        Assert.Contains("File too large", said, StringComparison.Ordinal);
        AssertGoesOn(folder, said);
    }

    /// <summary>A run of eight steps, and the length of its checkpoint.</summary>
    private static (string Folder, long Checkpoint) Begun()
    {
        string folder = TinyRun.Folder(TinyRun.Mace);
        TinyRun.Finished(folder, "--steps", "8", "--dump", Path.Combine(folder, "first.json"));
        return (folder, new FileInfo(TinyRun.At(folder, "checkpoints/run.step-8.checkpoint")).Length);
    }

    private static (int Code, string Said) Run(string folder, string[] launcher)
    {
        using Process run = TinyRun.Start(folder, launcher, "--resume");
        Task<string> output = run.StandardOutput.ReadToEndAsync(), said = run.StandardError.ReadToEndAsync();
        Assert.True(run.WaitForExit(TimeSpan.FromMinutes(3)), "the run hangs");
        return (run.ExitCode, output.Result + said.Result);
    }

    /// <summary>The last checkpoint and the model are whole; the rest of the run is that of one with room all the time.</summary>
    private static void AssertGoesOn(string folder, string said)
    {
        Assert.Matches(@"ilmlff train: The checkpoint of step 60 can't be written to .* The checkpoint of step 8 is intact\. Make room or write elsewhere \(output: folder\)\.", said);
        Assert.Equal(["run.step-6.checkpoint", "run.step-8.checkpoint"], Directory.GetFiles(TinyRun.At(folder, "checkpoints")).Select(f => Path.GetFileName(f)).Order());
        TinyRun.Good(ToolRun.Of("eval", "--model", TinyRun.Model(folder), "--input", Path.Combine(folder, "valid.extxyz"), "--output", Path.Combine(folder, "out.extxyz")));
        string whole = TinyRun.Folder(TinyRun.Mace), all = Path.Combine(whole, "all.json"), rest = Path.Combine(folder, "rest.json");
        TinyRun.Finished(whole, "--dump", all);
        TinyRun.Finished(folder, "--resume", "--dump", rest);
        Assert.Equal(TinyRun.DumpedSteps(all), TinyRun.DumpedSteps(Path.Combine(folder, "first.json")).Concat(TinyRun.DumpedSteps(rest)));
        Assert.Equal(File.ReadAllBytes(TinyRun.Model(whole)), File.ReadAllBytes(TinyRun.Model(folder)));
    }

    /// <summary>Needs torch and the right to mount a file system in a name space of its own.</summary>
    private sealed class MountFactAttribute : FactAttribute
    {
        public MountFactAttribute() => Skip = TorchHere.Missing ?? new FactRequiringAttribute("unshare", "mount", "sh").Skip ?? WhyNoMount();

        private static string? WhyNoMount()
        {
            using Process run = Process.Start(new ProcessStartInfo("unshare", ["-m", "mount", "-t", "tmpfs", "none", "/tmp"]) { RedirectStandardError = true })!;
            string text = run.StandardError.ReadToEnd();
            run.WaitForExit();
            return run.ExitCode == 0 ? null : $"file systems can't be mounted here: {text.Trim()}";
        }
    }
}
