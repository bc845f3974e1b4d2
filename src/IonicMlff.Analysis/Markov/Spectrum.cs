using System.Numerics;

namespace IonicMlff.Analysis.Markov;

/// <summary>Eigenvalues, stationary distribution and powers of small transition matrices.</summary>
public static class Spectrum
{
    private const double Epsilon = 2.220446049250313e-16;

    /// <summary>Eigenvalues of a reversible matrix, largest first: those of the symmetric π_i^½ T_ij π_j^−½, by Jacobi's rotations.</summary>
    public static double[] Reversible(double[,] t, double[] stationary)
    {
        int n = stationary.Length;
        var a = new double[n, n];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
                a[i, j] = 0.5 * (Math.Sqrt(stationary[i] / stationary[j]) * t[i, j] + Math.Sqrt(stationary[j] / stationary[i]) * t[j, i]);
        }

        for (int sweep = 0; sweep < 100 && OffDiagonal(a) > 1e-32; sweep++)
        {
            for (int p = 0; p < n; p++)
            {
                for (int q = p + 1; q < n; q++)
                    Rotate(a, p, q);
            }
        }

        return [.. Enumerable.Range(0, n).Select(i => a[i, i]).OrderDescending()];
    }

    /// <summary>Eigenvalues of any matrix, largest modulus first, of a conjugate pair the positive one first: shifted QR on Hessenberg form.</summary>
    public static Complex[] General(double[,] matrix)
    {
        int n = matrix.GetLength(0);
        Complex[,] h = Hessenberg(matrix);
        for (int hi = n - 1, rounds = 0; hi > 0;)
        {
            int lo = hi;
            while (lo > 0 && Complex.Abs(h[lo, lo - 1]) > Epsilon * (Complex.Abs(h[lo, lo]) + Complex.Abs(h[lo - 1, lo - 1])))
                lo--;
            if (lo == hi)
            {
                (hi, rounds) = (hi - 1, 0);
                continue;
            }

            if (++rounds > 1000)
                throw new ArithmeticException("The eigenvalues of a transition matrix did not converge.");
            Complex shift = rounds % 11 == 10 ? h[hi, hi] + Complex.Abs(h[hi, hi - 1]) : Wilkinson(h, hi);
            QrStep(h, lo, hi, shift);
        }

        return [.. Enumerable.Range(0, n).Select(i => h[i, i]).OrderByDescending(z => Math.Round(Complex.Abs(z), 12)).ThenByDescending(z => z.Imaginary)];
    }

    /// <summary>Stationary distribution of an irreducible matrix by elimination without subtraction (Grassmann, Taksar, Heyman 1985).</summary>
    public static double[] Stationary(double[,] matrix)
    {
        int n = matrix.GetLength(0);
        var p = (double[,])matrix.Clone();
        for (int k = n - 1; k > 0; k--)
        {
            double sum = 0;
            for (int j = 0; j < k; j++)
                sum += p[k, j];
            for (int i = 0; i < k; i++)
            {
                p[i, k] /= sum;
                for (int j = 0; j < k; j++)
                    p[i, j] += p[i, k] * p[k, j];
            }
        }

        var pi = new double[n];
        pi[0] = 1;
        for (int k = 1; k < n; k++)
        {
            for (int i = 0; i < k; i++)
                pi[k] += pi[i] * p[i, k];
        }

        double total = pi.Sum();
        return [.. pi.Select(v => v / total)];
    }

    /// <summary>A matrix product.</summary>
    public static double[,] Product(double[,] a, double[,] b)
    {
        int n = a.GetLength(0);
        var c = new double[n, n];
        for (int i = 0; i < n; i++)
        {
            for (int k = 0; k < n; k++)
            {
                for (int j = 0; j < n; j++)
                    c[i, j] += a[i, k] * b[k, j];
            }
        }

        return c;
    }

    /// <summary>A power of a matrix, at least the first.</summary>
    public static double[,] Power(double[,] a, int power)
    {
        double[,] result = a;
        for (int k = 1; k < power; k++)
            result = Product(result, a);
        return result;
    }

    private static double OffDiagonal(double[,] a)
    {
        double sum = 0;
        for (int i = 0; i < a.GetLength(0); i++)
        {
            for (int j = 0; j < i; j++)
                sum += a[i, j] * a[i, j];
        }

        return sum;
    }

    private static void Rotate(double[,] a, int p, int q)
    {
        if (a[p, q] == 0)
            return;
        int n = a.GetLength(0);
        double theta = (a[q, q] - a[p, p]) / (2 * a[p, q]);
        double t = (theta >= 0 ? 1 : -1) / (Math.Abs(theta) + Math.Sqrt(theta * theta + 1)), c = 1 / Math.Sqrt(t * t + 1), s = t * c;
        for (int k = 0; k < n; k++)
            (a[k, p], a[k, q]) = (c * a[k, p] - s * a[k, q], s * a[k, p] + c * a[k, q]);
        for (int k = 0; k < n; k++)
            (a[p, k], a[q, k]) = (c * a[p, k] - s * a[q, k], s * a[p, k] + c * a[q, k]);
    }

    // Elimination with pivots; similar to the matrix.
    private static Complex[,] Hessenberg(double[,] matrix)
    {
        int n = matrix.GetLength(0);
        var h = new Complex[n, n];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
                h[i, j] = matrix[i, j];
        }

        for (int m = 1; m < n - 1; m++)
        {
            int pivot = Enumerable.Range(m, n - m).MaxBy(i => Complex.Abs(h[i, m - 1]));
            if (h[pivot, m - 1] == Complex.Zero)
                continue;
            for (int j = 0; j < n && pivot != m; j++)
                (h[pivot, j], h[m, j]) = (h[m, j], h[pivot, j]);
            for (int i = 0; i < n && pivot != m; i++)
                (h[i, pivot], h[i, m]) = (h[i, m], h[i, pivot]);
            for (int i = m + 1; i < n; i++)
            {
                Complex y = h[i, m - 1] / h[m, m - 1];
                for (int j = 0; j < n; j++)
                    h[i, j] -= y * h[m, j];
                for (int k = 0; k < n; k++)
                    h[k, m] += y * h[k, i];
            }
        }

        return h;
    }

    private static Complex Wilkinson(Complex[,] h, int hi)
    {
        Complex a = h[hi - 1, hi - 1], b = h[hi - 1, hi], c = h[hi, hi - 1], d = h[hi, hi];
        Complex half = (a + d) / 2, root = Complex.Sqrt((a - d) * (a - d) / 4 + b * c);
        return Complex.Abs(half + root - d) < Complex.Abs(half - root - d) ? half + root : half - root;
    }

    // H − μ = QR, then RQ + μ, inside the block lo to hi.
    private static void QrStep(Complex[,] h, int lo, int hi, Complex shift)
    {
        var rotations = new (Complex C, Complex S)[hi - lo];
        for (int i = lo; i <= hi; i++)
            h[i, i] -= shift;
        for (int k = lo; k < hi; k++)
        {
            Complex a = h[k, k], b = h[k + 1, k];
            double r = Math.Sqrt(a.Real * a.Real + a.Imaginary * a.Imaginary + b.Real * b.Real + b.Imaginary * b.Imaginary);
            (Complex c, Complex s) = rotations[k - lo] = r > 0 ? (a / r, b / r) : (Complex.One, Complex.Zero);
            for (int j = k; j <= hi; j++)
                (h[k, j], h[k + 1, j]) = (Complex.Conjugate(c) * h[k, j] + Complex.Conjugate(s) * h[k + 1, j], -s * h[k, j] + c * h[k + 1, j]);
        }

        for (int k = lo; k < hi; k++)
        {
            (Complex c, Complex s) = rotations[k - lo];
            for (int i = lo; i <= Math.Min(hi, k + 1); i++)
                (h[i, k], h[i, k + 1]) = (c * h[i, k] + s * h[i, k + 1], -Complex.Conjugate(s) * h[i, k] + Complex.Conjugate(c) * h[i, k + 1]);
        }

        for (int i = lo; i <= hi; i++)
            h[i, i] += shift;
    }
}
