namespace IonicMlff.Reports.Layout;

/// <summary>
/// Estimated widths of text. The fonts of the reader are not known, so the widths are those of DejaVu Sans, which is wider than Helvetica,
/// Arial and Liberation Sans: space kept for a label is never too small.
/// </summary>
internal static class TextSize
{
    public static double Width(string text, double size) => size * text.Sum(Advance);

    private static double Advance(char c) => c switch
    {
        'i' or 'j' or 'l' or 'I' or '|' or '\'' or '.' or ',' or ':' or ';' => 0.34,
        'f' or 't' or 'r' or '(' or ')' or '[' or ']' or '/' or ' ' or '-' or '·' => 0.41,
        'm' or 'w' or 'M' or 'W' or '%' or '@' or '→' => 0.98,
        >= '0' and <= '9' => 0.636,
        '⁰' or '¹' or '²' or '³' or '⁴' or '⁵' or '⁶' or '⁷' or '⁸' or '⁹' or '⁻' => 0.42,
        '×' or '−' or '+' or '=' or '≤' or '≥' or '±' => 0.84,
        >= 'A' and <= 'Z' => 0.74,
        _ => 0.62,
    };

    /// <summary>Shortens text to a width, with an ellipsis.</summary>
    public static string Fit(string text, double size, double width)
    {
        if (Width(text, size) <= width)
        {
            return text;
        }

        int length = text.Length;
        while (length > 1 && Width(text[..length] + "…", size) > width)
        {
            length--;
        }

        return text[..length].TrimEnd() + "…";
    }

    /// <summary>Breaks text into lines of at most the width.</summary>
    public static IReadOnlyList<string> Wrap(string text, double size, double width)
    {
        var lines = new List<string>();
        foreach (string word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (lines.Count > 0 && Width($"{lines[^1]} {word}", size) <= width)
            {
                lines[^1] = $"{lines[^1]} {word}";
            }
            else
            {
                lines.Add(Fit(word, size, width));
            }
        }

        return lines;
    }
}
