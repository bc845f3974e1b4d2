using System.Globalization;
using System.Text.Json.Nodes;
using IonicMlff.Analysis.Results;
using IonicMlff.Analysis.Runs;
using IonicMlff.Analysis.Statistics;
using IonicMlff.Reports.Figures;

namespace IonicMlff.Analysis.Shapes;

/// <summary>Limits of the classes of PYR14.</summary>
public sealed record Pyr14Options
{
    /// <summary>Scorpion: r1 of the nearer beta carbon below this, Å.</summary>
    public double Scorpion { get; init; } = 4.5;

    /// <summary>Anti: r2 from here on, Å.</summary>
    public double Anti { get; init; } = 6.0;
}

/// <summary>Shape of PYR14: end-to-end distances r1 and r2 of the chain, classes anti, gauche and scorpion.</summary>
public sealed class Pyr14Analysis(Pyr14Options options) : FrameAnalysis<(double[] Numbers, int[] Classes)>
{
    private readonly ShapeCensus _census = new(Pyr14Shape.Classes.Count);
    private Pyr14Shape[] _ions = [];
    private ShapeSeries _series = new(0, 0);

    /// <inheritdoc/>
    public override string Name => "pyr14";

    /// <inheritdoc/>
    public override void Begin(AnalysisSystem system, AnalysisFrame first)
    {
        int[] elements = system.Elements("pyr14");
        _ions = [.. system.MoleculesOf("PYR14", "pyr14").Select(m => Pyr14Shape.Of(m, system.Molecules, elements))];
        _series = new(_ions.Length, Pyr14Shape.NumberCount);
    }

    /// <inheritdoc/>
    protected override (double[] Numbers, int[] Classes) Measure(AnalysisFrame frame)
    {
        var numbers = new double[_ions.Length * Pyr14Shape.NumberCount];
        var classes = new int[_ions.Length];
        for (int m = 0; m < _ions.Length; m++)
        {
            Span<double> own = numbers.AsSpan(m * Pyr14Shape.NumberCount, Pyr14Shape.NumberCount);
            _ions[m].Measure(frame.Whole, own);
            classes[m] = Pyr14Shape.ClassOf(own, options.Scorpion, options.Anti);
        }

        return (numbers, classes);
    }

    /// <inheritdoc/>
    protected override void Accept(AnalysisFrame frame, (double[] Numbers, int[] Classes) measured)
    {
        _census.Add(measured.Classes);
        _series.Add(measured.Numbers, measured.Classes);
    }

    /// <inheritdoc/>
    public override AnalysisResult Finish(RunSummary run)
    {
        double[] r2 = _series.Column(0), beta = [.. _series.All.Select(a => Pyr14Shape.NearerBeta(a.Values.Span))];
        double[] any = [.. _series.All.Select(a => Math.Min(Pyr14Shape.NearerBeta(a.Values.Span), Math.Min(a.Values.Span[1], a.Values.Span[2])))];
        IReadOnlyList<string> classes = Pyr14Shape.Classes;
        var json = new JsonObject
        {
            ["formula"] = new JsonObject
            {
                ["r2"] = "methyl C to the terminal C of butyl",
                ["r1"] = "ring C to the terminal C of butyl: r1_a2, r1_a3 from the alpha carbons (bonded to N), r1_b4, r1_b5 from the beta carbons",
                ["classes"] = string.Create(CultureInfo.InvariantCulture, $"scorpion (2) if min(r1_b4, r1_b5) < {options.Scorpion} A; else anti (1) if r2 >= {options.Anti} A; else gauche (0)"),
                ["MeNCC"] = "dihedral methyl C - N - C - C along butyl",
                ["NCCC"] = "dihedral N - C - C - C along butyl",
                ["CCCC"] = "dihedral C - C - C - C along butyl",
                ["order"] = "found by the bonds; carbons of one kind in order of id",
                ["transitions"] = "from row to column between neighbouring frames, all molecules",
                ["population_errors"] = "standard errors from blocks of frames, the largest of those with at least ten blocks",
            },
            ["units"] = "Angstrom, radians",
            ["n_pyr14"] = _ions.Length,
            ["per_frame_table"] = "pyr14_shape",
        };
        _census.Describe(json, classes, run.FrameInterval);
        json["limits_A"] = new JsonObject { ["scorpion_r1_below"] = options.Scorpion, ["anti_r2_from"] = options.Anti };
        json["closest_to_limits_A"] = Json.Numbers([beta.Min(b => Math.Abs(b - options.Scorpion)), r2.Min(r => Math.Abs(r - options.Anti))]);
        json["histogram_r2"] = Histogram(r2, 3, 7, 40);
        json["histogram_r1_beta_min"] = Histogram(beta, 3, 8, 50);
        json["mean_r2"] = Moments.Mean(r2);
        json["mean_r1_beta_min"] = Moments.Mean(beta);
        json["mean_r1_any_min"] = Moments.Mean(any);
        return new AnalysisResult(Name, json)
        {
            Quantity = "shape of PYR14",
            Lines =
            [
                .. new[] { 1, 0, 2 }.Select(k => (classes[k], _census.Percent(k))),
                ("changes of class", _census.ChangesText(run.FrameInterval)),
                ("mean r2, r1", string.Create(CultureInfo.InvariantCulture, $"{Moments.Mean(r2):F3} Å, {Moments.Mean(beta):F3} Å (nearer beta carbon)")),
            ],
            Remarks = _census.IsShort ? ["The errors of the populations still grow with the length of blocks: the run is short against the life of the shapes, and the errors are lower bounds."] : [],
            Tables =
            [
                new(
                    "pyr14_shape",
                    [new("frame", 0), new("molecule", 0), new("r2", 10), new("r1_a2", 10), new("r1_a3", 10), new("r1_b4", 10), new("r1_b5", 10), new("MeNCC", 10), new("NCCC", 10), new("CCCC", 10), new("class", 0)],
                    _series.Rows()),
            ],
            Figures = Figures(r2, beta),
        };
    }

    // Edges low + k(high - low)/bins, the last bin closed.
    private static JsonObject Histogram(double[] values, double low, double high, int bins)
    {
        double[] edges = [.. Enumerable.Range(0, bins + 1).Select(k => k == bins ? high : low + k * ((high - low) / bins))];
        var counts = new long[bins];
        foreach (double v in values.Where(v => v >= low && v <= high))
        {
            int k = Math.Clamp((int)((v - low) / (high - low) * bins), 0, bins - 1);
            k += k < bins - 1 && v >= edges[k + 1] ? 1 : v < edges[k] ? -1 : 0;
            counts[k]++;
        }

        return new JsonObject { ["edges_A"] = Json.Numbers([low, high]), ["bins"] = bins, ["counts"] = Json.Whole(counts) };
    }

    private IReadOnlyList<Figure> Figures(double[] r2, double[] beta)
    {
        var dots = new Plot("Shape of PYR14", new Axis("r₂, methyl to end of butyl", "Å"), new Axis("r₁, ring to end of butyl", "Å")) { FileName = "pyr14" };
        int[] shapes = [.. _series.All.Select(a => a.Class)];
        for (int k = 0; k < Pyr14Shape.Classes.Count; k++)
        {
            int[] own = [.. Enumerable.Range(0, shapes.Length).Where(i => shapes[i] == k)];
            if (own.Length > 0)
                dots.Add(new ScatterSeries(Pyr14Shape.Classes[k], [.. own.Select(i => r2[i])], [.. own.Select(i => beta[i])]) { Size = 3, Colour = k });
        }

        dots.Add(new VerticalLine(options.Anti, "gauche | anti")).Add(new HorizontalLine(options.Scorpion, "scorpion below"));
        var spread = new Plot("End-to-end distances of PYR14", new Axis("distance", "Å"), new Axis("density", "1/Å")) { FileName = "pyr14-distances" }
            .Add(HistogramSeries.Of("r₂", r2, 50, (3, 8), density: true))
            .Add(HistogramSeries.Of("r₁, nearer beta carbon", beta, 50, (3, 8), density: true));
        return [dots, spread];
    }
}
