using IonicMlff.Core.Errors;
using IonicMlff.Models.Mace.Definition;
using IonicMlff.Testing;
using IonicMlff.Training.Configuration;
using IonicMlff.Training.Configuration.Plan;
using Xunit;

namespace IonicMlff.Training.Tests.Configuration;

/// <summary>The YAML of <c>ilmlff train</c>: defaults, values, refusals.</summary>
public sealed class TrainingYamlTests
{
    private static readonly string Frames = TestData.Path("mace", "training", "paper_pyr14bf4", "frames_efs.extxyz");

    private static PlanReading Read(string text) => TrainingConfig.Read(Scratch.File("run.yaml", text.Replace("FRAMES", Frames, StringComparison.Ordinal)));

    [Fact]
    public void Without_anything_but_data_MACE_is_trained_as_in_the_paper()
    {
        TrainingPlan plan = Read("data: {train: FRAMES}").Plan;
        MacePlan mace = Assert.IsType<MacePlan>(plan.Architecture);
        Assert.Equal((16, 1, 6.0, 2, true), (mace.Channels, mace.MaxL, mace.Cutoff, mace.Layers, mace.ScaleShift));
        Assert.Equal([3, 3], mace.Correlation);
        Assert.Equal(InteractionKind.Residual, mace.FirstInteraction);
        Assert.Equal(new MaceLossPlan(MaceLossKind.Weighted, 1, 100, 1, 1), plan.Loss);
        Assert.Equal(new StageTwoPlan(75, 1e-3, new(MaceLossKind.Weighted, 1000, 100, 10, 10)), plan.StageTwo);
        Assert.Equal((100, (long?)null), (plan.Length.Epochs, plan.Length.Steps));
        Assert.Equal(new BatchRule(BatchRuleKind.Frames, 4), plan.Batch.Rule);
        Assert.Equal(new OptimiserPlan(OptimiserKind.Adam, 0.9, 0.999, 1e-8, true, 5e-7, 10, 0.99), plan.Optimiser);
        Assert.Equal(new SplitPlan(0.1, null), plan.Data.Split);
        Assert.Equal("run", plan.Name);
        Assert.Equal(Path.Combine(Path.GetDirectoryName(plan.Source)!, "run", "run.safetensors"), plan.Output.Model);
    }

    [Fact]
    public void DPMD_has_the_papers_nets_ramp_and_rates()
    {
        TrainingPlan plan = Read("model: {architecture: dpmd}\ndata: {train: FRAMES, valid: FRAMES}").Plan;
        DpmdPlan dpmd = Assert.IsType<DpmdPlan>(plan.Architecture);
        Assert.Equal(10.0, dpmd.Cutoff);
        Assert.Equal([25, 50, 100], dpmd.EmbeddingWidths);
        Assert.Equal([240, 240, 240], dpmd.FittingWidths);
        Assert.Equal(new DpmdLossPlan(new(0.02, 1), new(1000, 1), new(0.02, 1)), plan.Loss);
        StaircaseSchedule rate = Assert.IsType<StaircaseSchedule>(plan.Schedule);
        Assert.Equal((1e-3, 3.5e-8, 5000L), (rate.StartRate, rate.StopRate, rate.DecaySteps));
        Assert.Equal(Math.Pow(3.5e-5, 1 / 200.0), rate.Rate, 1e-12);
        Assert.Equal(1_000_000, plan.Length.Steps);
        Assert.Null(plan.StageTwo);
        Assert.Null(plan.Data.Split);
        Assert.True(plan.Batch.OneSystemPerBatch);
        Assert.False(plan.Optimiser.AmsGrad);
        Assert.Null(plan.Optimiser.EmaDecay);
    }

    [Fact]
    public void Every_value_tells_where_it_comes_from()
    {
        PlanReading reading = Read("data: {train: FRAMES}\nmodel:\n  channels: 32\nloss: {kind: stress, stress: 10}\n");
        (string Text, string Origin) Of(string path)
        {
            var value = Assert.Single(reading.Values, v => v.Path == path);
            return (value.Text, value.Origin);
        }

        Assert.Equal(("32", "line 3"), Of("model.channels"));
        Assert.Equal(("6", "paper"), Of("model.cutoff"));
        Assert.Equal(("8", "mace_run_train"), Of("model.radial.count"));
        Assert.Equal(("[10]", "line 4"), Of("loss.stress"));
        Assert.Equal(("[100]", "paper"), Of("loss.forces"));
        Assert.Equal(("1", "default"), Of("seed"));
        Assert.All(reading.Values, v => Assert.NotEmpty(v.Key.Meaning));
    }

    [Fact]
    public void Sources_may_have_heads_weights_and_names()
    {
        TrainingPlan plan = Read("""
            data:
              train:
                - {path: FRAMES, head: dft, weight: 2, name: boxes}
                - path: FRAMES
                  head: xtb
              heads: [xtb, dft]
              config_type_weights: {eq: 0.5}
              valid_fraction: 0
            e0s: {H: -13.5, 6: -1000}
            """).Plan;
        Assert.Equal([new(Frames, "dft") { Weight = 2, Name = "boxes" }, new(Frames, "xtb")], plan.Data.Train);
        Assert.Equal(["xtb", "dft"], plan.Data.Heads);
        Assert.Null(plan.Data.Split);
        Assert.Equal(0.5, plan.Data.ConfigTypeWeights["eq"]);
        Assert.Equal((-13.5, -1000.0), (plan.EnergyOrigin.Given["H"], plan.EnergyOrigin.Given["C"]));
    }

    [Fact]
    public void Heads_may_have_energies_of_their_own()
    {
        EnergyOriginPlan origin = Read("""
            data: {train: [{path: FRAMES, head: dft}, {path: FRAMES, head: xtb}], heads: [xtb, dft, hf]}
            e0s:
              dft: {H: -13.5, 6: -1000}
              xtb: average
            """).Plan.EnergyOrigin;
        Assert.Equal(-1000, origin.Of("dft").Given["C"]);
        Assert.Equal(EnergyOriginKind.LeastSquares, origin.Of("xtb").Kind);
        Assert.Equal(EnergyOriginKind.IsolatedAtomsOrLeastSquares, origin.Of("hf").Kind);
    }

    [Theory]
    [InlineData("data: {train: FRAMES}\ne0s: {Default: avrage}", "'e0s' is 'avrage', which is no file")]
    [InlineData("data: {train: FRAMES}\ne0s: {Defalt: {H: -13}}", ":2: 'e0s.Defalt' is not known here; did you mean 'Default'?")]
    [InlineData("data: {train: FRAMES}\nmodle: {channels: 3}", ":2: 'modle' is not known here; did you mean 'model'?")]
    [InlineData("data: {train: FRAMES}\nmodel:\n  chanels: 3", ":3: 'model.chanels' is not known here; did you mean 'channels'?")]
    [InlineData("data: {train: FRAMES}\nmodel:\n  radial: {cuont: 3}", ":3: 'model.radial.cuont' is not known here; did you mean 'count'?")]
    [InlineData("data:\n  train:\n    - {path: FRAMES, wieght: 3}", ":3: 'data.train[1].wieght' is not known here; did you mean 'weight'?")]
    [InlineData("data: {train: FRAMES}\nmodel: {channels: many}", ":2: 'model.channels' is 'many'; expected a whole number from 1 to 4096.")]
    [InlineData("data: {train: FRAMES}\nmodel: {cutoff: -6}", ":2: 'model.cutoff' is '-6'; expected a number from 0.5 to 20 Å.")]
    [InlineData("data: {train: FRAMES}\nmodel: {interaction: residul}", ":2: 'model.interaction' does not know 'residul'; did you mean 'residual'?")]
    [InlineData("data: {train: FRAMES}\nmodel: {architecture: dpmd, channels: 8}", "'model.channels' belongs to mace, this is dpmd.")]
    [InlineData("data: {train: FRAMES}\nmodel: {architecture: dpmd, switch_start: 11}", "'model.switch_start' is 11 Å; expected less than the cutoff, 10 Å.")]
    [InlineData("data: {train: FRAMES}\nmodel: {architecture: dpmd, sel: [1, 2]}", "'model.elements' must tell their order")]
    [InlineData("data: {train: FRAMES}\nmodel: {architecture: dpmd, elements: [H, C], sel: [1]}", "'model.sel' has 1 numbers for 2 elements (H C)")]
    [InlineData("data: {train: FRAMES}\nmodel: {elements: [H, Xy]}", "'model.elements': ")]
    [InlineData("data: {train: FRAMES}\nmodel: {correlation: [3, 3, 3]}", "'model.correlation' has 3 numbers for 2 layers")]
    [InlineData("model: {channels: 4}", "'data.train' is missing")]
    [InlineData("data: {train: nowhere.xyz}", "nowhere.xyz does not exist.")]
    [InlineData("data: {train: FRAMES, valid: FRAMES, valid_fraction: 0.2}", "'data.valid_fraction' and 'data.valid' exclude each other")]
    [InlineData("data: {train: FRAMES}\nlength: {epochs: 3, steps: 3}", "'length.epochs' and 'length.steps' exclude each other")]
    [InlineData("data: {train: FRAMES}\nbatch: {frames: 3, at_most_edges: 3}", "'batch.frames' and 'batch.at_most_edges' exclude each other")]
    [InlineData("data: {train: FRAMES}\nstage_two: {start_epoch: 100}", "'stage_two.start_epoch' is 100, but the run has 100 epochs (0 to 99).")]
    [InlineData("data: {train: FRAMES}\nschedule: {kind: staircase}", "'schedule.kind: staircase' counts steps; give 'length.steps'")]
    [InlineData("data: {train: FRAMES}\nloss: {energy: [1, 2]}", "'loss.energy' has several numbers")]
    [InlineData("data: {train: FRAMES}\nloss: {kind: deepmd, stress: 3}", "'loss.stress' belongs to the losses of MACE")]
    [InlineData("data: {train: FRAMES}\ndevice: gpu", "'device' is 'gpu'; expected cpu, cuda or cuda:n.")]
    [InlineData("data: {train: FRAMES}\ne0s: averge", "'e0s' is 'averge', which is no file; expected isolated, average, a mapping")]
    [InlineData("data: {train: FRAMES}\ne0s: {Q: 1}", ":2: E0: ")]
    [InlineData("data: {train: FRAMES}\noutput: {model: m.pt}", "'output.model' is 'm.pt'; expected a name that ends with .safetensors.")]
    [InlineData("data: {train: FRAMES}\nname: a/b", "'name' is 'a/b'; expected a text that can be the beginning of a file name")]
    [InlineData("data: {train: FRAMES, heads: [a]}", "has the head 'Default', but 'data.heads' are a")]
    [InlineData("data: {train: FRAMES}\nstart: {model: none.model}", "none.model does not exist.")]
    [InlineData("data: [1, 2", ": this is not YAML")]
    [InlineData("just words", "the file must be a mapping")]
    public void What_is_wrong_is_said_with_its_line_and_a_cure(string text, string message) =>
        Assert.Contains(message, Assert.Throws<IlmlffException>(() => Read(text)).Message, StringComparison.Ordinal);
}
