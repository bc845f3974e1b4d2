using System.Text.Json;
using IonicMlff.Torch.Training.Runs;
using IonicMlff.Training.Configuration.Plan;
using IonicMlff.Training.Progress;
using Xunit;

namespace IonicMlff.Torch.Tests.Training.Runs;

public class StepDumpTests
{
    [TorchFact]
    public void HoldsEveryStepExactly()
    {
        TrainingPlan plan = TestRuns.Plan(TestRuns.NewFolder());
        using var to = new MemoryStream();
        TestRuns.Listener run;
        using (var toy = new ToyModel())
        using (var dump = new StepDump(to, toy, new(Gradients: true, Parameters: true)))
            run = TestRuns.Go(plan, stepLimit: 4, dump: dump);

        using var json = JsonDocument.Parse(to.ToArray());
        Assert.Equal("float64", json.RootElement.GetProperty("precision").GetString());
        JsonElement[] steps = [.. json.RootElement.GetProperty("steps").EnumerateArray()];
        Assert.Equal(4, steps.Length);
        foreach ((JsonElement step, StepDone done) in steps.Zip(run.Steps))
        {
            Assert.Equal(done.Loss.Total, step.GetProperty("loss").GetDouble());
            Assert.Equal(done.LearningRate, step.GetProperty("learning_rate").GetDouble());
            Assert.Equal(done.GradientNorm, step.GetProperty("gradient_norm").GetDouble());
            Assert.Equal(done.Loss.Parts[1].Value, step.GetProperty("terms").GetProperty("forces").GetProperty("value").GetDouble());
            double[] all = [.. step.GetProperty("gradients").EnumerateObject().SelectMany(g => g.Value.EnumerateArray().Select(x => x.GetDouble()))];
            Assert.Equal(1, Math.Sqrt(all.Sum(x => x * x)) / done.GradientNorm, 1e-14);
            double[] norms = [.. step.GetProperty("gradient_norms").EnumerateObject().Select(n => n.Value.GetDouble())];
            Assert.Equal(1, Math.Sqrt(norms.Sum(x => x * x)) / done.GradientNorm, 1e-14);
            Assert.Equal(6 * 8, step.GetProperty("parameters_after").GetProperty("radial.weight").GetArrayLength());
            Assert.Equal(5, step.GetProperty("averages_after").GetProperty("species.energy").GetArrayLength());
        }
    }
}
