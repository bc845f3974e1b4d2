using System.Text.RegularExpressions;

namespace IonicMlff.Analysis.Logs;

/// <summary>What a column of a log holds.</summary>
public enum LogQuantity
{
    /// <summary>Number of the MD step.</summary>
    Step,

    /// <summary>Time.</summary>
    Time,

    /// <summary>Stage of a run of <c>ilmlff md</c>.</summary>
    Stage,

    /// <summary>Temperature, K.</summary>
    Temperature,

    /// <summary>Volume.</summary>
    Volume,

    /// <summary>Component of the pressure tensor.</summary>
    Pressure,

    /// <summary>Component of the charge current, Σ q v.</summary>
    Current,

    /// <summary>Component of the charge dipole, Σ q r of unwrapped atoms.</summary>
    Dipole,
}

/// <summary>A column that is understood.</summary>
/// <param name="Index">Place in the file, from 0.</param>
/// <param name="Name">Its name there.</param>
/// <param name="Quantity">What it holds.</param>
/// <param name="Component">Of a tensor 0..5 (xx yy zz xy xz yz), of a vector 0..2.</param>
/// <param name="Factor">Its unit in Pa, fs or Å³ when the name says it, e.g. <c>pressure_xy_bar</c>; null: as the file's units are.</param>
public sealed record LogColumn(int Index, string Name, LogQuantity Quantity, int Component, double? Factor);

/// <summary>Understands the heads of logs: LAMMPS's thermo words and its columns of fixes, GROMACS's energy terms, names with units.</summary>
public static partial class LogHead
{
    /// <summary>Components of the pressure tensor in LAMMPS's order.</summary>
    public static readonly string[] Tensor = ["xx", "yy", "zz", "xy", "xz", "yz"];

    private static readonly Dictionary<string, double> Pascals = new(StringComparer.OrdinalIgnoreCase)
    {
        ["pa"] = 1,
        ["kpa"] = 1e3,
        ["mpa"] = 1e6,
        ["gpa"] = 1e9,
        ["bar"] = 1e5,
        ["atm"] = 101325,
        ["ev_a3"] = 1e30 * Core.Units.Codata2022.ElementaryCharge,
    };

    private static readonly Dictionary<string, double> Femtoseconds = new(StringComparer.OrdinalIgnoreCase) { ["fs"] = 1, ["ps"] = 1e3, ["ns"] = 1e6 };

    private static readonly Dictionary<string, double> CubicAngstroms = new(StringComparer.OrdinalIgnoreCase) { ["a3"] = 1, ["nm3"] = 1e3 };

    /// <summary>The columns that are understood, and those the user named: <c>xy</c> = name or number of a column from 1.</summary>
    public static IReadOnlyList<LogColumn> Read(IReadOnlyList<string> names, IReadOnlyDictionary<string, string> given)
    {
        var columns = new List<LogColumn>();
        for (int k = 0; k < names.Count; k++)
        {
            if (Understand(names[k], k) is { } column && !columns.Any(c => c.Quantity == column.Quantity && c.Component == column.Component))
                columns.Add(column);
        }

        if (!columns.Any(c => c.Quantity == LogQuantity.Pressure))
            columns.AddRange(Numbered(names, 6, LogQuantity.Pressure));
        foreach ((string what, string where) in given)
        {
            int at = int.TryParse(where, out int number) && number >= 1 && number <= names.Count ? number - 1 : names.ToList().IndexOf(where);
            if (at < 0 || Meaning(what, at) is not { } meaning)
                continue;
            columns.RemoveAll(c => c.Quantity == meaning.Quantity && c.Component == meaning.Component);
            columns.Add(meaning with { Name = names[at], Factor = Understand(names[at], at)?.Factor ?? meaning.Factor });
        }

        return columns;
    }

    /// <summary>What a name says; null: nothing that is known.</summary>
    public static LogColumn? Understand(string name, int index)
    {
        string plain = name.Trim().Replace("Å³", "a3", StringComparison.Ordinal).Replace("eV/Å3", "ev_a3", StringComparison.Ordinal);
        Match m = PressureName().Match(plain);
        if (m.Success)
            return new(index, name, LogQuantity.Pressure, Array.IndexOf(Tensor, m.Groups[1].Value.ToLowerInvariant()), Unit(Pascals, m.Groups[2]));
        m = VectorName().Match(plain);
        if (m.Success)
        {
            bool isDipole = m.Groups[1].Value.ToLowerInvariant() is "m" or "dipole";
            return new(index, name, isDipole ? LogQuantity.Dipole : LogQuantity.Current, VectorComponent(m.Groups[2].Value), null);
        }

        m = PlainName().Match(plain);
        if (!m.Success)
            return null;
        return m.Groups[1].Value.ToLowerInvariant() switch
        {
            "step" or "timestep" => new(index, name, LogQuantity.Step, 0, null),
            "stage" => new(index, name, LogQuantity.Stage, 0, null),
            "time" => new(index, name, LogQuantity.Time, 0, Unit(Femtoseconds, m.Groups[2])),
            "temp" or "temperature" => new(index, name, LogQuantity.Temperature, 0, null),
            _ => new(index, name, LogQuantity.Volume, 0, Unit(CubicAngstroms, m.Groups[2])),
        };
    }

    /// <summary>What a word of the user means: as in a head, and <c>xy</c> for that component of the pressure.</summary>
    public static LogColumn? Meaning(string word, int index) => Understand(word, index) ?? (Tensor.Contains(word) ? Understand("p" + word, index) : null);

    private static int VectorComponent(string text) => text switch { "x" or "X" or "[1]" => 0, "y" or "Y" or "[2]" => 1, _ => 2 };

    // c_press[1] … c_press[6], f_avp[1] …: LAMMPS's order, when there is one such family only.
    private static IEnumerable<LogColumn> Numbered(IReadOnlyList<string> names, int size, LogQuantity quantity)
    {
        var families = names.Select((n, k) => (Match: FamilyName().Match(n), Index: k)).Where(f => f.Match.Success)
            .GroupBy(f => f.Match.Groups[1].Value).Where(g => g.Count() == size).ToList();
        return families.Count != 1 ? [] : families[0].Select(f => new LogColumn(
            f.Index, names[f.Index], quantity, int.Parse(f.Match.Groups[2].Value, System.Globalization.CultureInfo.InvariantCulture) - 1, null)).Where(c => c.Component < size);
    }

    private static double? Unit(Dictionary<string, double> units, Group word) => word.Success && units.TryGetValue(word.Value, out double factor) ? factor : null;

    [GeneratedRegex(@"^(?:[vcf]_)?(?:p|press|pres|pressure|stress)[_\- ]?(xx|yy|zz|xy|xz|yz)(?:[_ ]*[\(\[]?(pa|kpa|mpa|gpa|bar|atm|ev_a3)[\)\]]?)?$", RegexOptions.IgnoreCase)]
    private static partial Regex PressureName();

    [GeneratedRegex(@"^(?:[vcf]_)?(j|current|m|dipole)_?(x|y|z|\[1\]|\[2\]|\[3\])(?:[_ ]*[\(\[]?e.*)?$", RegexOptions.IgnoreCase)]
    private static partial Regex VectorName();

    [GeneratedRegex(@"^(?:[vc]_)?(step|timestep|stage|time|temp|temperature|vol|volume)(?:[_ ]*[\(\[]?(k|fs|ps|ns|a3|nm3)[\)\]]?)?$", RegexOptions.IgnoreCase)]
    private static partial Regex PlainName();

    [GeneratedRegex(@"^([cfv]_[A-Za-z0-9_]+)\[(\d)\]$")]
    private static partial Regex FamilyName();
}
