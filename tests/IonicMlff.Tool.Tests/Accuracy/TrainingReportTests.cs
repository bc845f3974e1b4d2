using IonicMlff.Testing;
using IonicMlff.Testing.Browser;
using IonicMlff.Training.Logs;
using IonicMlff.Training.Progress;
using Xunit;

namespace IonicMlff.Tool.Tests.Accuracy;

/// <summary><c>ilmlff report</c>: the report of a training run from what the run wrote.</summary>
public sealed class TrainingReportTests
{
    private const int Steps = 3220;

    [Fact]
    public void Of_a_finished_run_is_legible_and_has_curves_errors_data_and_configuration()
    {
        string config = Run(TestData.Path("mace", "trained", "pyr14bf4_xtb.model.gz"), finished: true);
        ToolRun run = ToolRun.Of("report", config, "--threads", "1");
        Assert.Equal(0, run.ExitCode);
        string report = run.Out.Trim();
        Assert.Equal(Path.Combine(Path.GetDirectoryName(config)!, "run", "report.html"), report);
        PageChecks page = ReportBrowser.AssertLegible(report, dark: true);
        Assert.Equal(
            ["Loss", "Terms of the loss", "Energy error", "Force error", "Stress error", "Learning rate", "Norm of the gradient", "Energy per atom",
                "Error of the energy per atom", "Force components", "Errors of force components", "Stress components", "Force RMSE by element",
                "Forces on H", "Forces on B", "Forces on C", "Forces on N", "Forces on F"],
            page.Figures.Select(f => f.Title));
        Assert.Contains("RMSE of components (meV/Å)", page.Figures[3].Texts);
        Assert.Contains("stage 2 begins", page.Figures[3].Texts);
        Assert.Contains("best model", page.Figures[3].Texts);
        string html = File.ReadAllText(report);
        foreach (string text in new[] { "all steps of the plan were made", "interactions.0", "channels: 16", "The stress of 2 frames is suspicious.", "valid_neq_bf4.extxyz", "48,912", "37.5" })
        {
            Assert.Contains(text, html, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Of_a_run_without_a_model_has_the_curves_and_says_so()
    {
        string config = Run("nowhere.safetensors", finished: false);
        ToolRun run = ToolRun.Of("report", config, "--output", Scratch.File("now.html"), "--json");
        Assert.Equal(0, run.ExitCode);
        string html = File.ReadAllText((string)run.Json["files"]![0]!);
        Assert.Contains("has not written a model yet", html, StringComparison.Ordinal);
        Assert.Contains("not finished", html, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_the_events_of_the_run_there_is_no_report()
    {
        string config = Scratch.File("run.yaml", $"data: {{train: {TestData.Path("pyr14bf4", "valid_eq_bf4.extxyz.gz")}}}\n");
        ToolRun run = ToolRun.Of("report", config);
        Assert.Equal((65, ""), (run.ExitCode, run.Out));
        Assert.Contains("train.jsonl does not exist", run.Error, StringComparison.Ordinal);
    }

    private static string Run(string model, bool finished)
    {
        string config = Scratch.File("run.yaml", $$"""
            data:
              train: {{TestData.Path("pyr14bf4", "valid_neq_bf4.extxyz.gz")}}
              valid: {{TestData.Path("pyr14bf4", "valid_eq_bf4.extxyz.gz")}}
            model: {architecture: mace, channels: 16}
            """);
        string folder = Directory.CreateDirectory(Path.Combine(Path.GetDirectoryName(config)!, "run")).FullName;
        using var lines = new JsonLinesFile(Path.Combine(folder, "train.jsonl"), everySteps: 2);
        foreach (TrainingEvent happened in Events(model, finished))
        {
            lines.Observe(happened);
        }

        return config;
    }

    private static IEnumerable<TrainingEvent> Events(string model, bool finished)
    {
        yield return new TrainingStarted(new RunDescription
        {
            Name = "run",
            Architecture = "MACE",
            TrainedParameters = 48912,
            FrozenParameters = 0,
            TrainingFrames = 5,
            ValidationFrames = 4,
            TotalSteps = Steps,
            TotalEpochs = 35,
            FirstStep = 0,
            Device = "cpu",
            Precision = "float32",
            Threads = 2,
            Seed = 1,
            Folder = "run",
            LossTerms = ["energy", "forces"],
        });
        yield return new TrainingWarning("The stress of 2 frames is suspicious.");
        for (int step = 0; step <= Steps; step += 2)
        {
            var position = new RunPosition(step, Steps, step / 92, step > 2760 ? 2 : 1);
            var clock = new RunClock(TimeSpan.FromSeconds(0.6 * step), null, 0.6);
            double force = 0.05 + 1.2 / (1 + step / 20.0), rate = step > 2760 ? 1e-3 : 0.01 * Math.Pow(0.93, step / 92);
            if (step > 0)
            {
                yield return new StepDone(
                    position, rate, new LossValue(101 * force * force, [new("energy", 1, force * force), new("forces", 100, 100 * force * force)]),
                    new ErrorSummary(0.1 * force, force, null, null), 20 * force, 1, clock);
            }

            if (step == 2762)
            {
                yield return new StageStarted(position, 2, "plan");
            }

            if (step % 92 == 0)
            {
                yield return new ValidationDone(position, rate, new LossValue(25 * force * force, []), new ErrorSummary(0.1 * force, 1.1 * force, 0.01 * force, null), null, [], true, clock);
            }
        }

        yield return new ModelSaved(new RunPosition(Steps, Steps, 34, 2), model, 2);
        if (finished)
        {
            yield return new TrainingFinished(
                new RunPosition(Steps, Steps, 34, 2), EndReason.Completed, new BestSoFar(0.06, Steps, 34, 2), model,
                [new BlockMovement("interactions.0", 20000, 0.31, 12.5, false), new BlockMovement("readouts.1", 300, null, 1, true)], new RunClock(TimeSpan.FromMinutes(35), null, 0.65));
        }
    }
}
