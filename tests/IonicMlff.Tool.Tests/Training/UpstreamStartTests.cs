using System.Text.Json.Nodes;
using IonicMlff.Testing;
using Xunit;

namespace IonicMlff.Tool.Tests.Training;

/// <summary>Fine-tuning that starts from files of upstream MACE and DeePMD-kit.</summary>
[Collection(TrainingRuns.Name)]
public sealed class UpstreamStartTests
{
    private static string Run(string frames, string more) => Scratch.File("run.yaml", $$"""
        data: {train: "{{frames}}", valid_fraction: 0, accept: [zero-label, overlap, force-sign, stress-sign, force-outlier, net-force]}
        schedule: {kind: constant, start: 1e-4}
        {{more}}
        threads: 1
        output: {report: none, log_steps: 1}
        """);

    [TorchTheory]
    [InlineData("paper_pyr14bf4", "", 1)]
    [InlineData("mpa0_like", "", 1)] // ZBL, Agnesi; of its many elements those of the frames stay
    [InlineData("ft_multihead", "", 1)] // two heads, one is taken
    public void From_a_MACE_model(string name, string more, int heads) => FromMace(name, more, heads);

    [TorchTheory]
    [Trait(Tier.Name, Tier.Deep)]
    [InlineData("mpa0_like", "start: {keep_elements: true}", 1)]
    [InlineData("omol_like", "", 1)]
    [InlineData("mh1_like", "start: {head: omat_pbe}", 1)]
    public void From_other_MACE_models(string name, string more, int heads) => FromMace(name, more, heads);

    private static void FromMace(string name, string more, int heads)
    {
        string frames = TestData.Path("mace", "training", "paper_pyr14bf4", "frames_ef.extxyz");
        string config = Run(frames, "length: {epochs: 1}\nstage_two: {enabled: false}\nbatch: {frames: 1}\n" + more);
        ToolRun run = ToolRun.Of("finetune", TestData.Path("mace", "models", name + ".model.gz"), config, "--steps", "1", "--json");
        Assert.True(run.ExitCode == 0, run.Error);
        string model = (string)run.Json["models"]![0]!["model"]!;
        JsonNode info = TinyRun.Good(ToolRun.Of("info", "--json", model)).Json;
        Assert.Equal(heads, info["heads"]!.AsArray().Count);
        Assert.True(!more.Contains("keep", StringComparison.Ordinal) || info["elements"]!.AsArray().Count > 5);
        TinyRun.Good(ToolRun.Of("eval", "--model", model, "--input", frames, "--output", Scratch.File("out.extxyz")));
    }

    [TorchTheory]
    [InlineData("s_tanh_oneside.dp.gz")]
    [InlineData("s_tanh_twoside.pth.gz")]
    [InlineData("s_tanh_oneside.yaml.gz")]
    public void From_a_Deep_Potential(string name)
    {
        string frames = TestData.Path("deepmd", "data", "pyr14bf4_35_val");
        string config = Run(frames, "length: {steps: 2}");
        ToolRun run = ToolRun.Of("finetune", TestData.Path("deepmd", "models", name), config, "--json");
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains("Energy biases: those of the start model, shifted by ", run.Error, StringComparison.Ordinal);
        TinyRun.Good(ToolRun.Of("eval", "--model", (string)run.Json["models"]![0]!["model"]!, "--input", frames, "--output", Scratch.File("out.extxyz")));
    }
}
