using IonicMlff.Testing;
using IonicMlff.Training.Configuration;
using IonicMlff.Training.Configuration.Plan;
using IonicMlff.Training.DataSets;
using IonicMlff.Training.Mace;
using Xunit;

namespace IonicMlff.Training.Tests.Configuration;

/// <summary>The example configs are read, and say the same in the project's words and in those of upstream.</summary>
public sealed class ExampleTests
{
    private static TrainingPlan Read(string name) => TrainingConfig.Read(Path.Combine(TestData.Root, "examples", "training", name)).Plan;

    [Fact]
    public void MACE_in_three_ways()
    {
        TrainingPlan yaml = Read("mace-pyr14bf4.yaml"), flags = Read("mace_run_train.sh");
        MacePlan a = Assert.IsType<MacePlan>(yaml.Architecture), b = Assert.IsType<MacePlan>(flags.Architecture);
        Assert.Equal(a with { Correlation = [], RadialHidden = [] }, b with { Correlation = [], RadialHidden = [] });
        Assert.Equal(a.Correlation, b.Correlation);
        Assert.Equal(a.RadialHidden, b.RadialHidden);
        Assert.Equal(yaml.Loss, flags.Loss);
        Assert.Equal(yaml.StageTwo, flags.StageTwo);
        Assert.Equal(yaml.Optimiser, flags.Optimiser);
        Assert.Equal(yaml.Schedule, flags.Schedule);
        Assert.Equal(yaml.Device with { Threads = null }, flags.Device); // threads: no word of upstream
        Assert.Equal((yaml.Batch.Rule, yaml.Batch.DropLast, yaml.Length.Epochs), (flags.Batch.Rule, flags.Batch.DropLast, flags.Length.Epochs));
        Assert.Equal(yaml.EnergyOrigin.Given.OrderBy(p => p.Key), flags.EnergyOrigin.Given.OrderBy(p => p.Key));
    }

    [Fact]
    public void DPMD_in_two_ways()
    {
        TrainingPlan yaml = Read("dpmd-pyr14bf4.yaml"), json = Read("deepmd-input.json");
        DpmdPlan a = Assert.IsType<DpmdPlan>(yaml.Architecture), b = Assert.IsType<DpmdPlan>(json.Architecture);
        Assert.Equal((a.Cutoff, a.SwitchStart, a.AxisNeurons, a.TypeOneSide, a.StatisticsBatches), (b.Cutoff, b.SwitchStart, b.AxisNeurons, b.TypeOneSide, b.StatisticsBatches));
        Assert.Equal(a.EmbeddingWidths, b.EmbeddingWidths);
        Assert.Equal(a.FittingWidths, b.FittingWidths);
        Assert.Equal((yaml.Loss, yaml.Schedule, yaml.Optimiser), (json.Loss, json.Schedule, json.Optimiser));
        Assert.Equal((yaml.Length.Steps, yaml.Batch.Rule, yaml.Device with { Threads = null }), (json.Length.Steps, json.Batch.Rule, json.Device));
        Assert.Equal(yaml.Data.Train, json.Data.Train);
    }

    [Fact]
    public void The_frames_of_the_MACE_example_give_a_start_model()
    {
        TrainingPlan plan = Read("mace-pyr14bf4.yaml");
        var frames = TrainingFrames.Load(plan);
        Assert.Equal((227, 21), (frames.Train.Count, frames.Valid.Count));
        Assert.Equal([1, 5, 6, 7, 9], frames.Elements);
        var start = MaceStart.Create(plan, frames, 1);
        Assert.Equal([1, 5, 6, 7, 9], start.Model.AtomicNumbers);
        Assert.InRange(start.Model.Shift![0], -5.75, -5.59);
        Assert.InRange(start.Model.Scale![0], 1.0, 1.6);
        Assert.Equal(64, frames.Train.Hash.Length);
        Assert.NotEqual(frames.Train.Hash, frames.Valid.Hash);
    }

    [Theory]
    [InlineData("mace")]
    [InlineData("dpmd")]
    public void EQ_and_nEQ_runs_differ_in_their_frames_alone(string kind)
    {
        string folder = Path.Combine(TestData.Root, "examples", "eq-vs-neq");
        string[] eq = File.ReadAllLines(Path.Combine(folder, $"{kind}-eq.yaml")), neq = File.ReadAllLines(Path.Combine(folder, $"{kind}-neq.yaml"));
        Assert.Equal(eq.Select(line => line.Replace("eq", "neq", StringComparison.Ordinal)).Select(line => line.Replace("nneq", "neq", StringComparison.Ordinal)), neq);
        var seen = new HashSet<string>();
        foreach (string set in new[] { "eq", "neq" })
        {
            var frames = TrainingFrames.Load(TrainingConfig.Read(Path.Combine(folder, $"{kind}-{set}.yaml")).Plan);
            Assert.Equal((40, 4), (frames.Train.Count, frames.Valid.Count));
            Assert.True(seen.Add(frames.Train.Hash));
        }
    }

    [Theory]
    [InlineData("reference", 0.01)]
    [InlineData("fast", 0.04)]
    public void The_learning_curves_differ_in_the_learning_rate_alone(string recipe, double rate)
    {
        // The frames are written by the script; the rest of the configuration is read with those of the example.
        string text = File.ReadAllText(Path.Combine(TestData.Root, "bench", "training-curve", recipe + ".yaml")), data = Path.Combine(TestData.Root, "examples", "training", "data");
        string file = Path.Combine(TestData.Scratch, recipe + ".yaml");
        File.WriteAllText(file, text.Replace("results/train.extxyz", Path.Combine(data, "train_eq_bf4.extxyz.gz"), StringComparison.Ordinal)
            .Replace("results/valid.extxyz", Path.Combine(data, "valid_eq_bf4.extxyz.gz"), StringComparison.Ordinal));
        TrainingPlan plan = TrainingConfig.Read(file).Plan;
        Assert.Equal((35, 30), (plan.Length.Epochs, plan.StageTwo!.StartEpoch));
        Assert.Equal(rate, plan.Schedule.StartRate);
    }
}
