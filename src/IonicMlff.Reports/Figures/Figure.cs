namespace IonicMlff.Reports.Figures;

/// <summary>A picture of a report: a <see cref="Plot"/> or a <see cref="Network"/>.</summary>
public abstract class Figure
{
    private protected Figure(string title)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(title);
        Title = title;
    }

    /// <summary>Title, above the picture.</summary>
    public string Title { get; }

    /// <summary>What the picture shows and how it was computed; below the picture in a report, not part of SVG and PNG files.</summary>
    public string Caption { get; init; } = "";

    /// <summary>Name of its files, without ending: letters, digits, dots and hyphens; by default made from the title.</summary>
    public string FileName
    {
        get => field ?? Slug(Title);
        init;
    }

    private static string Slug(string title)
    {
        string letters = string.Concat(title.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) || c == '.' ? c : '-'));
        return string.Join('-', letters.Split('-', StringSplitOptions.RemoveEmptyEntries)) is { Length: > 0 } slug ? slug.Trim('.') : "figure";
    }
}
