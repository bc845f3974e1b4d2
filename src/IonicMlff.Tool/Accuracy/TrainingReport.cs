using System.Globalization;
using IonicMlff.Core.Errors;
using IonicMlff.Core.Potentials;
using IonicMlff.Reports;
using IonicMlff.Tool.CommandLine;
using IonicMlff.Tool.Output;
using IonicMlff.Training.Configuration.Plan;
using IonicMlff.Training.DataSets;
using IonicMlff.Training.Progress;

namespace IonicMlff.Tool.Accuracy;

/// <summary>The report at the end of a training run.</summary>
internal static class TrainingReport
{
    /// <summary>
    /// Writes the report that a plan asks for when its run is over, and says where it is. The curves come from the JSON lines, which go back to the
    /// first step also when the run was resumed, else from what was observed. A report that fails is a warning: the model is there.
    /// </summary>
    public static void AtEnd(Terminal terminal, TrainingPlan plan, TrainingHistory observed)
    {
        if (plan.Output.Report is not { } path)
        {
            return;
        }

        try
        {
            TrainingHistory history = File.Exists(plan.Output.JsonLines) ? TrainingHistory.Read(plan.Output.JsonLines) : observed;
            Write(plan, TrainingFrames.Load(plan), history, path, terminal);
            terminal.Say($"report in {path}");
        }
        catch (OperationCanceledException)
        {
            terminal.Warn($"the report was not written, as the run was interrupted. 'ilmlff report {plan.Source}' writes it.");
        }
        catch (Exception e) when (e is IlmlffException || DiskFailure.Is(e))
        {
            terminal.Warn($"the report was not written: {e.Message} 'ilmlff report {plan.Source}' writes it later.");
        }
    }

    /// <summary>
    /// Writes the report of a run: learning curves from its events, errors and parity plots of its model on training, validation and test
    /// frames, data, configuration. A run without a model yet has the curves only.
    /// </summary>
    /// <returns>The files written.</returns>
    /// <exception cref="IlmlffException">The data or the model can't be read, or the report can't be written.</exception>
    public static IReadOnlyList<string> Write(
        TrainingPlan plan, TrainingFrames frames, TrainingHistory history, string path, Terminal terminal, Extras extras = Extras.None, int? threads = null)
    {
        string model = history.End?.ModelPath ?? history.Model?.Path ?? plan.Output.Model;
        var options = new EvaluatorOptions { Threads = threads ?? plan.Device.Threads ?? Environment.ProcessorCount };
        ModelScore? score = File.Exists(model) ? ModelScore.Of(model, frames, plan.Data.Heads, options, terminal) : null;
        return ReportFiles.Write(Create(plan, frames, history, score, model), path, extras);
    }

    internal static Report Create(TrainingPlan plan, TrainingFrames frames, TrainingHistory history, ModelScore? score, string model)
    {
        RunDescription? run = history.Description;
        var report = new Report($"Training of {plan.Name}") { Summary = Summary(history) };
        Section summary = report.AddSection("Summary").AddKeyNumbers(KeyNumbers(history));
        foreach (string warning in history.Warnings)
        {
            summary.AddWarning(warning);
        }

        report.AddSection("Learning curves").AddFigures(new LearningCurves(history).Figures());
        if (score is null)
        {
            report.AddSection("Errors").AddWarning($"The run has not written a model yet ({model} does not exist), so there are no parity plots.");
        }
        else
        {
            Section errors = report.AddSection("Errors of the model");
            TestReport.AddErrors(errors, score.Errors, score.Remarks);
            TestReport.AddParity(report, score.Points, score.Errors);
            report.AddSection("Worst frames").AddTable(score.Worst.ToTable());
        }

        AddMovements(report, history);
        report.AddSection("Data").AddTable(DataCensus.Table(frames));
        report.AddSection("Configuration").AddVerbatim(Path.GetFileName(plan.Source), File.Exists(plan.Source) ? File.ReadAllText(plan.Source) : "(the file is gone)");
        foreach (string remark in plan.Remarks)
        {
            report.Sections[^1].AddText(remark);
        }

        report.AddSection("Definitions").AddText(ErrorOutput.Definitions);
        AddProvenance(report, plan, frames, run, score, model);
        return report;
    }

    private static string Summary(TrainingHistory history)
    {
        RunPosition? last = history.End?.Position ?? history.Steps.LastOrDefault()?.Position;
        string state = history.End?.Reason switch
        {
            EndReason.Completed => "all steps of the plan were made",
            EndReason.NoImprovement => "ended early: no more improvement",
            EndReason.Interrupted => "interrupted; can be resumed",
            EndReason.StepLimit => "stopped at the number of steps asked for; can be resumed",
            _ => "not finished",
        };
        return string.Create(CultureInfo.InvariantCulture, $"{history.Description?.Architecture} model, {last?.Step ?? 0} of {history.Description?.TotalSteps} optimiser steps: {state}.");
    }

    private static IEnumerable<KeyNumber> KeyNumbers(TrainingHistory history)
    {
        ValidationDone? best = history.Validations.LastOrDefault(v => v.IsBest) ?? history.Validations.LastOrDefault();
        foreach ((string label, double? value, string unit, string format) in best is null ? [] : new (string, double?, string, string)[]
        {
            ("Energy RMSE", best.Errors.EnergyPerAtom, "meV/atom", "0.00"), ("Force RMSE", best.Errors.Forces, "meV/Å", "0.0"), ("Stress RMSE", best.Errors.Stress, "meV/Å³", "0.000"),
        })
        {
            if (value is { } number)
            {
                yield return new KeyNumber(label, (1000 * number).ToString(format, CultureInfo.InvariantCulture), unit, $"validation, step {best!.Position.Step}");
            }
        }

        if (history.Steps.Count > 0)
        {
            RunClock clock = (history.End?.Clock ?? history.Steps[^1].Clock)!;
            yield return new KeyNumber("Time", Duration(clock.Elapsed), "", string.Create(CultureInfo.InvariantCulture, $"{clock.SecondsPerStep:0.000} s per step"));
        }

        if (history.Description is { } run)
        {
            yield return new KeyNumber("Parameters", run.TrainedParameters.ToString("N0", CultureInfo.InvariantCulture), "", run.FrozenParameters > 0 ? $"and {run.FrozenParameters:N0} frozen" : "");
        }
    }

    private static string Duration(TimeSpan time) => time.TotalHours >= 1 ? string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours} h {time.Minutes} min")
        : time.TotalMinutes >= 1 ? $"{time.Minutes} min {time.Seconds} s" : string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0} s");

    private static void AddMovements(Report report, TrainingHistory history)
    {
        if (history.End is not { Movements.Count: > 0 } end)
        {
            return;
        }

        var table = new Reports.Table(
            "How far the parameters of each block moved from the start of the training, |θ − θ₀|, and relative to |θ₀|.",
            new("Block"), new("Parameters"), new("Moved", "", "G3"), new("Relative", "%", "0.00"), new("Frozen"))
        { FileName = "movements" };
        foreach (BlockMovement block in end.Movements)
        {
            table.AddRow(block.Block, block.Parameters, block.Absolute, block.Relative is { } relative ? 100 * relative : "–", block.Frozen ? "yes" : "");
        }

        report.AddSection("Movement of the parameters").AddTable(table);
    }

    private static void AddProvenance(Report report, TrainingPlan plan, TrainingFrames frames, RunDescription? run, ModelScore? score, string model)
    {
        report.AddProvenance("Model", score is null ? model : $"{model} (SHA-256 {FileHash.Of(model)})")
            .AddProvenance("Training data", $"{frames.Train.Count} frames, hash {frames.Train.Hash}")
            .AddProvenance("Validation data", $"{frames.Valid.Count} frames, hash {frames.Valid.Hash}")
            .AddProvenance("Configuration", plan.Source);
        if (plan.Metadata.LevelOfTheory.Length > 0)
        {
            report.AddProvenance("Level of theory", plan.Metadata.LevelOfTheory);
        }

        if (run is not null)
        {
            report.AddProvenance("Trained with", $"{run.Device}, {run.Precision}, {run.Threads} threads, seed {run.Seed}");
        }

        if (score is not null)
        {
            report.AddProvenance("Errors evaluated with", $"back end {score.Backend}, double precision");
        }

        report.AddProvenance("Program", $"ilmlff {Application.Version}, {DateTime.Now.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)}");
    }
}
