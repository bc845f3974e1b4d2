using System.Globalization;
using IonicMlff.Core.Elements;
using IonicMlff.Core.Errors;
using IonicMlff.Core.Geometry;

namespace IonicMlff.Core.Topologies;

/// <summary>PDB files: CRYST1, ATOM and HETATM with element symbols in columns 77-78, CONECT. The first model is read.</summary>
public static class PdbFile
{
    private const int SerialNumbers = 100_000; // five columns

    /// <summary>Writes one model, all atoms in one residue, named after their elements; cell (a along x) and positions in Å.</summary>
    public static void Write(string path, int[] atomicNumbers, double[] positions, in Cell cell)
    {
        using var file = new StreamWriter(path) { NewLine = "\n" };
        void Line(FormattableString line) => file.WriteLine(line.ToString(CultureInfo.InvariantCulture));
        if (cell.IsPeriodic)
        {
            (double a, double b, double c) = (Length(cell.Ax, cell.Ay, cell.Az), Length(cell.Bx, cell.By, cell.Bz), Length(cell.Cx, cell.Cy, cell.Cz));
            double alpha = Degrees(cell.Bx * cell.Cx + cell.By * cell.Cy + cell.Bz * cell.Cz, b * c);
            double beta = Degrees(cell.Ax * cell.Cx + cell.Ay * cell.Cy + cell.Az * cell.Cz, a * c), gamma = Degrees(cell.Ax * cell.Bx + cell.Ay * cell.By + cell.Az * cell.Bz, a * b);
            Line($"CRYST1{a,9:0.000}{b,9:0.000}{c,9:0.000}{alpha,7:0.00}{beta,7:0.00}{gamma,7:0.00} P 1           1");
        }

        for (int i = 0; i < atomicNumbers.Length; i++)
        {
            string symbol = PeriodicTable.Symbol(atomicNumbers[i]);
            string name = symbol.Length == 1 ? $" {symbol}  " : $"{symbol.ToUpperInvariant()}  ";
            Line($"ATOM  {(i + 1) % SerialNumbers,5} {name} SYS A   1    {positions[3 * i],8:0.000}{positions[3 * i + 1],8:0.000}{positions[3 * i + 2],8:0.000}  1.00  0.00          {symbol.ToUpperInvariant(),2}");
        }

        file.WriteLine("END");

        static double Length(double x, double y, double z) => Math.Sqrt(x * x + y * y + z * z);
        static double Degrees(double product, double lengths) => Math.Acos(Math.Clamp(product / lengths, -1, 1)) * 180 / Math.PI;
    }

    /// <summary>Reads a file.</summary>
    /// <exception cref="IlmlffException">A line that is not understood, or an atom without an element.</exception>
    public static Topology Read(string path)
    {
        var numbers = new List<int>();
        var positions = new List<double>();
        Cell cell = Cell.None;
        var names = new List<string>();
        var residues = new List<int>();
        var placeOf = new Dictionary<int, int>();
        List<(int, int)>? bonds = null;
        bool isFirstModel = true;
        int n = 0;
        foreach (string line in File.ReadLines(path))
        {
            n++;
            if (line.StartsWith("ENDMDL", StringComparison.Ordinal))
                isFirstModel = false;
            if (line.StartsWith("CONECT", StringComparison.Ordinal))
                AddBonds(line, placeOf, bonds ??= []);
            if (line.StartsWith("CRYST1", StringComparison.Ordinal))
                cell = ReadCell(path, n, line);
            if (!isFirstModel || (!line.StartsWith("ATOM  ", StringComparison.Ordinal) && !line.StartsWith("HETATM", StringComparison.Ordinal)))
                continue;
            string symbol = line.Length >= 77 ? line[76..Math.Min(78, line.Length)].Trim() : "";
            if (!PeriodicTable.TryAtomicNumber(symbol, out int z))
                throw IlmlffException.BadData($"{path}:{n}: columns 77-78 hold '{symbol}'; expected the element of the atom.");
            if (TryInteger(line, 6, 5, out int serial))
                placeOf.TryAdd(serial, numbers.Count);
            names.Add(line[12..16].Trim());
            residues.Add(TryInteger(line, 22, 4, out int residue) ? residue : 0);
            numbers.Add(z);
            for (int k = 0; k < 3; k++)
                positions.Add(Number(path, n, line, 30 + 8 * k, 8));
        }

        return new Topology(numbers.Count)
        {
            Source = path,
            Elements = [.. numbers],
            Masses = [.. numbers.Select(PeriodicTable.Weight)],
            Names = [.. names],
            MoleculeNumbers = [.. residues],
            Bonds = bonds is null ? null : [.. bonds.Distinct().Order()],
            Positions = [.. positions],
            Cell = cell,
        };
    }

    private static void AddBonds(string line, Dictionary<int, int> placeOf, List<(int, int)> bonds)
    {
        if (!TryInteger(line, 6, 5, out int from) || !placeOf.TryGetValue(from, out int i))
            return;
        for (int k = 11; k < line.Length; k += 5)
        {
            if (TryInteger(line, k, 5, out int to) && placeOf.TryGetValue(to, out int j) && i != j)
                bonds.Add((Math.Min(i, j), Math.Max(i, j)));
        }
    }

    private static bool TryInteger(string line, int from, int length, out int value)
    {
        value = 0;
        return line.Length > from && int.TryParse(line.AsSpan(from, Math.Min(length, line.Length - from)).Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);
    }

    private static Cell ReadCell(string path, int n, string line)
    {
        double a = Number(path, n, line, 6, 9), b = Number(path, n, line, 15, 9), c = Number(path, n, line, 24, 9);
        double cosA = Cosine(Number(path, n, line, 33, 7)), cosB = Cosine(Number(path, n, line, 40, 7)), cosC = Cosine(Number(path, n, line, 47, 7));
        if (a <= 1 && b <= 1 && c <= 1)
            return Cell.None; // 1 x 1 x 1 means: no crystal
        double sinC = Math.Sqrt(1 - cosC * cosC), cy = (cosA - cosB * cosC) / sinC;
        return new Cell(a, 0, 0, b * cosC, b * sinC, 0, c * cosB, c * cy, c * Math.Sqrt(1 - cosB * cosB - cy * cy), true, true, true);
    }

    // 90° exactly gives an orthogonal cell.
    private static double Cosine(double degrees) => degrees == 90 ? 0 : Math.Cos(degrees * Math.PI / 180);

    private static double Number(string path, int n, string line, int from, int length)
    {
        string text = line.Length > from ? line[from..Math.Min(line.Length, from + length)].Trim() : "";
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value) ? value
            : throw IlmlffException.BadData($"{path}:{n}: columns {from + 1}-{from + length} hold '{Quote.Short(text)}'; expected a number.");
    }
}
