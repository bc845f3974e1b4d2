using System.Globalization;
using System.Text.Json.Nodes;
using IonicMlff.Analysis.Results;
using IonicMlff.Core.Elements;
using IonicMlff.Reports.Figures;

namespace IonicMlff.Analysis.Scans;

/// <summary>Profiles of one dihedral as JSON, tables, lines and a figure.</summary>
/// <param name="molecule">The molecule.</param>
/// <param name="dihedral">What was scanned.</param>
/// <param name="turned">The atoms that turn.</param>
/// <param name="options">How.</param>
/// <param name="unit">Unit of lines and figure.</param>
public sealed class ScanReport(SingleMolecule molecule, ScanDihedral dihedral, TurnedAtoms turned, ScanOptions options, EnergyUnit unit)
{
    /// <summary>The result of profiles, with or without a reference.</summary>
    public AnalysisResult Of(IReadOnlyList<ScanProfile> profiles, ReferenceProfile? reference)
    {
        return new AnalysisResult("scan", Document(profiles, reference))
        {
            Quantity = "energy profile",
            Lines = [.. profiles.Select(p => (Name(p), Summary(p, reference)))],
            Remarks = [.. profiles.SelectMany(Remarks)],
            Tables = [Table(profiles, reference), .. profiles.Select(Shapes).OfType<ResultTable>()],
            Figures = [Figure(profiles, reference)],
        };
    }

    /// <summary>Model and kind of scan.</summary>
    public static string Name(ScanProfile p) => $"{p.Label}, {Kind(p)}";

    private static string Kind(ScanProfile p) => p.Relaxed ? "relaxed" : "rigid";

    private JsonObject Document(IReadOnlyList<ScanProfile> profiles, ReferenceProfile? reference)
    {
        int[] atoms = [dihedral.A, dihedral.B, dihedral.C, dihedral.D];
        var json = new JsonObject
        {
            ["molecule"] = molecule.Kind.Name,
            ["formula"] = molecule.Kind.Formula,
            ["atoms"] = molecule.Elements.Length,
            ["dihedral"] = new JsonObject
            {
                ["name"] = dihedral.Name,
                ["atom_ids"] = Json.Whole(atoms.Select(molecule.Id)),
                ["elements"] = Json.Words(atoms.Select(a => PeriodicTable.Symbol(molecule.Elements[a]))),
                ["turned_atom_ids"] = Json.Whole(turned.Atoms.Select(molecule.Id)),
            },
            ["definitions"] = new JsonObject
            {
                ["angle"] = "dihedral, sign as IUPAC has it",
                ["rigid"] = "turned_atom_ids are turned about the axis of the second and third atom, nothing else moves",
                ["relaxed"] = "the energy is minimised with the dihedral held exactly (L-BFGS in the directions that leave it alone), from both neighbours; the lower one counts",
                ["relative"] = "above the lowest energy of the profile",
                ["torque"] = "dE/dphi: (dphi/dr).(dE/dr)/|dphi/dr|^2; the slope of a relaxed profile",
                ["largest_force"] = "largest component of the forces but for the one along dphi/dr",
                ["extrema"] = "points with both neighbours above or below; angle and energy from the parabola through the three",
                ["reference"] = "rms and largest difference at the angles of the reference, after the mean difference is taken off; profile linear between points",
            },
            ["units"] = new JsonObject { ["angle"] = "degrees", ["energy"] = "eV", ["torque"] = "eV/rad", ["force"] = "eV/Angstrom" },
            ["force_tolerance"] = options.ForceTolerance,
            ["passes"] = options.Passes,
            ["start_minimised"] = options.MinimiseStart,
            ["angle"] = Json.Numbers(profiles.Count > 0 ? profiles[0].Angles : []),
            ["profiles"] = new JsonArray([.. profiles.Select(p => (JsonNode)Document(p, reference))]),
        };
        if (reference is not null)
            json["reference"] = new JsonObject { ["label"] = reference.Label, ["angle"] = Json.Numbers(reference.Angles), ["relative"] = Json.Numbers(reference.Relative) };
        return json;
    }

    private static JsonObject Document(ScanProfile p, ReferenceProfile? reference)
    {
        double Of(ScanPoint? point, Func<ScanPoint, double> number) => point is null ? double.NaN : number(point);
        JsonArray Numbers(Func<ScanPoint, double> number) => Json.Numbers(p.Points.Select(q => Of(q, number)));
        JsonArray Extrema(int sign) => new([.. p.Extrema(sign).Select(e => (JsonNode)new JsonObject { ["angle"] = e.Angle, ["relative"] = e.Energy })]);
        var json = new JsonObject
        {
            ["model"] = p.Label,
            ["backend"] = p.Backend,
            ["mode"] = Kind(p),
            ["complete"] = p.Failure is null && !p.Interrupted,
            ["failure"] = p.Failure,
            ["evaluations"] = p.Evaluations,
            ["energy"] = Numbers(q => q.Energy),
            ["relative"] = Json.Numbers(p.Relative.AsEnumerable()),
            ["torque"] = Numbers(q => q.Torque),
            ["largest_force"] = Numbers(q => q.LargestForce),
            ["converged"] = new JsonArray([.. p.Points.Select(q => q is null ? null : (JsonNode)q.Converged)]),
            ["minima"] = Extrema(1),
            ["maxima"] = Extrema(-1),
        };
        if (p.Relaxed)
            json["lowered_by_last_pass"] = Json.Number(p.LastLowering);
        if (reference is not null)
        {
            (double rms, double largest, int count) = reference.Compare(p);
            json["against_reference"] = new JsonObject { ["rms"] = Json.Number(rms), ["largest"] = Json.Number(largest), ["points"] = count };
        }

        return json;
    }

    private string Summary(ScanProfile p, ReferenceProfile? reference)
    {
        string Extrema(int sign) => string.Join(", ", p.Extrema(sign).OrderBy(e => sign * e.Energy).Take(4).Select(e => $"{Energy(e.Energy)} at {Text($"{e.Angle:F0}")}°"));
        (string minima, string maxima) = (Extrema(1), Extrema(-1));
        string text = double.IsNaN(p.Lowest) ? "no points" : $"minima {(minima.Length > 0 ? minima : "at the ends")}; maxima {(maxima.Length > 0 ? maxima : "at the ends")} ({unit.Name})";
        if (reference is not null && reference.Compare(p) is (double rms, _, > 0))
            text += $"; {Energy(rms)} rms from {reference.Label}";
        return text;
    }

    private string Energy(double electronvolts) => Text($"{Math.Max(0, electronvolts) / unit.InElectronvolt:F1}"); // a parabola may end below the lowest point

    private IEnumerable<string> Remarks(ScanProfile p)
    {
        ScanPoint[] points = [.. p.Points.OfType<ScanPoint>()];
        ScanPoint[] open = [.. points.Where(q => !q.Converged)];
        if (open.Length > 0)
            yield return Text($"{Name(p)}: {open.Length} of {points.Length} points are not relaxed (largest force {open.Max(q => q.LargestForce):G2} eV/Å at {open.MaxBy(q => q.LargestForce)!.Angle:G6}°); allow more steps with --max-steps.");
        if (points.FirstOrDefault(q => q.Contact is not null) is { } contact)
            yield return Text($"{Name(p)}: at {contact.Angle:G6}°{(points.Count(q => q.Contact is not null) > 1 ? " and elsewhere" : "")} {contact.Contact}; no model is made for that.");
        if (p.LastLowering > ScanOptions.Settled)
            yield return Text($"{Name(p)}: the last pass still lowered a point by {1000 * p.LastLowering:F1} meV: the rest of the molecule has several conformers. Take more --passes.");
    }

    private static ResultTable Table(IReadOnlyList<ScanProfile> profiles, ReferenceProfile? reference)
    {
        double[] angles = profiles.Count > 0 ? profiles[0].Angles : [];
        var columns = new List<ResultColumn> { new("angle_deg") };
        columns.AddRange(profiles.SelectMany(p => (ResultColumn[])[new($"energy_eV({Column(p)})"), new($"relative_eV({Column(p)})")]));
        if (reference is not null)
            columns.Add(new($"relative_eV({reference.Label})"));
        double[][] relative = [.. profiles.Select(p => p.Relative)];
        double[] other = reference?.Relative ?? [];
        IEnumerable<double[]> rows = angles.Select((a, k) => (double[])
        [
            a,
            .. profiles.SelectMany((p, i) => (double[])[p.Points[k]?.Energy ?? double.NaN, relative[i][k]]),
            .. reference is null ? [] : (double[])[At(reference.Angles, a) is >= 0 and var at ? other[at] : double.NaN],
        ]);
        return new("scan", columns, rows);
    }

    // A comma would end the field.
    private static string Column(ScanProfile p) => Name(p).Replace(", ", " ", StringComparison.Ordinal).Replace(',', '_');

    private static int At(double[] angles, double angle) => Array.FindIndex(angles, a => Math.Abs(a - angle) < 1e-6);

    private ResultTable? Shapes(ScanProfile p) => ScanShape.For(molecule) is not { } shape ? null
        : new($"shape-{Column(p).Replace(' ', '-')}", [new("angle_deg"), .. shape.Columns], p.Points.OfType<ScanPoint>().Select(q => (double[])[q.Angle, .. shape.Measure(q.Positions)]));

    private Plot Figure(IReadOnlyList<ScanProfile> profiles, ReferenceProfile? reference)
    {
        string chain = dihedral.Meaning.Replace("...", "···", StringComparison.Ordinal).Replace("-", "–", StringComparison.Ordinal);
        var axis = new Axis(chain.Length > 0 ? $"{dihedral.Name} ({chain})" : $"dihedral {dihedral.Name}", "°") { Min = options.From, Max = options.To };
        var plot = new Plot($"Energy of {molecule.Kind.Name} along {dihedral.Name}", axis, new Axis("relative energy", unit.Name)) { FileName = "scan" };
        string[] labels = [.. profiles.Select(p => p.Label).Distinct()];
        foreach (ScanProfile p in profiles.Where(p => !double.IsNaN(p.Lowest)))
        {
            IEnumerable<double> x = p.Angles, y = p.Relative.Select(e => e / unit.InElectronvolt);
            if (p.IsCircle)
                (x, y) = (x.Append(p.Angles[0] + 360), y.Append(y.First()));
            bool both = profiles.Any(q => q.Relaxed) && profiles.Any(q => !q.Relaxed);
            plot.Add(new LineSeries(labels.Length > 1 || both ? Name(p) : p.Label, [.. x], [.. y]) { Marks = true, Dashed = both && !p.Relaxed, Colour = Array.IndexOf(labels, p.Label) });
        }

        if (reference is not null)
            plot.Add(new ScatterSeries(reference.Label, reference.Angles, [.. reference.Relative.Select(e => e / unit.InElectronvolt)]) { Size = 7, Colour = labels.Length });
        return plot;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
