namespace IonicMlff.Training.Schedules;

/// <summary>
/// The learning rate over a stage of a run. The loop calls <see cref="BeginEpoch"/> before each epoch but the first one of the
/// run, and <see cref="BeginStep"/> before each step; <see cref="Rate"/> is then the rate of that step.
/// </summary>
public abstract class LearningRateSchedule
{
    /// <summary>Rate of the next step.</summary>
    public abstract double Rate { get; }

    /// <summary>Rate that belongs to the loss prefactors which follow the learning rate; the same but during a warm-up.</summary>
    public virtual double PrefactorRate => Rate;

    /// <summary>A step is about to be made.</summary>
    /// <param name="step">Steps made before it.</param>
    public virtual void BeginStep(long step)
    {
    }

    /// <summary>An epoch is about to begin.</summary>
    /// <param name="validationLoss">Latest validation loss; null when there is none.</param>
    public virtual void BeginEpoch(double? validationLoss)
    {
    }

    /// <summary>Everything that changes during a run, for the checkpoint.</summary>
    public abstract double[] State { get; }

    /// <summary>Goes back to a state of the same kind of schedule.</summary>
    /// <exception cref="ArgumentException">The state has another number of values.</exception>
    public void Restore(ReadOnlySpan<double> state)
    {
        if (state.Length != State.Length)
            throw new ArgumentException($"{GetType().Name} keeps {State.Length} numbers; the state has {state.Length}.", nameof(state));
        Set(state);
    }

    private protected abstract void Set(ReadOnlySpan<double> state);
}
