using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace IonicMlff.Tool.Md;

/// <summary>
/// <c>model_devi.out</c> of a committee. The engine writes a file of its own from every start on; its new lines are moved here, each step
/// once, and are cut with the other files when a run is continued.
/// </summary>
internal sealed partial class DeviationFile : IDisposable
{
    /// <summary>The engine's own file, in the output folder.</summary>
    public const string PartName = "model_devi.part";

    private readonly string part;
    private readonly GrowingFile all;
    private long read;

    /// <summary>Opens the file at the length of a checkpoint.</summary>
    public DeviationFile(string folder, long length, long lastStep)
    {
        part = Path.Combine(folder, PartName);
        File.Delete(part);
        all = new GrowingFile(Path.Combine(folder, "model_devi.out"), length);
        LastStep = lastStep;
    }

    public long Length => all.Length;

    /// <summary>The last step that is in the file.</summary>
    public long LastStep { get; private set; }

    /// <summary>Takes over what the engine has written since.</summary>
    public void Collect()
    {
        if (!File.Exists(part))
            return;
        string text = Tail(part, read);
        int end = text.LastIndexOf('\n') + 1; // a line in the making is left for the next time
        read += Encoding.UTF8.GetByteCount(text.AsSpan(0, end));
        foreach (string line in text[..end].Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            bool head = line.StartsWith('#');
            if (head && all.Length == 0)
                all.Writer.WriteLine(line);
            if (head || !long.TryParse(line.Split(' ', 2, StringSplitOptions.RemoveEmptyEntries)[0], NumberStyles.None, CultureInfo.InvariantCulture, out long step) || step <= LastStep)
                continue;
            all.Writer.WriteLine(line);
            LastStep = step;
        }
    }

    // The engine holds a lock on its file, which .NET's own way to open a file respects. Reading does no harm.
    private static string Tail(string path, long from)
    {
        const int ReadOnly = 0, CloseOnExec = 0x80000;
        using var file = new SafeFileHandle(open(path, ReadOnly | CloseOnExec), ownsHandle: true);
        if (file.IsInvalid)
            return "";
        var bytes = new byte[RandomAccess.GetLength(file) - from];
        int length = RandomAccess.Read(file, bytes, from);
        return Encoding.UTF8.GetString(bytes, 0, length);
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags);

    /// <summary>Sees to it that all is on the disk.</summary>
    public void Sync()
    {
        Collect();
        all.Sync();
    }

    /// <inheritdoc/>
    public void Dispose() => all.Dispose();
}
