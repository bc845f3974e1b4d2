using System.Numerics;

namespace IonicMlff.Analysis.Markov;

/// <summary>A Markov model at one lag: counts, its connected set, and both estimates of the transition matrix.</summary>
public sealed class MarkovModel
{
    /// <summary>Counts sequences and estimates.</summary>
    /// <param name="sequences">States as indices from 0.</param>
    /// <param name="states">Number of states.</param>
    /// <param name="lag">Frames.</param>
    public MarkovModel(IReadOnlyList<int[]> sequences, int states, int lag)
    {
        Lag = lag;
        Counts = TransitionCounts.Of(sequences, states, lag);
        Active = TransitionCounts.LargestConnected(Counts);
        ActiveCounts = TransitionCounts.Inside(Counts, Active);
        if (!HasEstimate)
            return;
        Plain = TransitionCounts.Normalised(ActiveCounts);
        PlainStationary = Spectrum.Stationary(Plain);
        PlainEigenvalues = Spectrum.General(Plain);
        Reversible = ReversibleEstimate.Of(ActiveCounts);
        Eigenvalues = Spectrum.Reversible(Reversible.Matrix, Reversible.Stationary);
    }

    /// <summary>Lag, frames.</summary>
    public int Lag { get; }

    /// <summary>Counts among all states.</summary>
    public double[,] Counts { get; }

    /// <summary>States of the largest strongly connected set.</summary>
    public int[] Active { get; }

    /// <summary>Counts among them.</summary>
    public double[,] ActiveCounts { get; }

    /// <summary>There are at least two active states.</summary>
    public bool HasEstimate => Active.Length > 1;

    /// <summary>Row-normalised counts.</summary>
    public double[,] Plain { get; } = new double[0, 0];

    /// <summary>Their stationary distribution.</summary>
    public double[] PlainStationary { get; } = [];

    /// <summary>Their eigenvalues, largest modulus first.</summary>
    public Complex[] PlainEigenvalues { get; } = [];

    /// <summary>Estimate with detailed balance.</summary>
    public ReversibleEstimate Reversible { get; } = new(new double[0, 0], [], 0, 0);

    /// <summary>Its eigenvalues, largest first.</summary>
    public double[] Eigenvalues { get; } = [];

    /// <summary>−lag/ln|λ_k|, k = 2, 3, …, frames; nan when |λ| is 0 or at least 1.</summary>
    public static double[] Timescales(IEnumerable<double> moduli, int lag) => [.. moduli.Skip(1).Select(m => m > 0 && m < 1 ? -lag / Math.Log(m) : double.NaN)];

    /// <summary>Implied timescales of the reversible estimate, frames.</summary>
    public double[] ReversibleTimescales => Timescales(Eigenvalues.Select(Math.Abs), Lag);

    /// <summary>Implied timescales of the row-normalised counts, frames.</summary>
    public double[] PlainTimescales => Timescales(PlainEigenvalues.Select(Complex.Abs), Lag);

    /// <summary>Σ C_ij ln T_ij.</summary>
    public double LogLikelihood(double[,] t)
    {
        double sum = 0;
        for (int i = 0; i < Active.Length; i++)
        {
            for (int j = 0; j < Active.Length; j++)
                sum += ActiveCounts[i, j] > 0 ? ActiveCounts[i, j] * Math.Log(t[i, j]) : 0;
        }

        return sum;
    }

    /// <summary>Mean time until a state is left, lag/(1 − T_ii), frames; nan when it never is.</summary>
    public double Dwell(double[,] t, int state) => t[state, state] < 1 ? Lag / (1 - t[state, state]) : double.NaN;
}
