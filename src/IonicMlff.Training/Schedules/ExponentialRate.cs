namespace IonicMlff.Training.Schedules;

/// <summary>Multiplied by a factor from epoch to epoch (PyTorch's ExponentialLR).</summary>
/// <param name="start">Rate of the first epoch.</param>
/// <param name="factor">Rate of an epoch over that of the one before.</param>
public sealed class ExponentialRate(double start, double factor) : LearningRateSchedule
{
    private double _rate = start;

    /// <inheritdoc />
    public override double Rate => _rate;

    /// <inheritdoc />
    public override double[] State => [_rate];

    /// <inheritdoc />
    public override void BeginEpoch(double? validationLoss) => _rate *= factor;

    private protected override void Set(ReadOnlySpan<double> state) => _rate = state[0];
}
