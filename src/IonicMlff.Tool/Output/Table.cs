using Spectre.Console;

namespace IonicMlff.Tool.Output;

/// <summary>A table for people: drawn with Spectre.Console on a terminal, columns padded with blanks elsewhere.</summary>
internal sealed class Table(params string[] columns)
{
    private readonly List<string[]> rows = [];
    private readonly HashSet<int> right = [];

    /// <summary>Aligns the given columns to the right (numbers).</summary>
    public Table RightAlign(params int[] indices)
    {
        right.UnionWith(indices);
        return this;
    }

    /// <summary>Adds a row of as many cells as there are columns.</summary>
    public Table Row(params string[] cells)
    {
        if (cells.Length != columns.Length)
        {
            throw new ArgumentException($"A row of {cells.Length} cells in a table of {columns.Length} columns.", nameof(cells));
        }

        rows.Add(cells);
        return this;
    }

    /// <summary>Writes the table to the data stream.</summary>
    public void Write(Terminal terminal)
    {
        if (terminal.OutIsTerminal)
        {
            WriteDrawn(terminal.Out);
        }
        else
        {
            WritePlain(terminal.Out);
        }
    }

    private void WriteDrawn(TextWriter writer)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(writer) });
        var table = new Spectre.Console.Table().RoundedBorder();
        for (int c = 0; c < columns.Length; c++)
        {
            var column = new TableColumn(Markup.Escape(columns[c]));
            table.AddColumn(right.Contains(c) ? column.RightAligned() : column);
        }

        foreach (string[] row in rows)
        {
            table.AddRow([.. row.Select(cell => new Text(cell))]);
        }

        console.Write(table);
    }

    private void WritePlain(TextWriter writer)
    {
        bool headed = columns.Any(c => c.Length > 0);
        IEnumerable<string[]> lines = headed ? rows.Prepend(columns) : rows;
        int[] widths = [.. columns.Select((c, i) => rows.Max(r => (int?)r[i].Length) is int w ? Math.Max(w, c.Length) : c.Length)];
        foreach (string[] line in lines)
        {
            var cells = line.Select((cell, i) => right.Contains(i) ? cell.PadLeft(widths[i]) : cell.PadRight(widths[i]));
            writer.WriteLine(string.Join("  ", cells).TrimEnd());
        }
    }
}
