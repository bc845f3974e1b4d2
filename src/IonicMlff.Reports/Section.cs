using IonicMlff.Reports.Figures;

namespace IonicMlff.Reports;

/// <summary>A section of a report.</summary>
public sealed class Section
{
    private readonly List<Block> blocks = [];

    internal Section(string title) => Title = title;

    /// <summary>Title.</summary>
    public string Title { get; }

    /// <summary>Its content, in order.</summary>
    public IReadOnlyList<Block> Blocks => blocks;

    /// <summary>Adds a paragraph of plain text.</summary>
    public Section AddText(string text) => Add(new TextBlock(text));

    /// <summary>Adds a warning, set apart from the text.</summary>
    public Section AddWarning(string text) => Add(new TextBlock(text) { IsWarning = true });

    /// <summary>Adds text shown as it is: a configuration, a command. Folded when long.</summary>
    public Section AddVerbatim(string title, string text) => Add(new VerbatimBlock(title, text));

    /// <summary>Adds numbers to be seen first.</summary>
    public Section AddKeyNumbers(params IEnumerable<KeyNumber> numbers) => Add(new KeyNumberBlock([.. numbers]));

    /// <summary>Adds a table.</summary>
    public Section AddTable(Table table) => Add(new TableBlock(table));

    /// <summary>Adds a figure, or several side by side as far as there is room.</summary>
    public Section AddFigures(params IEnumerable<Figure> figures) => Add(new FigureBlock([.. figures]));

    private Section Add(Block block)
    {
        blocks.Add(block);
        return this;
    }
}

/// <summary>Part of a section.</summary>
public abstract record Block;

/// <summary>A paragraph.</summary>
public sealed record TextBlock(string Text) : Block
{
    /// <summary>Set apart from other text.</summary>
    public bool IsWarning { get; init; }
}

/// <summary>Text shown as it is.</summary>
public sealed record VerbatimBlock(string Title, string Text) : Block;

/// <summary>Numbers to be seen first.</summary>
public sealed record KeyNumberBlock(IReadOnlyList<KeyNumber> Numbers) : Block;

/// <summary>A table.</summary>
public sealed record TableBlock(Table Table) : Block;

/// <summary>Figures side by side.</summary>
public sealed record FigureBlock(IReadOnlyList<Figure> Figures) : Block;

/// <summary>A number with its unit and, when known, its uncertainty.</summary>
/// <param name="Label">What it is.</param>
/// <param name="Value">Its value as it is to be read, e.g. "49.3".</param>
/// <param name="Unit">Its unit; empty for a pure number.</param>
/// <param name="Note">What stands below it: an error, a reference value.</param>
public sealed record KeyNumber(string Label, string Value, string Unit = "", string Note = "");
