namespace IonicMlff.Reports.Layout;

/// <summary>Text in HTML and SVG.</summary>
internal static class Markup
{
    /// <summary>Escapes what has a meaning in markup; letters such as Å stay readable.</summary>
    public static string Escape(string text) => text
        .Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal)
        .Replace("\"", "&quot;", StringComparison.Ordinal).Replace("'", "&#39;", StringComparison.Ordinal);
}
