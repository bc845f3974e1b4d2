using IonicMlff.Training.Configuration.Plan;
using IonicMlff.Training.Progress;

namespace IonicMlff.Training.Logs;

/// <summary>All files a plan wants written while it runs.</summary>
public sealed class TrainingLogs : ITrainingObserver, IDisposable
{
    private readonly List<ITrainingObserver> files = [];
    private readonly HashSet<ITrainingObserver> failed = [];
    private readonly Action<string> warn;

    private TrainingLogs(Action<string> warn) => this.warn = warn;

    /// <summary>The files of a plan.</summary>
    /// <param name="plan">Plan.</param>
    /// <param name="warn">Takes a sentence for each file that can't be written any more (a full disk): training goes on without it.</param>
    public static TrainingLogs Of(TrainingPlan plan, Action<string>? warn = null)
    {
        OutputPlan output = plan.Output;
        var logs = new TrainingLogs(warn ?? (_ => { }));
        if (output.Lcurve is { } lcurve)
            logs.files.Add(new LcurveFile(lcurve, output.LogSteps));
        if (output.JsonLines is { } lines)
            logs.files.Add(new JsonLinesFile(lines, output.LogSteps));
        if (output.Log is { } log)
            logs.files.Add(new TextLog(log));
        if (output.TensorBoard is { } folder)
            logs.files.Add(new TensorBoardFile(folder, output.LogSteps));
        return logs;
    }

    /// <inheritdoc />
    public void Observe(TrainingEvent happened)
    {
        foreach (ITrainingObserver file in files)
        {
            try
            {
                file.Observe(happened);
            }
            catch (IOException e) when (happened is not TrainingStarted)
            {
                Failed(file, e);
            }
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (ITrainingObserver file in files)
        {
            try
            {
                (file as IDisposable)?.Dispose();
            }
            catch (IOException e)
            {
                Failed(file, e);
            }
        }
    }

    private void Failed(ITrainingObserver file, IOException e)
    {
        if (failed.Add(file))
            warn($"A log can't be written: {e.Message} Training goes on; lines will be missing there until there is room.");
    }
}
