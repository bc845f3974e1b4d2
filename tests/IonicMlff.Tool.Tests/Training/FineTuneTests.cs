using System.Globalization;
using System.Text.Json.Nodes;
using IonicMlff.Core.ModelFiles;
using IonicMlff.Testing;
using Xunit;

namespace IonicMlff.Tool.Tests.Training;

/// <summary><c>ilmlff finetune</c>: what stays, what moves, how far, and where the energies of isolated atoms come from.</summary>
[Collection(TrainingRuns.Name)]
public sealed class FineTuneTests
{
    private const string Base = """
        data: {train: train.extxyz, valid: valid.extxyz}
        length: {epochs: 2}
        schedule: {kind: constant, start: 0.001}
        stage_two: {enabled: false}
        batch: {frames: 2}
        threads: 1
        output: {log_steps: 1}

        """;

    private const string OfDpmd = """
        data: {train: train.extxyz, valid: valid.extxyz}
        length: {steps: 12, valid_steps: 6}
        schedule: {start: 0.001, stop: 1e-4}
        threads: 1
        output: {log_steps: 1}

        """;

    /// <summary>Trained models, one of each architecture, made once.</summary>
    private static readonly Dictionary<string, Lazy<string>> Trained = new()
    {
        ["mace"] = new(() => Train(TinyRun.Mace)),
        ["dpmd"] = new(() => Train(TinyRun.Dpmd)),
    };

    private static string Train(string config)
    {
        string folder = TinyRun.Folder(config);
        TinyRun.Finished(folder);
        return TinyRun.Model(folder);
    }

    private static ToolRun FineTune(string model, string folder, params string[] more) =>
        ToolRun.Of(["finetune", model, Path.Combine(folder, "run.yaml"), "--json", .. more]);

    private static JsonNode[] Moved(ToolRun run) => [.. run.Json["models"]![0]!["moved"]!.AsArray().Select(b => b!)];

    private static double[] ValidationLosses(string folder) =>
        [.. TinyRun.Events(TinyRun.At(folder, "train.jsonl"), "validation").Select(v => (double)v["loss"]!["total"]!)];

    [TorchTheory]
    [InlineData("mace", Base)]
    [InlineData("dpmd", OfDpmd)]
    public void Naive_begins_where_the_model_ended(string architecture, string config)
    {
        string folder = TinyRun.Folder(config), model = Trained[architecture].Value;
        ToolRun run = TinyRun.Good(FineTune(model, folder));
        // other loss weights and corrected E0 aside, the start is as good as the model: forces to the digits shown
        double[] forces = [.. TinyRun.Events(TinyRun.At(folder, "train.jsonl"), "validation").Select(v => (double)v["errors"]!["forces"]!)];
        double before = (double)TinyRun.Good(ToolRun.Of("test", "--model", model, "--data", Path.Combine(folder, "valid.extxyz"), "--json")).Json["errors"]![0]!["forces"]!["rmse"]!;
        Assert.Equal(before, forces[0], 1e-6);
        Assert.All(Moved(run), b => Assert.False((bool)b["frozen"]!));
        Assert.All(Moved(run), b => Assert.InRange((double)b["absolute"]!, 1e-8, 1));
        string? training = (string?)TinyRun.Good(ToolRun.Of("info", "--json", TinyRun.Model(folder))).Json["training"];
        Assert.StartsWith($"fine-tuned from {Path.GetFileName(model)} (SHA-256 ", training, StringComparison.Ordinal);
    }

    [TorchTheory]
    [InlineData("mace", Base, "interactions")]
    [InlineData("dpmd", OfDpmd, "embedding")]
    public void Frozen_parts_stay_to_the_last_bit(string architecture, string config, string part)
    {
        string folder = TinyRun.Folder(config + $"start: {{freeze: [{part}]}}\n"), model = Trained[architecture].Value;
        ToolRun run = TinyRun.Good(FineTune(model, folder));
        JsonNode[] all = Moved(run);
        JsonNode[] frozen = [.. all.Where(b => ((string)b["block"]!).StartsWith(part, StringComparison.Ordinal))], free = [.. all.Except(frozen)];
        Assert.NotEmpty(frozen);
        Assert.All(frozen, b => Assert.Equal((true, 0.0), ((bool)b["frozen"]!, (double)b["absolute"]!)));
        Assert.NotEmpty(free);
        Assert.All(free, b => Assert.True(!(bool)b["frozen"]! && (double)b["absolute"]! > 0));
        Assert.Contains($"{(string)frozen[0]["block"]!} frozen", run.Error, StringComparison.Ordinal);
        if (architecture == "mace")
        {
            SafetensorsFile before = SafetensorsFile.Read(model), after = SafetensorsFile.Read(TinyRun.Model(folder));
            string[] same = [.. before.Tensors.Keys.Where(t => before.Bytes(t).SequenceEqual(after.Bytes(t)))];
            Assert.All(before.Tensors.Keys.Where(t => t.StartsWith(part, StringComparison.Ordinal)), t => Assert.Contains(t, same));
            Assert.DoesNotContain("products.0.linear.weight", same);
        }
    }

    /// <summary>Labels of another zero: the energies of the isolated atoms take it up before the first step, the weights need not.</summary>
    [TorchTheory]
    [InlineData("mace", Base, "Isolated-atom energies: those of the start model, corrected by Ne ", "")]
    [InlineData("dpmd", OfDpmd, "Energy biases: those of the start model, shifted by Ne ", "")]
    [InlineData("mace", Base, "", "e0s: foundation\n")]
    [InlineData("dpmd", OfDpmd, "", "start: {shift_bias: false}\n")]
    public void Another_zero_of_energy_goes_into_the_isolated_atoms(string architecture, string config, string says, string more)
    {
        string folder = TinyRun.Folder(config + more);
        foreach ((string file, int count, int seed) in new[] { ("train.extxyz", 12, 1), ("valid.extxyz", 4, 2) })
            File.WriteAllText(Path.Combine(folder, file), TinyFrames.Text(count, seed, ofNeon: -12.5));
        string same = TinyRun.Folder(config + more);
        double before = ShiftOfNeon(TinyRun.Good(FineTune(Trained[architecture].Value, same, "--steps", "1")), says);
        ToolRun run = TinyRun.Good(FineTune(Trained[architecture].Value, folder, "--steps", "1"));
        double energy = (double)TinyRun.Events(TinyRun.At(folder, "train.jsonl"), "validation").First()["errors"]!["energy_per_atom"]!;
        if (says.Length == 0)
        {
            Assert.InRange(energy, 0.8, 1.7); // 2.5 eV for each of 3 to 5 among 8 atoms
            return;
        }

        Assert.InRange(energy, 0, 0.05);
        Assert.Equal(-2.5, ShiftOfNeon(run, says) - before, 2e-4); // four digits are shown
    }

    private static double ShiftOfNeon(ToolRun run, string says)
    {
        if (says.Length == 0)
            return 0;
        Assert.Contains(says, run.Error, StringComparison.Ordinal);
        int from = run.Error.IndexOf(says, StringComparison.Ordinal) + says.Length;
        return double.Parse(run.Error[from..].Split(',')[0], CultureInfo.InvariantCulture);
    }

    [TorchFact]
    public void Replay_learns_the_earlier_frames_in_a_head_of_their_own()
    {
        string folder = TinyRun.Folder(Base.Replace("train: train.extxyz", "train: new.extxyz", StringComparison.Ordinal).Replace(", valid: valid.extxyz", ", valid: newvalid.extxyz", StringComparison.Ordinal)
            + "start: {replay: {files: [train.extxyz], most_frames: 6}}\n");
        File.WriteAllText(Path.Combine(folder, "new.extxyz"), TinyFrames.Text(6, 5, ofNeon: -11));
        File.WriteAllText(Path.Combine(folder, "newvalid.extxyz"), TinyFrames.Text(4, 6, ofNeon: -11));
        string model = Trained["mace"].Value;
        ToolRun run = TinyRun.Good(FineTune(model, folder));
        Assert.Contains("Replay: 6 of 12 earlier frames in head pt_head, 6 new ones.", run.Error, StringComparison.Ordinal);
        JsonNode info = TinyRun.Good(ToolRun.Of("info", "--json", TinyRun.Model(folder))).Json;
        Assert.Equal(["pt_head", "Default"], info["heads"]!.AsArray().Select(h => (string?)h));

        // each head knows its own zero of energy
        foreach ((string head, string frames) in new[] { ("pt_head", "valid.extxyz"), ("Default", "newvalid.extxyz") })
        {
            double error = EnergyError(TinyRun.Model(folder), Path.Combine(folder, frames), head);
            Assert.True(error < 0.05, $"{head}: {error} eV/atom");
        }

        Assert.InRange(EnergyError(TinyRun.Model(folder), Path.Combine(folder, "newvalid.extxyz"), "pt_head"), 0.3, 0.7);
        // and the start of another fine-tuning is the head that is not pt_head
        string again = TinyRun.Folder(Base);
        File.Copy(Path.Combine(folder, "new.extxyz"), Path.Combine(again, "train.extxyz"), overwrite: true);
        ToolRun second = TinyRun.Good(FineTune(TinyRun.Model(folder), again, "--steps", "1"));
        Assert.Matches(@"corrected by Ne [+-]?0\.0\d*, Ar [+-]?0\.0", second.Error);
    }

    [TorchFact]
    public void Interrupted_fine_tuning_goes_on_bit_by_bit()
    {
        string model = Trained["mace"].Value, config = Base + "start: {freeze: [node_embedding]}\n", whole = TinyRun.Folder(config), cut = TinyRun.Folder(config);
        ToolRun once = TinyRun.Good(FineTune(model, whole));
        TinyRun.Good(FineTune(model, cut, "--steps", "7"));
        ToolRun rest = TinyRun.Good(FineTune(model, cut, "--resume"));
        Assert.Equal(TinyRun.LoggedSteps(whole), TinyRun.LoggedSteps(cut));
        Assert.Equal(File.ReadAllBytes(TinyRun.Model(whole)), File.ReadAllBytes(TinyRun.Model(cut)));
        Assert.Equal(Moved(once).Select(b => b.ToJsonString()), Moved(rest).Select(b => b.ToJsonString()));
    }

    private static double EnergyError(string model, string frames, string head) => (double)TinyRun.Good(
        ToolRun.Of("test", "--model", model, "--data", frames, "--head", head, "--json")).Json["errors"]![0]!["energy_per_atom"]!["rmse"]!;
}
