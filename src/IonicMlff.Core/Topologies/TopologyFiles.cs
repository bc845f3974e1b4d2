using IonicMlff.Core.Elements;
using IonicMlff.Core.Errors;
using IonicMlff.Core.Frames;

namespace IonicMlff.Core.Topologies;

/// <summary>Reads topologies of all formats that are read; the format is told by the ending.</summary>
public static class TopologyFiles
{
    /// <summary>Reads a file.</summary>
    /// <param name="path">LAMMPS data (.data, .lmp, .lammps), PDB, GRO, extended XYZ (first frame).</param>
    /// <param name="elements">Symbols of LAMMPS types; empty: by mass.</param>
    /// <exception cref="IlmlffException">An unknown ending, or something wrong in the file.</exception>
    public static Topology Read(string path, IReadOnlyList<string> elements)
    {
        if (!File.Exists(path))
            throw IlmlffException.BadData($"{path}: no such file. Check the name and the current folder ({Directory.GetCurrentDirectory()}).");
        string ending = Path.GetExtension(path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? path[..^3] : path).ToLowerInvariant();
        return ending switch
        {
            ".data" or ".lmp" or ".lammps" => LammpsDataFile.Read(path, elements, "metal", "real").Topology,
            ".pdb" => PdbFile.Read(path),
            ".gro" => GroFile.Read(path),
            ".xyz" or ".extxyz" => FromFrame(ExtxyzReader.Read(path).First(), path),
            _ => throw IlmlffException.BadData(
                $"{path}: '{ending}' is none of the topologies that are read: LAMMPS data (.data, .lmp, .lammps), PDB (.pdb), GROMACS (.gro), extended XYZ (.xyz, .extxyz)."),
        };
    }

    private static Topology FromFrame(Frame frame, string path) => new(frame.Count)
    {
        Source = path,
        Elements = frame.AtomicNumbers,
        Masses = Array.ConvertAll(frame.AtomicNumbers, PeriodicTable.Weight),
        MoleculeNumbers = frame.Columns.TryGetValue("molid", out PropertyArray? m) && m.Data is long[] numbers ? Array.ConvertAll(numbers, n => (int)n) : null,
        Positions = frame.Positions,
        Cell = frame.Cell,
    };
}
