using System.Text;
using IonicMlff.Core.Errors;

namespace IonicMlff.Training.Logs;

/// <summary>A text file that grows by lines, each of which is on its way to disk when it is written.</summary>
internal sealed class LogFile : IDisposable
{
    private static readonly UTF8Encoding Encoding = new(false);
    private const string PartialSuffix = ".partial";
    private readonly FileStream file;

    private LogFile(FileStream file) => this.file = file;

    /// <summary>Begins a file anew, or goes on with one.</summary>
    /// <param name="path">File; its folder is made when missing.</param>
    /// <param name="keeps">Lines of an existing file that stay; null: none, the file begins anew.</param>
    public static LogFile Open(string path, Func<string, bool>? keeps)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.Delete(path + PartialSuffix); // of a start that was killed
        string text = keeps is not null && File.Exists(path) ? File.ReadAllText(path) : "";
        string kept = keeps is null ? "" : string.Concat(text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(keeps).Select(line => line + "\n"));
        if (kept.Length == 0 || kept != text)
            Rewrite(path, kept);
        var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.Read, bufferSize: 0);
        file.Seek(0, SeekOrigin.End);
        return new(file) { IsNew = kept.Length == 0 };
    }

    /// <summary>Nothing was in it.</summary>
    public bool IsNew { get; private init; }

    // through another file: a kill or a full disk here must not cost what was written before
    private static void Rewrite(string path, string text)
    {
        string partial = path + PartialSuffix;
        try
        {
            File.WriteAllText(partial, text, Encoding);
            File.Move(partial, path, overwrite: true);
        }
        finally
        {
            File.Delete(partial);
        }
    }

    /// <summary>Writes a line, or nothing.</summary>
    /// <exception cref="IOException">It can't be written; the file is as it was.</exception>
    public void Line(string text)
    {
        long before = file.Length;
        try
        {
            file.Write(Encoding.GetBytes(text + "\n"));
        }
        catch (Exception e) when (DiskFailure.Is(e))
        {
            file.SetLength(before); // a full disk takes part of a line
            throw new IOException($"{file.Name}: {DiskFailure.Text(e)}", e);
        }
    }

    /// <inheritdoc />
    public void Dispose() => file.Dispose();
}
