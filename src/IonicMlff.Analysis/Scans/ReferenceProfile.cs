using System.Globalization;
using IonicMlff.Core.Errors;

namespace IonicMlff.Analysis.Scans;

/// <summary>Energies along the same dihedral from elsewhere (DFT, another program): angles in degrees, ascending, energies in eV.</summary>
/// <param name="Label">For people.</param>
/// <param name="Angles">Degrees.</param>
/// <param name="Energies">eV; only differences count.</param>
public sealed record ReferenceProfile(string Label, double[] Angles, double[] Energies)
{
    private static readonly char[] Separators = [',', ';', '\t', ' '];

    /// <summary>Energies above the lowest, eV.</summary>
    public double[] Relative => [.. Energies.Select(e => e - Energies.Min())];

    /// <summary>
    /// Reads a table: rows of numbers with commas, semicolons or blanks between them, angles in degrees in the first column; a head and lines
    /// that begin with # do not count.
    /// </summary>
    /// <param name="path">File.</param>
    /// <param name="column">Column of the energies, by its name in the head or its number from 1; null: the second.</param>
    /// <param name="unit">Their unit.</param>
    /// <exception cref="IlmlffException">Something else is in the file.</exception>
    public static ReferenceProfile Read(string path, string? column, EnergyUnit unit)
    {
        string[] lines;
        try
        {
            lines = File.ReadAllLines(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw IlmlffException.Usage($"--reference {path}: can't be read: {e.Message}");
        }

        string[]? head = null;
        int at = -1;
        var points = new List<(double Angle, double Energy)>();
        for (int n = 0; n < lines.Length; n++)
        {
            string[] words = lines[n].Split(Separators, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            if (words.Length == 0 || words[0][0] == '#')
                continue;
            if (head is null && points.Count == 0 && Number(words[0]) is null)
            {
                head = words;
                continue;
            }

            if (at < 0)
                at = Column(path, column, head, words.Length);
            points.Add(at < words.Length && Number(words[0]) is double angle && Number(words[at]) is double energy ? (angle, energy * unit.InElectronvolt)
                : throw IlmlffException.BadData($"{path}, line {n + 1}: '{Quote.Short(lines[n])}' has no angle in column 1 and energy in column {at + 1}."));
        }

        if (points.Count < 2)
            throw IlmlffException.BadData($"{path} has {points.Count} points; a reference has at least two: an angle in degrees and an energy per line.");
        points.Sort();
        return new(Path.GetFileNameWithoutExtension(path), [.. points.Select(p => p.Angle)], [.. points.Select(p => p.Energy)]);
    }

    /// <summary>
    /// How far a profile is from the reference: root of the mean square and largest difference, eV, at the angles of the reference that it
    /// covers, the profile linear between its points, and shifted so that the mean difference is zero; nan when it covers none.
    /// </summary>
    public (double Rms, double Largest, int Count) Compare(ScanProfile profile)
    {
        double[] d = [.. Angles.Select((a, k) => Interpolated(profile, a) - Energies[k]).Where(double.IsFinite)];
        if (d.Length == 0)
            return (double.NaN, double.NaN, 0);
        double mean = d.Average();
        return (Math.Sqrt(d.Average(v => (v - mean) * (v - mean))), d.Max(v => Math.Abs(v - mean)), d.Length);
    }

    private static double Interpolated(ScanProfile p, double angle)
    {
        int n = p.Angles.Length;
        double step = p.Angles[1] - p.Angles[0], at = (angle - p.Angles[0]) / step;
        if (p.IsCircle)
            at -= n * Math.Floor(at / n);
        int k = (int)Math.Floor(at + 1e-9);
        double share = at - k;
        double Energy(int i) => i >= 0 && (p.IsCircle || i < n) && p.Points[i % n] is { } point ? point.Energy : double.NaN;
        return Math.Abs(share) < 1e-6 ? Energy(k) : (1 - share) * Energy(k) + share * Energy(k + 1);
    }

    private static int Column(string path, string? column, string[]? head, int count)
    {
        if (column is null)
            return 1;
        if (head is not null && Array.IndexOf(head, column) is >= 0 and var named)
            return named;
        if (int.TryParse(column, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= 1 && number <= count)
            return number - 1;
        throw IlmlffException.Usage($"--reference-column {column}: {path} has {count} columns{(head is null ? " without names" : ": " + string.Join(", ", head))}.");
    }

    private static double? Number(string word) => double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out double v) && double.IsFinite(v) ? v : null;
}
