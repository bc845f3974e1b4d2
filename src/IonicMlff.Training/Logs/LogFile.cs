using System.Text;

namespace IonicMlff.Training.Logs;

/// <summary>A text file that grows by lines, each of which is on its way to disk when it is written.</summary>
internal sealed class LogFile : IDisposable
{
    private readonly StreamWriter writer;

    private LogFile(StreamWriter writer) => this.writer = writer;

    /// <summary>Begins a file anew, or goes on with one.</summary>
    /// <param name="path">File; its folder is made when missing.</param>
    /// <param name="keeps">Lines of an existing file that stay; null: none, the file begins anew.</param>
    public static LogFile Open(string path, Func<string, bool>? keeps)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        string[] kept = keeps is not null && File.Exists(path) ? [.. File.ReadLines(path).Where(keeps)] : [];
        var writer = new StreamWriter(path, append: false, new UTF8Encoding(false)) { AutoFlush = true, NewLine = "\n" };
        foreach (string line in kept)
            writer.WriteLine(line);
        return new(writer) { IsNew = kept.Length == 0 };
    }

    /// <summary>Nothing was in it.</summary>
    public bool IsNew { get; private init; }

    /// <summary>Writes a line.</summary>
    public void Line(string text) => writer.WriteLine(text);

    /// <inheritdoc />
    public void Dispose() => writer.Dispose();
}
