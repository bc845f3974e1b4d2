using IonicMlff.Core.Errors;

namespace IonicMlff.Data.Deepmd;

/// <summary>DeePMD systems in a folder and the folders below it.</summary>
public static class DeepmdFolders
{
    private const int Deepest = 8;

    /// <summary>The folder itself when it has a type.raw, else all folders below it that have one, in the order of their names.</summary>
    /// <exception cref="IlmlffException">There is none.</exception>
    public static IReadOnlyList<string> Find(string folder)
    {
        if (File.Exists(Path.Combine(folder, "type.raw")))
        {
            return [folder];
        }

        var below = new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = Deepest, IgnoreInaccessible = true };
        string[] found = [.. Directory.EnumerateFiles(folder, "type.raw", below).Select(f => Path.GetDirectoryName(f)!).Order(StringComparer.Ordinal)];
        return found.Length > 0 ? found : throw IlmlffException.BadData(
            $"{folder} is a folder without type.raw, and so are those below it. A DeePMD folder has type.raw, type_map.raw and " +
            "set.*/coord.npy; for other data give a file.");
    }
}
