using System.Globalization;
using IonicMlff.Core.Errors;

namespace IonicMlff.Training.Checkpoints;

/// <summary>
/// The checkpoints of a run: <c>NAME.step-120.checkpoint</c> and the ones before it. A new one is written beside them under another
/// name, flushed to the disk, read back, and only then renamed; only then the oldest is removed. A kill or a full disk at any moment
/// leaves the earlier ones as they were.
/// </summary>
public sealed class CheckpointFolder
{
    private const string Suffix = ".checkpoint";
    private const string PartialSuffix = ".partial";
    private readonly string _folder, _prefix;
    private readonly int _kept;
    private readonly Func<string, FileStream> _open;

    /// <summary>Checkpoints of a run in a folder.</summary>
    /// <param name="folder">Folder; made when missing.</param>
    /// <param name="name">Name of the run.</param>
    /// <param name="kept">Checkpoints kept, at least 1.</param>
    public CheckpointFolder(string folder, string name, int kept)
        : this(folder, name, kept, File.Create)
    {
    }

    internal CheckpointFolder(string folder, string name, int kept, Func<string, FileStream> open)
    {
        (_folder, _prefix, _kept, _open) = (folder, name + ".step-", Math.Max(1, kept), open);
    }

    /// <summary>All checkpoints, newest first.</summary>
    public IReadOnlyList<(long Step, string Path)> All() => !Directory.Exists(_folder)
        ? []
        : [.. Directory.EnumerateFiles(_folder, _prefix + "*" + Suffix)
            .Select(path => (Step: StepOf(path), Path: path))
            .Where(c => c.Step >= 0)
            .OrderByDescending(c => c.Step)];

    /// <summary>Writes the checkpoint of a step.</summary>
    /// <returns>Its path and length.</returns>
    /// <exception cref="IlmlffException">It can't be written; the earlier ones are as they were.</exception>
    public (string Path, long Bytes) Save(CheckpointContent content, long step)
    {
        string path = Path.Combine(_folder, string.Create(CultureInfo.InvariantCulture, $"{_prefix}{step}{Suffix}"));
        string partial = path + PartialSuffix;
        try
        {
            Directory.CreateDirectory(_folder);
            foreach (string left in Directory.EnumerateFiles(_folder, _prefix + "*" + PartialSuffix))
                File.Delete(left);
            long bytes;
            using (FileStream to = _open(partial))
            {
                CheckpointFile.Write(content, to);
                to.Flush(flushToDisk: true);
                bytes = to.Length;
            }

            CheckpointFile.Read(partial);
            File.Move(partial, path, overwrite: true);
            foreach ((_, string old) in All().Where(c => c.Step <= step).Skip(_kept))
                File.Delete(old);
            return (path, bytes);
        }
        catch (Exception e) when (e is IlmlffException || DiskFailure.Is(e))
        {
            TryDelete(partial);
            string kept = All() is [var newest, ..]
                ? $"The checkpoint of step {newest.Step} is intact."
                : "There is no earlier checkpoint.";
            throw new IlmlffException(ErrorKind.Failed, $"The checkpoint of step {step} can't be written to {_folder}: {DiskFailure.Text(e)} {kept} "
                + "Make room or write elsewhere (output: folder).", e);
        }
    }

    /// <summary>
    /// Reads the newest checkpoint that is whole. One that is damaged is passed over with a warning.
    /// </summary>
    /// <param name="warn">Takes a sentence for each one passed over.</param>
    /// <returns>Null when there is none at all.</returns>
    /// <exception cref="IlmlffException">There are checkpoints, but each one is damaged.</exception>
    public CheckpointContent? Newest(Action<string> warn)
    {
        IlmlffException? first = null;
        IReadOnlyList<(long Step, string Path)> all = All();
        foreach ((long step, string path) in all)
        {
            try
            {
                CheckpointContent content = CheckpointFile.Read(path);
                if (first is not null)
                    warn($"{first.Message} Going on from the one before it, of step {step} ({path}).");
                return content;
            }
            catch (IlmlffException e)
            {
                first ??= e;
            }
        }

        if (first is null)
            return null;
        string none = all.Count == 1 ? "It is the only one." : $"None of the {all.Count} checkpoints in {_folder} is whole.";
        throw IlmlffException.BadData($"{first.Message} {none} Bring back a copy of one, or start anew with --overwrite.", first);
    }

    /// <summary>Removes all checkpoints of the run.</summary>
    public void Clear()
    {
        foreach ((_, string path) in All())
            File.Delete(path);
    }

    private long StepOf(string path)
    {
        string name = Path.GetFileName(path);
        string digits = name[_prefix.Length..^Suffix.Length];
        return long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out long step) ? step : -1;
    }

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // what can't be removed now is removed by the next save
        }
    }
}
