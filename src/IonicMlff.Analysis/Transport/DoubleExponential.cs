namespace IonicMlff.Analysis.Transport;

/// <summary>a₁(1 − e^(−t/τ₁)) + a₂(1 − e^(−t/τ₂)): the integral of two decays. Amplitudes are not negative, τ₁ &lt; τ₂; a₁ = 0 when one is enough.</summary>
public sealed record DoubleExponential(double Amplitude1, double Time1, double Amplitude2, double Time2)
{
    private const int Grid = 40, Zoom = 4, Closer = 4;

    /// <summary>Value at infinite time.</summary>
    public double Limit => Amplitude1 + Amplitude2;

    /// <summary>The longer time among those that carry at least a twentieth of the limit.</summary>
    public double SlowTime => Amplitude2 >= 0.05 * Limit ? Time2 : Time1;

    /// <summary>Value at a time.</summary>
    public double At(double t) => Rise(Amplitude1, t, Time1) + Rise(Amplitude2, t, Time2);

    /// <summary>
    /// Weighted least squares. Times are searched on a grid from half of the first to half of the last point (slower ones can't be told from noise, and
    /// their limits are guesses), then ever closer around the best pair; for each pair the amplitudes follow from linear equations, so that there are no
    /// starting values and no false minima.
    /// </summary>
    /// <param name="t">Times, ascending, above 0.</param>
    /// <param name="y">Values.</param>
    /// <param name="weights">Weights of the squares.</param>
    public static DoubleExponential Fit(double[] t, double[] y, double[] weights)
    {
        var fit = new Search(t, y, weights);
        double low = 0.5 * t[0], high = 0.5 * t[^1];
        fit.Try(Spaced(low, high, Grid), Spaced(low, high, Grid));
        double ratio = Math.Pow(high / low, 1.0 / (Grid - 1));
        for (int z = 0; z < Zoom; z++, ratio = Math.Pow(ratio, 1.0 / Closer))
        {
            DoubleExponential best = fit.Best;
            fit.Try(Around(best.Time1, ratio, high), Around(best.Time2, ratio, high));
        }

        return fit.Best;
    }

    private static double Rise(double a, double t, double tau) => a == 0 ? 0 : -a * (Math.Exp(-t / tau) - 1);

    private static double[] Spaced(double low, double high, int count) =>
        [.. Enumerable.Range(0, count).Select(k => low * Math.Pow(high / low, (double)k / (count - 1)))];

    private static double[] Around(double time, double ratio, double high) =>
        [.. Spaced(time / ratio, time * ratio, 2 * Closer + 1).Select(t => Math.Min(t, high))];

    private sealed class Search(double[] t, double[] y, double[] w)
    {
        private double _least = double.PositiveInfinity;

        public DoubleExponential Best { get; private set; } = new(0, t[0], 0, t[^1]);

        public void Try(double[] first, double[] second)
        {
            double[][] e = [.. first.Select(Curve)], f = [.. second.Select(Curve)];
            double[] ey = [.. e.Select(c => Product(c, y))], fy = [.. f.Select(c => Product(c, y))];
            double[] ee = [.. e.Select(c => Product(c, c))], ff = [.. f.Select(c => Product(c, c))];
            for (int i = 0; i < e.Length; i++)
            {
                for (int j = 0; j < f.Length; j++)
                {
                    if (second[j] > 1.2 * first[i])
                        Pair(first[i], second[j], ee[i], ff[j], Product(e[i], f[j]), ey[i], fy[j]);
                }
            }

            for (int j = 0; j < f.Length; j++)
            {
                double a = fy[j] / ff[j];
                Take(-a * fy[j], new(0, Best.Time1, a, second[j]));
            }
        }

        private double[] Curve(double tau) => Array.ConvertAll(t, x => Rise(1, x, tau));

        private double Product(double[] a, double[] b)
        {
            double sum = 0;
            for (int k = 0; k < a.Length; k++)
                sum += w[k] * a[k] * b[k];
            return sum;
        }

        // The sum of squares less that of the data: −a·(e y) of the solution of the normal equations.
        private void Pair(double t1, double t2, double ee, double ff, double ef, double ey, double fy)
        {
            double determinant = ee * ff - ef * ef;
            if (determinant <= 1e-12 * ee * ff)
                return;
            double a = (ff * ey - ef * fy) / determinant, b = (ee * fy - ef * ey) / determinant;
            if (a >= 0 && b >= 0)
                Take(-a * ey - b * fy, new(a, t1, b, t2));
        }

        private void Take(double squares, DoubleExponential found)
        {
            if (squares < _least && found.Limit > 0)
                (_least, Best) = (squares, found);
        }
    }
}
