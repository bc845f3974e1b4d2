using System.Globalization;
using IonicMlff.Core.Errors;

namespace IonicMlff.Data.Deepmd;

/// <summary>A DeePMD system in a folder: set.*/coord.npy and so on, or else coord.raw and so on, one frame per line.</summary>
public sealed class FolderStore : SystemStore
{
    private readonly string folder;
    private readonly bool isText;

    /// <summary>A folder; nothing is read yet.</summary>
    public FolderStore(string folder)
    {
        this.folder = folder;
        string[] sets = [.. Directory.EnumerateDirectories(folder, "set.*").Order(StringComparer.Ordinal)];
        isText = sets.Length == 0 && File.Exists(Path.Combine(folder, "coord.raw"));
        Sets = isText ? [folder] : sets;
    }

    /// <inheritdoc/>
    public override string Name => folder;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Sets { get; }

    /// <inheritdoc/>
    public override bool Has(string file) => File.Exists(Path.Combine(folder, file));

    /// <inheritdoc/>
    public override string[] Words(string file) =>
        File.ReadAllText(Path.Combine(folder, file)).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    /// <inheritdoc/>
    public override NumberTable? Read(string set, string quantity)
    {
        string path = Path.Combine(set, FileOf(quantity));
        return !File.Exists(path) ? null : isText ? ReadText(path) : NpyFile.Read(path);
    }

    /// <inheritdoc/>
    public override string FileOf(string quantity) => quantity + (isText ? ".raw" : ".npy");

    private static NumberTable ReadText(string path)
    {
        var values = new List<double>();
        int rows = 0, columns = 0, number = 0;
        foreach (string line in File.ReadLines(path))
        {
            number++;
            string[] words = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (words.Length == 0)
            {
                continue;
            }

            if (rows > 0 && words.Length != columns)
            {
                throw IlmlffException.BadData($"{path}:{number}: {words.Length} numbers in this line, {columns} in those before; expected one frame per line.");
            }

            (rows, columns) = (rows + 1, words.Length);
            values.AddRange(words.Select(word => double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out double x) ? x
                : throw IlmlffException.BadData($"{path}:{number}: '{Quote.Short(word)}' is not a number.")));
        }

        return new NumberTable(path, rows, columns, [.. values]);
    }
}
