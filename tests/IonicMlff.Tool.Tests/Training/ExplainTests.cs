using System.Text.Json.Nodes;
using IonicMlff.Testing;
using Xunit;

namespace IonicMlff.Tool.Tests.Training;

/// <summary><c>ilmlff train --explain</c>: all settings, one, or a block.</summary>
public sealed class ExplainTests
{
    private static string Config(string text = "") =>
        Scratch.File("run.yaml", $"data: {{train: {TestData.Path("training", "train.extxyz")}}}\nloss: {{forces: 50}}\n{text}");

    [Fact]
    public void One_setting_of_a_run()
    {
        ToolRun run = ToolRun.Of("train", Config(), "--explain", "loss.forces");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal(
            """
            loss.forces
              value    [50] (line 2)
              allowed  a number or a list of numbers of at least 0
              default  [1000, 1] for deepmd (paper); [100] (paper)
              meaning  Weight of the forces; deepmd: two, at the beginning and at vanishing learning rate.

            """, run.Out);
    }

    [Fact]
    public void Without_a_config_and_by_its_last_word()
    {
        ToolRun run = ToolRun.Of("train", "--explain", "cutoff");
        Assert.Equal(0, run.ExitCode);
        Assert.Equal(
            """
            model.cutoff
              allowed  a number from 0.5 to 20 Å
              default  6 Å for mace (paper); 10 Å for dpmd (paper)
              meaning  Neighbours are nearer than this.

            """, run.Out);
    }

    [Fact]
    public void A_block_and_words()
    {
        string text = ToolRun.Of("train", "--explain", "schedule").Out;
        Assert.Contains("schedule.kind\n  allowed  constant, exponential, plateau, staircase\n", text, StringComparison.Ordinal);
        Assert.Contains("\n\nschedule.warm_up\n  allowed  a whole number of at least 0\n", text, StringComparison.Ordinal);
        Assert.Contains("data.train[].weight", ToolRun.Of("train", "--explain", "data.train[2]").Out, StringComparison.Ordinal);
        Assert.Contains("default  none: it has to be given", ToolRun.Of("train", "--explain", "data.train").Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_a_DeePMD_input_with_its_own_words()
    {
        string file = Path.Combine(TestData.Root, "examples", "training", "deepmd-input.json");
        Assert.Contains("value    ", ToolRun.Of("train", file, "--explain", "rcut").Out, StringComparison.Ordinal);
        Assert.Contains("ignored  one process trains here.", ToolRun.Of("train", file, "--explain", "learning_rate.scale_by_worker").Out, StringComparison.Ordinal);
        Assert.Contains("refused  spin models are not trained here.", ToolRun.Of("train", file, "--explain", "model.spin").Out, StringComparison.Ordinal);
    }

    [Fact]
    public void As_JSON()
    {
        JsonNode setting = ToolRun.Of("train", Config(), "--explain", "precision", "--json").Json["settings"]![0]!;
        Assert.Equal("float64, float32", setting["allowed"]!.GetValue<string>());
        Assert.Equal("float64", setting["values"]![0]!["value"]!.GetValue<string>());
        Assert.Equal("mace_run_train", setting["defaults"]![0]!["origin"]!.GetValue<string>());
    }

    [Fact]
    public void All_settings_in_either_order()
    {
        string config = Config();
        string all = ToolRun.Of("train", config, "--explain").Out;
        Assert.Contains("optimiser.ema", all, StringComparison.Ordinal);
        Assert.Equal(all, ToolRun.Of("train", "--explain", config).Out);
    }

    [Theory]
    [InlineData("loss.froces", "there is no setting 'loss.froces'; did you mean 'loss.forces'?")]
    [InlineData("clipnorm", "there is no setting 'clipnorm'; did you mean 'clip_norm'?")]
    public void Unknown_settings_are_refused_with_the_nearest(string key, string message)
    {
        ToolRun run = ToolRun.Of("train", "--explain", key);
        Assert.Equal((2, ""), (run.ExitCode, run.Out));
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Training_needs_a_config()
    {
        ToolRun run = ToolRun.Of("train", "--steps", "3");
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("CONFIG is missing.", run.Error, StringComparison.Ordinal);
    }
}
