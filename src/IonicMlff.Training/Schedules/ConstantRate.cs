namespace IonicMlff.Training.Schedules;

/// <summary>The same rate throughout; MACE's second stage.</summary>
/// <param name="rate">Learning rate.</param>
public sealed class ConstantRate(double rate) : LearningRateSchedule
{
    /// <inheritdoc />
    public override double Rate => rate;

    /// <inheritdoc />
    public override double[] State => [];

    private protected override void Set(ReadOnlySpan<double> state)
    {
    }
}
