using System.Globalization;
using System.Text.RegularExpressions;
using IonicMlff.Core.Elements;
using IonicMlff.Core.Errors;
using IonicMlff.Core.Geometry;

namespace IonicMlff.Core.Topologies;

/// <summary>
/// Reads a LAMMPS data file (units metal or real: Å): box, masses, atoms with charges, molecules and images, velocities, bonds. Rows
/// may be in any order; coefficients, angles and so on are passed over.
/// </summary>
public sealed partial class LammpsDataFile
{
    // Columns of "Atoms" lines: where molecule, type, charge and x stand; 0: not there.
    private static readonly Dictionary<string, (int Molecule, int Type, int Charge, int X)> Styles = new(StringComparer.Ordinal)
    {
        ["atomic"] = (0, 1, 0, 2),
        ["charge"] = (0, 1, 2, 3),
        ["bond"] = (1, 2, 0, 3),
        ["angle"] = (1, 2, 0, 3),
        ["molecular"] = (1, 2, 0, 3),
        ["full"] = (1, 2, 3, 4),
    };

    private const double MassTolerance = 0.1; // g/mol

    private readonly string path;
    private readonly List<(int Number, string Text)> lines;
    private double[]? masses;
    private readonly int headerLines;
    private string style = "atomic";
    private int[] types = [];
    private double[] positions = [];
    private double[]? velocities, charges;
    private int[]? molecules;
    private (int, int)[]? bonds;
    private int[]? images;

    private LammpsDataFile(string path)
    {
        this.path = path;
        // The first line is a title; the rest of a line behind # is a remark.
        lines = [.. File.ReadLines(path).Select((text, i) => (i + 1, text)).Skip(1).Where(l => l.text.AsSpan().Trim().Length > 0 && l.text.TrimStart()[0] != '#')];
        headerLines = lines.FindIndex(l => char.IsAsciiLetter(l.Text.TrimStart()[0])) is >= 0 and var first ? first : lines.Count;
    }

    /// <summary>atom_style of the file.</summary>
    public string AtomStyle => style;

    /// <summary>Elements in the order of LAMMPS types; empty when they are not known.</summary>
    public int[] TypeElements { get; private set; } = [];

    /// <summary>How many cells away each atom is, 3 numbers per atom; null where the file does not say.</summary>
    public int[]? Images => images;

    /// <summary>What the file says.</summary>
    public Topology Topology { get; private set; } = new(0);

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="elements">Symbol of each type; empty: by mass.</param>
    /// <param name="units">Units that are read; files that name others are refused.</param>
    /// <exception cref="IlmlffException">Something is missing or is not understood; the line is named.</exception>
    public static LammpsDataFile Read(string path, IReadOnlyList<string> elements, params string[] units)
    {
        RefuseOtherUnits(path, units);
        var file = new LammpsDataFile(path);
        int atoms = (int)file.Header("atoms", 1)[0], typeCount = (int)file.Header("atom types", 1)[0];
        double[] x = file.Header("xlo xhi", 2), y = file.Header("ylo yhi", 2), z = file.Header("zlo zhi", 2), tilt = file.Header("xy xz yz", 3, optional: true);
        file.Sections(atoms, typeCount);
        file.TypeElements = file.Elements(typeCount, elements);
        file.Topology = new Topology(atoms)
        {
            Source = path,
            Types = file.types,
            Elements = [.. file.types.Select(t => file.TypeElements[t - 1])],
            Masses = file.masses is { } m ? [.. file.types.Select(t => m[t - 1])] : null,
            Charges = file.charges,
            MoleculeNumbers = file.molecules,
            Bonds = file.bonds,
            Positions = file.positions,
            Velocities = file.velocities,
            Cell = new Cell(x[1] - x[0], 0, 0, tilt[0], y[1] - y[0], 0, tilt[1], tilt[2], z[1] - z[0], true, true, true),
            Corner = (x[0], y[0], z[0]),
        };
        return file;
    }

    private static void RefuseOtherUnits(string path, string[] known)
    {
        const string Key = "units = ";
        string title = File.ReadLines(path).FirstOrDefault("");
        int at = title.IndexOf(Key, StringComparison.Ordinal);
        if (at >= 0 && title[(at + Key.Length)..].Split(' ', ',')[0] is var units && known.Length > 0 && !known.Contains(units))
            throw IlmlffException.BadData($"{path}:1: the file is in units '{units}'; expected {string.Join(" or ", known)}{(known is ["metal"] ? " (Å, ps)" : "")}. Write it from an input with 'units metal', or convert it to extended XYZ.");
    }

    private double[] Header(string words, int count, bool optional = false)
    {
        foreach ((int n, string text) in lines.Take(headerLines))
        {
            string plain = text.Split('#')[0].Trim();
            if (plain.EndsWith(" " + words, StringComparison.Ordinal) || plain.EndsWith("\t" + words, StringComparison.Ordinal))
                return [.. Numbers(n, plain[..^words.Length], count)];
        }

        return optional ? new double[count] : throw IlmlffException.BadData($"{path}: there is no line '... {words}'. Is this a LAMMPS data file?");
    }

    private double[] Numbers(int n, string text, int least)
    {
        string[] words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var numbers = new double[words.Length];
        for (int i = 0; i < words.Length; i++)
        {
            if (!double.TryParse(words[i], NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[i]) || !double.IsFinite(numbers[i]))
                throw IlmlffException.BadData($"{path}:{n}: expected a number, found '{Quote.Short(words[i])}'.");
        }

        return numbers.Length >= least ? numbers
            : throw IlmlffException.BadData($"{path}:{n}: {numbers.Length} numbers; expected at least {least}.");
    }

    private void Sections(int atoms, int typeCount)
    {
        for (int i = 0; i < lines.Count; i++)
        {
            if (!char.IsAsciiLetter(lines[i].Text.TrimStart()[0]))
                continue;
            Match section = SectionName().Match(lines[i].Text);
            switch (section.Groups[1].Value)
            {
                case "Masses":
                    masses = new double[typeCount];
                    Rows(i, typeCount, typeCount, 2, (type, row) => masses[type - 1] = row[1]);
                    break;
                case "Atoms":
                    style = section.Groups[2].Success ? section.Groups[2].Value : StyleOf(i, atoms);
                    if (!Styles.TryGetValue(style, out (int Molecule, int Type, int Charge, int X) columns))
                        throw IlmlffException.BadData($"{path}:{lines[i].Number}: atom_style '{style}' is not read; known: {string.Join(", ", Styles.Keys)}.");
                    (types, positions) = (new int[atoms], new double[3 * atoms]);
                    molecules = columns.Molecule > 0 ? new int[atoms] : null;
                    charges = columns.Charge > 0 ? new double[atoms] : null;
                    Rows(i, atoms, atoms, columns.X + 3, (id, row) =>
                    {
                        types[id - 1] = (int)row[columns.Type];
                        if (molecules is not null)
                            molecules[id - 1] = (int)row[columns.Molecule];
                        if (charges is not null)
                            charges[id - 1] = row[columns.Charge];
                        row.AsSpan(columns.X, 3).CopyTo(positions.AsSpan(3 * (id - 1)));
                        if (row.Length >= columns.X + 6)
                        {
                            images ??= new int[3 * atoms];
                            for (int k = 0; k < 3; k++)
                                images[3 * (id - 1) + k] = (int)row[columns.X + 3 + k];
                        }
                    });
                    break;
                case "Velocities":
                    velocities = new double[3 * atoms];
                    Rows(i, atoms, atoms, 4, (id, row) => row.AsSpan(1, 3).CopyTo(velocities.AsSpan(3 * (id - 1))));
                    break;
                case "Bonds":
                    int count = (int)Header("bonds", 1)[0];
                    bonds = new (int, int)[count];
                    Rows(i, count, count, 4, (bond, row) => bonds[bond - 1] = Bond(row, atoms));
                    Array.Sort(bonds);
                    break;
            }
        }

        if (types.Length == 0)
            throw IlmlffException.BadData($"{path}: there is no section 'Atoms'.");
        int wrong = Array.FindIndex(types, t => t < 1 || t > typeCount);
        if (wrong >= 0)
            throw IlmlffException.BadData($"{path}: atom {wrong + 1} has type {types[wrong]}; the header announces {typeCount} atom types. A section of another atom style than '{style}' looks so: name the style behind 'Atoms', as in 'Atoms # full'.");
    }

    private void Rows(int section, int count, int largestId, int columns, Action<int, double[]> take)
    {
        var seen = new bool[largestId];
        for (int k = 1; k <= count; k++)
        {
            if (section + k >= lines.Count)
                throw IlmlffException.BadData($"{path}: section '{lines[section].Text.Trim()}' ends after {k - 1} of {count} lines.");
            (int n, string text) = lines[section + k];
            double[] row = Numbers(n, text.Split('#')[0], columns);
            int id = (int)row[0];
            if (id < 1 || id > largestId || seen[id - 1])
                throw IlmlffException.BadData($"{path}:{n}: number {row[0]} in '{lines[section].Text.Trim()}'; expected each of 1 to {largestId} once (LAMMPS's reset_atom_ids and write_data renumber atoms).");
            seen[id - 1] = true;
            take(id, row);
        }
    }

    // Where the style is not named, the number of columns tells it (with or without three image counts): 5 atomic, 7 full, and 6 either
    // charge or, when all numbers in the third place are whole, molecular.
    private string StyleOf(int section, int atoms)
    {
        List<string[]> rows = [.. lines.Skip(section + 1).Take(Math.Min(atoms, 1000)).Select(l => l.Text.Split('#')[0].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))];
        int columns = rows.Count == 0 ? 0 : rows.Min(r => r.Length);
        return columns switch
        {
            7 or 10 => "full",
            6 or 9 => rows.TrueForAll(r => int.TryParse(r[2], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _)) ? "molecular" : "charge",
            _ => "atomic",
        };
    }

    private (int, int) Bond(double[] row, int atoms)
    {
        int i = (int)row[2], j = (int)row[3];
        return i >= 1 && j >= 1 && i <= atoms && j <= atoms && i != j ? (Math.Min(i, j) - 1, Math.Max(i, j) - 1)
            : throw IlmlffException.BadData($"{path}: bond {row[0]} joins atoms {i} and {j}; there are atoms 1 to {atoms}.");
    }

    private int[] Elements(int typeCount, IReadOnlyList<string> given)
    {
        if (given.Count > 0)
        {
            return given.Count == typeCount ? [.. given.Select(PeriodicTable.AtomicNumber)]
                : throw IlmlffException.BadData($"{path} has {typeCount} atom types, but 'elements' names {given.Count}: {string.Join(' ', given)}.");
        }

        if (masses is null)
            throw IlmlffException.BadData($"{path} has no section 'Masses', so the elements of its types are unknown; give 'elements: [...]'.");
        var elements = new int[typeCount];
        for (int t = 0; t < typeCount; t++)
        {
            elements[t] = Enumerable.Range(1, PeriodicTable.Count).MinBy(z => Math.Abs(PeriodicTable.Weight(z) - masses[t]));
            if (Math.Abs(PeriodicTable.Weight(elements[t]) - masses[t]) > MassTolerance)
                throw IlmlffException.BadData(string.Create(CultureInfo.InvariantCulture, $"{path}: the mass {masses[t]} of type {t + 1} is that of no element (nearest: {PeriodicTable.Symbol(elements[t])}, {PeriodicTable.Weight(elements[t])}); give 'elements: [...]'."));
        }

        return elements;
    }

    [GeneratedRegex(@"^\s*(Masses|Atoms|Velocities|Bonds)\s*(?:#\s*(\S+).*)?$")]
    private static partial Regex SectionName();
}
