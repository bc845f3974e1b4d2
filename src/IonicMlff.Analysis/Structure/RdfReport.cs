using System.Globalization;
using System.Text.Json.Nodes;
using IonicMlff.Analysis.Results;
using IonicMlff.Analysis.Runs;
using IonicMlff.Reports.Figures;

namespace IonicMlff.Analysis.Structure;

/// <summary>Radial distribution functions as JSON, table, lines and figures.</summary>
internal static class RdfReport
{
    private static readonly (string Key, string Text)[] Formulas =
    [
        ("counts", "number of ordered pairs a->b (i != j) over all frames with minimum-image r in [e_k, e_k+1); all: every pair; intermolecular: pairs in different molecules only"),
        ("g_bulk", "counts / (frames * shell_volume * pairs / <V>), shell 4/3 pi (e_k+1^3 - e_k^3), <V> mean volume over frames, pairs = pairs_in_normalisation"),
        ("g_local", "paper eq. 2: counts / (frames * N_a * shell_volume * rho_local), rho_local = counts in all bins / (frames * N_a * 4/3 pi r_max^3)"),
        ("coordination_number", "cumulative counts / (frames * N_a), at the upper edge of each bin"),
        ("first_extrema", "on g_bulk smoothed by a centred mean of 5 bins (edge values repeated): first maximum = first bin with value >= 1 that is >= all values within 8 bins; first minimum = first later bin that is <= all values within 8 bins; bin centres; null when none"),
    ];

    public static AnalysisResult Write(IReadOnlyList<RdfPairResult> results, double width, double smallestWidth, double meanVolume, RunSummary run, double? cut)
    {
        var formula = new JsonObject();
        foreach ((string key, string text) in Formulas)
            formula[key] = text;
        var pairs = new JsonObject();
        foreach (RdfPairResult r in results)
            pairs[r.Pair.Name] = Pair(r, width, run);
        var json = new JsonObject
        {
            ["formula"] = formula,
            ["units"] = "Angstrom",
            ["smallest_perpendicular_width_A"] = Json.Number(smallestWidth),
            ["mean_volume_A3"] = Json.Number(meanVolume),
            ["pairs"] = pairs,
        };
        return new AnalysisResult("rdf", json)
        {
            Quantity = "radial distribution functions",
            Lines = [.. results.Select(r => (r.Pair.Name, Line(Shown(r))))],
            Remarks = cut is double asked
                ? [string.Create(CultureInfo.InvariantCulture, $"The cell shrank to a width of {smallestWidth:F3} Å: bins beyond half of it were left out of {asked:G5} Å.")]
                : [],
            Tables = [Table(results, width)],
            Figures = Figures(results, width),
        };
    }

    // Bonded neighbours would hide everything else, so people are shown pairs of different molecules.
    private static RdfCurve Shown(RdfPairResult r) => r.Intermolecular;

    private static string Line(RdfCurve curve)
    {
        if (curve.FirstMaximum is not double maximum)
            return "no maximum";
        string text = string.Create(CultureInfo.InvariantCulture, $"maximum {maximum:F2} Å");
        return curve.FirstMinimum is double minimum && curve.CoordinationAtMinimum is double neighbours
            ? text + string.Create(CultureInfo.InvariantCulture, $", minimum {minimum:F2} Å, {neighbours:F2} neighbours up to it")
            : text + ", no minimum behind it";
    }

    private static JsonObject Pair(RdfPairResult r, double width, RunSummary run)
    {
        int bins = r.All.Counts.Length;
        return new JsonObject
        {
            ["pair"] = r.Pair.Name,
            ["n_a"] = r.Pair.A.Count,
            ["n_b"] = r.Pair.B.Count,
            ["same_set"] = r.Pair.IsSame,
            ["frames"] = run.Frames,
            ["bin_edges_A"] = Json.Numbers([0.0, Math.Round(bins * width, 12)]),
            ["bins"] = bins,
            ["all"] = Curve(r.All),
            ["intermolecular"] = Curve(r.Intermolecular),
        };
    }

    private static JsonObject Curve(RdfCurve c) => new()
    {
        ["counts"] = Json.Whole(c.Counts),
        ["pairs_in_normalisation"] = c.Pairs,
        ["g_bulk"] = Json.Numbers(c.Bulk),
        ["rho_local_per_A3"] = Json.Number(c.LocalDensity),
        ["g_local"] = Json.Numbers(c.Local),
        ["coordination_number_at_upper_edge"] = Json.Numbers(c.Coordination),
        ["first_maximum_A"] = Json.Number(c.FirstMaximum),
        ["first_minimum_A"] = Json.Number(c.FirstMinimum),
        ["coordination_number_at_first_minimum"] = Json.Number(c.CoordinationAtMinimum),
    };

    private static ResultTable Table(IReadOnlyList<RdfPairResult> results, double width)
    {
        var columns = new List<ResultColumn> { new("r_A") };
        foreach (RdfPairResult r in results)
        {
            string name = r.Pair.Name.Replace(" ", "", StringComparison.Ordinal);
            columns.AddRange([new($"g({name})"), new($"n({name})"), new($"g_intermolecular({name})"), new($"n_intermolecular({name})")]);
        }

        return new("rdf", columns, Enumerable.Range(0, results.Count == 0 ? 0 : results[0].All.Bulk.Length).Select(k =>
            (double[])[(k + 0.5) * width, .. results.SelectMany(r => new[] { r.All.Bulk[k], r.All.Coordination[k], r.Intermolecular.Bulk[k], r.Intermolecular.Coordination[k] })]));
    }

    private static IReadOnlyList<Figure> Figures(IReadOnlyList<RdfPairResult> results, double width)
    {
        if (results.Count == 0)
            return [];
        var r = new Axis("r", "Å");
        var g = new Plot("Radial distribution functions, pairs of different molecules", r, Axis.Number("g(r)")) { FileName = "rdf" };
        var n = new Plot("Running coordination numbers, pairs of different molecules", r, Axis.Number("neighbours within r")) { FileName = "coordination" };
        foreach (RdfPairResult pair in results)
        {
            RdfCurve curve = Shown(pair);
            double[] x = [.. Enumerable.Range(0, curve.Bulk.Length).Select(k => (k + 0.5) * width)];
            double[] y = curve.Bulk.Any(double.IsFinite) ? curve.Bulk : curve.Local;
            g.AddLine(pair.Pair.Name.Replace(" - ", "–", StringComparison.Ordinal), x, y);
            n.AddLine(pair.Pair.Name.Replace(" - ", "–", StringComparison.Ordinal), [.. x.Select(v => v + 0.5 * width)], curve.Coordination);
        }

        g.Add(new HorizontalLine(1));
        return [g, n];
    }
}
