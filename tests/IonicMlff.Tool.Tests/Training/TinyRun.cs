using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using IonicMlff.Testing;
using Xunit;

namespace IonicMlff.Tool.Tests.Training;

/// <summary>Folders with a small training run, the tool on them, and what it left there.</summary>
internal static class TinyRun
{
    public const string Mace = """
        data: {train: train.extxyz, valid: valid.extxyz}
        e0s: {Ne: -10, Ar: -20}
        model: {architecture: mace, channels: 4, max_l: 1, max_ell: 2, correlation: 2, layers: 2, cutoff: 3.5, radial: {count: 4, hidden: [8]}, readout_hidden: 4}
        batch: {frames: 2, valid_frames: 4}
        length: {epochs: 10}
        schedule: {kind: plateau, start: 0.01, factor: 0.5, patience: 0}
        stage_two: {start_epoch: 6}
        optimiser: {ema: 0.9}
        threads: 1
        output: {log_steps: 1, checkpoint_steps: 4}

        """;

    public const string Dpmd = """
        data: {train: train.extxyz, valid: valid.extxyz}
        model: {architecture: dpmd, cutoff: 4, switch_start: 1, embedding: {widths: [4, 8], axis: 2}, fitting: {widths: [8, 8]}}
        batch: {frames: 2}
        length: {steps: 60, valid_steps: 9}
        schedule: {start: 0.005, stop: 1e-4, decay_steps: 7}
        threads: 1
        output: {log_steps: 1, checkpoint_steps: 4}

        """;

    /// <summary>The configuration of an architecture.</summary>
    public static string Config(string architecture) => architecture == "mace" ? Mace : Dpmd;

    /// <summary>A folder with train.extxyz (12 frames), valid.extxyz (4) and run.yaml; the run writes below run/.</summary>
    public static string Folder(string config)
    {
        string folder = Scratch.Folder();
        File.WriteAllText(Path.Combine(folder, "train.extxyz"), TinyFrames.Text(12, seed: 1));
        File.WriteAllText(Path.Combine(folder, "valid.extxyz"), TinyFrames.Text(4, seed: 2));
        File.WriteAllText(Path.Combine(folder, "run.yaml"), config);
        return folder;
    }

    /// <summary>A file of the run.</summary>
    public static string At(string folder, string file) => Path.Combine(folder, "run", file);

    /// <summary>The model a run of this folder writes.</summary>
    public static string Model(string folder) => At(folder, "run.safetensors");

    /// <summary>Runs <c>ilmlff train run.yaml</c> in this process.</summary>
    public static ToolRun Train(string folder, params string[] more) => ToolRun.Of(["train", Path.Combine(folder, "run.yaml"), .. more]);

    /// <summary>Runs it to its end, which has to be a good one.</summary>
    public static ToolRun Finished(string folder, params string[] more) => Good(Train(folder, more));

    /// <summary>The run, when it ended well.</summary>
    public static ToolRun Good(ToolRun run)
    {
        Assert.True(run.ExitCode == 0, $"exit code {run.ExitCode}: {run.Error}");
        return run;
    }

    /// <summary>Starts it as a process of its own; <paramref name="launcher"/>: words before the command.</summary>
    public static Process Start(string folder, string[] launcher, params string[] more)
    {
        string dotnet = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "dotnet"));
        string[] words = [.. launcher, dotnet, Path.Combine(AppContext.BaseDirectory, "ilmlff.dll"), "train", Path.Combine(folder, "run.yaml"), .. more];
        var start = new ProcessStartInfo(words[0], words[1..]) { RedirectStandardError = true, RedirectStandardOutput = true };
        start.Environment["OMP_NUM_THREADS"] = "1";
        start.Environment["DOTNET_EnableWriteXorExecute"] = "0"; // its memory files are larger than a limit of file sizes may allow
        return Process.Start(start)!;
    }

    /// <summary>Waits until a run has logged so many steps, or has ended.</summary>
    public static void WaitForSteps(Process run, string log, int steps)
    {
        var patience = Stopwatch.StartNew();
        while (!run.HasExited && Events(log, "step").Count() < steps)
        {
            Assert.True(patience.Elapsed < TimeSpan.FromMinutes(5), "the run makes no steps");
            Thread.Sleep(5);
        }
    }

    /// <summary>Events of one kind in a log of JSON lines; a line that is being written is left out.</summary>
    public static IEnumerable<JsonNode> Events(string log, string kind)
    {
        if (!File.Exists(log))
            yield break;
        using var stream = new FileStream(log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith($"{{\"event\":\"{kind}\"", StringComparison.Ordinal) && line.EndsWith('}'))
                yield return JsonNode.Parse(line)!;
        }
    }

    /// <summary>Steps of a log without their times: numbers as they are written, which is to the last bit.</summary>
    public static string[] LoggedSteps(string folder) => [.. Events(At(folder, "train.jsonl"), "step").Select(e =>
    {
        JsonObject step = e.AsObject();
        step.Remove("time");
        step.Remove("clock");
        return step.ToJsonString();
    })];

    /// <summary>Steps of a dump, numbers as they are written.</summary>
    public static string[] DumpedSteps(string file) => [.. JsonNode.Parse(File.ReadAllText(file))!["steps"]!.AsArray().Select(s => s!.ToJsonString())];
}
