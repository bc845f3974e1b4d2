using System.Globalization;
using IonicMlff.Tool.Output;
using IonicMlff.Training.Logs;
using IonicMlff.Training.Progress;

namespace IonicMlff.Tool.Training;

/// <summary>
/// A run on the screen: on a terminal a line that is redrawn (step, loss, errors, rate, time left) below the milestones; elsewhere the
/// milestones and a sign of life every 30 s.
/// </summary>
internal sealed class TrainingProgress(Terminal terminal) : ITrainingObserver, IDisposable
{
    private static readonly TimeSpan Redraw = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(30);
    private readonly ProgressLine _line = new(terminal);
    private long _last = terminal.Clock.GetTimestamp();

    public void Observe(TrainingEvent happened)
    {
        if (happened is StepDone step)
            Step(step);
        else if (Milestones.Text(happened) is { } text && happened is not ModelSaved)
            Say(text);
        if (happened is TrainingFinished { Movements: { Count: > 0 } moved })
            Say("Moved from the start: " + string.Join(", ", moved.Select(Moved)));
    }

    public void Dispose() => _line.Dispose();

    private void Step(StepDone step)
    {
        TimeSpan since = terminal.Clock.GetElapsedTime(_last);
        if (since < (terminal.ErrorIsTerminal ? Redraw : Heartbeat))
            return;
        _last = terminal.Clock.GetTimestamp();
        string left = step.Clock.Remaining is { } rest ? $", {Milestones.Duration(rest)} left" : "";
        string text = string.Create(CultureInfo.InvariantCulture, $"step {step.Position.Step} of {step.Position.TotalSteps}, epoch {step.Position.Epoch}: loss {step.Loss.Total:g4}, {Milestones.Errors(step.Errors)}, lr {step.LearningRate:g3}, {step.Clock.SecondsPerStep:g3} s/step{left}");
        if (terminal.ErrorIsTerminal)
            _line.Draw((double)step.Position.Step / Math.Max(1, step.Position.TotalSteps), text);
        else
            terminal.Say(text);
    }

    private void Say(string text)
    {
        _line.Dispose();
        terminal.Say(text);
        _last = terminal.Clock.GetTimestamp();
    }

    private static string Moved(BlockMovement block) => block.Frozen ? $"{block.Block} frozen"
        : string.Create(CultureInfo.InvariantCulture, $"{block.Block} {(block.Relative is { } r ? string.Create(CultureInfo.InvariantCulture, $"{100 * r:g3}%") : $"{block.Absolute:g3}")}");
}
