using System.Globalization;
using System.Text.Json.Nodes;
using IonicMlff.Analysis.Results;
using IonicMlff.Analysis.Statistics;
using IonicMlff.Core.Errors;
using IonicMlff.Reports.Figures;

namespace IonicMlff.Analysis.Markov;

/// <summary>Markov models of one set of sequences at several lags, with errors, the test of Chapman and Kolmogorov, lifetimes, figures.</summary>
public sealed class MarkovStudy
{
    private static readonly int[] Steps = [2, 3, 4], UsualLags = [1, 2, 3, 5, 10, 20, 50, 100, 200, 500, 1000];
    private const int ShownInTest = 6;

    private readonly long[] _labels;
    private readonly Func<long, string> _nameOf;
    private readonly MarkovBootstrap?[] _errors;
    private readonly int _chosen;
    private readonly double[] _observed;

    /// <summary>Estimates.</summary>
    /// <param name="title">Of the figures.</param>
    /// <param name="sequences">States by their labels.</param>
    /// <param name="options">Lags and bootstrap.</param>
    /// <param name="nameOf">Name of a state for people.</param>
    /// <exception cref="IlmlffException">A lag is not shorter than a sequence.</exception>
    public MarkovStudy(string title, IReadOnlyList<long[]> sequences, MarkovOptions options, Func<long, string> nameOf)
    {
        (Title, _nameOf) = (title, nameOf);
        _labels = [.. sequences.SelectMany(s => s).Distinct().Order()];
        int[][] indices = [.. sequences.Select(s => Array.ConvertAll(s, v => Array.BinarySearch(_labels, v)))];
        int shortest = sequences.Min(s => s.Length);
        int[] lags = options.Lags.Count > 0 ? [.. options.Lags.Distinct().Order()] : [.. UsualLags.Where(l => l == 1 || 10 * l <= shortest)];
        if (lags[^1] >= shortest || lags[0] < 1)
            throw IlmlffException.Usage(string.Create(CultureInfo.InvariantCulture, $"--lag {(lags[0] < 1 ? lags[0] : lags[^1])}: lags are from 1 to less than the {shortest} frames of a sequence."));
        Models = [.. lags.Select(l => new MarkovModel(indices, _labels.Length, l))];
        _errors = [.. Models.Select(m => m.HasEstimate && options.Samples > 0 ? new MarkovBootstrap(m, indices, options.Samples, [.. Steps.Where(k => k * m.Lag < shortest)]) : null)];
        _chosen = Choose();
        _observed = [.. Enumerable.Range(0, _labels.Length).Select(s => (double)indices.Sum(q => q.Count(v => v == s)) / indices.Sum(q => q.Zip(q.Skip(1)).Count(p => p.First == s && p.Second != s)))];
        Later = [.. Steps.Where(k => k * Chosen.Lag < shortest).Select(k => (k, TransitionCounts.Normalised(TransitionCounts.Inside(TransitionCounts.Of(indices, _labels.Length, k * Chosen.Lag), Chosen.Active))))];
    }

    /// <summary>Title of the figures.</summary>
    public string Title { get; }

    /// <summary>One model per lag, ascending.</summary>
    public IReadOnlyList<MarkovModel> Models { get; }

    /// <summary>The model that lifetimes, test and network are from.</summary>
    public MarkovModel Chosen => Models[_chosen];

    private (int Step, double[,] Found)[] Later { get; }

    private MarkovBootstrap? ChosenErrors => _errors[_chosen];

    /// <summary>Name of an active state of the chosen model.</summary>
    private string NameOf(int state) => _nameOf(_labels[Chosen.Active[state]]);

    // The first lag from which on the slowest timescale agrees with those of all longer lags within two standard errors.
    private int Choose()
    {
        for (int k = 0; k + 1 < Models.Count; k++)
        {
            if (Models[k].HasEstimate && _errors[k] is { } own && Enumerable.Range(k + 1, Models.Count - k - 1).All(l => Agree(k, own, l)))
                return k;
        }

        return 0;
    }

    private bool Agree(int k, MarkovBootstrap own, int l)
    {
        if (!Models[l].HasEstimate || _errors[l] is not { } other)
            return true;
        double a = Models[k].ReversibleTimescales[0], b = Models[l].ReversibleTimescales[0];
        double error = Math.Sqrt(own.Timescales[0].Error * own.Timescales[0].Error + other.Timescales[0].Error * other.Timescales[0].Error);
        return !(Math.Abs(a - b) > 2 * error);
    }

    /// <summary>Numbers under the keys of the reference files, and errors.</summary>
    /// <param name="interval">ps between frames; null when not known.</param>
    public JsonObject ToJson(double? interval)
    {
        var json = new JsonObject
        {
            ["states"] = Json.Whole(_labels),
            ["lags"] = new JsonArray([.. Models.Select((m, k) => (JsonNode)MarkovJson.Of(m, _errors[k], _labels, interval))]),
            ["chosen_lag_frames"] = Chosen.Lag,
            ["observed_lifetime_frames"] = Json.Numbers(_observed),
        };
        if (Chosen.HasEstimate)
            json["chapman_kolmogorov"] = ChapmanKolmogorov();
        return json;
    }

    private JsonArray ChapmanKolmogorov()
    {
        var tests = new JsonArray();
        int n = Chosen.Active.Length;
        for (int k = 0; k < Later.Length; k++)
        {
            double[,] predicted = Spectrum.Power(Chosen.Plain, Later[k].Step);
            double[] errors = [.. Enumerable.Range(0, n).Select(i => ChosenErrors?.ChapmanKolmogorov[k * n + i].Error ?? double.NaN)];
            tests.Add(new JsonObject
            {
                ["lag_frames"] = Later[k].Step * Chosen.Lag,
                ["predicted_stay"] = Json.Numbers(Enumerable.Range(0, n).Select(i => predicted[i, i])),
                ["counted_stay"] = Json.Numbers(Enumerable.Range(0, n).Select(i => Later[k].Found[i, i])),
                ["error_of_difference"] = Json.Numbers(errors),
            });
        }

        return tests;
    }

    /// <summary>Largest difference of the test in standard errors; nan without errors.</summary>
    public double WorstOfTest
    {
        get
        {
            double worst = double.NaN;
            int n = Chosen.Active.Length;
            for (int k = 0; Chosen.HasEstimate && ChosenErrors is { } errors && k < Later.Length; k++)
            {
                double[,] predicted = Spectrum.Power(Chosen.Plain, Later[k].Step);
                for (int i = 0; i < n; i++)
                {
                    double z = Math.Abs(Later[k].Found[i, i] - predicted[i, i]) / errors.ChapmanKolmogorov[k * n + i].Error;
                    worst = double.IsFinite(z) && !(z < worst) ? z : worst;
                }
            }

            return worst;
        }
    }

    /// <summary>Lines for people.</summary>
    public IReadOnlyList<(string Label, string Value)> Lines(double? interval)
    {
        if (!Chosen.HasEstimate)
            return [(Title, "no two states that change into each other: no model")];
        double dt = interval ?? 1;
        string unit = interval is null ? "frames" : "ps";
        string Timed(double frames, Spread? spread) => ErrorText.Of(frames * dt, (spread?.Error ?? double.NaN) * dt) + " " + unit;
        var lines = new List<(string, string)>
        {
            ($"{Title}: lag", string.Create(CultureInfo.InvariantCulture, $"{Chosen.Lag * dt:G6} {unit}; {Chosen.Active.Length} of {_labels.Length} states connected")),
            ("slowest timescale", Timed(Chosen.ReversibleTimescales[0], ChosenErrors?.Timescales[0])),
        };
        if (double.IsFinite(WorstOfTest))
            lines.Add(("Chapman-Kolmogorov", string.Create(CultureInfo.InvariantCulture, $"largest difference {WorstOfTest:F1} standard errors")));
        foreach (int i in Enumerable.Range(0, Chosen.Active.Length).OrderByDescending(i => Chosen.Reversible.Stationary[i]).Take(8))
        {
            string share = ErrorText.Of(100 * Chosen.Reversible.Stationary[i], 100 * (ChosenErrors?.Stationary[i].Error ?? double.NaN));
            lines.Add((NameOf(i), $"{share} %, lifetime {Timed(Chosen.Dwell(Chosen.Reversible.Matrix, i), ChosenErrors?.Dwell[i])} (observed {Timed(Observed(i), null)}{(Observed(i) < Chosen.Lag ? ", below the lag" : "")})"));
        }

        return lines;
    }

    // Frames in an active state over the number of times it was left: what comes back at once counts, which a model with a longer lag does not see.
    private double Observed(int state) => _observed[Chosen.Active[state]];

    /// <summary>What a reader must know.</summary>
    public IReadOnlyList<string> Remarks()
    {
        var remarks = new List<string>();
        if (Chosen.HasEstimate && Chosen.Active.Length < _labels.Length)
            remarks.Add($"{Title}: {_labels.Length - Chosen.Active.Length} of {_labels.Length} states are not connected with the others in both directions and are left out.");
        if (WorstOfTest > 4)
            remarks.Add(string.Create(CultureInfo.InvariantCulture, $"{Title}: the test of Chapman and Kolmogorov differs by {WorstOfTest:F1} standard errors: at this lag the states are not Markovian. Take a longer lag, or other states."));
        string[] brief = Chosen.HasEstimate ? [.. Enumerable.Range(0, Chosen.Active.Length).Where(i => Observed(i) < Chosen.Lag).Select(NameOf)] : [];
        if (brief.Length > 0)
            remarks.Add(string.Create(CultureInfo.InvariantCulture, $"{Title}: {(brief.Length > 4 ? $"{brief.Length} states are" : string.Join("; ", brief) + (brief.Length > 1 ? " are" : " is"))} left, as counted frame by frame, sooner than the lag of {Chosen.Lag} frames, and no lifetime of the model can be shorter than its lag: take the observed one."));
        if (ChosenErrors is { PieceCount: < 20 } few)
            remarks.Add($"{Title}: errors are from {few.PieceCount} pieces only; they are rough.");
        return remarks;
    }

    /// <summary>The network, implied timescales against lag, the test of Chapman and Kolmogorov.</summary>
    public IReadOnlyList<Figure> Figures(string fileName, double? interval)
    {
        if (!Chosen.HasEstimate)
            return [];
        double dt = interval ?? 1;
        Axis Time(string label) => interval is null ? Axis.Number(label + " (frames)") : new Axis(label, "ps");
        var times = new Plot($"Implied timescales, {Title}", Time("lag"), Time("timescale") with { Scale = AxisScale.Logarithmic }) { FileName = fileName + "-timescales" };
        int[] use = [.. Enumerable.Range(0, Models.Count).Where(k => Models[k].HasEstimate)];
        double[] x = [.. use.Select(k => Models[k].Lag * dt)];
        for (int m = 0; m < Math.Min(4, use.Max(k => Models[k].Active.Length) - 1); m++)
        {
            double Value(int k, Func<MarkovModel, double> f) => m < Models[k].Active.Length - 1 ? f(Models[k]) * dt : double.NaN;
            double[] y = [.. use.Select(k => Value(k, q => q.ReversibleTimescales[m]))], e = [.. use.Select(k => Value(k, _ => _errors[k]?.Timescales[m].Error ?? 0))];
            times.Add(new ErrorBarSeries($"timescale {m + 2}", x, y, [.. e.Select((v, i) => double.IsFinite(v) && v < y[i] ? v : 0)]) { Joined = true });
        }

        times.AddLine("lag", x, x, dashed: true);
        int n = Chosen.Active.Length;
        NetworkNode[] nodes = [.. Enumerable.Range(0, n).Select(i => new NetworkNode(NameOf(i), Chosen.Reversible.Stationary[i], (100 * Chosen.Reversible.Stationary[i]).ToString("F1", CultureInfo.InvariantCulture) + " %"))];
        NetworkEdge[] edges = [.. Enumerable.Range(0, n).SelectMany(i => Enumerable.Range(0, n).Where(j => j != i && Chosen.Plain[i, j] > 0).Select(j =>
            new NetworkEdge(i, j, Chosen.Plain[i, j], n <= 6 ? Chosen.Plain[i, j].ToString("G2", CultureInfo.InvariantCulture) : "")))];
        string lag = string.Create(CultureInfo.InvariantCulture, $"{Chosen.Lag * dt:G6} {(interval is null ? "frames" : "ps")}");
        var network = new Network($"Transitions, {Title}", nodes, edges, $"probability within {lag}") { FileName = fileName };
        return Later.Length > 0 ? [network, times, TestFigure(fileName, dt, Time("time"))] : [network, times];
    }

    // Lines: powers of the model. Points: counted, with two standard errors of the difference.
    private Plot TestFigure(string fileName, double dt, Axis time)
    {
        var plot = new Plot($"Chapman–Kolmogorov test, {Title}", time with { Min = 0 }, Axis.Number("probability to be there again") with { Min = 0, Max = 1 }) { FileName = fileName + "-ck" };
        plot.Add(new Note("lines: powers of the model; points: counted, ± 2 standard errors"));
        int n = Chosen.Active.Length, colour = 0;
        double[] x = [0, 1, .. Later.Select(l => (double)l.Step)], later = [.. Later.Select(l => l.Step * Chosen.Lag * dt)];
        double[][,] powers = [.. Later.Select(l => Spectrum.Power(Chosen.Plain, l.Step))];
        foreach (int i in Enumerable.Range(0, n).OrderByDescending(i => Chosen.Reversible.Stationary[i]).Take(ShownInTest))
        {
            double[] errors = [.. Enumerable.Range(0, Later.Length).Select(k => ChosenErrors?.ChapmanKolmogorov[k * n + i].Error is double e && double.IsFinite(e) ? 2 * e : 0)];
            plot.Add(new LineSeries(NameOf(i), [.. x.Select(k => k * Chosen.Lag * dt)], [1, Chosen.Plain[i, i], .. powers.Select(p => p[i, i])]) { Colour = colour });
            plot.Add(new ErrorBarSeries("", later, [.. Later.Select(l => l.Found[i, i])], errors) { Colour = colour++ });
        }

        return plot;
    }
}
