using IonicMlff.Core.Errors;
using IonicMlff.Testing;
using IonicMlff.Training.Configuration.Plan;
using IonicMlff.Training.Progress;
using Xunit;

namespace IonicMlff.Torch.Tests.Training.Runs;

/// <summary>A run that is interrupted and resumed makes the same steps, to the last bit, as one that is not.</summary>
public class ResumeTests
{
    private static readonly TrainingPlan Epochs = TestRuns.Plan("");

    private static readonly TrainingPlan Plateau = Epochs with
    {
        Schedule = new PlateauSchedule { StartRate = 0.01, Factor = 0.5, Patience = 0 },
        Batch = new() { Rule = new(BatchRuleKind.AtMostEdges, 3000), OneSystemPerBatch = false, DropLast = false, ValidFrames = 3 },
        Length = new() { Epochs = 6, Patience = 2 },
    };

    private static readonly TrainingPlan Systems = Epochs with
    {
        StageTwo = null,
        Schedule = new StaircaseSchedule { StartRate = 0.01, StopRate = 1e-4, DecaySteps = 4, Rate = 0.5 },
        Batch = new() { Rule = new(BatchRuleKind.AtLeastAtoms, 80), OneSystemPerBatch = true, DropLast = false, ValidFrames = 3 },
        Optimiser = Epochs.Optimiser with { AmsGrad = false, EmaDecay = null, ClipNorm = null, Kind = OptimiserKind.AdamW },
        Length = new() { Steps = 23, ValidSteps = 5 },
    };

    public static TheoryData<string, int> Runs()
    {
        var data = new TheoryData<string, int>();
        foreach (string plan in new[] { "epochs", "plateau", "systems" })
        {
            for (int seed = 0; seed < 4; seed++)
                data.Add(plan, seed);
        }

        return data;
    }

    [TorchTheory]
    [MemberData(nameof(Runs))]
    public void GoesOnBitByBit(string which, int seed)
    {
        TrainingPlan plan = which switch { "epochs" => Epochs, "plateau" => Plateau, _ => Systems };
        TestRuns.Listener whole = TestRuns.Go(In(plan));
        // three parts, cut at random steps
        var random = new Random(1000 * seed + which.Length);
        long total = whole.Outcome.Step;
        long[] cuts = [.. new[] { random.NextInt64(1, total), random.NextInt64(1, total) }.Order(), total];
        TrainingPlan parted = In(plan);
        var steps = new List<StepDone>();
        var validations = new List<ValidationDone>();
        foreach (long cut in cuts)
        {
            TestRuns.Listener part = TestRuns.Go(parted, resumes: true, stepLimit: cut);
            steps.AddRange(part.Steps);
            validations.AddRange(part.Validations);
        }

        Assert.Equal(whole.Steps.Select(Bits), steps.Select(Bits));
        Assert.Equal(whole.Validations.Select(v => BitConverter.DoubleToInt64Bits(v.Loss.Total)), validations.Select(v => BitConverter.DoubleToInt64Bits(v.Loss.Total)));
        Assert.Equal(File.ReadAllText(whole.Outcome.ModelPath!), File.ReadAllText(parted.Output.Model));

        static (long, long, double, int, int) Bits(StepDone s) => (
            BitConverter.DoubleToInt64Bits(s.Loss.Total), BitConverter.DoubleToInt64Bits(s.GradientNorm), s.LearningRate, s.Position.Epoch, s.Position.Stage);
    }

    [TorchFact]
    public void AFinishedRunIsNotContinued()
    {
        TrainingPlan plan = In(Epochs);
        TestRuns.Go(plan);
        TestRuns.Listener again = TestRuns.Go(plan, resumes: true);
        Assert.Empty(again.Steps);
        Assert.Equal(EndReason.Completed, again.Outcome.Reason);
        Assert.Equal(plan.Output.Model, again.Outcome.ModelPath);
    }

    [TorchFact]
    public void AModelThatWasRemovedIsWrittenAgain()
    {
        TrainingPlan plan = In(Epochs);
        TestRuns.Go(plan, stepLimit: 9);
        string best = File.ReadAllText(plan.Output.Model);
        File.Delete(plan.Output.Model);
        TestRuns.Go(plan, resumes: true, stepLimit: 9);
        Assert.Equal(best, File.ReadAllText(plan.Output.Model));
    }

    [TorchFact]
    public void OtherDataOrBatchesAreRefused()
    {
        TrainingPlan plan = In(Epochs);
        TestRuns.Go(plan, stepLimit: 5);
        var e = Assert.Throws<IlmlffException>(() => TestRuns.Go(plan, resumes: true, frames: 8));
        Assert.Equal(ErrorKind.BadData, e.Kind);
        Assert.Contains("training frames differ", e.Message, StringComparison.Ordinal);
        e = Assert.Throws<IlmlffException>(() => TestRuns.Go(plan with { Batch = plan.Batch with { Rule = new(BatchRuleKind.Frames, 3) } }, resumes: true));
        Assert.Contains("batches differ", e.Message, StringComparison.Ordinal);
    }

    [TorchFact]
    public void AnotherLossIsSaid()
    {
        TrainingPlan plan = In(Epochs);
        TestRuns.Go(plan, stepLimit: 5);
        TestRuns.Listener other = TestRuns.Go(plan with { Loss = new MaceLossPlan(MaceLossKind.Weighted, 2, 100, 0, 0) }, resumes: true);
        Assert.Contains("loss", Assert.Single(other.Events.OfType<TrainingWarning>()).Message, StringComparison.Ordinal);
        Assert.Equal(EndReason.Completed, other.Outcome.Reason);
    }

    /// <summary>A damaged newest checkpoint: the one before is taken, and the run still ends where it would have ended.</summary>
    [TorchFact]
    public void ADamagedCheckpointCostsAFewSteps()
    {
        TestRuns.Listener whole = TestRuns.Go(In(Epochs));
        TrainingPlan plan = In(Epochs);
        TestRuns.Go(plan, stepLimit: 8);
        string newest = Path.Combine(plan.Output.Folder, "toy.step-8.checkpoint");
        byte[] bytes = File.ReadAllBytes(newest);
        bytes[^100] ^= 1;
        File.WriteAllBytes(newest, bytes);
        TestRuns.Listener rest = TestRuns.Go(plan, resumes: true);
        string warning = Assert.Single(rest.Events.OfType<TrainingWarning>()).Message;
        Assert.Contains("damaged", warning, StringComparison.Ordinal);
        Assert.Equal(7, rest.Steps.First().Position.Step);
        Assert.Equal(whole.Steps.Last().Loss.Total, rest.Steps.Last().Loss.Total);
    }

    /// <summary>A checkpoint that can't be written is said; the run goes on, and the end is an error.</summary>
    [TorchFact]
    public void ACheckpointThatCannotBeWrittenIsSaid()
    {
        TrainingPlan plan = In(Epochs);
        string blocked = Path.Combine(plan.Output.Folder, "toy.step-6.checkpoint.partial");
        Directory.CreateDirectory(blocked);
        Directory.CreateDirectory(Path.Combine(plan.Output.Folder, "toy.step-20.checkpoint.partial"));
        var events = new List<TrainingEvent>();
        var e = Assert.Throws<IlmlffException>(() => TestRuns.Go(plan, onEvent: events.Add));
        Assert.Equal(ErrorKind.Failed, e.Kind);
        Assert.Contains("step 20", e.Message, StringComparison.Ordinal);
        Assert.Contains(events.OfType<TrainingWarning>(), w => w.Message.Contains("The checkpoint of step 6 can't be written", StringComparison.Ordinal));
        Assert.Equal(20, events.OfType<StepDone>().Count());
    }

    private static TrainingPlan In(TrainingPlan plan)
    {
        string folder = TestRuns.NewFolder();
        return plan with { Output = plan.Output with { Folder = folder, Model = Path.Combine(folder, "toy.safetensors") } };
    }
}
