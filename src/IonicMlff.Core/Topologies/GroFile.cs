using System.Globalization;
using IonicMlff.Core.Elements;
using IonicMlff.Core.Errors;
using IonicMlff.Core.Geometry;

namespace IonicMlff.Core.Topologies;

/// <summary>
/// Reads the first frame of a GROMACS .gro file (nm, nm/ps). The format has no elements: they are read from the names of the atoms.
/// </summary>
public static class GroFile
{
    private const int AtomNameColumn = 10, NumbersColumn = 20;
    private const double AngstromPerNm = 10;

    // Names that are not their first letter: ions, as residue or atom, and what can't be anything else.
    private static readonly string[] TwoLetters = ["Li", "Na", "Cl", "Br", "Mg", "Al", "Si", "Zn", "Rb", "Cs", "Be", "Ca"];

    /// <summary>Reads a file.</summary>
    /// <exception cref="IlmlffException">A line that is not understood, or an atom whose name tells no element.</exception>
    public static Topology Read(string path)
    {
        using var lines = new StreamReader(path);
        lines.ReadLine(); // title
        if (!int.TryParse(lines.ReadLine(), NumberStyles.Integer, CultureInfo.InvariantCulture, out int count) || count < 0)
            throw IlmlffException.BadData($"{path}:2: the number of atoms is expected. Is this a .gro file?");

        var numbers = new List<int>();
        var names = new List<string>();
        var residues = new List<int>();
        var positions = new List<double>();
        var velocities = new List<double>();
        for (int i = 0; i < count; i++)
        {
            int at = i + 3;
            string line = lines.ReadLine() ?? throw IlmlffException.BadData($"{path}:{at}: the file ends after {i} of {count} atoms.");
            if (line.Length <= NumbersColumn)
                throw IlmlffException.BadData($"{path}:{at}: '{Quote.Short(line)}'; expected the line of an atom.");
            names.Add(line[AtomNameColumn..(AtomNameColumn + 5)].Trim());
            residues.Add(int.TryParse(line[..5], NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out int residue) ? residue : 0);
            numbers.Add(ElementOf(line[AtomNameColumn..(AtomNameColumn + 5)].Trim(), line[5..AtomNameColumn].Trim(), path, at));
            ReadNumbers(line, path, at, positions, velocities);
        }

        Cell cell = ReadCell(lines.ReadLine() ?? throw IlmlffException.BadData($"{path}:{count + 3}: the file ends before its last line, the box."), path, count + 3);
        return new Topology(count)
        {
            Source = path,
            Elements = [.. numbers],
            Masses = [.. numbers.Select(PeriodicTable.Weight)],
            Names = [.. names],
            MoleculeNumbers = [.. residues],
            Positions = [.. positions],
            Velocities = velocities.Count == positions.Count && count > 0 ? [.. velocities] : null,
            Cell = cell,
        };
    }

    // The width of the columns is the distance between the decimal points.
    private static void ReadNumbers(string line, string path, int at, List<double> positions, List<double> velocities)
    {
        int first = line.IndexOf('.', NumbersColumn), second = first < 0 ? -1 : line.IndexOf('.', first + 1), width = second - first;
        if (second < 0 || line.Length < NumbersColumn + 3 * width)
            throw IlmlffException.BadData($"{path}:{at}: three coordinates are expected from column {NumbersColumn + 1} on.");
        for (int k = 0; k < 3; k++)
            positions.Add(AngstromPerNm * Number(line.Substring(NumbersColumn + k * width, width), path, at));
        int from = NumbersColumn + 3 * width;
        for (int k = 0; k < 3 && line.Length >= from + 3 * width; k++)
            velocities.Add(AngstromPerNm * Number(line.Substring(from + k * width, width), path, at));
    }

    // v1(x) v2(y) v3(z) v1(y) v1(z) v2(x) v2(z) v3(x) v3(y); three numbers: orthogonal; zeros: no box
    private static Cell ReadCell(string line, string path, int at)
    {
        double[] v = [.. line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(w => AngstromPerNm * Number(w, path, at))];
        if (v.Length is not (3 or 9))
            throw IlmlffException.BadData($"{path}:{at}: {v.Length} numbers; expected the box, 3 or 9 numbers in nm.");
        if (v.All(x => x == 0))
            return Cell.None;
        return v.Length == 3 ? Cell.Orthogonal(v[0], v[1], v[2]) : new Cell(v[0], v[3], v[4], v[5], v[1], v[6], v[7], v[8], v[2], true, true, true);
    }

    private static int ElementOf(string name, string residue, string path, int at)
    {
        string letters = new([.. name.TakeWhile(char.IsAsciiLetter)]);
        if (letters.Length == 0)
            letters = new([.. name.SkipWhile(char.IsAsciiDigit).TakeWhile(char.IsAsciiLetter)]); // 1HB
        string? two = TwoLetters.FirstOrDefault(e =>
            letters == e                                                                                                 // Cl
            || (letters.Length >= 2 && letters.StartsWith(e, StringComparison.Ordinal))                                  // Cl1
            || (letters.Equals(e, StringComparison.OrdinalIgnoreCase) && residue.StartsWith(e, StringComparison.OrdinalIgnoreCase))); // CL of residue CL
        string symbol = two ?? (letters.Length > 0 ? letters[..1].ToUpperInvariant() : "");
        return PeriodicTable.TryAtomicNumber(symbol, out int z) ? z
            : throw IlmlffException.BadData($"{path}:{at}: the atom name '{Quote.Short(name)}' tells no element; a .gro file has no other. Use PDB or extended XYZ.");
    }

    private static double Number(string text, string path, int at) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value) ? value
            : throw IlmlffException.BadData($"{path}:{at}: '{Quote.Short(text.Trim())}' is not a number.");
}
