using System.Globalization;
using System.IO.Compression;
using IonicMlff.Core.Errors;

namespace IonicMlff.Analysis.Markov;

/// <summary>
/// Reads sequences of states from text, plain or gzip: one sequence per line, whole numbers with blanks, tabs or commas between them, or one digit
/// per step without any; empty lines and lines that begin with # do not count.
/// </summary>
public static class StateSequences
{
    /// <summary>Reads a file.</summary>
    /// <exception cref="IlmlffException">It is missing, or holds something else.</exception>
    public static IReadOnlyList<long[]> Read(string path)
    {
        var sequences = new List<long[]>();
        try
        {
            using Stream file = File.OpenRead(path);
            bool isGzip = file.ReadByte() == 0x1f && file.ReadByte() == 0x8b;
            file.Position = 0;
            using Stream plain = isGzip ? new GZipStream(file, CompressionMode.Decompress) : file;
            using var reader = new StreamReader(plain);
            for (int line = 1; reader.ReadLine() is { } text; line++)
            {
                if (text.Trim() is { Length: > 0 } states && states[0] != '#')
                    sequences.Add(Parse(states, path, line));
            }
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException)
        {
            throw IlmlffException.Usage($"{path}: can't be read: {e.Message}");
        }
        catch (InvalidDataException e)
        {
            throw IlmlffException.BadData($"{path}: the gzip file is damaged: {e.Message}");
        }

        return sequences.Count > 0 ? sequences : throw IlmlffException.BadData($"{path} holds no sequence; expected one per line, whole numbers or one digit per step.");
    }

    private static long[] Parse(string text, string path, int line)
    {
        char[] separators = [' ', '\t', ','];
        if (text.IndexOfAny(separators) < 0)
            return [.. text.Select(c => char.IsAsciiDigit(c) ? c - '0' : throw Bad(c.ToString(), path, line))];
        return [.. text.Split(separators, StringSplitOptions.RemoveEmptyEntries).Select(w =>
            long.TryParse(w, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long state) ? state : throw Bad(w, path, line))];
    }

    private static IlmlffException Bad(string word, string path, int line) =>
        IlmlffException.BadData($"{path}, line {line}: '{word}' is not a state; expected whole numbers with blanks between them, or one digit per step.");
}
