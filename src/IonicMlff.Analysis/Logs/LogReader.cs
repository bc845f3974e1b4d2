using System.Globalization;
using System.IO.Compression;
using IonicMlff.Core.Errors;
using IonicMlff.Core.Trajectories;

namespace IonicMlff.Analysis.Logs;

/// <summary>
/// Reads tables of numbers that simulation programs write, plain or gzip: LAMMPS logs (every run is a table), the files of its <c>fix print</c> and
/// <c>fix ave/time</c>, GROMACS's XVG, CSV, and the <c>thermo.csv</c> of <c>ilmlff md</c> (every stage is a table).
/// </summary>
public sealed class LogReader
{
    private static readonly string[] Ends = ["Loop time", "LAMMPS (", "ERROR", "Total wall time"];

    private readonly string _file;
    private readonly Func<IReadOnlyList<string>, IReadOnlyList<LogColumn>?> _select;
    private readonly List<LogTable> _tables = [];
    private readonly List<string> _heads = [];
    private readonly List<string> _legends = [];
    private string[] _head = [];
    private LogTable? _table;
    private bool _isInTable;
    private int _width;
    private double _stage = double.NaN;
    private LogUnits? _units;
    private double? _timeStep;
    private TrajectoryFault? _fault;
    private long _line;

    private LogReader(string file, Func<IReadOnlyList<string>, IReadOnlyList<LogColumn>?> select) => (_file, _select) = (file, select);

    /// <summary>Reads a file.</summary>
    /// <param name="file">Its name.</param>
    /// <param name="select">Columns of a head that are wanted; null: this table is of no use.</param>
    /// <exception cref="IlmlffException">It is missing or can't be read.</exception>
    public static LogContent Read(string file, Func<IReadOnlyList<string>, IReadOnlyList<LogColumn>?> select)
    {
        var reader = new LogReader(file, select);
        if (Directory.Exists(file) || !File.Exists(file))
            throw IlmlffException.BadData(Directory.Exists(file) ? $"{file} is a folder; expected a log." : $"{file}: no such file. Check the name and the current folder ({Directory.GetCurrentDirectory()}).");
        try
        {
            using Stream bytes = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 1 << 16, FileOptions.SequentialScan);
            bool isGzip = bytes.ReadByte() == 0x1f && bytes.ReadByte() == 0x8b;
            bytes.Position = 0;
            using Stream plain = isGzip ? new GZipStream(bytes, CompressionMode.Decompress) : bytes;
            using var text = new StreamReader(plain);
            reader.ReadLines(text);
        }
        catch (InvalidDataException e)
        {
            reader._fault = new(FaultKind.CorruptCompression, file, $"the gzip file is damaged ({e.Message}); copy or make it anew.") { Line = reader._line };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw IlmlffException.BadData($"{file} can't be read: {e.Message}", e);
        }

        return new(file, [.. reader._tables.Where(t => t.Rows > 1)], reader._units, reader._timeStep, reader._fault, reader._heads);
    }

    /// <summary>Is this a table of numbers as text, and not a trajectory? Told by the first bytes.</summary>
    public static bool IsLog(string file)
    {
        if (!File.Exists(file))
            return false;
        using Stream bytes = File.OpenRead(file);
        bool isGzip = bytes.ReadByte() == 0x1f && bytes.ReadByte() == 0x8b;
        bytes.Position = 0;
        try
        {
            using Stream plain = isGzip ? new GZipStream(bytes, CompressionMode.Decompress) : bytes;
            var start = new byte[512];
            int count = plain.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
            if (start.AsSpan(0, count).Contains((byte)0))
                return false;
            string[] first = Words(System.Text.Encoding.UTF8.GetString(start, 0, count).TrimStart().Split('\n')[0]);
            return first.Length > 0 && first[0] != "ITEM:" && !(first.Length == 1 && IsNumber(first[0]));
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    private void ReadLines(StreamReader text)
    {
        string? next = text.ReadLine();
        double[] row = [];
        while (next is { } line && _fault is null)
        {
            _line++;
            next = text.ReadLine();
            string[] words = Words(line);
            if (words.Length == 0)
                continue;
            if (!IsNumber(words[0]))
            {
                Text(line.Trim(), words);
                continue;
            }

            if (!_isInTable && !Open(words.Length))
                continue;
            if (row.Length < words.Length)
                row = new double[words.Length];
            Row(words, row, isLast: next is null);
        }
    }

    private void Text(string line, string[] words)
    {
        if (line.StartsWith('@'))
        {
            // GROMACS: @ s0 legend "Pres-XX"
            if (line.Contains(" legend \"", StringComparison.Ordinal) && line.Split('"') is [_, var name, ..])
                _legends.Add(name);
            return;
        }

        string[] own = line.StartsWith('#') ? Words(line.TrimStart('#', ' ')) : words;
        if ((Behind(own, "units") ?? Behind(own, "Unit", "style", ":")) is { } units)
            _units ??= LogUnits.Find(units);
        else if ((Behind(own, "timestep") ?? Behind(own, "Time", "step", ":")) is { } step && TryNumber(step, out double dt))
            _timeStep ??= dt;
        if (own.Length == 0 || line.StartsWith("WARNING", StringComparison.Ordinal))
            return;
        if (Ends.Any(e => line.StartsWith(e, StringComparison.Ordinal)) || (_isInTable && own.Length == _width && own.All(w => !IsNumber(w))))
            Close();
        if (!_isInTable && own.Length > 1 && own.All(w => !IsNumber(w)))
            _head = own;
    }

    private static string? Behind(string[] words, params ReadOnlySpan<string> start) =>
        words.Length > start.Length && words.AsSpan(0, start.Length).SequenceEqual(start) ? words[start.Length] : null;

    // Is the text before this row its head?
    private bool Open(int width)
    {
        string[] names = _legends.Count > 0 && _legends.Count + 1 == width ? ["time", .. _legends]
            : _head.Length == width ? _head : [.. Enumerable.Range(1, width).Select(k => k.ToString(CultureInfo.InvariantCulture))];
        if (_legends.Count > 0)
            _units ??= LogUnits.Gromacs;
        if (_select(names) is not { } columns)
        {
            if (names == _head)
                _heads.Add(string.Join(' ', names));
            return false;
        }

        (_isInTable, _width, _stage) = (true, width, double.NaN);
        Begin(new LogTable(names, columns) { FirstLine = _line });
        return true;
    }

    private void Begin(LogTable table) => _tables.Add(_table = table);

    private void Close() => (_isInTable, _table) = (false, null);

    private void Row(string[] words, double[] row, bool isLast)
    {
        if (words.Length != _width)
        {
            _fault = isLast && words.Length < _width
                ? Fault(FaultKind.Truncated, $"the last row has {words.Length} of {_width} columns: the program was ended while it wrote.")
                : Fault(FaultKind.BadRecord, $"a row of {words.Length} columns in a table of {_width}. Cut the file there, or take the rows before with --rows.");
            return;
        }

        foreach (LogColumn column in _table!.Columns)
        {
            if (!TryNumber(words[column.Index], out row[column.Index]) || !double.IsFinite(row[column.Index]))
            {
                string word = words[column.Index];
                bool isNumber = TryNumber(word, out double value) && !double.IsFinite(value);
                _fault = Fault(isNumber ? FaultKind.NonFinite : FaultKind.BadNumber, $"'{word}' in column {column.Name}: the run had gone wrong, or the file is damaged.");
                return;
            }
        }

        if (_table.Find(LogQuantity.Stage) is { } stage && row[stage.Index] != _stage)
        {
            _stage = row[stage.Index];
            if (_table.Rows > 0)
                Begin(new LogTable(_table.Names, _table.Columns) { FirstLine = _line });
        }

        _table.Add(row);
    }

    private TrajectoryFault Fault(FaultKind kind, string text) => new(kind, _file, text) { Line = _line };

    private static string[] Words(string line)
    {
        char separator = line.Contains(',') ? ',' : line.Contains(';') ? ';' : line.Contains('\t') && !line.StartsWith('#') ? '\t' : ' ';
        return separator == ' ' ? line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
            : [.. line.Split(separator, StringSplitOptions.TrimEntries).Select(w => w.Trim('"'))];
    }

    private static bool IsNumber(string word) => TryNumber(word, out _);

    private static bool TryNumber(string word, out double value)
    {
        if (double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out value))
            return true;
        value = word.Trim('+', '-') is "inf" or "Inf" ? double.PositiveInfinity : double.NaN;
        return double.IsInfinity(value);
    }
}
