namespace IonicMlff.Training.Schedules;

/// <summary>
/// Lowered when the validation loss has not improved for a number of epochs (PyTorch's ReduceLROnPlateau in mode min with a
/// relative threshold): an epoch is better when loss &lt; best·(1 − threshold); after more than <c>patience</c> epochs in a row
/// that are not, the rate is multiplied by <c>factor</c> and the count begins anew.
/// </summary>
public sealed class PlateauRate : LearningRateSchedule
{
    /// <summary>A change of the rate below this is left out, as in PyTorch.</summary>
    private const double SmallestChange = 1e-8;

    private readonly double _factor, _threshold, _lowest;
    private readonly int _patience;
    private double _rate;
    private double _best = double.PositiveInfinity;
    private int _badEpochs;

    /// <summary>A schedule at its beginning.</summary>
    /// <param name="start">First rate.</param>
    /// <param name="factor">Applied when there is no improvement; below 1.</param>
    /// <param name="patience">Epochs without improvement that are tolerated.</param>
    /// <param name="threshold">Relative improvement that counts.</param>
    /// <param name="lowest">The rate is not lowered further than this.</param>
    public PlateauRate(double start, double factor = 0.8, int patience = 50, double threshold = 1e-4, double lowest = 0)
    {
        (_rate, _factor, _patience, _threshold, _lowest) = (start, factor, patience, threshold, lowest);
    }

    /// <inheritdoc />
    public override double Rate => _rate;

    /// <inheritdoc />
    public override double[] State => [_rate, _best, _badEpochs];

    /// <inheritdoc />
    public override void BeginEpoch(double? validationLoss)
    {
        if (validationLoss is not { } loss)
            return;
        if (loss < _best * (1 - _threshold))
            (_best, _badEpochs) = (loss, 0);
        else
            _badEpochs++;
        if (_badEpochs <= _patience)
            return;
        double lowered = Math.Max(_rate * _factor, _lowest);
        if (_rate - lowered > SmallestChange)
            _rate = lowered;
        _badEpochs = 0;
    }

    private protected override void Set(ReadOnlySpan<double> state) =>
        (_rate, _best, _badEpochs) = (state[0], state[1], (int)state[2]);
}
