namespace IonicMlff.Analysis.Markov;

/// <summary>
/// Maximum-likelihood transition matrix with detailed balance (Bowman, Beauchamp, Boxer, Pande 2009; Prinz et al. 2011): fixed point of
/// x_ij ← (c_ij + c_ji)/(c_i/x_i + c_j/x_j), c_i = Σ_j c_ij, x_i = Σ_j x_ij, Σ x = 1; T_ij = x_ij/x_i, π_i = x_i.
/// </summary>
/// <param name="Matrix">T.</param>
/// <param name="Stationary">π.</param>
/// <param name="Sweeps">Sweeps made.</param>
/// <param name="LastChange">Largest change of x in the last sweep.</param>
public sealed record ReversibleEstimate(double[,] Matrix, double[] Stationary, int Sweeps, double LastChange)
{
    /// <summary>Estimates from counts of a strongly connected set.</summary>
    public static ReversibleEstimate Of(double[,] counts, double tolerance = 1e-15, int mostSweeps = 500_000)
    {
        int n = counts.GetLength(0);
        double[] c = new double[n], xi = new double[n];
        double[,] both = new double[n, n], x = new double[n, n];
        double total = 0, change = double.PositiveInfinity;
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
            {
                c[i] += counts[i, j];
                both[i, j] = counts[i, j] + counts[j, i];
                total += both[i, j];
            }
        }

        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
                x[i, j] = both[i, j] / total;
        }

        int sweeps = 0;
        var next = new double[n, n];
        while (sweeps < mostSweeps && change >= tolerance)
        {
            RowSums(x, xi);
            double sum = 0;
            for (int i = 0; i < n; i++)
            {
                double qi = c[i] / xi[i];
                for (int j = 0; j < n; j++)
                {
                    next[i, j] = both[i, j] > 0 ? both[i, j] / (qi + c[j] / xi[j]) : 0;
                    sum += next[i, j];
                }
            }

            change = 0;
            for (int i = 0; i < n; i++)
            {
                for (int j = 0; j < n; j++)
                {
                    next[i, j] /= sum;
                    change = Math.Max(change, Math.Abs(next[i, j] - x[i, j]));
                }
            }

            (x, next) = (next, x);
            sweeps++;
        }

        RowSums(x, xi);
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
                x[i, j] /= xi[i];
        }

        double norm = xi.Sum();
        return new(x, [.. xi.Select(v => v / norm)], sweeps, change);
    }

    private static void RowSums(double[,] x, double[] sums)
    {
        int n = sums.Length;
        for (int i = 0; i < n; i++)
        {
            sums[i] = 0;
            for (int j = 0; j < n; j++)
                sums[i] += x[i, j];
        }
    }
}
