using System.Globalization;

namespace IonicMlff.Tool.Output;

/// <summary>
/// Progress of a counted job: one line redrawn in place on a terminal; elsewhere a line at every tenth of the way and a sign of
/// life every 30 s.
/// </summary>
internal sealed class Progress : IDisposable
{
    private static readonly TimeSpan Redraw = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly Terminal terminal;
    private readonly ProgressLine drawn;
    private readonly string what;
    private readonly long total;
    private readonly long start;
    private long lastReport;
    private int lastTenth;

    /// <summary>Starts a job of <paramref name="total"/> items, called <paramref name="what"/> (plural).</summary>
    public Progress(Terminal terminal, string what, long total)
    {
        (this.terminal, this.what, this.total) = (terminal, what, total);
        start = lastReport = terminal.Clock.GetTimestamp();
        drawn = new ProgressLine(terminal);
    }

    /// <summary>Seconds since the start.</summary>
    public double Seconds => terminal.Clock.GetElapsedTime(start).TotalSeconds;

    /// <summary>Says how far the job is.</summary>
    public void Report(long done)
    {
        TimeSpan since = terminal.Clock.GetElapsedTime(lastReport);
        if (terminal.ErrorIsTerminal)
        {
            if (since >= Redraw || done == total)
            {
                drawn.Draw((double)done / Math.Max(total, 1), Line(done));
                lastReport = terminal.Clock.GetTimestamp();
            }

            return;
        }

        // A job done within two seconds needs no milestones; the end is reported by the command.
        int tenth = (int)(10 * done / Math.Max(total, 1));
        if (done < total && Seconds >= Patience.TotalSeconds && (tenth > lastTenth || since >= Heartbeat))
        {
            terminal.Say(Line(done));
            lastTenth = tenth;
            lastReport = terminal.Clock.GetTimestamp();
        }
    }

    /// <summary>Clears the line.</summary>
    public void Dispose() => drawn.Dispose();

    private string Line(long done)
    {
        double seconds = Seconds;
        string left = done > 0 && done < total ? $", about {Duration(seconds / done * (total - done))} left" : "";
        return string.Create(CultureInfo.InvariantCulture, $"{done} of {total} {what}, {Duration(seconds)}{left}");
    }

    private static string Duration(double seconds) => seconds switch
    {
        < 120 => string.Create(CultureInfo.InvariantCulture, $"{seconds:0} s"),
        < 7200 => string.Create(CultureInfo.InvariantCulture, $"{seconds / 60:0} min"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{seconds / 3600:0.0} h"),
    };
}
