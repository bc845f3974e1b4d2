using System.Globalization;

namespace OpenMM;

/// <summary>
/// The first model of a PDB file: atoms, box (CRYST1), CONECT bonds, and the bonds of water, which such files leave out. Waters called
/// WAT, SOL, TIP3, ... become HOH, as force fields know them. Bonds inside other residues have to be in the file (CONECT) or be added.
/// </summary>
public sealed class PdbFile
{
    private static readonly HashSet<string> Waters = ["HOH", "H2O", "H20", "WAT", "SOL", "TIP", "TIP3", "TP3", "TIP4", "TIP5"];
    private readonly List<Vec3> _positions = [];
    private readonly Dictionary<string, Atom> _bySerial = [];
    private Residue? _residue;
    private (string, string, string) _key;

    /// <summary>Reads a file.</summary>
    /// <exception cref="OpenMMException">A line can't be read; the message names it.</exception>
    public PdbFile(string path)
        : this(Open(path), path)
    {
    }

    /// <summary>Reads from a text; <paramref name="name"/> is for messages.</summary>
    /// <exception cref="OpenMMException">A line can't be read.</exception>
    public PdbFile(TextReader text, string name)
    {
        using (text)
        {
            int number = 0;
            while (text.ReadLine() is { } line && !line.StartsWith("ENDMDL", StringComparison.Ordinal))
            {
                number++;
                try
                {
                    Read(line);
                }
                catch (Exception e) when (e is FormatException or ArgumentException or OpenMMException)
                {
                    throw new OpenMMException($"{name}, line {number}: {e.Message} In: '{line.TrimEnd()}'", e);
                }
            }
        }

        if (_positions.Count == 0)
            throw new OpenMMException($"{name} has no ATOM or HETATM lines; is it a PDB file?");
        foreach (Residue water in Topology.Residues.Where(r => r.Name == "HOH"))
            AddWaterBonds(water);
    }

    public Topology Topology { get; } = new();

    /// <summary>nm.</summary>
    public IReadOnlyList<Vec3> Positions => _positions;

    private static StreamReader Open(string path) => File.Exists(path) ? new StreamReader(path) : throw new OpenMMException($"The PDB file '{path}' does not exist.");

    private void Read(string line)
    {
        string record = Column(line, 0, 6);
        if (record is "ATOM" or "HETATM")
            ReadAtom(line.PadRight(80));
        else if (record == "TER")
            _residue = null;
        else if (record == "CRYST1")
            ReadBox(line);
        else if (record == "CONECT")
            ReadBonds(line);
    }

    private void ReadAtom(string line)
    {
        if (line[16] is not (' ' or 'A' or '1'))
            return; // alternate location
        string name = Column(line, 12, 4), residueName = Column(line, 17, 4);
        bool water = Waters.Contains(residueName);
        if (water)
            name = name switch { "OW" or "OH2" => "O", "HW1" => "H1", "HW2" => "H2", "MW" => "M", _ => name };
        var key = (residueName, Column(line, 21, 1), Column(line, 22, 5));
        if (_residue is null || key != _key || _residue.Atoms.Any(a => a.Name == name))
            _residue = Topology.AddResidue(water ? "HOH" : residueName, key.Item3, key.Item2);
        _key = key;
        _positions.Add(new Vec3(Number(line, 30, 8, "x"), Number(line, 38, 8, "y"), Number(line, 46, 8, "z")));
        Atom atom = Topology.AddAtom(_residue, name, Element(Column(line, 76, 2), name, residueName, water));
        _bySerial.TryAdd(Column(line, 6, 5), atom);
    }

    // Columns 77-78; where they are empty, from the atom's name: an ion's residue is named like it, else the first letter counts.
    private static string? Element(string column, string name, string residue, bool water)
    {
        static string Symbol(string s) => s.Length == 0 ? "" : char.ToUpperInvariant(s[0]) + s[1..].ToLowerInvariant();
        if (ChemicalElements.Number(Symbol(column)) != 0)
            return Symbol(column);
        string letters = new([.. name.Where(char.IsAsciiLetter)]);
        if (water)
            return letters.StartsWith('O') ? "O" : letters.StartsWith('H') ? "H" : null;
        if (name == residue && ChemicalElements.Number(Symbol(letters)) != 0)
            return Symbol(letters);
        return letters.Length > 0 && ChemicalElements.Number(Symbol(letters[..1])) != 0 ? Symbol(letters[..1]) : null;
    }

    private void ReadBox(string line)
    {
        double a = Number(line, 6, 9, "a"), b = Number(line, 15, 9, "b"), c = Number(line, 24, 9, "c");
        // 1 x 1 x 1 Angstrom is how programs write "no box".
        if (a * b * c > 0.0011)
            Topology.Box = OpenMM.Box.FromLengthsAndAngles(a, b, c, Angle(line, 33), Angle(line, 40), Angle(line, 47));
    }

    private static double Angle(string line, int at) => 10 * Number(line, at, 7, "angle");

    private void ReadBonds(string line)
    {
        if (!_bySerial.TryGetValue(Column(line, 6, 5), out Atom? from))
            return;
        for (int at = 11; at + 1 < line.Length && at < 31; at += 5)
        {
            if (_bySerial.TryGetValue(Column(line, at, 5), out Atom? to) && to != from)
                Topology.AddBond(from, to);
        }
    }

    private void AddWaterBonds(Residue water)
    {
        if (water.Atoms.FirstOrDefault(a => a.Name == "O") is not { } oxygen)
            return;
        foreach (Atom hydrogen in water.Atoms.Where(a => a.Name is "H1" or "H2"))
            Topology.AddBond(oxygen, hydrogen);
    }

    private static string Column(string line, int start, int length) =>
        start >= line.Length ? "" : line.Substring(start, Math.Min(length, line.Length - start)).Trim();

    // Angstrom to nm, as 0.1 times the number of the file.
    private static double Number(string line, int start, int length, string what) =>
        double.TryParse(Column(line, start, length), NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value)
            ? 0.1 * value
            : throw new FormatException($"'{Column(line, start, length)}' in columns {start + 1}-{start + length} is not a number ({what}).");
}
