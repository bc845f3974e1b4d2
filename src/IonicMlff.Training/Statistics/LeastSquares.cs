namespace IonicMlff.Training.Statistics;

/// <summary>
/// Least squares |A x − y|² by the singular values of A (one-sided Jacobi rotations), as <c>numpy.linalg.lstsq</c> solves it: of several
/// solutions the one of smallest norm.
/// </summary>
/// <param name="Solution">x, one number per column.</param>
/// <param name="Rank">Number of singular values kept.</param>
/// <param name="SingularValues">Descending.</param>
public sealed record LeastSquares(double[] Solution, int Rank, double[] SingularValues)
{
    private const int MaxSweeps = 60;

    /// <summary>Solves a system.</summary>
    /// <param name="rows">A, one array per equation.</param>
    /// <param name="values">y, one per equation.</param>
    /// <param name="threshold">
    /// Singular values below this fraction of the largest count as zero; null: rounding error (ε times the larger dimension).
    /// </param>
    public static LeastSquares Solve(IReadOnlyList<double[]> rows, ReadOnlySpan<double> values, double? threshold = null)
    {
        int m = rows.Count, n = rows[0].Length;
        var u = new double[n][];       // columns of A, rotated until they are orthogonal: U·Σ
        var v = new double[n][];       // the rotations, one column each
        for (int c = 0; c < n; c++)
        {
            u[c] = [.. rows.Select(r => r[c])];
            v[c] = new double[n];
            v[c][c] = 1;
        }

        Orthogonalise(u, v);

        double[] sigma = [.. u.Select(column => Math.Sqrt(Dot(column, column)))];
        double smallest = (threshold ?? double.BitIncrement(1) - 1) * sigma.Max() * (threshold is null ? Math.Max(m, n) : 1);
        var x = new double[n];
        int rank = 0;
        for (int c = 0; c < n; c++)
        {
            if (sigma[c] <= smallest || sigma[c] == 0)
                continue;

            // x += v (u·y)/σ², u = column of U·Σ
            double along = 0;
            for (int k = 0; k < m; k++)
                along += u[c][k] * values[k];
            for (int k = 0; k < n; k++)
                x[k] += v[c][k] * along / (sigma[c] * sigma[c]);
            rank++;
        }

        return new(x, rank, [.. sigma.OrderDescending()]);
    }

    private static void Orthogonalise(double[][] u, double[][] v)
    {
        const double Orthogonal = 1e-15;
        bool rotated = true;
        for (int sweep = 0; rotated && sweep < MaxSweeps; sweep++)
        {
            rotated = false;
            for (int p = 0; p < u.Length - 1; p++)
            {
                for (int q = p + 1; q < u.Length; q++)
                {
                    double pp = Dot(u[p], u[p]), qq = Dot(u[q], u[q]), pq = Dot(u[p], u[q]);
                    if (Math.Abs(pq) <= Orthogonal * Math.Sqrt(pp * qq))
                        continue;

                    double zeta = (qq - pp) / (2 * pq);
                    double t = Math.CopySign(1, zeta) / (Math.Abs(zeta) + Math.Sqrt(1 + zeta * zeta));
                    double cosine = 1 / Math.Sqrt(1 + t * t), sine = cosine * t;
                    Rotate(u[p], u[q], cosine, sine);
                    Rotate(v[p], v[q], cosine, sine);
                    rotated = true;
                }
            }
        }
    }

    private static void Rotate(double[] a, double[] b, double cosine, double sine)
    {
        for (int k = 0; k < a.Length; k++)
            (a[k], b[k]) = (cosine * a[k] - sine * b[k], sine * a[k] + cosine * b[k]);
    }

    private static double Dot(double[] a, double[] b)
    {
        double sum = 0;
        for (int k = 0; k < a.Length; k++)
            sum += a[k] * b[k];
        return sum;
    }
}
