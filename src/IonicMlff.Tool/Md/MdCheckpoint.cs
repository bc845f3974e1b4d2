using System.Text.Json;
using IonicMlff.Core.Errors;

namespace IonicMlff.Tool.Md;

/// <summary>
/// Where a run stands: <c>checkpoint.json</c> in the output folder names the engine's file and how long the other files were. It is
/// replaced by a rename after everything it names is on the disk, so there is always a whole one.
/// </summary>
internal sealed record MdCheckpoint
{
    /// <summary>File name in the output folder.</summary>
    public const string FileName = "checkpoint.json";

    /// <summary>The stage to go on with; the number of stages when all is done.</summary>
    public required int Stage { get; init; }

    /// <summary>Steps of dynamics done.</summary>
    public required long Step { get; init; }

    /// <summary>The engine's file, in the output folder.</summary>
    public required string State { get; init; }

    public required long FramesLength { get; init; }

    public required long TableLength { get; init; }

    public long DeviationLength { get; init; }

    /// <summary>Last steps for which a frame and a line were written; -1: none.</summary>
    public required long LastFrame { get; init; }

    public required long LastLine { get; init; }

    public long LastDeviation { get; init; } = -1;

    /// <summary><see cref="MdConfig.Identity"/> of the run.</summary>
    public required string Identity { get; init; }

    /// <summary>The checkpoint of a folder; null when there is none.</summary>
    public static MdCheckpoint? Read(string folder)
    {
        string path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
            return null;
        try
        {
            return JsonSerializer.Deserialize<MdCheckpoint>(File.ReadAllText(path))
                ?? throw IlmlffException.BadData($"{path} is empty; delete it, or start anew with --overwrite.");
        }
        catch (JsonException e)
        {
            throw IlmlffException.BadData($"{path} is damaged ({e.Message}); start anew with --overwrite.", e);
        }
    }

    /// <summary>Puts this checkpoint in the place of the one before, and removes the engine's file of that one.</summary>
    public void Write(string folder)
    {
        string path = Path.Combine(folder, FileName), fresh = path + ".new";
        using (var stream = new FileStream(fresh, FileMode.Create))
        {
            JsonSerializer.Serialize(stream, this);
            stream.Flush(flushToDisk: true);
        }

        File.Move(fresh, path, overwrite: true);
        foreach (string old in Directory.EnumerateFiles(folder, StatePrefix + "*").Where(f => Path.GetFileName(f) != State))
            File.Delete(old);
    }

    /// <summary>Names of engine files begin so.</summary>
    public const string StatePrefix = "state.";

    /// <summary>Refuses a config that is another run's.</summary>
    public void CheckFits(MdConfig config)
    {
        string[] then = Identity.Split('\n'), now = config.Identity.Split('\n');
        for (int i = 0; i < Math.Max(then.Length, now.Length); i++)
        {
            (string a, string b) = (then.ElementAtOrDefault(i) ?? "nothing", now.ElementAtOrDefault(i) ?? "nothing");
            if (a != b)
            {
                throw IlmlffException.BadData($"{config.File} is not the config of the run in {config.Output.Folder}, which had '{Quote.Short(a)}' where it has '{Quote.Short(b)}'. " +
                    "Only the length of the last stage, ranks and threads may change; take another output.folder, or start anew with --overwrite.");
            }
        }

        if (Stage < config.Stages.Count && !File.Exists(Path.Combine(config.Output.Folder, State)))
            throw IlmlffException.BadData($"{Path.Combine(config.Output.Folder, State)} is missing, which {FileName} names; start anew with --overwrite.");
    }
}
