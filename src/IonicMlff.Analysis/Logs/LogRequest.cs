using IonicMlff.Core.Trajectories;

namespace IonicMlff.Analysis.Logs;

/// <summary>What the user knows of a log.</summary>
public sealed record LogRequest
{
    /// <summary>Units of columns whose names do not say them; null: as the log says.</summary>
    public LogUnits? Units { get; init; }

    /// <summary>MD time step, fs, for logs that count steps.</summary>
    public double? TimeStep { get; init; }

    /// <summary>Time between rows, ps; outweighs what the log says.</summary>
    public double? Interval { get; init; }

    /// <summary>Temperature of the thermostat, K; null: the mean of the log.</summary>
    public double? Temperature { get; init; }

    /// <summary>Volume, Å³; null: the mean of the log.</summary>
    public double? Volume { get; init; }

    /// <summary>Names or numbers (from 1) of columns: <c>xy</c> → <c>c_p[4]</c>.</summary>
    public IReadOnlyDictionary<string, string> Columns { get; init; } = new Dictionary<string, string>();

    /// <summary>All runs of the log that go on from each other, instead of the last one.</summary>
    public bool AllRuns { get; init; }

    /// <summary>Rows to use, of the run.</summary>
    public FrameRange Rows { get; init; } = FrameRange.All;
}
