using System.Globalization;
using System.Text.Json.Nodes;
using IonicMlff.Analysis.Results;
using IonicMlff.Analysis.Runs;
using IonicMlff.Analysis.Statistics;
using IonicMlff.Reports.Figures;

namespace IonicMlff.Analysis.Clusters;

/// <summary>The surroundings of Li as JSON, table, lines and figures.</summary>
internal sealed class LiClustersReport
{
    public required RunSummary Run { get; init; }

    public required LiSurroundings Ions { get; init; }

    public required double MainCutoff { get; init; }

    public required string CutoffSource { get; init; }

    public required double CenterCutoff { get; init; }

    public required IReadOnlyList<CoordinationSeries> ByOxygen { get; init; }

    public required IReadOnlyList<CenterSeries> ByCenter { get; init; }

    private CoordinationSeries Main => ByOxygen.First(s => s.Cutoff == MainCutoff);

    public AnalysisResult Result(string name)
    {
        CountPopulation oxygens = new([.. Main.Frames.Select(f => f.Oxygens)]), tfsi = new([.. Main.Frames.Select(f => f.Tfsi)]);
        CountPopulation[] centers = [.. ByCenter.Select(c => new CountPopulation(c.PerLithium))];
        (string Name, Residence Times)[] residence = [.. Histories().Select(h => (h.Name, Residence.Of(h.History, Run)))];
        var json = new JsonObject
        {
            ["formula"] = Formulas(),
            ["units"] = "Angstrom, ps, counts",
            ["n_li"] = Ions.LithiumCount,
            ["n_tfsi"] = Ions.TfsiCount,
            ["per_frame_table"] = "li_per_frame",
            ["O_cutoff_A"] = MainCutoff,
            ["O_cutoff_from"] = CutoffSource,
            ["center_cutoff_A"] = CenterCutoff,
            ["O_cutoffs"] = new JsonObject(ByOxygen.Select(s => KeyValuePair.Create(Text(s.Cutoff), (JsonNode?)OfCutoff(s)))),
        };
        for (int k = 0; k < centers.Length; k++)
            json[$"TFSI_within_{CenterCutoff.ToString(CultureInfo.InvariantCulture)}A_centre_{ByCenter[k].Name}"] = OfCenter(ByCenter[k], centers[k]);
        json["residence"] = new JsonObject(residence.Select(r => KeyValuePair.Create(r.Name, (JsonNode?)r.Times.ToJson())));
        Residence main = residence.First(r => r.Name == "O" + Text(MainCutoff)).Times;
        return new AnalysisResult(name, json)
        {
            Quantity = "surroundings of Li",
            Lines =
            [
                ("O cutoff", $"{Text(MainCutoff)} Å ({CutoffSource})"),
                ("O per Li", ErrorText.Of(oxygens.Mean, oxygens.MeanError)),
                ("TFSI per Li, by O", Shares(tfsi)),
                ("monodentate, bidentate per Li", string.Create(CultureInfo.InvariantCulture, $"{Main.Frames.Average(f => f.Mono.Average()):F2}, {Main.Frames.Average(f => f.Bi.Average()):F2}")),
                ($"TFSI within {Text(CenterCutoff)} Å, by N", Shares(centers[0])),
                ($"TFSI within {Text(CenterCutoff)} Å, by centre", Shares(centers[1])),
                ("exchange by O", $"{Main.History.Joined} joined, {Main.History.Left} left"),
                ("residence time by O", main.Line),
            ],
            Remarks = Remarks([oxygens, tfsi, .. centers]),
            Tables = [Table(), ResidenceTable(residence)],
            Figures = Figures(tfsi, centers, residence),
        };
    }

    private IEnumerable<(string Name, ContactHistory History)> Histories() =>
        [.. ByOxygen.Where(s => s.Cutoff > 2.6 || s.Cutoff == MainCutoff).Select(s => ("O" + Text(s.Cutoff), s.History)), .. ByCenter.Select(c => (c.Name, c.History))];

    private static string Text(double cutoff) => cutoff.ToString("0.0##", CultureInfo.InvariantCulture);

    private static string Shares(CountPopulation p) => string.Join(", ", p.Values.Select((v, k) => $"{v}: {ErrorText.Of(100 * p.Share(k), 100 * p.Errors[k])} %"));

    private IReadOnlyList<string> Remarks(CountPopulation[] populations)
    {
        var remarks = new List<string>();
        if (CutoffSource.StartsWith("usual", StringComparison.Ordinal))
            remarks.Add($"g(r) of Li-O has no first minimum in this run; {Text(MainCutoff)} Å was taken. Give --o-cutoff.");
        if (populations.Any(p => p.IsShort))
            remarks.Add("The errors of the populations still grow with the length of blocks: the run is short against the life of the surroundings, and the errors are lower bounds.");
        if (Main.History.Left == 0)
            remarks.Add("No TFSI left its Li in this run: residence times are longer than it can tell.");
        return remarks;
    }

    private static JsonObject Histogram(CountPopulation p) => new(p.Values.Select((v, k) => KeyValuePair.Create(v.ToString(CultureInfo.InvariantCulture), (JsonNode?)JsonValue.Create(p.Counts[k]))));

    private static JsonObject Percent(CountPopulation p, Func<int, double> value) =>
        new(p.Values.Select((v, k) => KeyValuePair.Create(v.ToString(CultureInfo.InvariantCulture), Json.Number(value(k)))));

    private static JsonObject OfCutoff(CoordinationSeries s)
    {
        CountPopulation oxygens = new([.. s.Frames.Select(f => f.Oxygens)]), tfsi = new([.. s.Frames.Select(f => f.Tfsi)]);
        return new JsonObject
        {
            ["cutoff_A"] = s.Cutoff,
            ["closest_distance_to_cutoff_A"] = Json.Number(s.Margin),
            ["O_per_Li"] = Histogram(oxygens),
            ["TFSI_per_Li"] = Histogram(tfsi),
            ["mono_per_Li"] = Histogram(new([.. s.Frames.Select(f => f.Mono)])),
            ["bi_per_Li"] = Histogram(new([.. s.Frames.Select(f => f.Bi)])),
            ["more_than_two_O"] = s.Frames.Sum(f => f.More),
            ["mean_O_per_Li"] = Json.Number(oxygens.Mean),
            ["mean_O_per_Li_error"] = Json.Number(oxygens.MeanError),
            ["TFSI_per_Li_percent"] = Percent(tfsi, k => 100 * tfsi.Share(k)),
            ["TFSI_per_Li_percent_error"] = Percent(tfsi, k => 100 * tfsi.Errors[k]),
            ["joined"] = s.History.Joined,
            ["left"] = s.History.Left,
        };
    }

    private static JsonObject OfCenter(CenterSeries series, CountPopulation p) => new()
    {
        ["closest_distance_to_cutoff_A"] = Json.Number(series.Margin),
        ["histogram"] = Histogram(p),
        ["percent"] = Percent(p, k => 100 * p.Share(k)),
        ["percent_error"] = Percent(p, k => 100 * p.Errors[k]),
        ["joined"] = series.History.Joined,
        ["left"] = series.History.Left,
    };

    private JsonObject Formulas() => new()
    {
        ["O_per_Li"] = "O atoms (of any TFSI) at shortest-image distance < cutoff (strict)",
        ["TFSI_per_Li"] = "TFSI with at least one such O",
        ["mono"] = "TFSI with exactly one such O",
        ["bi"] = "TFSI with exactly two such O",
        ["centre_N"] = $"shortest-image distance Li - N(TFSI) < {Text(CenterCutoff)} A (strict)",
        ["centre_com"] = $"Li - mass-weighted centre of the TFSI made whole over its bonds < {Text(CenterCutoff)} A (strict)",
        ["errors"] = "standard errors from blocks of frames, the largest of those with at least ten blocks",
        ["intermittent"] = "C(k) = sum_pairs sum_{t=0}^{T-1-k} h(t) h(t+k) / sum_pairs sum_{t=0}^{T-1-k} h(t)",
        ["continuous"] = "S(k): h(t) h(t+1) ... h(t+k) in the numerator, the same denominator; pairs = all Li x TFSI; lags 0..T/2-1 listed",
        ["h"] = "O...: any O of that TFSI within that cutoff of that Li; N, com: centre within its cutoff",
        ["joined_left"] = "changes of h between neighbouring frames, summed over pairs",
        ["mean_stay"] = "sum of h over frames and pairs / number of stretches of h = 1 (cut stretches at both ends of the run included)",
        ["lifetime"] = "time in contact / number of departures (maximum likelihood for departures at a constant rate), standard error lifetime / sqrt(departures)",
    };

    private ResultTable Table()
    {
        CoordinationSeries[] shown = [.. ByOxygen];
        var columns = new List<ResultColumn> { new("frame", 0), new("li_index", 0), new("li_id", 0) };
        foreach (string cutoff in shown.Select(s => Text(s.Cutoff)))
            columns.AddRange(new[] { "O", "TFSI", "mono", "bi" }.Select(n => new ResultColumn($"{n}_within_{cutoff}", 0)));
        columns.AddRange(ByCenter.Select(c => new ResultColumn($"TFSI_{c.Name}_within_{Text(CenterCutoff)}", 0)));
        return new("li_per_frame", columns, Enumerable.Range(0, Main.Frames.Count).SelectMany(t => Enumerable.Range(0, Ions.LithiumCount).Select(i => (double[])
            [t, i, Ions.Ids[i], .. shown.SelectMany(s => new double[] { s.Frames[t].Oxygens[i], s.Frames[t].Tfsi[i], s.Frames[t].Mono[i], s.Frames[t].Bi[i] }), .. ByCenter.Select(c => (double)c.PerLithium[t][i])])));
    }

    private ResultTable ResidenceTable((string Name, Residence Times)[] residence) => new(
        "residence",
        [new("lag_ps"), .. residence.SelectMany(r => new ResultColumn[] { new($"intermittent_{r.Name}"), new($"continuous_{r.Name}") })],
        Enumerable.Range(0, residence[0].Times.Intermittent.Length).Select(k => (double[])
            [k * (Run.FrameInterval ?? double.NaN), .. residence.SelectMany(r => new[] { r.Times.Intermittent[k], r.Times.Continuous[k] })]));

    private IReadOnlyList<Figure> Figures(CountPopulation tfsi, CountPopulation[] centers, (string Name, Residence Times)[] residence)
    {
        (string Name, CountPopulation Data)[] sets = [($"O within {Text(MainCutoff)} Å", tfsi), .. centers.Select((c, k) => ($"{(k == 0 ? "N" : "centre")} within {Text(CenterCutoff)} Å", c))];
        int[] values = [.. sets.SelectMany(s => s.Data.Values).Distinct().Order()];
        var bars = new Plot("TFSI around Li", Axis.Of("TFSI per Li", [.. values.Select(v => v.ToString(CultureInfo.InvariantCulture))]), new Axis("share of Li", "%")) { FileName = "li-clusters" };
        foreach ((string name, CountPopulation p) in sets)
        {
            int[] at = [.. values.Select(v => Array.IndexOf(p.Values, v))];
            bars.Add(new BarSeries(name, [.. at.Select(k => k < 0 ? 0 : 100 * p.Share(k))]) { Errors = [.. at.Select(k => k < 0 || !double.IsFinite(p.Errors[k]) ? 0 : 100 * p.Errors[k])] });
        }

        double dt = Run.FrameInterval ?? 1;
        var decay = new Plot("Residence of TFSI at Li", Run.FrameInterval is null ? Axis.Number("lag (frames)") : new Axis("lag", "ps"), Axis.Number("still there")) { FileName = "residence" };
        int colour = 0;
        foreach ((string name, Residence times) in residence.Where(r => r.Name is "N" || r.Name == "O" + Text(MainCutoff)))
        {
            double[] x = [.. Enumerable.Range(0, times.Intermittent.Length).Select(k => k * dt)];
            decay.Add(new LineSeries($"{name}, intermittent", x, times.Intermittent) { Colour = colour });
            decay.Add(new LineSeries($"{name}, continuous", x, times.Continuous) { Colour = colour++, Dashed = true });
        }

        return [bars, decay];
    }
}
