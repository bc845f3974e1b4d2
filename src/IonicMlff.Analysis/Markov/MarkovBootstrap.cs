using System.Numerics;
using IonicMlff.Analysis.Statistics;

namespace IonicMlff.Analysis.Markov;

/// <summary>Standard error and 95 % interval of a number.</summary>
/// <param name="Error">Standard deviation over the resamples.</param>
/// <param name="Low">2.5th percentile.</param>
/// <param name="High">97.5th percentile.</param>
public readonly record struct Spread(double Error, double Low, double High)
{
    /// <summary>Of the finite values; nan when fewer than half are.</summary>
    public static Spread Of(double[] values)
    {
        double[] finite = [.. values.Where(double.IsFinite).Order()];
        if (finite.Length < 10 || 2 * finite.Length < values.Length)
            return new(double.NaN, double.NaN, double.NaN);
        return new(Moments.StandardDeviation(finite), Percentile(finite, 0.025), Percentile(finite, 0.975));
    }

    private static double Percentile(double[] sorted, double share)
    {
        double at = share * (sorted.Length - 1);
        int k = Math.Min((int)at, sorted.Length - 2);
        return sorted[k] + (at - k) * (sorted[k + 1] - sorted[k]);
    }
}

/// <summary>
/// Errors of a model by bootstrap: the sequences are cut into pieces much longer than the lag, so that what follows upon another stays
/// together, and pieces are drawn with replacement.
/// </summary>
public sealed class MarkovBootstrap
{
    private const int Pieces = 50;
    private const double Tolerance = 1e-9;
    private const int Sweeps = 5000;

    /// <summary>Resamples a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="sequences">Its sequences.</param>
    /// <param name="samples">Resamples; 0: no errors.</param>
    /// <param name="steps">Multiples of the lag for the test of Chapman and Kolmogorov; empty: none.</param>
    public MarkovBootstrap(MarkovModel model, IReadOnlyList<int[]> sequences, int samples, IReadOnlyList<int> steps)
    {
        int n = model.Active.Length;
        List<(int Sequence, int From, int To)> pieces = Cut(sequences, model.Lag);
        PieceCount = pieces.Count;
        double[][,] own = [.. pieces.Select(p => Counted(model, sequences, p, model.Lag))];
        double[][][,] later = [.. steps.Select(k => pieces.Select(p => Counted(model, sequences, p, k * model.Lag)).ToArray())];
        double[][] plain = Room(n * n, samples), reversible = Room(n * n, samples), stationary = Room(n, samples);
        double[][] times = Room(n - 1, samples), plainTimes = Room(n - 1, samples), dwell = Room(n, samples), test = Room(n * steps.Count, samples);
        var random = new Random(20240229);
        for (int s = 0; s < samples; s++)
        {
            int[] drawn = [.. Enumerable.Range(0, pieces.Count).Select(_ => random.Next(pieces.Count))];
            double[,] counts = Sum(own, drawn);
            int[] set = TransitionCounts.LargestConnected(counts);
            if (set.Length < 2)
                continue;
            double[,] inside = TransitionCounts.Inside(counts, set), t = TransitionCounts.Normalised(inside);
            ReversibleEstimate estimate = ReversibleEstimate.Of(inside, Tolerance, Sweeps);
            double[] tau = MarkovModel.Timescales(Spectrum.Reversible(estimate.Matrix, estimate.Stationary).Select(Math.Abs), model.Lag);
            double[] plainTau = MarkovModel.Timescales(Spectrum.General(t).Select(Complex.Abs), model.Lag);
            for (int k = 0; k < tau.Length; k++)
                (times[k][s], plainTimes[k][s]) = (tau[k], plainTau[k]);
            for (int i = 0; i < set.Length; i++)
            {
                stationary[set[i]][s] = estimate.Stationary[i];
                dwell[set[i]][s] = model.Lag / (1 - estimate.Matrix[i, i]);
                for (int j = 0; j < set.Length; j++)
                    (plain[set[i] * n + set[j]][s], reversible[set[i] * n + set[j]][s]) = (t[i, j], estimate.Matrix[i, j]);
            }

            // Rare states may be missing from a resample; the others are tested all the same.
            for (int k = 0; k < steps.Count; k++)
            {
                double[,] predicted = Spectrum.Power(t, steps[k]), found = TransitionCounts.Normalised(Sum(later[k], drawn));
                for (int i = 0; i < set.Length; i++)
                    test[k * n + set[i]][s] = found[set[i], set[i]] - predicted[i, i];
            }
        }

        Plain = [.. plain.Select(Spread.Of)];
        Reversible = [.. reversible.Select(Spread.Of)];
        Stationary = [.. stationary.Select(Spread.Of)];
        Timescales = [.. times.Select(Spread.Of)];
        PlainTimescales = [.. plainTimes.Select(Spread.Of)];
        Dwell = [.. dwell.Select(Spread.Of)];
        ChapmanKolmogorov = [.. test.Select(Spread.Of)];
    }

    /// <summary>Pieces drawn from.</summary>
    public int PieceCount { get; }

    /// <summary>Of the row-normalised matrix, row by row.</summary>
    public Spread[] Plain { get; }

    /// <summary>Of the reversible matrix, row by row.</summary>
    public Spread[] Reversible { get; }

    /// <summary>Of its stationary distribution.</summary>
    public Spread[] Stationary { get; }

    /// <summary>Of its implied timescales, frames.</summary>
    public Spread[] Timescales { get; }

    /// <summary>Of the implied timescales of the row-normalised matrix, frames.</summary>
    public Spread[] PlainTimescales { get; }

    /// <summary>Of the lifetimes of the reversible model, frames.</summary>
    public Spread[] Dwell { get; }

    /// <summary>Of T_ii(k·lag) counted less T^k_ii, for each multiple and state.</summary>
    public Spread[] ChapmanKolmogorov { get; }

    private static List<(int, int, int)> Cut(IReadOnlyList<int[]> sequences, int lag)
    {
        int length = Math.Max(2 * lag, (int)Math.Ceiling((double)sequences.Sum(s => s.Length) / Pieces));
        var pieces = new List<(int, int, int)>();
        for (int k = 0; k < sequences.Count; k++)
        {
            int count = Math.Max(1, (sequences[k].Length - lag) / length), last = Math.Max(1, sequences[k].Length - lag);
            for (int p = 0; p < count; p++)
                pieces.Add((k, (int)((long)last * p / count), (int)((long)last * (p + 1) / count)));
        }

        return pieces;
    }

    private static double[,] Counted(MarkovModel model, IReadOnlyList<int[]> sequences, (int Sequence, int From, int To) piece, int lag)
    {
        int states = model.Counts.GetLength(0);
        var counts = new double[states, states];
        TransitionCounts.Add(counts, sequences[piece.Sequence], lag, piece.From, piece.To);
        return TransitionCounts.Inside(counts, model.Active);
    }

    private static double[,] Sum(double[][,] pieces, int[] drawn)
    {
        int n = pieces[0].GetLength(0);
        var sum = new double[n, n];
        foreach (int p in drawn)
        {
            for (int i = 0; i < n; i++)
            {
                for (int j = 0; j < n; j++)
                    sum[i, j] += pieces[p][i, j];
            }
        }

        return sum;
    }

    private static double[][] Room(int count, int samples) => [.. Enumerable.Range(0, count).Select(_ => Enumerable.Repeat(double.NaN, samples).ToArray())];
}
