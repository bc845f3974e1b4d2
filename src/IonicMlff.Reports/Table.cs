namespace IonicMlff.Reports;

/// <summary>A column: what it holds, in which unit and how its numbers are shown.</summary>
/// <param name="Header">What it holds.</param>
/// <param name="Unit">Its unit; empty for words and pure numbers.</param>
/// <param name="Format">.NET format of its numbers in HTML, e.g. "0.00"; CSV files hold all digits.</param>
public sealed record TableColumn(string Header, string Unit = "", string Format = "G4")
{
    /// <summary>"header (unit)", or "header".</summary>
    public string Title => Unit.Length == 0 ? Header : $"{Header} ({Unit})";
}

/// <summary>A table of words and numbers.</summary>
public sealed class Table
{
    private readonly List<object?[]> rows = [];

    /// <summary>An empty table.</summary>
    public Table(string caption, params IEnumerable<TableColumn> columns)
    {
        Caption = caption;
        Columns = [.. columns];
    }

    /// <summary>What it shows.</summary>
    public string Caption { get; }

    /// <summary>Columns.</summary>
    public IReadOnlyList<TableColumn> Columns { get; }

    /// <summary>Rows: a cell is a string, a number (double, int, long) or null for nothing.</summary>
    public IReadOnlyList<object?[]> Rows => rows;

    /// <summary>Name of its CSV file, without ending.</summary>
    public string FileName { get; init; } = "";

    /// <summary>Adds a row.</summary>
    /// <exception cref="ArgumentException">It has not as many cells as there are columns.</exception>
    public Table AddRow(params object?[] cells)
    {
        if (cells.Length != Columns.Count)
        {
            throw new ArgumentException($"A row of {cells.Length} cells in the table '{Caption}' of {Columns.Count} columns.", nameof(cells));
        }

        rows.Add(cells);
        return this;
    }
}
