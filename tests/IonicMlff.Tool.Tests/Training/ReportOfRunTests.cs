using IonicMlff.Testing.Browser;
using Xunit;

namespace IonicMlff.Tool.Tests.Training;

/// <summary>The report at the end of a training run, drawn by headless Chromium.</summary>
[Collection(TrainingRuns.Name)]
public sealed class ReportOfRunTests
{
    [TorchTheory]
    [InlineData("mace")]
    [InlineData("dpmd")]
    public void Of_a_resumed_run_has_all_steps_and_the_final_model(string architecture)
    {
        string folder = TinyRun.Folder(TinyRun.Config(architecture).Replace("data: {", "data: {test: {path: valid.extxyz, name: independent}, ", StringComparison.Ordinal).Replace("test: {path", "test: [{path", StringComparison.Ordinal).Replace("independent}", "independent}]", StringComparison.Ordinal));
        TinyRun.Finished(folder, "--steps", "20");
        Assert.False(File.Exists(TinyRun.At(folder, "report.html")));
        ToolRun run = TinyRun.Finished(folder, "--resume");
        string report = TinyRun.At(folder, "report.html");
        Assert.Contains($"report in {report}", run.Error, StringComparison.Ordinal);
        PageChecks page = ReportBrowser.AssertLegible(report, dark: false);
        string[] titles = [.. page.Figures.Select(f => f.Title)];
        foreach (string title in new[] { "Loss", "Energy error", "Force error", "Learning rate", "Energy per atom", "Force components", "Stress components", "Forces on Ne", "Forces on Ar" })
            Assert.Contains(title, titles);
        Assert.Contains("independent", page.Figures.Single(f => f.Title == "Force components").Texts);
        string html = File.ReadAllText(report);
        Assert.Contains("60 of 60 optimiser steps: all steps of the plan were made.", html, StringComparison.Ordinal);
        Assert.Equal(60, TinyRun.LoggedSteps(folder).Length);
        Assert.Contains(architecture == "mace" ? "interactions.0" : "embedding.Ne", html, StringComparison.Ordinal);
    }
}
