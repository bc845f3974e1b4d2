using IonicMlff.Training.Configuration.Plan;
using IonicMlff.Training.Progress;

namespace IonicMlff.Training.Logs;

/// <summary>All files a plan wants written while it runs.</summary>
public sealed class TrainingLogs : ITrainingObserver, IDisposable
{
    private readonly List<ITrainingObserver> files = [];

    private TrainingLogs()
    {
    }

    /// <summary>The files of a plan.</summary>
    public static TrainingLogs Of(TrainingPlan plan)
    {
        OutputPlan output = plan.Output;
        var logs = new TrainingLogs();
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
            file.Observe(happened);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (IDisposable file in files.OfType<IDisposable>())
            file.Dispose();
    }
}
