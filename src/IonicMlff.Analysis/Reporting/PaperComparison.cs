using System.Globalization;
using System.Text.Json.Nodes;
using IonicMlff.Analysis.Runs;
using IonicMlff.Analysis.Statistics;
using IonicMlff.Reports;

namespace IonicMlff.Analysis.Reporting;

/// <summary>Tables of the paper with the numbers of a run beside them.</summary>
public sealed class PaperComparison
{
    private static readonly PaperSource[] Sources = Enum.GetValues<PaperSource>();
    private static readonly string[] Names = ["CL&P", "APPLE&P", "DPMD", "MACE", "experiment"];

    private readonly string _anion;
    private readonly double _lithium;
    private readonly double? _temperature;

    /// <summary>Of a system.</summary>
    public PaperComparison(AnalysisSystem system)
    {
        int Count(string kind) => system.Molecules.Of(kind).Count;
        _anion = Count("BF4") > 0 ? "BF4" : "TFSI";
        _lithium = (double)Count("Li") / Math.Max(1, Count("Li") + Count("PYR14"));
        _temperature = system.Temperature;
        string[] known = ["PYR14", "BF4", "TFSI", "Li"];
        IsOfPaper = Count("PYR14") > 0 && Count(_anion) > 0 && system.Molecules.Kinds.All(k => known.Contains(k.Name)) && (Count("BF4") == 0 || Count("TFSI") + Count("Li") == 0);
    }

    /// <summary>The system is of the paper's ions.</summary>
    public bool IsOfPaper { get; }

    /// <summary>The composition of the run for people.</summary>
    public string Name => new PaperSystem(_anion, _lithium, _temperature ?? 0).Name;

    /// <summary>Densities.</summary>
    public Table Density(JsonObject density) => Filled(
        "Density (g/cm³) of this run and in the paper", "density-paper", PaperData.Densities, "", ["this run"],
        [("", [ErrorText.Of(Number(density, "mean"), Number(density, "standard_error"))])]);

    /// <summary>Diffusion coefficients of the recommended scheme.</summary>
    public Table Diffusion(JsonObject msd)
    {
        var own = new List<(string, string[])>();
        JsonNode recommended = msd["recommended"]!;
        JsonObject kinds = msd["schemes"]![recommended["scheme"]!.GetValue<string>()]![recommended["frame_of_reference"]!.GetValue<string>()]!.AsObject();
        foreach (string ion in new[] { "PYR14", _anion, "Li" }.Where(kinds.ContainsKey))
        {
            JsonObject k = kinds[ion]!.AsObject();
            bool isDiffusive = k["fit"]?["diffusive"]?.GetValue<bool>() ?? false;
            own.Add((ion, [ErrorText.Of(Number(k, "D_1e10_m2_s"), Number(k, "D_standard_error_1e10_m2_s")) + (isDiffusive ? "" : " (not diffusive)"), Text(Number(k, "D_finite_size_corrected_1e10_m2_s"))]));
        }

        bool isCorrected = own.Any(o => o.Item2[1] != "–");
        return Filled(
            "Diffusion coefficients (1e-10 m²/s) of this run and in the paper (equation 1)" + (_anion == "TFSI" ? "; the paper's heads of cation and anion are damaged in the copy at hand, the order is as printed" : ""),
            "diffusion-paper", PaperData.Diffusion, "ion", isCorrected ? ["this run", "with finite size"] : ["this run"],
            [.. own.Select(o => (o.Item1, isCorrected ? o.Item2 : o.Item2[..1]))]);
    }

    /// <summary>TFSI around Li, the paper's Table 5; null for a system without.</summary>
    public Table? Clusters(JsonObject clusters)
    {
        double radius = Number(clusters, "center_cutoff_A");
        string[] keys = [.. clusters.Select(p => p.Key).Where(k => k.StartsWith("TFSI_within_", StringComparison.Ordinal))];
        if (keys.Length == 0)
            return null;
        string Share(string key, string count) => clusters[key]!["percent"]?[count] is { } share
            ? ErrorText.Of(share.GetValue<double>(), clusters[key]!["percent_error"]?[count]?.GetValue<double>() ?? double.NaN) : "0";
        string[] counts = [.. keys.SelectMany(k => clusters[k]!["percent"]!.AsObject().Select(p => p.Key)).Concat(["2", "3", "4"]).Distinct().OrderBy(c => int.Parse(c, CultureInfo.InvariantCulture))];
        return Filled(
            string.Create(CultureInfo.InvariantCulture, $"Share of Li (%) with so many TFSI within {radius:0.##} Å: this run, by N and by the centre of mass, and the paper's Table 5 (centres within 6 Å; which centre is not said)"),
            "li-clusters-paper", PaperData.Clusters, "TFSI", [.. keys.Select(k => k.EndsWith("_N", StringComparison.Ordinal) ? "this run, N" : "this run, centre of mass")],
            [.. counts.Select(c => (c, keys.Select(k => Share(k, c)).ToArray()))]);
    }

    // The rows of this run come into those of the paper's system when there is one, else above them.
    private Table Filled(string caption, string file, IReadOnlyList<PaperRow> paper, string whatHead, string[] ownHeads, IReadOnlyList<(string What, string[] Values)> own)
    {
        PaperRow[] rows = [.. paper.Where(r => r.System.Anion == _anion)];
        PaperSource[] sources = [.. Sources.Where(s => rows.Any(r => r.Of(s).Length > 0))];
        List<TableColumn> columns = [new("system"), new("T", "K")];
        if (whatHead.Length > 0)
            columns.Add(new(whatHead));
        columns.AddRange(ownHeads.Select(h => new TableColumn(h)));
        columns.AddRange(sources.Select(s => new TableColumn(Names[(int)s])));
        var table = new Table(caption, columns) { FileName = file };
        void Add(string system, string temperature, string what, string[] values, PaperRow? row) => table.AddRow(
            [system, temperature, .. whatHead.Length > 0 ? [what] : Array.Empty<object?>(), .. values, .. sources.Select(s => row is null || row.Of(s).Length == 0 ? "–" : row.Of(s))]);
        string[] none = [.. ownHeads.Select(_ => "")];
        bool isOne = rows.Any(r => r.System.Is(_anion, _lithium, _temperature));
        foreach ((string what, string[] values) in own)
        {
            PaperRow? same = rows.FirstOrDefault(r => r.System.Is(_anion, _lithium, _temperature) && r.What == what);
            Add(Name, _temperature is double t ? t.ToString("0.#", CultureInfo.InvariantCulture) : "–", what, values, same);
        }

        foreach (PaperRow row in rows.Where(r => !isOne || !r.System.Is(_anion, _lithium, _temperature) || !own.Any(o => o.What == r.What)))
            Add(row.System.Name, row.System.Temperature.ToString("0.#", CultureInfo.InvariantCulture), row.What, none, row);
        return table;
    }

    private static string Text(double value) => double.IsFinite(value) ? value.ToString("G4", CultureInfo.InvariantCulture) : "–";

    internal static double Number(JsonObject json, string key) => json[key] is JsonValue v && v.GetValueKind() == System.Text.Json.JsonValueKind.Number ? v.GetValue<double>() : double.NaN;
}
