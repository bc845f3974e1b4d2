using IonicMlff.Training.Progress;

namespace IonicMlff.Tool.Training;

/// <summary>Listeners of one run, closed with it.</summary>
internal sealed class ListenersOfRun(IReadOnlyList<ITrainingObserver> listeners) : ITrainingObserver, IDisposable
{
    public void Observe(TrainingEvent happened)
    {
        foreach (ITrainingObserver listener in listeners)
            listener.Observe(happened);
    }

    public void Dispose()
    {
        foreach (IDisposable listener in listeners.OfType<IDisposable>())
            listener.Dispose();
    }
}
