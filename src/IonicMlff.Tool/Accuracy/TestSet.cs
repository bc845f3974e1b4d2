using IonicMlff.Core.Errors;
using IonicMlff.Data.Sources;

namespace IonicMlff.Tool.Accuracy;

/// <summary>Labelled frames that are tested under one name.</summary>
/// <param name="Name">Name in tables and figures.</param>
/// <param name="Path">Where they come from.</param>
/// <param name="Sources">The sources found there.</param>
internal sealed record TestSet(string Name, string Path, IReadOnlyList<FrameSource> Sources)
{
    /// <summary>
    /// Opens PATH or NAME=PATH. Without a name a set is called after its file or folder; a folder with several DeePMD systems is one set
    /// per system.
    /// </summary>
    /// <exception cref="IlmlffException">There is nothing to read, or two sets have one name.</exception>
    public static IReadOnlyList<TestSet> Open(IEnumerable<string> data)
    {
        TestSet[] sets = [.. data.SelectMany(OpenOne)];
        string[] twice = [.. sets.CountBy(s => s.Name).Where(c => c.Value > 1).Select(c => c.Key)];
        return [.. sets.Select(s => twice.Contains(s.Name) ? s with { Name = s.Path } : s)];
    }

    private static IEnumerable<TestSet> OpenOne(string argument)
    {
        int equals = argument.IndexOf('=', StringComparison.Ordinal);
        bool isNamed = equals > 0 && !argument[..equals].Contains('/', StringComparison.Ordinal) && !System.IO.Path.Exists(argument);
        string path = isNamed ? argument[(equals + 1)..] : argument;
        if (path.Length == 0)
        {
            throw IlmlffException.Usage($"--data {argument} names no file; write NAME=PATH.");
        }

        IReadOnlyList<FrameSource> sources = FrameSource.Open(path);
        return isNamed ? [new TestSet(argument[..equals], path, sources)]
            : sources.Select(s => new TestSet(ShortName(s.Name), s.Name, [s]));
    }

    private static string ShortName(string path)
    {
        string name = System.IO.Path.GetFileName(System.IO.Path.TrimEndingDirectorySeparator(path));
        string[] endings = [".gz", ".extxyz", ".xyz", ".hdf5", ".h5"];
        foreach (string ending in endings)
        {
            name = name.EndsWith(ending, StringComparison.OrdinalIgnoreCase) && name.Length > ending.Length ? name[..^ending.Length] : name;
        }

        return name;
    }
}
