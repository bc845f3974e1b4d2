using System.Globalization;

namespace IonicMlff.Core.Errors;

/// <summary>Shows a piece of a user's file in a message.</summary>
public static class Quote
{
    private const int Longest = 60;

    /// <summary>At most 60 characters; control characters become '?', so that a binary file can't upset a terminal.</summary>
    public static string Short(ReadOnlySpan<char> text)
    {
        bool cut = text.Length > Longest;
        char[] shown = text[..Math.Min(text.Length, Longest)].ToArray();
        for (int i = 0; i < shown.Length; i++)
        {
            UnicodeCategory kind = char.GetUnicodeCategory(shown[i]);
            if (kind is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate
                or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
                shown[i] = shown[i] == '\t' ? ' ' : '?';
        }

        return cut ? new string(shown) + "…" : new string(shown);
    }
}
