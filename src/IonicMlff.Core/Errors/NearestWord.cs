namespace IonicMlff.Core.Errors;

/// <summary>Finds the valid word a user most likely meant, for the texts of refusals.</summary>
public static class NearestWord
{
    // Only the beginning of a word is compared, so that a damaged file can't make an error message expensive.
    private const int LongestCompared = 64;

    /// <summary>
    /// The candidate with the smallest edit distance to <paramref name="word"/> (case does not count; the first of equals).
    /// </summary>
    /// <exception cref="ArgumentException">There are no candidates.</exception>
    public static string To(string word, IEnumerable<string> candidates) =>
        candidates.MinBy(c => Distance(Comparable(word), Comparable(c)))
        ?? throw new ArgumentException("No candidates.", nameof(candidates));

    private static string Comparable(string word) =>
        (word.Length <= LongestCompared ? word : word[..LongestCompared]).ToUpperInvariant();

    /// <summary>
    /// Insertions, deletions, replacements and swaps of neighbouring letters that turn one word into the other.
    /// </summary>
    private static int Distance(string a, string b)
    {
        var d = new int[a.Length + 1, b.Length + 1];
        for (int i = 0; i <= a.Length; i++)
            d[i, 0] = i;
        for (int j = 0; j <= b.Length; j++)
            d[0, j] = j;

        for (int i = 1; i <= a.Length; i++)
        {
            for (int j = 1; j <= b.Length; j++)
            {
                int replace = d[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                d[i, j] = Math.Min(replace, 1 + Math.Min(d[i - 1, j], d[i, j - 1]));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    d[i, j] = Math.Min(d[i, j], d[i - 2, j - 2] + 1);
            }
        }

        return d[a.Length, b.Length];
    }
}
