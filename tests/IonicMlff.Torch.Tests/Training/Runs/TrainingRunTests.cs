using IonicMlff.Core.Errors;
using IonicMlff.Training.Configuration.Plan;
using IonicMlff.Training.Progress;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace IonicMlff.Torch.Tests.Training.Runs;

public class TrainingRunTests
{
    [TorchFact]
    public void ReachesTheEndAndLearns()
    {
        TrainingPlan plan = TestRuns.Plan(TestRuns.NewFolder()) with { StageTwo = null, Length = new() { Epochs = 15 } };
        TestRuns.Listener run = TestRuns.Go(plan);
        Assert.Equal(EndReason.Completed, run.Outcome.Reason);
        Assert.Equal(60, run.Outcome.Step);
        Assert.Equal(60, run.Steps.Count());
        Assert.Equal(16, run.Validations.Count());
        Assert.True(run.Validations.Last().Loss.Total < 0.7 * run.Validations.First().Loss.Total);
        Assert.Equal(run.Validations.Skip(1).Min(v => v.Loss.Total), run.Outcome.Best!.Loss);
        Assert.True(File.Exists(run.Outcome.ModelPath));
        Assert.All(run.Outcome.Movements, m => Assert.True(m.Absolute > 0));
    }

    [TorchFact]
    public void TheSecondStageHasItsOwnWeightsRateAndBest()
    {
        TrainingPlan plan = TestRuns.Plan(TestRuns.NewFolder());
        TestRuns.Listener run = TestRuns.Go(plan);
        StageStarted begins = Assert.Single(run.Events.OfType<StageStarted>());
        Assert.Equal((12, 3, "as planned"), (begins.Position.Step, begins.Position.Epoch, begins.Reason));
        Assert.All(run.Steps, s =>
        {
            bool isSecond = s.Position.Step > 12;
            Assert.Equal(isSecond ? 2 : 1, s.Position.Stage);
            Assert.Equal(isSecond ? 0.001 : 0.01 * Math.Pow(0.9, s.Position.Epoch), s.LearningRate, 1e-15);
            Assert.Equal(isSecond ? 1000 : 1, s.Loss.Parts[0].Weight);
        });
        Assert.Equal(2, run.Outcome.Best!.Stage);
        Assert.True(File.Exists(Path.ChangeExtension(plan.Output.Model, ".stage-one.safetensors")));
    }

    [TorchFact]
    public void WithoutImprovementTheSecondStageBeginsEarlyAndThenTheRunEnds()
    {
        TrainingPlan plan = TestRuns.Plan(TestRuns.NewFolder()) with
        {
            Schedule = new ConstantSchedule { StartRate = 1e-30 },
            StageTwo = new(20, 1e-30, new(MaceLossKind.Weighted, 1000, 100, 0, 0)),
            Optimiser = TestRuns.Plan("").Optimiser with { WeightDecay = 0 },
            Length = new() { Epochs = 40, Patience = 2 },
        };
        TestRuns.Listener run = TestRuns.Go(plan);
        StageStarted begins = Assert.Single(run.Events.OfType<StageStarted>());
        Assert.Equal((12, 20), (begins.Position.Step, begins.Position.Epoch));
        Assert.Equal(EndReason.NoImprovement, run.Outcome.Reason);
        Assert.Equal(24, run.Outcome.Step);
    }

    [TorchFact]
    public void TheModelOnDiskIsTheBestAverage()
    {
        TrainingPlan plan = TestRuns.Plan(TestRuns.NewFolder()) with { StageTwo = null };
        string? atBest = null;
        TestRuns.Listener run = TestRuns.Go(plan, onEvent: e =>
        {
            if (e is ValidationDone { IsBest: true })
                atBest = File.ReadAllText(plan.Output.Model);
        });
        Assert.Equal(atBest, File.ReadAllText(plan.Output.Model));
        Assert.NotNull(run.Outcome.Best);
    }

    [TorchFact]
    public void FrozenParametersStayWhatTheyWere()
    {
        TrainingPlan plan = TestRuns.Plan(TestRuns.NewFolder());
        TestRuns.Listener run = TestRuns.Go(plan, model: () =>
        {
            var toy = new ToyModel();
            toy.Parameters[0].IsTrainable = false;
            return toy;
        });
        BlockMovement radial = run.Outcome.Movements.Single(m => m.Block == "radial");
        Assert.Equal((0.0, true), (radial.Absolute, radial.Frozen));
        Assert.True(run.Outcome.Movements.Single(m => m.Block == "readout").Relative > 1e-3);
    }

    [TorchFact]
    public void ASignalSavesAndEnds()
    {
        TrainingPlan plan = TestRuns.Plan(TestRuns.NewFolder());
        using var signal = new CancellationTokenSource();
        TestRuns.Listener run = TestRuns.Go(plan, onEvent: e =>
        {
            if (e is StepDone { Position.Step: 5 })
                signal.Cancel();
        }, cancellation: signal.Token);
        Assert.Equal(EndReason.Interrupted, run.Outcome.Reason);
        Assert.Equal(5, run.Outcome.Step);
        Assert.Equal(5, run.Events.OfType<CheckpointSaved>().Last().Position.Step);
    }

    [TorchFact]
    public void DivergenceNamesTheFrames()
    {
        TrainingPlan plan = TestRuns.Plan(TestRuns.NewFolder());
        var e = Assert.Throws<IlmlffException>(() => TestRuns.Go(plan, model: () =>
        {
            var toy = new ToyModel();
            using (no_grad())
                toy.Parameters[1].Tensor.fill_(1e200);
            return toy;
        }));
        Assert.Equal(ErrorKind.Failed, e.Kind);
        Assert.Contains("diverged", e.Message, StringComparison.Ordinal);
        Assert.Contains("frame ", e.Message, StringComparison.Ordinal);
    }

    /// <summary>As many tensors after many steps as after a few.</summary>
    [TorchFact]
    public void NoTensorIsLeftBehind()
    {
        long early = 0, late = 0;
        TrainingPlan plan = TestRuns.Plan(TestRuns.NewFolder()) with { StageTwo = null, Length = new() { Epochs = 60 }, Output = TestRuns.Plan(TestRuns.NewFolder()).Output with { CheckpointSteps = 100, CheckpointEveryEpoch = false } };
        TestRuns.Go(plan, onEvent: e =>
        {
            if (e is StepDone { Position.Step: 10 })
                early = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
            if (e is StepDone { Position.Step: 210 })
                late = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        }, frames: 8); // an even number: batches of one frame are kept on purpose
        Assert.True(early > 0);
        Assert.Equal(early, late);
    }

    [TorchFact]
    public void SinglePrecisionTrainsToo()
    {
        TrainingPlan plan = TestRuns.Plan(TestRuns.NewFolder());
        TestRuns.Listener exact = TestRuns.Go(plan), rounded = TestRuns.Go(plan with { Output = TestRuns.Plan(TestRuns.NewFolder()).Output }, model: () => new ToyModel(ScalarType.Float32));
        foreach ((StepDone a, StepDone b) in exact.Steps.Zip(rounded.Steps))
            Assert.Equal(1, b.Loss.Total / a.Loss.Total, 1e-3);
    }

    [TorchTheory]
    [InlineData(MaceLossKind.ForcesOnly)]
    [InlineData(MaceLossKind.Stress)]
    [InlineData(MaceLossKind.Virials)]
    [InlineData(MaceLossKind.Huber)]
    [InlineData(MaceLossKind.Universal)]
    [InlineData(MaceLossKind.L1L2EnergyForces)]
    public void EveryLossTrainsWithFramesThatLackLabels(MaceLossKind kind)
    {
        TrainingPlan plan = TestRuns.Plan(TestRuns.NewFolder()) with { StageTwo = null, Loss = new MaceLossPlan(kind, 1, 10, 10, 10) };
        TestRuns.Listener run = TestRuns.Go(plan);
        Assert.All(run.Steps, s => Assert.True(double.IsFinite(s.Loss.Total) && s.GradientNorm > 0));
        Assert.True(run.Validations.Last().Loss.Total < run.Validations.First().Loss.Total);
    }
}
