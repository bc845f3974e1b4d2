using IonicMlff.Core.Trajectories;

namespace IonicMlff.Analysis.Logs;

/// <summary>The rows of one run in a log, the columns that are understood.</summary>
/// <param name="Names">Names of all columns of the file.</param>
/// <param name="Columns">Those that are understood.</param>
public sealed record LogTable(IReadOnlyList<string> Names, IReadOnlyList<LogColumn> Columns)
{
    private readonly List<double>[] _values = [.. Columns.Select(_ => new List<double>())];

    /// <summary>Line of the first row.</summary>
    public long FirstLine { get; init; }

    /// <summary>Number of rows.</summary>
    public int Rows => _values.Length == 0 ? 0 : _values[0].Count;

    /// <summary>The column of a quantity; null when there is none.</summary>
    public LogColumn? Find(LogQuantity quantity, int component = 0) => Columns.FirstOrDefault(c => c.Quantity == quantity && c.Component == component);

    /// <summary>Its values, as in the file.</summary>
    public IReadOnlyList<double> Values(LogColumn column) => _values[Columns.ToList().IndexOf(column)];

    /// <summary>Appends a row of the file.</summary>
    public void Add(ReadOnlySpan<double> row)
    {
        for (int k = 0; k < _values.Length; k++)
            _values[k].Add(row[Columns[k].Index]);
    }

    /// <summary>Appends rows of another table of the same columns, from a row on.</summary>
    public void Append(LogTable other, int from)
    {
        for (int k = 0; k < _values.Length; k++)
            _values[k].AddRange(other._values[k].Skip(from));
    }
}

/// <summary>What is in a log.</summary>
/// <param name="File">The file.</param>
/// <param name="Tables">Runs that have the columns asked for, in order.</param>
/// <param name="Units">Units that the log names itself; null: it does not.</param>
/// <param name="TimeStep">Time step that the log names, in those units.</param>
/// <param name="Fault">Damage that ended the reading.</param>
/// <param name="Heads">Heads that were met and do not have the columns.</param>
public sealed record LogContent(
    string File, IReadOnlyList<LogTable> Tables, LogUnits? Units, double? TimeStep, TrajectoryFault? Fault, IReadOnlyList<string> Heads);
