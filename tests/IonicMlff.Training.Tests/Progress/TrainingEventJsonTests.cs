using IonicMlff.Core.Errors;
using IonicMlff.Testing;
using IonicMlff.Training.Progress;
using Xunit;

namespace IonicMlff.Training.Tests.Progress;

public class TrainingEventJsonTests
{
    private static readonly RunDescription Description = new()
    {
        Name = "pyr14", Architecture = "MACE", TrainedParameters = 48912, FrozenParameters = 0, TrainingFrames = 92, ValidationFrames = 13, TotalSteps = 3680,
        TotalEpochs = 40, FirstStep = 0, Device = "cpu", Precision = "float32", Threads = 2, Seed = 1, Folder = "/runs/pyr14", LossTerms = ["energy", "forces"],
    };

    private static readonly RunClock Clock = new(TimeSpan.FromSeconds(1.5), TimeSpan.FromSeconds(3600), 0.65);

    [Fact]
    public void EventsReadBackAsTheyWere()
    {
        TrainingEvent[] events = [Start(0), Step(1, 0.1 + 0.2), Validation(2, double.NaN), new TrainingWarning("ein Å"), Finish(2)];
        foreach (TrainingEvent happened in events)
        {
            string line = TrainingEventJson.Write(happened);
            Assert.DoesNotContain('\n', line);
            TrainingEvent back = TrainingEventJson.Read(line);
            Assert.Equal(happened.GetType(), back.GetType());
            Assert.Equal(line, TrainingEventJson.Write(back));
        }

        var step = (StepDone)TrainingEventJson.Read(TrainingEventJson.Write(Step(1, 0.1 + 0.2)));
        Assert.Equal(0.1 + 0.2, step.Loss.Total);
        Assert.Equal(("forces", 100.0), (step.Loss.Parts[1].Name, step.Loss.Parts[1].Weight));
        Assert.Equal(Clock, step.Clock);
        Assert.StartsWith("{\"event\":\"step\",\"position\":{\"step\":1,", TrainingEventJson.Write(Step(1, 1)), StringComparison.Ordinal);
    }

    [Fact]
    public void AResumedRunReplacesWhatWasWrittenBeyondItsCheckpoint()
    {
        string file = Scratch.File("train.jsonl", string.Join('\n', new[] { Start(0), Step(1, 5), Step(2, 4), Step(3, 3), Start(2), Step(3, 2.5), Finish(3) }.Select(TrainingEventJson.Write))
            + "\n{\"event\":\"step\",\"posit");
        IReadOnlyList<TrainingEvent> events = TrainingEventJson.ReadFile(file);
        Assert.Equal([(1L, 5.0), (2, 4), (3, 2.5)], events.OfType<StepDone>().Select(s => (s.Position.Step, s.Loss.Total)));
        Assert.Equal(2, events.OfType<TrainingStarted>().Count());
        Assert.Single(events.OfType<TrainingFinished>());
    }

    [Fact]
    public void ALineThatIsNoEventIsNamed()
    {
        string file = Scratch.File("train.jsonl", TrainingEventJson.Write(Start(0)) + "\n{\"event\":\"dance\"}\n" + TrainingEventJson.Write(Step(1, 1)) + "\n");
        Assert.Contains("line 2 is no event", Assert.Throws<IlmlffException>(() => TrainingEventJson.ReadFile(file)).Message, StringComparison.Ordinal);
        Assert.Contains("output.json_lines", Assert.Throws<IlmlffException>(() => TrainingEventJson.ReadFile(file + "x")).Message, StringComparison.Ordinal);
    }

    private static TrainingStarted Start(long first) => new(Description with { FirstStep = first });

    private static RunPosition At(long step) => new(step, 3680, 0, 1);

    private static StepDone Step(long step, double loss) => new(
        At(step), 0.01, new LossValue(loss, [new("energy", 1, 0.5 * loss), new("forces", 100, 0.5 * loss)]), new ErrorSummary(0.06, 0.22, null, null), 12.5, 1, Clock);

    private static ValidationDone Validation(long step, double loss) => new(
        At(step), 0.01, new LossValue(loss, []), new ErrorSummary(0.06, 0.22, 1e-3, null), null, [new HeadErrors("Default", loss, new ErrorSummary(0.06, 0.22, null, null))], true, Clock);

    private static TrainingFinished Finish(long step) => new(
        At(step), EndReason.Completed, new BestSoFar(0.2, step, 0, 1), "/runs/m.safetensors", [new BlockMovement("interactions.0", 100, null, 0.1, false)], Clock);
}
