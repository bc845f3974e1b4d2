using System.Globalization;
using IonicMlff.Training.Progress;

namespace IonicMlff.Training.Logs;

/// <summary>Milestones with their times, one per line; a resumed run goes on in the same file.</summary>
/// <param name="path">File.</param>
/// <param name="clock">Clock; null: the machine's.</param>
public sealed class TextLog(string path, TimeProvider? clock = null) : ITrainingObserver, IDisposable
{
    private LogFile? file;

    /// <inheritdoc />
    public void Observe(TrainingEvent happened)
    {
        if (happened is TrainingStarted { Description: var run })
        {
            file?.Dispose();
            file = LogFile.Open(path, run.FirstStep == 0 ? null : _ => true);
        }

        if (Milestones.Text(happened) is { } text)
            file?.Line((clock ?? TimeProvider.System).GetLocalNow().ToString("yyyy-MM-dd HH:mm:ss ", CultureInfo.InvariantCulture) + text);
    }

    /// <inheritdoc />
    public void Dispose() => file?.Dispose();
}
