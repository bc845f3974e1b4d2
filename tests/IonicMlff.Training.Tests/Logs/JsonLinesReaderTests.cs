using IonicMlff.Core.Errors;
using IonicMlff.Testing;
using IonicMlff.Training.Logs;
using IonicMlff.Training.Progress;
using Xunit;

namespace IonicMlff.Training.Tests.Logs;

public class JsonLinesReaderTests
{
    private static readonly RunDescription Description = new()
    {
        Name = "pyr14",
        Architecture = "MACE",
        TrainedParameters = 48912,
        FrozenParameters = 0,
        TrainingFrames = 92,
        ValidationFrames = 13,
        TotalSteps = 3680,
        TotalEpochs = 40,
        FirstStep = 0,
        Device = "cpu",
        Precision = "float32",
        Threads = 2,
        Seed = 1,
        Folder = "/runs/pyr14",
        LossTerms = ["energy", "forces"],
    };

    private static readonly RunClock Clock = new(TimeSpan.FromSeconds(1.5), TimeSpan.FromSeconds(3600), 0.65);

    [Fact]
    public void EventsReadBackAsTheyWere()
    {
        TrainingEvent[] events = [Start(0), Step(1, 0.1 + 0.2), Validation(2, double.NaN), new TrainingWarning("ein Å"), Finish(2)];
        string file = Scratch.File("train.jsonl");
        IReadOnlyList<TrainingEvent> back = WriteAndRead(file, events);
        Assert.Equal(events.Select(e => e.GetType()), back.Select(e => e.GetType()));
        var step = (StepDone)back[1];
        Assert.Equal(0.1 + 0.2, step.Loss.Total);
        Assert.Equal(("forces", 100.0), (step.Loss.Parts[1].Name, step.Loss.Parts[1].Weight));
        Assert.Equal((Clock, At(1), 12.5), (step.Clock, step.Position, step.GradientNorm));
        Assert.True(double.IsNaN(((ValidationDone)back[2]).Loss.Total));
        Assert.Equal(0.22, ((ValidationDone)back[2]).Heads[0].Errors.Forces);
        Assert.Equal("ein Å", ((TrainingWarning)back[3]).Message);
        Assert.Equal((EndReason.Completed, null), (((TrainingFinished)back[4]).Reason, ((TrainingFinished)back[4]).Movements[0].Relative));
        Assert.Equal(48912, ((TrainingStarted)back[0]).Description.TrainedParameters);
    }

    [Fact]
    public void ALastLineThatWasCutOffIsLeftOutAndOneBeforeIsNamed()
    {
        string file = Scratch.File("train.jsonl");
        WriteAndRead(file, [Start(0), Step(1, 5)]);
        File.AppendAllText(file, "{\"event\":\"step\",\"posit");
        Assert.Equal(2, JsonLinesReader.Read(file).Count);
        File.WriteAllLines(file, ["{\"event\":\"dance\"}", .. File.ReadAllLines(file)]);
        Assert.Contains("line 1 is no event of a training run: 'dance'", Assert.Throws<IlmlffException>(() => JsonLinesReader.Read(file)).Message, StringComparison.Ordinal);
        Assert.Contains("output.json_lines", Assert.Throws<IlmlffException>(() => JsonLinesReader.Read(file + "x")).Message, StringComparison.Ordinal);
    }

    private static IReadOnlyList<TrainingEvent> WriteAndRead(string file, IEnumerable<TrainingEvent> events)
    {
        using (var lines = new JsonLinesFile(file, 1))
        {
            foreach (TrainingEvent happened in events)
                lines.Observe(happened);
        }

        return JsonLinesReader.Read(file);
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
