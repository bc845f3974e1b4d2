using IonicMlff.Core.Errors;

namespace IonicMlff.Tool.Evaluation;

/// <summary>
/// A file that is written under a temporary name beside its place and put there by one rename: a reader never meets half of it.
/// Disposed without <see cref="Commit"/> the temporary file is removed and what was there before stays.
/// </summary>
internal sealed class AtomicFile : IDisposable
{
    private readonly string temporary;
    private readonly StreamWriter writer;
    private bool done;

    private AtomicFile(string path, string temporary, StreamWriter writer)
    {
        Path = path;
        this.temporary = temporary;
        this.writer = writer;
    }

    /// <summary>Where the file will be.</summary>
    public string Path { get; }

    /// <summary>Receives the text.</summary>
    public TextWriter Writer => writer;

    /// <summary>Begins a file.</summary>
    /// <param name="path">Where it will be.</param>
    /// <param name="create">Opens the temporary file, whose name has the same ending.</param>
    /// <exception cref="IlmlffException">The folder does not exist or can't be written to, or the path is a folder.</exception>
    public static AtomicFile Create(string path, Func<string, StreamWriter> create)
    {
        path = System.IO.Path.GetFullPath(path);
        string folder = System.IO.Path.GetDirectoryName(path)!;
        if (Directory.Exists(path))
        {
            throw IlmlffException.Usage($"{path} is a folder; give the name of a file in it.");
        }

        if (!Directory.Exists(folder))
        {
            throw IlmlffException.Usage($"The folder {folder} does not exist, so {System.IO.Path.GetFileName(path)} can't be written there. Make it with mkdir -p.");
        }

        string name = System.IO.Path.GetFileName(path);
        string temporary = System.IO.Path.Combine(folder, $".{Environment.ProcessId}.tmp.{name}");
        return new AtomicFile(path, temporary, create(temporary));
    }

    /// <summary>Puts what was written in its place.</summary>
    public void Commit()
    {
        writer.Dispose();
        File.Move(temporary, Path, overwrite: true);
        done = true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!done)
        {
            done = true;
            try
            {
                writer.Dispose();
            }
            finally
            {
                File.Delete(temporary);
            }
        }
    }
}
