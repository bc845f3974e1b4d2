using IonicMlff.Core.Errors;
using IonicMlff.Core.Frames;
using IonicMlff.Data.Deepmd;

namespace IonicMlff.Data.Sources;

/// <summary>
/// Frames to evaluate: an extended XYZ file (plain or gzip), a DeePMD system, or standard input. Can be read more than
/// once: first to check every frame, then to evaluate.
/// </summary>
public sealed class FrameSource
{
    private readonly Func<IEnumerable<Frame>> read;

    private FrameSource(string name, Func<IEnumerable<Frame>> read)
    {
        Name = name;
        this.read = read;
    }

    /// <summary>File or folder, for messages.</summary>
    public string Name { get; }

    /// <summary>Frames from the beginning, read as they are asked for.</summary>
    public IEnumerable<Frame> Frames => read();

    /// <summary>Finds out what a path is; a folder that contains several DeePMD systems gives one source for each.</summary>
    /// <exception cref="IlmlffException">There is nothing at the path, or it is of a kind that can't be read.</exception>
    public static IReadOnlyList<FrameSource> Open(string path)
    {
        if (path == "-")
        {
            Frame[] frames = [.. ExtxyzReader.Read(Console.OpenStandardInput(), "standard input")];
            return [new FrameSource("standard input", () => frames)];
        }

        if (Directory.Exists(path))
        {
            return [.. DeepmdFolders.Find(path).Select(f => new FrameSource(f, () => DeepmdSystem.Read(new FolderStore(f))))];
        }

        int hash = path.LastIndexOf('#');
        (string file, string group) = hash > 0 && !File.Exists(path) ? (path[..hash], path[(hash + 1)..]) : (path, "");
        if (!File.Exists(file))
        {
            throw IlmlffException.BadData($"{file} does not exist. Give an extended XYZ file or a DeePMD folder of npy files.{Neighbour(file)}");
        }

        if (Hdf5Store.IsHdf5(file))
        {
            return [.. Hdf5Store.Find(file, group).Select(store => new FrameSource(store.Name, () => DeepmdSystem.Read(store)))];
        }

        if (hash > 0 && file != path)
        {
            throw IlmlffException.BadData($"{path} names a group of an HDF5 file, but {file} is no HDF5 file.");
        }

        RefuseOtherFormats(path);
        return [new FrameSource(path, () => ExtxyzReader.Read(path))];
    }

    // A file beside it whose name differs by little: a typing error.
    private static string Neighbour(string path)
    {
        string? folder = Path.GetDirectoryName(Path.GetFullPath(path));
        string name = Path.GetFileName(path);
        if (folder is null || name.Length == 0 || !Directory.Exists(folder))
        {
            return "";
        }

        string[] names = [.. Directory.EnumerateFiles(folder).Take(1000).Select(f => Path.GetFileName(f)!)];
        return names.Length > 0 && NearestWord.To(name, names) is string near && Math.Abs(near.Length - name.Length) <= 3
            && (near.StartsWith(name[..Math.Min(3, name.Length)], StringComparison.OrdinalIgnoreCase)) ? $" Did you mean {near}?" : "";
    }

    // Formats that people have at hand and that are not extended XYZ; anything else meets the reader, which names the line.
    private static void RefuseOtherFormats(string path)
    {
        string? what = Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".data" or ".lmp" or ".lammps" => "a LAMMPS data file",
            ".lammpstrj" or ".dump" => "a LAMMPS dump",
            ".pdb" or ".cif" or ".gro" or ".poscar" or ".vasp" or ".traj" or ".db" => $"a {Path.GetExtension(path)} file",
            ".npy" => "a single npy file; give the DeePMD folder that holds type.raw",
            ".dcd" or ".xtc" or ".trr" => "a trajectory",
            _ => null,
        };
        if (what is not null)
        {
            throw IlmlffException.BadData($"{path} looks like {what}, which can't be read as frames. " +
                "Convert it to extended XYZ first, e.g. with ASE: ase convert IN OUT.extxyz.");
        }
    }
}
