using System.Globalization;
using IonicMlff.Analysis.Statistics;
using IonicMlff.Core.Errors;
using IonicMlff.Core.Trajectories;

namespace IonicMlff.Analysis.Logs;

/// <summary>Evenly spaced rows of a log with their time, volume and temperature.</summary>
public sealed class LogSeries
{
    private const double TimeTolerance = 1e-3;
    private readonly LogTable _table;
    private readonly FrameRange _rows;
    private int _end;

    private LogSeries(LogTable table, LogContent content, LogRequest request, LogQuantity wanted)
    {
        (_table, File, Fault, _rows) = (table, content.File, content.Fault, request.Rows);
        Units = request.Units ?? content.Units;
        _end = Math.Min(_table.Rows, _rows.End ?? int.MaxValue);
        double own = OwnInterval(content, request, wanted);
        Interval = 1000 * request.Interval * _rows.Stride ?? own;
        Temperature = request.Temperature ?? Mean(LogQuantity.Temperature)
            ?? throw IlmlffException.Usage($"{File} has no temperature; give that of the thermostat with --temperature (K).");
        MeanTemperature = Mean(LogQuantity.Temperature);
        Volume = request.Volume ?? VolumeOf(wanted);
    }

    /// <summary>The file.</summary>
    public string File { get; }

    /// <summary>Time between rows, fs.</summary>
    public double Interval { get; }

    /// <summary>Temperature, K: as given, else the mean of the log.</summary>
    public double Temperature { get; }

    /// <summary>Mean temperature of the log, K.</summary>
    public double? MeanTemperature { get; }

    /// <summary>Volume, Å³: as given, else the mean of the log.</summary>
    public double Volume { get; }

    /// <summary>Units of columns whose names do not say them.</summary>
    public LogUnits? Units { get; }

    /// <summary>Rows that are used.</summary>
    public int Rows => Math.Max(0, (_end - _rows.First + _rows.Stride - 1) / _rows.Stride);

    /// <summary>What ended the rows before the end of the file.</summary>
    public TrajectoryFault? Fault { get; private set; }

    /// <summary>What a reader of the numbers must know.</summary>
    public List<string> Remarks { get; } = [];

    /// <summary>Names of all columns of the table.</summary>
    public IReadOnlyList<string> Names => _table.Names;

    /// <summary>First and last step that is used; null: the log does not count them.</summary>
    public (long First, long Last)? Steps => _table.Find(LogQuantity.Step) is { } step && Values(step) is [var first, .., var last] ? ((long)first, (long)last) : null;

    /// <summary>Reads a log.</summary>
    /// <param name="file">File.</param>
    /// <param name="request">What the user knows.</param>
    /// <param name="wanted">What the rows must have.</param>
    /// <exception cref="IlmlffException">No table has it; units, time, volume or temperature are not known.</exception>
    public static LogSeries Read(string file, LogRequest request, LogQuantity wanted)
    {
        LogContent content = LogReader.Read(file, names => LogHead.Read(names, request.Columns) is var columns && columns.Any(c => c.Quantity == wanted) ? columns : null);
        if (content.Tables.Count == 0)
            throw None(content, wanted);
        int from = content.Tables.Count - 1;
        while (request.AllRuns && from > 0 && GoesOn(content.Tables[from - 1], content.Tables[from]))
            from--;
        LogTable table = content.Tables[from];
        for (int k = from + 1; k < content.Tables.Count; k++)
            table.Append(content.Tables[k], StartsWithLast(table, content.Tables[k]) ? 1 : 0);
        var series = new LogSeries(table, content, request, wanted);
        if (from > 0)
        {
            series.Remarks.Add(string.Create(CultureInfo.InvariantCulture,
                $"{Path.GetFileName(file)} has {content.Tables.Count} runs or stages with these columns; rows from line {table.FirstLine} on are used{(request.AllRuns ? ", as steps do not go on before" : ". --all-runs joins runs whose steps go on")}."));
        }

        if (series.Rows < 2)
            throw IlmlffException.BadData($"{file}: rows {request.Rows} are none of the {table.Rows} of the run.");
        series.CheckSpacing();
        return series;
    }

    /// <summary>Values of a column, of the rows that are used, as in the file.</summary>
    public double[] Values(LogColumn column)
    {
        IReadOnlyList<double> all = _table.Values(column);
        var used = new double[Rows];
        for (int k = 0; k < used.Length; k++)
            used[k] = all[_rows.First + k * _rows.Stride];
        return used;
    }

    /// <summary>The column of a quantity; null when there is none.</summary>
    public LogColumn? Find(LogQuantity quantity, int component = 0) => _table.Find(quantity, component);

    /// <summary>Its unit in Pa, fs or Å³.</summary>
    /// <exception cref="IlmlffException">Neither the column, nor the log, nor the user says it.</exception>
    public double Factor(LogColumn column, Func<LogUnits, double> of) => column.Factor ?? (Units is { } units ? of(units)
        : throw IlmlffException.Usage($"the unit of column {column.Name} of {File} is not known; give --units, one of {string.Join(", ", LogUnits.Names)}."));

    private static IlmlffException None(LogContent content, LogQuantity wanted)
    {
        string what = wanted == LogQuantity.Pressure ? "the pressure tensor (Pxx ... Pyz, c_press[1..6], pressure_xy_bar, Pres-XY)" : "a charge current (Jx Jy Jz, c_J[1..3])";
        string met = content.Heads.Count == 0 ? "no table of numbers was found" : "columns met: " + string.Join("; ", content.Heads.Distinct().Take(3));
        return IlmlffException.BadData($"{content.File}{(content.Fault is { Line: long line } ? $" (line {line})" : "")}: no run has {what}; {met}. {(wanted == LogQuantity.Pressure
            ? "LAMMPS writes them with 'thermo_style custom step temp press pxx pyy pzz pxy pxz pyz vol'; other names are given with --columns xy=NAME." : "Other names are given with --columns jx=NAME.")}");
    }

    private static bool GoesOn(LogTable before, LogTable after) => before.Names.SequenceEqual(after.Names)
        && before.Find(LogQuantity.Step) is { } step && after.Values(step)[0] >= before.Values(step)[^1];

    private static bool StartsWithLast(LogTable before, LogTable after) => before.Find(LogQuantity.Step) is { } step && after.Values(step)[0] == before.Values(step)[^1];

    private double? Mean(LogQuantity quantity) => _table.Find(quantity) is { } column && Rows > 0 ? Moments.Mean(Values(column)) : null;

    private double VolumeOf(LogQuantity wanted)
    {
        if (_table.Find(LogQuantity.Volume) is not { } column)
        {
            throw IlmlffException.Usage($"{File} has no volume; give it with --volume (Å³){(wanted == LogQuantity.Pressure ? ", or add 'vol' to thermo_style" : "")}.");
        }

        double[] volumes = Values(column);
        double mean = Moments.Mean(volumes);
        if (volumes.Any(v => Math.Abs(v - mean) > 1e-6 * mean))
            Remarks.Add("The volume changes during the run; its mean is taken. Green-Kubo integrals are defined at constant volume: a barostat disturbs the fluctuations it acts on.");
        return mean * Factor(column, u => u.Length * u.Length * u.Length);
    }

    private double OwnInterval(LogContent content, LogRequest request, LogQuantity wanted)
    {
        if (Rows < 2)
            return double.NaN;
        if (_table.Find(LogQuantity.Time) is { } time && (time.Factor is not null || Units is not null) && Values(time) is [var t0, var t1, ..])
            return (t1 - t0) * Factor(time, u => u.Time);
        if (_table.Find(LogQuantity.Step) is { } step && Values(step) is [var s0, var s1, ..])
        {
            double? known = request.TimeStep ?? (Units is { } units ? content.TimeStep * units.Time : null);
            if (known is double dt)
                return (s1 - s0) * dt;
        }

        return request.Interval is not null ? double.NaN
            : throw IlmlffException.Usage($"{File} does not say the time between its rows; give --timestep (fs of an MD step) or --interval (ps between rows).");
    }

    // Lag times need even rows: what comes behind the first gap is left out.
    private void CheckSpacing()
    {
        if ((_table.Find(LogQuantity.Step) ?? _table.Find(LogQuantity.Time)) is not { } clock)
            return;
        double[] t = Values(clock);
        double step = t[1] - t[0];
        if (!(step > 0))
            throw IlmlffException.BadData($"{File}: {clock.Name} goes from {t[0].ToString(CultureInfo.InvariantCulture)} to {t[1].ToString(CultureInfo.InvariantCulture)} between the first rows; expected rows in the order of time.");
        double rounding = clock.Quantity == LogQuantity.Time ? 2e-6 * Math.Abs(t[^1]) : 0;
        for (int k = 2; k < t.Length; k++)
        {
            if (Math.Abs(t[k] - t[k - 1] - step) <= TimeTolerance * step + rounding)
                continue;
            Fault = new(FaultKind.UnevenFrames, File, string.Create(CultureInfo.InvariantCulture,
                $"row {k}: {clock.Name} goes from {t[k - 1]} to {t[k]}, in steps of {step} before: rows are missing, or the interval was changed. Take an even part with --rows."))
            { Frame = k };
            _end = _rows.First + k * _rows.Stride;
            break;
        }
    }
}
