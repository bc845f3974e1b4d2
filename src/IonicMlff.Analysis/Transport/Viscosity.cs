using System.Globalization;
using System.Text.Json.Nodes;
using IonicMlff.Analysis.Logs;
using IonicMlff.Analysis.Results;
using IonicMlff.Analysis.Statistics;
using IonicMlff.Core.Errors;
using IonicMlff.Core.Trajectories;

namespace IonicMlff.Analysis.Transport;

/// <summary>
/// Shear viscosity from the fluctuations of the pressure tensor (Green and Kubo): running integrals of whole runs as in the reference files, and
/// the value with its error by time decomposition over segments.
/// </summary>
public sealed class Viscosity
{
    private const int UsualSegments = 10, FewestSegments = 3, FewestRows = 200;
    private const double MostByFirstInterval = 0.5, MuchByFirstInterval = 0.1;

    private readonly IReadOnlyList<PressureTensor> _runs;

    private Viscosity(IReadOnlyList<PressureTensor> runs, ViscosityOptions options)
    {
        (_runs, Options) = (runs, options);
        int shortest = runs.Min(r => r.Log.Rows);
        if (shortest < FewestRows)
            throw IlmlffException.BadData($"{runs.First(r => r.Log.Rows == shortest).Log.File} has {shortest} rows; a viscosity needs {FewestRows} at the least, and ten thousands for a good one.");
        int most = shortest / 2;
        Lags = 1 + (options.LongestLag is double ps ? Math.Clamp((int)Math.Round(1000 * ps / Interval), 1, most) : (shortest - 1) / 10);
        Whole = [.. runs.Select(r => new RunCurves(r, Lags))];
        Components = [.. runs[0].Components.Select(c => c.Name)];
        SegmentsPerRun = options.Segments ?? Math.Max(1, (UsualSegments + runs.Count - 1) / runs.Count);
        if (SegmentsPerRun * runs.Count < FewestSegments)
            throw IlmlffException.Usage($"--segments {SegmentsPerRun}: errors need {FewestSegments} segments at the least.");
        int rows = shortest / SegmentsPerRun;
        if (rows < 40)
            throw IlmlffException.Usage($"--segments {SegmentsPerRun}: segments of {rows} rows are too short; at most {shortest / 40} for {shortest} rows.");
        Decomposition = new TimeDecomposition([.. runs.SelectMany(r => SegmentsOf(r, rows))], Interval, options.Fit is var (from, to) ? (1000 * from, 1000 * to) : null);
    }

    /// <summary>As asked.</summary>
    public ViscosityOptions Options { get; }

    /// <summary>Time between rows, fs.</summary>
    public double Interval => _runs[0].Log.Interval;

    /// <summary>Number of lags, lag 0 included.</summary>
    public int Lags { get; }

    /// <summary>Curves of whole runs.</summary>
    public IReadOnlyList<RunCurves> Whole { get; }

    /// <summary>Names of the components.</summary>
    public IReadOnlyList<string> Components { get; }

    /// <summary>Segments a run is cut into.</summary>
    public int SegmentsPerRun { get; }

    /// <summary>The value with its error.</summary>
    public TimeDecomposition Decomposition { get; }

    /// <summary>The runs.</summary>
    public IReadOnlyList<PressureTensor> Runs => _runs;

    /// <summary>Share of the value that the first interval of the trapezoid rule gives: beyond a half it is the sampling that is measured.</summary>
    public double FirstInterval => 0.5 * Interval * MeanOver(r => r.Tensor.Prefactor * r.Independent[0]) / (Decomposition.TooShort is null ? Decomposition.Value : Decomposition.Mean[Decomposition.Last]);

    /// <summary>Viscosity of one or several runs of the same system; several are replicas.</summary>
    /// <exception cref="IlmlffException">Too few rows, or runs that are not of one kind.</exception>
    public static AnalysisResult Of(IReadOnlyList<PressureTensor> runs, ViscosityOptions options)
    {
        foreach (PressureTensor run in runs.Skip(1))
        {
            if (Math.Abs(run.Log.Interval - runs[0].Log.Interval) > 1e-6 * runs[0].Log.Interval || run.Components.Count != runs[0].Components.Count)
            {
                throw IlmlffException.BadData(string.Create(CultureInfo.InvariantCulture,
                    $"{run.Log.File} has rows every {run.Log.Interval:G6} fs and {run.Components.Count} components, {runs[0].Log.File} every {runs[0].Log.Interval:G6} fs and {runs[0].Components.Count}; replicas must be written alike."));
            }
        }

        var viscosity = new Viscosity(runs, options);
        return new ViscosityReport(viscosity).Result(viscosity.Refusal());
    }

    /// <summary>Mean over the runs.</summary>
    internal double MeanOver(Func<RunCurves, double> of) => Whole.Average(of);

    private IEnumerable<double[]> SegmentsOf(PressureTensor run, int rows)
    {
        IReadOnlyList<double[]> independent = run.Independent;
        for (int s = 0; s < SegmentsPerRun; s++)
            yield return RunningIntegral.Of(RunningIntegral.Mean(Autocorrelation.Of(independent, s * rows, rows, rows / 2)), Interval, run.Prefactor);
    }

    private TrajectoryFault? Refusal()
    {
        string file = _runs[0].Log.File;
        if (FirstInterval > MostByFirstInterval)
        {
            return new(FaultKind.FramesTooSparse, file, string.Create(CultureInfo.InvariantCulture,
                $"rows every {TimeDecomposition.TimeText(Interval)} are too sparse: {100 * FirstInterval:F0} % of the integral lie in the first interval. Write the pressure more often, every 2 to 10 fs."));
        }

        return Decomposition.TooShort is { } why
            ? new(FaultKind.RunTooShort, file, $"{why}. Run longer or more replicas (give all their logs), a smaller cell, or a higher temperature; what is here is a lower bound.")
            : null;
    }

    /// <summary>What a reader must know.</summary>
    internal IReadOnlyList<string> Remarks()
    {
        var remarks = _runs.SelectMany(r => r.Log.Remarks).Distinct().ToList();
        foreach (PressureTensor run in _runs.Where(r => r.Log.MeanTemperature is double mean && Math.Abs(mean - r.Log.Temperature) > 0.02 * r.Log.Temperature))
            remarks.Add(string.Create(CultureInfo.InvariantCulture, $"The mean temperature of {Path.GetFileName(run.Log.File)} is {run.Log.MeanTemperature:F1} K, not {run.Log.Temperature:F1} K."));
        if (FirstInterval is > MuchByFirstInterval and <= MostByFirstInterval)
            remarks.Add(string.Create(CultureInfo.InvariantCulture, $"{100 * FirstInterval:F0} % of the integral lie in the first interval of {TimeDecomposition.TimeText(Interval)}: the pressure should be written more often."));
        if (Components.Count < 5)
            remarks.Add($"The log has the components {string.Join(", ", Components)} only; all six of the pressure tensor give five independent ones and smaller errors.");
        if (Decomposition.TooShort is null)
            remarks.Add($"Relaxation slower than the cut-off of {TimeDecomposition.TimeText(Decomposition.Last * Interval)} is not seen: if the liquid has it, this is a lower bound.");
        return remarks;
    }
}

/// <summary>Correlation functions and running integrals of one whole run.</summary>
public sealed class RunCurves
{
    /// <summary>Of a run, for so many lags.</summary>
    public RunCurves(PressureTensor tensor, int lags)
    {
        Tensor = tensor;
        double[][] series = [.. tensor.Components.Select(c => c.Values)];
        if (tensor.Orthogonal is { } last)
            series = [.. series, last];
        double[][] all = Autocorrelation.Of(series, 0, tensor.Log.Rows, lags);
        ByComponent = all[..tensor.Components.Count];
        int named = tensor.Components.Select(c => c.Name).ToList().IndexOf("(yy-zz)/2");
        Independent = RunningIntegral.Mean(tensor.Orthogonal is null ? ByComponent : [.. ByComponent.Where((_, k) => k != named), all[^1]]);
        Integrals = [.. ByComponent.Select(c => RunningIntegral.Of(c, tensor.Log.Interval, tensor.Prefactor))];
    }

    /// <summary>The run.</summary>
    public PressureTensor Tensor { get; }

    /// <summary>Correlation function of each named component, atm².</summary>
    public double[][] ByComponent { get; }

    /// <summary>Mean correlation function of the independent components, atm².</summary>
    public double[] Independent { get; }

    /// <summary>Running integral of each named component, mPa·s.</summary>
    public double[][] Integrals { get; }

    /// <summary>Running integral of the mean over the independent components, mPa·s.</summary>
    public double[] Integral => RunningIntegral.Of(Independent, Tensor.Log.Interval, Tensor.Prefactor);
}
