using System.Diagnostics;
using IonicMlff.Training.Progress;

namespace IonicMlff.Torch.Training.Runs;

/// <summary>Time used and expected: the mean of the steps of this start, validation included for the rest of the run.</summary>
internal sealed class RunTimer
{
    private const double Newest = 0.05;
    private readonly Stopwatch _all = Stopwatch.StartNew();
    private readonly Stopwatch _step = new();
    private long _made;
    private double _secondsPerStep;

    public void BeginStep() => _step.Restart();

    public void EndStep()
    {
        double seconds = _step.Elapsed.TotalSeconds;
        _made++;
        _secondsPerStep = _made == 1 ? seconds : _secondsPerStep + Math.Max(Newest, 1.0 / _made) * (seconds - _secondsPerStep);
    }

    public RunClock Clock(long stepsLeft) => new(
        _all.Elapsed, _made == 0 ? null : TimeSpan.FromSeconds(_all.Elapsed.TotalSeconds / _made * Math.Max(0, stepsLeft)), _secondsPerStep);
}
