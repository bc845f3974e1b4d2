namespace IonicMlff.Training.Schedules;

/// <summary>
/// DeePMD's exponential decay in steps of equal length: lr(k) = start·rate^⌊k/decaySteps⌋, never below stop, where
/// rate = (stop/start)^(decaySteps/steps) unless given; an optional linear warm-up lr(k) = start·k/warmUp comes first.
/// </summary>
public sealed class StaircaseRate : LearningRateSchedule
{
    private readonly double _start, _stop;
    private readonly long _warmUpSteps;
    private long _step;

    /// <summary>A schedule at step 0.</summary>
    /// <param name="start">Rate after the warm-up.</param>
    /// <param name="stop">Rate at the last step.</param>
    /// <param name="decaySteps">Length of a stair; shortened by upstream's rule when the run is not longer than one.</param>
    /// <param name="totalSteps">Steps of the run, the warm-up included.</param>
    /// <param name="decayRate">Ratio of one stair to the one before; null for the one that ends at <paramref name="stop"/>.</param>
    /// <param name="warmUpSteps">Steps of linear warm-up.</param>
    public StaircaseRate(
        double start, double stop, long decaySteps, long totalSteps, double? decayRate = null, long warmUpSteps = 0)
    {
        long steps = totalSteps - warmUpSteps;
        DecaySteps = decaySteps < steps ? decaySteps : steps / 10 > 100 ? 100 : steps / 100 + 1;
        DecayRate = decayRate ?? Math.Exp(Math.Log(stop / start) / (steps / (double)DecaySteps));
        (_start, _stop, _warmUpSteps) = (start, stop, warmUpSteps);
    }

    /// <summary>Length of a stair in steps.</summary>
    public long DecaySteps { get; }

    /// <summary>Ratio of the rates of two neighbouring stairs.</summary>
    public double DecayRate { get; }

    /// <inheritdoc />
    public override double Rate => At(_step);

    /// <inheritdoc />
    public override double PrefactorRate => _step < _warmUpSteps ? _start : At(_step);

    /// <inheritdoc />
    public override double[] State => [_step];

    /// <inheritdoc />
    public override void BeginStep(long step) => _step = step;

    /// <summary>Rate of the step before which <paramref name="step"/> steps were made.</summary>
    public double At(long step) => step < _warmUpSteps
        ? _start * step / _warmUpSteps
        : Math.Max(_start * Math.Pow(DecayRate, (step - _warmUpSteps) / DecaySteps), _stop);

    private protected override void Set(ReadOnlySpan<double> state) => _step = (long)state[0];
}
