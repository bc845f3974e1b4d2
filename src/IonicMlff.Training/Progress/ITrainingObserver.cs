namespace IonicMlff.Training.Progress;

/// <summary>Listens to a training run: a terminal, a log, a learning curve, a report.</summary>
public interface ITrainingObserver
{
    /// <summary>
    /// Called for every event, in order, by the thread that trains. What is written here must be on its way to disk when the call
    /// returns: a run may be killed at any time. An exception ends the run after its state has been saved.
    /// </summary>
    void Observe(TrainingEvent happened);
}

/// <summary>Passes events on to several listeners.</summary>
/// <param name="Listeners">In the order they are called.</param>
public sealed record TrainingObservers(IReadOnlyList<ITrainingObserver> Listeners) : ITrainingObserver
{
    /// <inheritdoc />
    public void Observe(TrainingEvent happened)
    {
        foreach (ITrainingObserver listener in Listeners)
            listener.Observe(happened);
    }
}
