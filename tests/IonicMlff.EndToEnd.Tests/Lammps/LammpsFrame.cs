using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using IonicMlff.Testing;

namespace IonicMlff.EndToEnd.Tests.Lammps;

/// <summary>
/// A structure of the golden data, as a LAMMPS data file. LAMMPS wants the cell's first vector along x and the second in the
/// xy plane; <see cref="Rotation"/> is the rotation into that frame (columns of the rotated vectors: r' = R r).
/// </summary>
public sealed class LammpsFrame
{
    private static readonly CultureInfo C = CultureInfo.InvariantCulture;

    private LammpsFrame(string[] symbols, double[][] positions, double[][]? cell, bool[] periodic)
    {
        Symbols = symbols;
        Periodic = periodic;
        (Rotation, Cell) = cell is null ? (Identity(), null) : LowerTriangular(cell);
        Positions = positions.Select(p => Times(Rotation, p)).ToArray();
    }

    /// <summary>Element of every atom.</summary>
    public string[] Symbols { get; }

    /// <summary>Positions in LAMMPS's frame, Å.</summary>
    public double[][] Positions { get; }

    /// <summary>Cell rows in LAMMPS's frame (lower triangular); null: no cell.</summary>
    public double[][]? Cell { get; }

    /// <summary>Periodic directions.</summary>
    public bool[] Periodic { get; }

    /// <summary>From the file's frame into LAMMPS's.</summary>
    public double[][] Rotation { get; }

    /// <summary>Reads the first frame of an extended XYZ file of the golden data.</summary>
    public static LammpsFrame Read(params string[] pathBelowData) => ReadFile(TestData.Path(pathBelowData));

    /// <summary>Reads the first frame of an extended XYZ file.</summary>
    public static LammpsFrame ReadFile(string path)
    {
        string[] lines = File.ReadAllLines(path);
        int count = int.Parse(lines[0], C);
        Match lattice = Regex.Match(lines[1], "Lattice=\"([^\"]*)\"");
        bool[] periodic = Regex.Match(lines[1], "pbc=\"([^\"]*)\"").Groups[1].Value.Split(' ').Select(w => w == "T").ToArray();
        double[][]? cell = null;
        if (lattice.Success)
        {
            double[] numbers = lattice.Groups[1].Value.Split(' ').Select(w => double.Parse(w, C)).ToArray();
            cell = [numbers[0..3], numbers[3..6], numbers[6..9]];
        }

        string[][] rows = lines.Skip(2).Take(count)
            .Select(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToArray();
        return new LammpsFrame(
            rows.Select(r => r[0]).ToArray(),
            rows.Select(r => r[1..4].Select(w => double.Parse(w, C)).ToArray()).ToArray(),
            cell,
            periodic);
    }

    /// <summary>LAMMPS's `boundary` words.</summary>
    public string Boundary => string.Join(' ', Periodic.Select(p => p ? "p" : "f"));

    /// <summary>Writes a data file whose types are numbered in the order of <paramref name="elements"/>.</summary>
    public string WriteData(string folder, string name, string[] elements)
    {
        var (low, high) = Bounds();
        var text = new StringBuilder();
        text.Append(C, $"written by the tests\n\n{Symbols.Length} atoms\n{elements.Length} atom types\n\n");
        foreach (int k in Enumerable.Range(0, 3))
        {
            text.Append(C, $"{low[k]:R} {high[k]:R} {"xyz"[k]}lo {"xyz"[k]}hi\n");
        }

        if (Cell is not null && (Cell[1][0] != 0 || Cell[2][0] != 0 || Cell[2][1] != 0))
        {
            text.Append(C, $"{Cell[1][0]:R} {Cell[2][0]:R} {Cell[2][1]:R} xy xz yz\n");
        }

        text.Append("\nMasses\n\n");
        for (int t = 0; t < elements.Length; t++)
        {
            text.Append(C, $"{t + 1} {Mass(elements[t])}\n");
        }

        text.Append("\nAtoms # atomic\n\n");
        for (int i = 0; i < Symbols.Length; i++)
        {
            double[] p = Positions[i];
            text.Append(C, $"{i + 1} {Array.IndexOf(elements, Symbols[i]) + 1} {p[0]:R} {p[1]:R} {p[2]:R}\n");
        }

        string path = Path.Combine(folder, name);
        File.WriteAllText(path, text.ToString());
        return path;
    }

    /// <summary>A vector of the file's frame in LAMMPS's frame.</summary>
    public double[] Rotate(double[] v) => Times(Rotation, v);

    /// <summary>A tensor of the file's frame in LAMMPS's frame: R T Rᵀ.</summary>
    public double[][] Rotate(double[][] t)
    {
        var rotated = new double[3][];
        for (int a = 0; a < 3; a++)
        {
            rotated[a] = new double[3];
            for (int b = 0; b < 3; b++)
            {
                for (int c = 0; c < 3; c++)
                {
                    for (int d = 0; d < 3; d++)
                    {
                        rotated[a][b] += Rotation[a][c] * Rotation[b][d] * t[c][d];
                    }
                }
            }
        }

        return rotated;
    }

    // Without a cell, and in directions that do not repeat, the box only has to contain the atoms.
    private (double[] Low, double[] High) Bounds()
    {
        var low = new double[3];
        var high = new double[3];
        for (int k = 0; k < 3; k++)
        {
            if (Periodic[k])
            {
                high[k] = Cell![k][k];
            }
            else
            {
                low[k] = Positions.Min(p => p[k]) - 1;
                high[k] = Positions.Max(p => p[k]) + 1;
            }
        }

        return (low, high);
    }

    private static (double[][] Rotation, double[][] Cell) LowerTriangular(double[][] cell)
    {
        double[] x = Unit(cell[0]);
        double along = Dot(cell[1], x);
        double[] y = Unit([cell[1][0] - along * x[0], cell[1][1] - along * x[1], cell[1][2] - along * x[2]]);
        double[] z = [x[1] * y[2] - x[2] * y[1], x[2] * y[0] - x[0] * y[2], x[0] * y[1] - x[1] * y[0]];
        double[][] rotation = [x, y, z];
        double[][] lower = cell.Select(v => Times(rotation, v)).ToArray();
        lower[0][1] = lower[0][2] = lower[1][2] = 0;
        return (rotation, lower);
    }

    private static string Mass(string element) => element switch
    {
        "H" => "1.008",
        "Li" => "6.94",
        "B" => "10.81",
        "C" => "12.011",
        "N" => "14.007",
        "O" => "15.999",
        "F" => "18.998403",
        "S" => "32.06",
        _ => throw new ArgumentException($"No mass for {element}."),
    };

    private static double[][] Identity() => [[1, 0, 0], [0, 1, 0], [0, 0, 1]];

    private static double[] Times(double[][] m, double[] v) => m.Select(row => Dot(row, v)).ToArray();

    private static double Dot(double[] a, double[] b) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];

    private static double[] Unit(double[] v) => v.Select(c => c / Math.Sqrt(Dot(v, v))).ToArray();
}
