using System.Globalization;
using IonicMlff.Tool.Output;

namespace IonicMlff.Tool.Md;

/// <summary>
/// How far a run is: one line redrawn on a terminal; elsewhere a line at every tenth of the way and every ten minutes. Speed and time
/// left are those of this start.
/// </summary>
internal sealed class MdProgress : IDisposable
{
    private static readonly TimeSpan Redraw = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Heartbeat = TimeSpan.FromMinutes(10);

    private readonly Terminal terminal;
    private readonly ProgressLine drawn;
    private readonly MdConfig config;
    private readonly long firstStep, begin;
    private long lastReport;
    private long lastTenth;

    /// <summary>Begins at a step.</summary>
    public MdProgress(Terminal terminal, MdConfig config, long firstStep)
    {
        (this.terminal, this.config, this.firstStep) = (terminal, config, firstStep);
        begin = lastReport = terminal.Clock.GetTimestamp();
        drawn = new ProgressLine(terminal);
        lastTenth = 10 * firstStep / Math.Max(config.TotalSteps, 1);
    }

    /// <summary>Seconds since the beginning.</summary>
    public double Seconds => terminal.Clock.GetElapsedTime(begin).TotalSeconds;

    /// <summary>The numbers reported last.</summary>
    public MdObservables? Last { get; private set; }

    /// <summary>Says where the run is.</summary>
    public void Report(long step, MdStage stage, in MdObservables now)
    {
        Last = now;
        TimeSpan since = terminal.Clock.GetElapsedTime(lastReport);
        long tenth = 10 * step / Math.Max(config.TotalSteps, 1);
        if (terminal.ErrorIsTerminal ? since < Redraw && step < config.TotalSteps : tenth == lastTenth && since < Heartbeat)
            return;
        string line = Line(step, stage, now);
        if (terminal.ErrorIsTerminal)
            drawn.Draw((double)step / Math.Max(config.TotalSteps, 1), line);
        else
            terminal.Say(line);

        lastTenth = tenth;
        lastReport = terminal.Clock.GetTimestamp();
    }

    /// <summary>ns per day at a number of steps in a number of seconds; 0 when nothing ran.</summary>
    public static double NanosecondsPerDay(long steps, double seconds, double timeStep) =>
        seconds > 0 ? steps / seconds * timeStep * 1e-6 * 86400 : 0;

    /// <inheritdoc/>
    public void Dispose() => drawn.Dispose();

    /// <summary>Makes room for a message.</summary>
    public void Clear() => drawn.Clear();

    private string Line(long step, MdStage stage, in MdObservables now)
    {
        double seconds = Seconds;
        long done = step - firstStep, left = config.TotalSteps - step;
        string rest = done > 0 && left > 0 ? $", {Duration(seconds / done * left)} left" : "";
        string pressure = double.IsFinite(now.Pressure) ? string.Create(CultureInfo.InvariantCulture, $", {now.Pressure:0} bar") : "";
        return string.Create(CultureInfo.InvariantCulture,
            $"step {step} of {config.TotalSteps}, stage {stage.Name}: {NanosecondsPerDay(done, seconds, config.TimeStep):0.###} ns/day{rest}; {now.Temperature:0.0} K, {now.Potential:0.000} eV{pressure}");
    }

    private static string Duration(double seconds) => seconds switch
    {
        < 120 => string.Create(CultureInfo.InvariantCulture, $"{seconds:0} s"),
        < 7200 => string.Create(CultureInfo.InvariantCulture, $"{seconds / 60:0} min"),
        < 172800 => string.Create(CultureInfo.InvariantCulture, $"{seconds / 3600:0.0} h"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{seconds / 86400:0.0} days"),
    };
}
