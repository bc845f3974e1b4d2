using IonicMlff.Reports.Figures;

namespace IonicMlff.Reports;

/// <summary>
/// What a command has to show: sections of text, key numbers, tables and figures, and how it all came about. Written by
/// <see cref="ReportFiles"/> as one HTML file that works offline, with SVG, PNG and CSV files beside it when asked.
/// </summary>
public sealed class Report
{
    private readonly List<Section> sections = [];

    /// <summary>An empty report.</summary>
    public Report(string title) => Title = title;

    /// <summary>Title.</summary>
    public string Title { get; }

    /// <summary>One or two sentences below the title: what was done, what came out.</summary>
    public string Summary { get; set; } = "";

    /// <summary>Sections, in order.</summary>
    public IReadOnlyList<Section> Sections => sections;

    /// <summary>What was read, by which program and how: name and value, shown at the end.</summary>
    public IList<KeyValuePair<string, string>> Provenance { get; } = [];

    /// <summary>Adds a section at the end.</summary>
    public Section AddSection(string title)
    {
        var section = new Section(title);
        sections.Add(section);
        return section;
    }

    /// <summary>Adds a line to the provenance.</summary>
    public Report AddProvenance(string name, string value)
    {
        Provenance.Add(new(name, value));
        return this;
    }

    /// <summary>All figures, in order.</summary>
    public IEnumerable<Figure> Figures => sections.SelectMany(s => s.Blocks).OfType<FigureBlock>().SelectMany(b => b.Figures);

    /// <summary>All tables, in order.</summary>
    public IEnumerable<Table> Tables => sections.SelectMany(s => s.Blocks).OfType<TableBlock>().Select(b => b.Table);
}
