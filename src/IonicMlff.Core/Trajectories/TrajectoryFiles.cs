using IonicMlff.Core.Errors;
using IonicMlff.Core.Trajectories.LammpsDump;

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
            return new LammpsDumpReader(stream, path);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }
}
