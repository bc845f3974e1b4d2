using System.Text.Json.Nodes;
using IonicMlff.Analysis.Results;
using IonicMlff.Analysis.Runs;
using IonicMlff.Core.Errors;
using IonicMlff.Reports.Figures;

namespace IonicMlff.Analysis.Shapes;

/// <summary>Shape of TFSI: the angles phi and psi, classes cis and trans with N inside or outside, and how ions change between them.</summary>
public sealed class TfsiAnalysis : FrameAnalysis<(double[] Angles, int[] Classes)>
{
    private const double Degree = 180 / Math.PI;
    private readonly IReadOnlyList<string> _labels;
    private readonly ShapeCensus _census = new(TfsiShape.Classes.Count);
    private readonly long[] _histogram = new long[12];
    private TfsiShape[] _ions = [];
    private ShapeSeries _series = new(0, 0);
    private double _closure;

    /// <summary>Labels for people, in the order of <see cref="TfsiShape.Classes"/>; empty: those of the paper.</summary>
    /// <exception cref="IlmlffException">Not four different labels.</exception>
    public TfsiAnalysis(IReadOnlyList<string>? labels = null)
    {
        _labels = labels is { Count: > 0 } ? labels : PaperLabels;
        if (_labels.Count != TfsiShape.Classes.Count || _labels.Distinct().Count() != _labels.Count)
        {
            throw IlmlffException.Usage(
                $"--class-names {string.Join(' ', _labels)}: expected four different names, of {string.Join(", ", TfsiShape.Classes)} in this order, e.g. {string.Join(' ', PaperLabels)}.");
        }
    }

    /// <summary>Names of the paper; "a" marks N outside.</summary>
    public static IReadOnlyList<string> PaperLabels { get; } = ["aCis", "Cis", "Trans", "aTrans"];

    /// <inheritdoc/>
    public override string Name => "tfsi";

    /// <inheritdoc/>
    public override void Begin(AnalysisSystem system, AnalysisFrame first)
    {
        int[] elements = system.Elements("tfsi");
        _ions = [.. system.MoleculesOf("TFSI", "tfsi").Select(m => TfsiShape.Of(m, system.Molecules, elements))];
        _series = new(_ions.Length, TfsiShape.AngleCount);
    }

    /// <inheritdoc/>
    protected override (double[] Angles, int[] Classes) Measure(AnalysisFrame frame)
    {
        var angles = new double[_ions.Length * TfsiShape.AngleCount];
        var classes = new int[_ions.Length];
        for (int m = 0; m < _ions.Length; m++)
        {
            Span<double> own = angles.AsSpan(m * TfsiShape.AngleCount, TfsiShape.AngleCount);
            _ions[m].Angles(frame.Whole, own);
            classes[m] = TfsiShape.ClassOf(own[0], own[1]);
        }

        return (angles, classes);
    }

    /// <inheritdoc/>
    protected override void Accept(AnalysisFrame frame, (double[] Angles, int[] Classes) measured)
    {
        _census.Add(measured.Classes);
        _series.Add(measured.Angles, measured.Classes);
        for (int k = 0; k < measured.Angles.Length; k += TfsiShape.AngleCount)
        {
            double phi = measured.Angles[k], rest = measured.Angles[k + 1] + measured.Angles[k + 2] - phi;
            _histogram[Math.Min(11, (int)(Math.Abs(phi) * Degree / 15))]++;
            _closure = Math.Max(_closure, Math.Abs(rest - 2 * Math.PI * Math.Round(rest / (2 * Math.PI))));
        }
    }

    /// <inheritdoc/>
    public override AnalysisResult Finish(RunSummary run)
    {
        IReadOnlyList<string> classes = TfsiShape.Classes;
        var json = new JsonObject
        {
            ["formula"] = new JsonObject
            {
                ["phi"] = "dihedral C1-S1...S2-C2 (S1-S2 is not a bond)",
                ["psi"] = "dihedral C1-S1...S2-N",
                ["psi2"] = "dihedral N-S1...S2-C2 (psi + psi2 = phi modulo 2 pi)",
                ["sign"] = "IUPAC: atan2(|b2| b1.(b2 x b3), (b1 x b2).(b2 x b3)), range (-pi, pi]",
                ["atoms"] = "found by the bonds; S1 is the S of smaller id",
                ["inside"] = "0 <= s psi <= |phi|, s = sign(phi): N in the smaller sector between C1 and C2 seen along S-S",
                ["classes"] = "cis: |phi| < pi/2, else trans",
                ["transitions"] = "from row to column between neighbouring frames, all molecules",
                ["population_errors"] = "standard errors from blocks of frames, the largest of those with at least ten blocks",
            },
            ["units"] = "radians; shares of all molecules and frames",
            ["n_tfsi"] = _ions.Length,
            ["per_frame_table"] = "tfsi_angles",
        };
        _census.Describe(json, classes, run.FrameInterval);
        json["class_names"] = new JsonObject(classes.Select((c, k) => KeyValuePair.Create(c, (JsonNode?)_labels[k])));
        json["histogram_abs_phi_15_degrees"] = Json.Whole(_histogram);
        json["exchange_label_check"] = _closure;
        return new AnalysisResult(Name, json)
        {
            Quantity = "shape of TFSI",
            Lines =
            [
                .. classes.Select((c, k) => ($"{_labels[k]} ({c.Replace('_', ' ')})", _census.Percent(k))),
                ("changes of class", _census.ChangesText(run.FrameInterval)),
            ],
            Remarks = _census.IsShort ? ["The errors of the populations still grow with the length of blocks: the run is short against the life of the shapes, and the errors are lower bounds."] : [],
            Tables =
            [
                new("tfsi_angles", [new("frame", 0), new("molecule", 0), new("phi", 10), new("psi", 10), new("psi2", 10), new("CSNS", 10), new("SNSC", 10), new("class", 0)], _series.Rows()),
            ],
            Figures = Figures(),
        };
    }

    private IReadOnlyList<Figure> Figures()
    {
        var angle = new Axis("φ (C–S···S–C)", "°") { Min = -180, Max = 180 };
        var dots = new Plot("Shape of TFSI", angle, new Axis("ψ (C–S···S–N)", "°") { Min = -180, Max = 180 }) { FileName = "tfsi" };
        (ReadOnlyMemory<double> Values, int Class)[] all = [.. _series.All];
        for (int k = 0; k < _labels.Count; k++)
        {
            (ReadOnlyMemory<double> Values, int)[] own = [.. all.Where(a => a.Class == k)];
            if (own.Length > 0)
                dots.Add(new ScatterSeries(_labels[k], [.. own.Select(a => a.Values.Span[0] * Degree)], [.. own.Select(a => a.Values.Span[1] * Degree)]) { Size = 3, Colour = k });
        }

        double[] phi = [.. all.Select(a => Math.Abs(a.Values.Span[0]) * Degree)];
        var spread = new Plot("Distribution of |φ| of TFSI", new Axis("|φ|", "°"), new Axis("density", "1/°")) { FileName = "tfsi-phi" }
            .Add(HistogramSeries.Of("", phi, 36, (0, 180), density: true))
            .Add(new VerticalLine(90, "cis | trans"));
        return [dots, spread];
    }
}
