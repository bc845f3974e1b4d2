namespace OpenMM;

/// <summary>The valid word nearest to a wrong one, for error messages.</summary>
internal static class Nearest
{
    /// <summary><c>; did you mean 'X'?</c>, or nothing when no word is near.</summary>
    public static string Hint(string word, IEnumerable<string> known)
    {
        (string? best, int distance) = (null, Math.Max(2, word.Length / 3) + 1);
        foreach (string candidate in known)
        {
            int d = Distance(word.ToUpperInvariant(), candidate.ToUpperInvariant());
            if (d < distance)
                (best, distance) = (candidate, d);
        }

        return best is null ? "" : $"; did you mean '{best}'?";
    }

    // Levenshtein, one row at a time.
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0]++;
            for (int j = 1; j <= b.Length; j++)
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)));
        }

        return row[^1];
    }
}
