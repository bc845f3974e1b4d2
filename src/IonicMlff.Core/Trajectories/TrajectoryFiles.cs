using IonicMlff.Core.Errors;
using IonicMlff.Core.Trajectories.Dcd;
using IonicMlff.Core.Trajectories.Extxyz;
using IonicMlff.Core.Trajectories.LammpsDump;
using IonicMlff.Core.Trajectories.Text;
using IonicMlff.Core.Trajectories.Trr;
using IonicMlff.Core.Trajectories.Xtc;

namespace IonicMlff.Core.Trajectories;

/// <summary>Opens trajectories of all formats that are read.</summary>
public static class TrajectoryFiles
{
    /// <summary>The formats, for messages.</summary>
    public const string Formats = "LAMMPS text dump (also gzip), DCD, XTC, TRR, extended XYZ (also gzip)";

    /// <summary>
    /// Opens a file; the format is told by its first bytes. What is wrong with the content is in <see cref="ITrajectory.Fault"/>.
    /// </summary>
    /// <exception cref="IlmlffException">There is no such file, or it can't be read at all.</exception>
    public static ITrajectory Open(string path)
    {
        if (Directory.Exists(path))
            throw IlmlffException.BadData($"{path} is a folder; expected a trajectory: {Formats}.");
        if (!File.Exists(path))
            throw IlmlffException.BadData($"{path}: no such file. Check the name and the current folder ({Directory.GetCurrentDirectory()}).");
        FileStream stream;
        try
        {
            stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0, FileOptions.SequentialScan);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw IlmlffException.BadData($"{path} can't be read: {e.Message}", e);
        }

        return new CheckedTrajectory(Open(stream, path));
    }

    private static TrajectoryReader Open(FileStream stream, string path)
    {
        try
        {
            Span<byte> start = stackalloc byte[8];
            int n = stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
            stream.Position = 0;
            start = start[..n];
            if (start.StartsWith((ReadOnlySpan<byte>)[0, 0, 7, 0xCB]) || start.StartsWith((ReadOnlySpan<byte>)[0, 0, 7, 0xE7]))
                return new XtcTrajectory(stream, path);
            if (start.StartsWith((ReadOnlySpan<byte>)[0, 0, 7, 0xC9]))
                return new TrrReader(stream, path);
            if (start.EndsWith("CORD"u8))
                return new DcdReader(stream, path);
            return IsExtendedXyz(stream, path) ? new ExtxyzTrajectory(stream, path) : new LammpsDumpReader(stream, path);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    // A number alone in the first line, as extended XYZ begins; a damaged or foreign text file goes by its name.
    private static bool IsExtendedXyz(FileStream stream, string path)
    {
        var lines = new ByteLines(stream); // not disposed: the stream is read again
        bool hasLine = lines.TryRead(out ReadOnlySpan<byte> line);
        int at = 0;
        bool isCount = hasLine && NumberBytes.TryWhole(NumberBytes.Word(line, ref at), out _) && NumberBytes.Word(line, ref at).IsEmpty;
        bool isDump = hasLine && line.StartsWith("ITEM:"u8);
        stream.Position = 0;
        return isCount || (!isDump && (path.Contains(".xyz", StringComparison.OrdinalIgnoreCase) || path.Contains(".extxyz", StringComparison.OrdinalIgnoreCase)));
    }
}
