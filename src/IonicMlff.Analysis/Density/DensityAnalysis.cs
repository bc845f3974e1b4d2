using System.Globalization;
using System.Text.Json.Nodes;
using IonicMlff.Analysis.Results;
using IonicMlff.Analysis.Runs;
using IonicMlff.Analysis.Statistics;
using IonicMlff.Core.Units;
using IonicMlff.Reports.Figures;

namespace IonicMlff.Analysis.Density;

/// <summary>Mass density ρ(t) = Σm / (N_A V(t)): mean, error from blocks, and whether it drifts.</summary>
public sealed class DensityAnalysis : FrameAnalysis<double>
{
    private const double CubicCentimetre = 1e24; // Å³
    private const double Significant = 3; // standard errors

    private readonly List<double> _volumes = [];
    private double? _mass;
    private int _atoms;

    /// <inheritdoc/>
    public override string Name => "density";

    /// <inheritdoc/>
    public override AnalysisNeeds Needs => AnalysisNeeds.Volume;

    /// <inheritdoc/>
    public override void Begin(AnalysisSystem system, AnalysisFrame first) => (_mass, _atoms) = (system.Topology.Mass, system.Topology.AtomCount);

    /// <inheritdoc/>
    protected override double Measure(AnalysisFrame frame) => frame.Cell.Volume;

    /// <inheritdoc/>
    protected override void Accept(AnalysisFrame frame, double measured) => _volumes.Add(measured);

    /// <inheritdoc/>
    public override AnalysisResult Finish(RunSummary run)
    {
        // Without masses the number density takes the place of the mass density, so that a run without topology still says something.
        bool hasMass = _mass is not null;
        double scale = hasMass ? _mass!.Value * CubicCentimetre / Codata2022.Avogadro : _atoms;
        double[] volumes = [.. _volumes], series = Array.ConvertAll(volumes, v => scale / v);
        int half = series.Length / 2;
        double mean = Moments.Mean(series), meanVolume = Moments.Mean(volumes);
        IReadOnlyList<BlockError> blocks = BlockAverage.Errors(series);
        double error = BlockAverage.Error(blocks);
        double? drift = run.FrameInterval is double dt && series.Length > 1 ? Moments.Line(Times(series.Length, dt), series).Slope : null;
        double first = half > 0 ? Moments.Mean(series.AsSpan(0, half)) : double.NaN, second = half > 0 ? Moments.Mean(series.AsSpan(half)) : double.NaN;

        // Each half has about √2 of the error of the whole, so their difference has twice that error.
        double z = Math.Abs(second - first) / (2 * error);
        bool? drifts = double.IsFinite(z) ? z > Significant : null;
        string unit = hasMass ? "g/cm³" : "atoms/Å³";
        var json = new JsonObject
        {
            ["formula"] = (hasMass ? "rho(t) = sum m / (N_A V(t))" : "rho(t) = N / V(t) (no masses known)")
                + ", V = |det H|; block error: consecutive blocks of b frames from frame 0, incomplete last block dropped, standard deviation of the block means with n-1, over sqrt(n); "
                + "standard_error: the largest of those with at least ten blocks; drift test: difference of the two halves' means over twice standard_error",
            ["units"] = (hasMass ? "g/cm3; masses in g/mol" : "atoms/A3") + "; volumes in A3",
            ["mass_g_mol"] = Json.Number(_mass),
            ["mean"] = Json.Number(mean),
            ["standard_error"] = Json.Number(error),
            ["standard_error_converged"] = !BlockAverage.StillGrows(blocks),
            ["std_n_minus_1"] = Json.Number(Moments.StandardDeviation(series)),
            ["mean_volume_A3"] = Json.Number(meanVolume),
            ["density_of_mean_volume"] = Json.Number(scale / meanVolume),
            ["first_half_mean"] = Json.Number(first),
            ["second_half_mean"] = Json.Number(second),
            [hasMass ? "linear_drift_g_cm3_per_ps" : "linear_drift_per_A3_per_ps"] = Json.Number(drift),
            ["drift_in_standard_errors"] = Json.Number(z),
            ["drifts"] = drifts,
            ["block_errors"] = new JsonArray([.. blocks.Select(b => (JsonNode)new JsonObject
            {
                ["block_frames"] = b.BlockFrames,
                ["blocks"] = b.Blocks,
                ["standard_error"] = Json.Number(b.StandardError),
            })]),
            ["series"] = Json.Numbers(series),
        };
        return new AnalysisResult(Name, json)
        {
            Quantity = hasMass ? "mass density" : "number density",
            Lines =
            [
                ("density", $"{ErrorText.Of(mean, error)} {unit}"),
                ("first and second half", string.Create(CultureInfo.InvariantCulture, $"{first:F4} and {second:F4} {unit}")),
                ("mean volume", string.Create(CultureInfo.InvariantCulture, $"{meanVolume:F2} Å³")),
            ],
            Remarks = Remarks(run, hasMass, blocks, drifts),
            Tables = [Table(run, volumes, series, hasMass)],
            Figures = [Figure(run, series, mean, hasMass ? "g/cm³" : "atoms/Å³")],
        };
    }

    private static IReadOnlyList<string> Remarks(RunSummary run, bool hasMass, IReadOnlyList<BlockError> blocks, bool? drifts)
    {
        var remarks = new List<string>();
        if (!hasMass)
            remarks.Add($"No masses are known, so this is the number density; give --topology FILE or --elements. ({Path.GetFileName(run.System.Trajectory)} has none.)");
        if (drifts is true)
            remarks.Add("The two halves of the run differ by more than three standard errors: the density has not come to rest. Leave out the beginning with --frames, or run longer.");
        if (BlockAverage.StillGrows(blocks))
            remarks.Add("The error still grows with the length of blocks: the run is short against the correlation time, and the error is a lower bound.");
        return remarks;
    }

    private static ResultTable Table(RunSummary run, double[] volumes, double[] series, bool hasMass) => new(
        "density",
        [new("frame", 0), new("time_ps"), new("volume_A3"), new(hasMass ? "density_g_cm3" : "density_per_A3")],
        series.Select((rho, k) => new[] { k, run.FrameInterval * k ?? double.NaN, volumes[k], rho }));

    private static Plot Figure(RunSummary run, double[] series, double mean, string unit)
    {
        bool hasTime = run.FrameInterval is not null;
        double[] x = Times(series.Length, run.FrameInterval ?? 1);
        return new Plot("Density", hasTime ? new Axis("time", "ps") : Axis.Number("frame"), new Axis("density", unit)) { FileName = "density" }
            .AddLine("density", x, series)
            .Add(new HorizontalLine(mean, "mean"));
    }

    private static double[] Times(int count, double interval) => [.. Enumerable.Range(0, count).Select(k => k * interval)];
}
