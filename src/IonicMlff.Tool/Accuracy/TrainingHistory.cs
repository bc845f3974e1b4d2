using IonicMlff.Core.Errors;
using IonicMlff.Training.Logs;
using IonicMlff.Training.Progress;

namespace IonicMlff.Tool.Accuracy;

/// <summary>The events of a run, by kind. Collects them while a run goes on, or is made from the file they were written to.</summary>
internal sealed class TrainingHistory : ITrainingObserver
{
    private readonly List<StepDone> steps = [];
    private readonly List<ValidationDone> validations = [];
    private readonly List<StageStarted> stages = [];
    private readonly List<string> warnings = [];

    /// <summary>What is trained; of the latest start.</summary>
    public RunDescription? Description { get; private set; }

    /// <summary>Optimiser steps.</summary>
    public IReadOnlyList<StepDone> Steps => steps;

    /// <summary>Validations.</summary>
    public IReadOnlyList<ValidationDone> Validations => validations;

    /// <summary>Stages that began after the first.</summary>
    public IReadOnlyList<StageStarted> Stages => stages;

    /// <summary>Warnings, each once.</summary>
    public IReadOnlyList<string> Warnings => warnings;

    /// <summary>Latest model written.</summary>
    public ModelSaved? Model { get; private set; }

    /// <summary>The end; null while the run goes on or was killed.</summary>
    public TrainingFinished? End { get; private set; }

    /// <summary>The history in a file.</summary>
    /// <exception cref="IlmlffException">There is no such file, or it holds no run.</exception>
    public static TrainingHistory Read(string jsonLines)
    {
        var history = new TrainingHistory();
        foreach (TrainingEvent happened in JsonLinesReader.Read(jsonLines))
        {
            history.Observe(happened);
        }

        return history.Description is null ? throw IlmlffException.BadData($"{jsonLines} does not say how the run began; expected an event 'started' in its first line.") : history;
    }

    /// <inheritdoc/>
    public void Observe(TrainingEvent happened)
    {
        switch (happened)
        {
            case TrainingStarted started:
                Description = started.Description;
                End = null;
                break;
            case StepDone step:
                steps.Add(step);
                break;
            case ValidationDone validation:
                validations.Add(validation);
                break;
            case StageStarted { Stage: > 1 } stage:
                stages.Add(stage);
                break;
            case ModelSaved model:
                Model = model;
                break;
            case TrainingWarning warning when !warnings.Contains(warning.Message):
                warnings.Add(warning.Message);
                break;
            case TrainingFinished end:
                End = end;
                break;
        }
    }
}
