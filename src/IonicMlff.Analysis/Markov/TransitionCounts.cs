namespace IonicMlff.Analysis.Markov;

/// <summary>Transitions counted in sequences of states.</summary>
public static class TransitionCounts
{
    /// <summary>Sliding window: C[a,b] = number of t in [from, to) with s(t) = a and s(t + lag) = b.</summary>
    /// <param name="counts">Counts, added to.</param>
    /// <param name="sequence">States as indices from 0.</param>
    /// <param name="lag">Frames.</param>
    /// <param name="from">First t.</param>
    /// <param name="to">End of t, not included; windows that leave the sequence are not counted.</param>
    public static void Add(double[,] counts, int[] sequence, int lag, int from, int to)
    {
        for (int t = from; t < Math.Min(to, sequence.Length - lag); t++)
            counts[sequence[t], sequence[t + lag]]++;
    }

    /// <summary>Counts of whole sequences.</summary>
    public static double[,] Of(IReadOnlyList<int[]> sequences, int states, int lag)
    {
        var counts = new double[states, states];
        foreach (int[] s in sequences)
            Add(counts, s, lag, 0, s.Length);
        return counts;
    }

    /// <summary>The strongly connected set with most counts inside, ascending; of equal ones that of the first state.</summary>
    public static int[] LargestConnected(double[,] counts)
    {
        int n = counts.GetLength(0);
        var reach = new bool[n, n];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
                reach[i, j] = i == j || counts[i, j] > 0;
        }

        for (int k = 0; k < n; k++)
        {
            for (int i = 0; i < n; i++)
            {
                for (int j = 0; j < n && reach[i, k]; j++)
                    reach[i, j] |= reach[k, j];
            }
        }

        int[] best = [];
        double most = -1;
        for (int i = 0; i < n; i++)
        {
            int[] set = [.. Enumerable.Range(0, n).Where(j => reach[i, j] && reach[j, i])];
            double inside = set.Sum(a => set.Sum(b => counts[a, b]));
            if (inside > most)
                (best, most) = (set, inside);
        }

        return best;
    }

    /// <summary>Rows and columns of a set of states.</summary>
    public static double[,] Inside(double[,] counts, int[] set)
    {
        var inside = new double[set.Length, set.Length];
        for (int i = 0; i < set.Length; i++)
        {
            for (int j = 0; j < set.Length; j++)
                inside[i, j] = counts[set[i], set[j]];
        }

        return inside;
    }

    /// <summary>T_ij = C_ij / Σ_j C_ij; rows without counts are nan.</summary>
    public static double[,] Normalised(double[,] counts)
    {
        int n = counts.GetLength(0);
        var t = new double[n, n];
        for (int i = 0; i < n; i++)
        {
            double sum = 0;
            for (int j = 0; j < n; j++)
                sum += counts[i, j];
            for (int j = 0; j < n; j++)
                t[i, j] = sum > 0 ? counts[i, j] / sum : double.NaN;
        }

        return t;
    }
}
