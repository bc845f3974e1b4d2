using System.Diagnostics;
using IonicMlff.Testing;
using Xunit;

namespace IonicMlff.Tool.Tests.Training;

/// <summary>What a user reads, and the exit code, when data, configuration, files or the machine are not as they should be.</summary>
[Collection(TrainingRuns.Name)]
public sealed class MessageTests
{
    private static readonly string Train = TinyFrames.Text(12, 1);

    /// <summary>Changes of the training frames (first ones each), and what is said before anything is trained.</summary>
    public static TheoryData<string, string, string> BadFrames => new()
    {
        { "energy=", "energy=nan x=", "error [nan-label] 12 frames have labels that are not finite numbers, e.g. the energy." },
        { ":forces:R:3", ":f:R:3", "error [no-labels] the loss weighs forces, but no training frame has any." },
        { "energy=", "e_dft=", "error [no-labels] the loss weighs energy, but no training frame has any. Values found: e_dft, stress" },
        { "Ne ", "Xx ", "'Xx'" },
        { "Ne ", "Kr ", "error [unseen-element] 4 frames have Ne, but the training frames have only Ar Kr" },
        { "pbc=", "converged=F pbc=", "error [unconverged] 12 frames say of themselves that their labels are not converged." },
        { "8\nLattice", "9\nLattice", "train.extxyz" },
        { "stress=\"", "config_weight=-1 stress=\"", "config_weight is '-1'; expected a number that is not negative." },
        { "stress=\"", "head=other stress=\"", "its head is 'other', which the model does not have; did you mean 'Default'?" },
    };

    [TorchTheory]
    [MemberData(nameof(BadFrames))]
    public void Frames(string old, string with, string message) => Refused(TinyRun.Mace, Train.Replace(old, with, StringComparison.Ordinal), 65, message);

    [TorchFact]
    public void Forces_of_one_frame_are_missing()
    {
        string one = TinyFrames.Text(1, 9).Replace(":forces:R:3", ":f:R:3", StringComparison.Ordinal);
        Refused(TinyRun.Mace, Train + one, 65, "error [missing-label] 1 of 17 frames have no forces.");
    }

    [TorchFact]
    public void Several_levels_of_theory()
    {
        string mixed = TinyFrames.Text(6, 1).Replace("pbc=", "functional=PBE pbc=", StringComparison.Ordinal) + TinyFrames.Text(6, 3).Replace("pbc=", "functional=SCAN pbc=", StringComparison.Ordinal);
        Refused(TinyRun.Mace, mixed, 65, "several levels of theory (functional: PBE, SCAN).");
    }

    /// <summary>Sets of real frames with one planted fault each.</summary>
    [TorchTheory]
    [InlineData("stress_sign", "stress-sign")]
    [InlineData("stress_unit", "stress-unit")]
    [InlineData("mixed_level", "mixed-level")]
    [InlineData("energy_unit", "energy-unit")]
    [InlineData("force_sign", "force-sign")]
    [InlineData("duplicate_leak", "leak")]
    public void Planted_faults(string set, string code)
    {
        string At(string role) => TestData.Path("training", "linter", set, role + ".extxyz.gz");
        string data = File.Exists(At("set")) ? $"train: {At("set")}, valid_fraction: 0" : $"train: {At("train")}, valid: {At("valid")}";
        string config = Scratch.File("run.yaml", $$"""
            data: { {{data}} }
            e0s: {H: -10.923452, Li: -7.270105, B: -32.600915, C: -47.280321, N: -78.784311, O: -118.343302, F: -135.924596, S: -96.118903}
            loss: {kind: stress, stress: 10}
            """);
        ToolRun run = ToolRun.Of("train", config);
        Assert.Equal((65, ""), (run.ExitCode, run.Out));
        Assert.Contains("The labelled frames can't be trained on as they are:", run.Error, StringComparison.Ordinal);
        Assert.Contains($"error [{code}] ", run.Error, StringComparison.Ordinal);
        Assert.Contains($"data: {{accept: [{code}]}}", run.Error, StringComparison.Ordinal);
    }

    [TorchTheory]
    [Trait(Tier.Name, Tier.Deep)]
    [InlineData("stress_sign_series", "stress-sign")]
    [InlineData("kinetic_in_stress", "kinetic-in-stress")]
    [InlineData("zero_stress", "zero-label")]
    [InlineData("free_energy", "free-energy")]
    [InlineData("forces_permuted", "forces-permuted")]
    [InlineData("species_order", "forces-permuted")]
    [InlineData("net_force", "net-force")]
    [InlineData("nan_label", "nan-label")]
    [InlineData("missing_label", "missing-label")]
    [InlineData("duplicate_shifted", "leak")]
    [InlineData("overlap", "overlap")]
    [InlineData("unconverged_tag", "unconverged")]
    [InlineData("unseen_element", "unseen-element")]
    public void More_planted_faults(string set, string code) => Planted_faults(set, code);

    [TorchFact]
    public void Empty_or_missing_files_and_no_frames_left_for_validation()
    {
        string folder = TinyRun.Folder(TinyRun.Mace);
        File.WriteAllText(Path.Combine(folder, "valid.extxyz"), "");
        ToolRun run = TinyRun.Train(folder);
        Assert.Equal(65, run.ExitCode);
        Assert.Contains("valid", run.Error, StringComparison.Ordinal);
        Refused(TinyRun.Mace.Replace(", valid: valid.extxyz", "", StringComparison.Ordinal), TinyFrames.Text(1, 1), 65, "The validation frames can't be taken from the training data: there is one training frame.");
        Refused(TinyRun.Mace.Replace("train: train.extxyz", "train: trian.extxyz", StringComparison.Ordinal), Train, 65, "trian.extxyz does not exist");
    }

    [TorchTheory]
    [InlineData("channels: 4", "chanels: 4", 65, "did you mean 'channels'")]
    [InlineData("frames: 2", "frames: 20", 65, "20")]
    [InlineData("Ne: -10, ", "", 65, "'e0s' has no energy of Ne; the training data hold Ne Ar.")]
    [InlineData("threads: 1", "threads: 1\ndevice: cuda:7", 69, "device: cpu")]
    [InlineData("threads: 1", "threads: 1\nstart: {freeze: [interactions]}", 65, "ilmlff finetune MODEL CONFIG")]
    [InlineData("e0s: {Ne: -10, Ar: -20}", "e0s: estimated", 65, "there is none; use isolated, average, or a mapping")]
    [InlineData("kind: plateau", "kind: staircase", 65, "counts steps")]
    [InlineData("start_epoch: 6", "start_epoch: 10", 65, "the run has 10 epochs")]
    [InlineData("cutoff: 3.5", "cutoff: 0.9", 65, "cutoff")]
    public void Configuration(string old, string with, int code, string message) => Refused(TinyRun.Mace.Replace(old, with, StringComparison.Ordinal), Train, code, message);

    [TorchFact]
    public void Checkpoints_that_are_damaged_or_of_another_run()
    {
        string folder = TinyRun.Folder(TinyRun.Mace);
        TinyRun.Finished(folder, "--steps", "10");
        string[] files = [.. Directory.GetFiles(TinyRun.At(folder, "checkpoints")).OrderByDescending(f => f.Length).ThenBy(f => f)];
        Assert.Equal(2, files.Length);
        string newest = TinyRun.At(folder, "checkpoints/run.step-10.checkpoint"), before = files.Single(f => f != newest);
        byte[] bytes = File.ReadAllBytes(newest);
        bytes[^40] ^= 1;
        File.WriteAllBytes(newest, bytes);
        ToolRun run = TinyRun.Finished(folder, "--resume", "--steps", "11");
        Assert.Contains($"warning: The checkpoint {newest} is damaged: its SHA-256 is ", run.Error, StringComparison.Ordinal);
        Assert.Contains($"Going on from the one before it, of step 8 ({before})", run.Error, StringComparison.Ordinal);

        foreach (string file in Directory.GetFiles(TinyRun.At(folder, "checkpoints")))
            File.WriteAllBytes(file, File.ReadAllBytes(file)[..^100]);
        run = TinyRun.Train(folder, "--resume");
        Assert.Equal(65, run.ExitCode);
        Assert.Contains("checkpoint", run.Error, StringComparison.Ordinal);
        Assert.Contains("--overwrite", run.Error, StringComparison.Ordinal);
        TinyRun.Finished(folder, "--overwrite", "--steps", "5");

        File.WriteAllText(Path.Combine(folder, "train.extxyz"), TinyFrames.Text(12, 77));
        run = TinyRun.Train(folder, "--resume");
        Assert.Equal(65, run.ExitCode);
        Assert.Contains("run.step-5.checkpoint belongs to another run: training frames differ", run.Error, StringComparison.Ordinal);
        Assert.Contains("--overwrite", run.Error, StringComparison.Ordinal);
    }

    [TorchFact]
    public void A_folder_that_another_run_uses_and_files_that_cannot_be_written()
    {
        string folder = TinyRun.Folder(TinyRun.Mace);
        Directory.CreateDirectory(Path.Combine(folder, "run"));
        using (new FileStream(TinyRun.At(folder, ".lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None))
        {
            ToolRun run = TinyRun.Train(folder);
            Assert.Equal(1, run.ExitCode);
            Assert.Contains("is in use by another run; wait for its end, or take another output folder.", run.Error, StringComparison.Ordinal);
        }

        ToolRun dump = TinyRun.Train(folder, "--dump", Path.Combine(folder, "nowhere", "dump.json"));
        Assert.Equal(1, dump.ExitCode);
        Assert.Contains("--dump can't write", dump.Error, StringComparison.Ordinal);
        Directory.Delete(Path.Combine(folder, "run"), recursive: true);
        File.WriteAllText(Path.Combine(folder, "run"), "");
        ToolRun file = TinyRun.Train(folder);
        Assert.Equal(65, file.ExitCode);
        Assert.Contains("is a file; expected a folder", file.Error, StringComparison.Ordinal);
    }

    [TorchFact]
    public void Start_models()
    {
        string folder = TinyRun.Folder(TinyRun.Mace);
        TinyRun.Finished(folder, "--steps", "1");
        string model = TinyRun.Model(folder), upstream = TestData.Path("deepmd", "models", "s_tanh_oneside.dp.gz");
        FineTuneRefused(Path.Combine(folder, "nothing.model"), "", 65, "nothing.model: no such file");
        FineTuneRefused(Path.Combine(folder, "train.extxyz"), "", 65, "train.extxyz");
        FineTuneRefused(model, "start: {freeze: [interaction.0]}", 2, "The model has no part 'interaction.0' that could be frozen; did you mean 'interactions.0'?");
        FineTuneRefused(model, "start: {freeze: [node_embedding, interactions, products, readouts]}", 2, "Every part of the model is frozen; nothing is left to train.");
        FineTuneRefused(model, "start: {head: other}", 2, "The model has no head 'other'; did you mean 'Default'?");
        FineTuneRefused(model, "model: {architecture: dpmd}", 65, "is a MACE. Take the line out.");
        FineTuneRefused(upstream, "length: {steps: 2}", 65, "Ne"); // an element it does not know
        FineTuneRefused(upstream, "length: {steps: 2}\nstart: {replay: {files: [train.extxyz]}}", 2, "Replay needs a model with heads; a Deep Potential has none.");
    }

    /// <summary>Without libtorch one sentence with the cure; what does not train needs none.</summary>
    [Fact]
    public void No_libtorch()
    {
        string folder = TinyRun.Folder(TinyRun.Mace);
        using Process run = TinyRun.Start(folder, ["env", "ILMLFF_LIBTORCH=/nowhere"]);
        string said = run.StandardError.ReadToEnd();
        run.WaitForExit();
        Assert.Equal(69, run.ExitCode);
        Assert.Contains("Training needs libtorch, which can't be loaded: ", said, StringComparison.Ordinal);
        using Process explain = TinyRun.Start(folder, ["env", "ILMLFF_LIBTORCH=/nowhere"], "--explain");
        explain.StandardOutput.ReadToEnd();
        explain.WaitForExit();
        Assert.Equal(0, explain.ExitCode);
    }

    private static void Refused(string config, string train, int code, string message)
    {
        string folder = TinyRun.Folder(config);
        File.WriteAllText(Path.Combine(folder, "train.extxyz"), train);
        ToolRun run = TinyRun.Train(folder);
        Assert.True((code, "") == (run.ExitCode, run.Out), $"exit code {run.ExitCode}: {run.Error}");
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(TinyRun.Model(folder)));
    }

    private static void FineTuneRefused(string model, string more, int code, string message)
    {
        string folder = TinyRun.Folder("data: {train: train.extxyz, valid_fraction: 0}\nthreads: 1\n" + more);
        ToolRun run = ToolRun.Of("finetune", model, Path.Combine(folder, "run.yaml"));
        Assert.True((code, "") == (run.ExitCode, run.Out), $"exit code {run.ExitCode}: {run.Error}");
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
    }
}
