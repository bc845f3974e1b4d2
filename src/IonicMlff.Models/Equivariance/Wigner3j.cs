using System.Collections.Concurrent;
using System.Numerics;

namespace IonicMlff.Models.Equivariance;

/// <summary>
/// Wigner 3j symbols in the real basis with polar axis y and the signs of e3nn 0.4.4: the invariant tensor
/// w[m1, m2, m3] with Σ w² = 1, [2l1+1, 2l2+1, 2l3+1] row-major.
/// </summary>
public static class Wigner3j
{
    private static readonly ConcurrentDictionary<(int, int, int), double[]> s_cache = new();
    private static readonly double[] s_factorials = MakeFactorials();

    /// <summary>Largest degree computed.</summary>
    public const int MaxDegree = 12;

    /// <summary>The symbol of three degrees with l3 in |l1 − l2| … l1 + l2. The array is shared: do not change it.</summary>
    public static double[] Of(int l1, int l2, int l3)
    {
        if (Math.Min(l1, Math.Min(l2, l3)) < 0 || Math.Max(l1, Math.Max(l2, l3)) > MaxDegree || l3 > l1 + l2
            || l3 < Math.Abs(l1 - l2))
        {
            throw new ArgumentOutOfRangeException(nameof(l3),
                $"No 3j symbol for degrees {l1}, {l2}, {l3} (at most {MaxDegree}).");
        }

        return s_cache.GetOrAdd((l1, l2, l3), static k => Compute(k.Item1, k.Item2, k.Item3));
    }

    private static double[] Compute(int l1, int l2, int l3)
    {
        if (l1 == 0 || l2 == 0 || l3 == 0)
        {
            return Diagonal(l1, l2, l3);
        }

        // The sign is fixed for ascending degrees; other orders are permutations of that tensor.
        int[] l = [l1, l2, l3];
        int[] order = [0, 1, 2];
        Array.Sort(order, (a, b) => l[a] != l[b] ? l[a].CompareTo(l[b]) : a.CompareTo(b));
        double[] sorted = ComputeSorted(l[order[0]], l[order[1]], l[order[2]]);
        bool odd = order is [0, 2, 1] or [1, 0, 2] or [2, 1, 0];
        double sign = odd && (l1 + l2 + l3) % 2 != 0 ? -1 : 1;

        var w = new double[sorted.Length];
        int d1 = 2 * l2 + 1, d2 = 2 * l3 + 1;
        int s1 = 2 * l[order[1]] + 1, s2 = 2 * l[order[2]] + 1;
        Span<int> m = stackalloc int[3];
        for (int i = 0; i < w.Length; i++)
        {
            m[0] = i / (d1 * d2);
            m[1] = i / d2 % d1;
            m[2] = i % d2;
            w[i] = sign * sorted[(m[order[0]] * s1 + m[order[1]]) * s2 + m[order[2]]];
        }

        return w;
    }

    /// <summary>One degree is 0: δ/√(2l+1).</summary>
    private static double[] Diagonal(int l1, int l2, int l3)
    {
        int n = 2 * Math.Max(l1, Math.Max(l2, l3)) + 1;
        var w = new double[n * n];
        for (int m = 0; m < n; m++)
        {
            w[m * n + m] = 1 / Math.Sqrt(n);
        }

        return n == 1 ? [1] : w;
    }

    private static double[] ComputeSorted(int l1, int l2, int l3)
    {
        int n1 = 2 * l1 + 1, n2 = 2 * l2 + 1, n3 = 2 * l3 + 1;
        var w = new double[n1 * n2 * n3];
        double norm = 0;
        for (int a = 0; a < n1; a++)
        {
            for (int b = 0; b < n2; b++)
            {
                for (int c = 0; c < n3; c++)
                {
                    // R[a,b,c] = Σ Q_l1[m1,a] Q_l2[m2,b] conj(Q_l3[m3,c]) ⟨l1 m1 l2 m2|l3 m3⟩; Q mixes only ±m.
                    Complex r = 0;
                    foreach (int m1 in Partners(a - l1))
                    {
                        foreach (int m2 in Partners(b - l2))
                        {
                            int m3 = m1 + m2;
                            if (Math.Abs(m3) == Math.Abs(c - l3))
                            {
                                r += Change(l1, m1, a - l1) * Change(l2, m2, b - l2) * Complex.Conjugate(Change(l3, m3, c - l3))
                                    * ClebschGordan(l1, m1, l2, m2, l3, m3);
                            }
                        }
                    }

                    double value = Math.Abs(r.Real) < 1e-14 ? 0 : r.Real;
                    w[(a * n2 + b) * n3 + c] = value;
                    norm += value * value;
                }
            }
        }

        // Even sums: the centre (all m = 0) is positive; odd sums: the first entry that is not zero is.
        double reference = (l1 + l2 + l3) % 2 == 0 ? w[(l1 * n2 + l2) * n3 + l3] : w.First(x => x != 0);
        double scale = (reference < 0 ? -1 : 1) / Math.Sqrt(norm);
        for (int i = 0; i < w.Length; i++)
        {
            w[i] *= scale;
        }

        return w;
    }

    private static int[] Partners(int m) => m == 0 ? [0] : [-m, m];

    /// <summary>Q_l[m, μ], complex m to real μ, times (−i)^l.</summary>
    private static Complex Change(int l, int m, int mu)
    {
        double h = Math.Sqrt(0.5);
        Complex q = m switch
        {
            0 => 1,
            < 0 => mu == -m ? h : new Complex(0, -h),
            _ => (m % 2 == 0 ? 1 : -1) * (mu == m ? h : new Complex(0, h)),
        };
        Complex phase = (l % 4) switch { 0 => 1, 1 => -Complex.ImaginaryOne, 2 => -1, _ => Complex.ImaginaryOne };
        return phase * q;
    }

    /// <summary>⟨l1 m1 l2 m2|l3 m3⟩, Condon–Shortley, by Racah's sum.</summary>
    private static double ClebschGordan(int l1, int m1, int l2, int m2, int l3, int m3)
    {
        if (m3 != m1 + m2)
        {
            return 0;
        }

        double sum = 0;
        int first = Math.Max(0, Math.Max(l2 - l3 - m1, l1 - l3 + m2));
        int last = Math.Min(l1 + l2 - l3, Math.Min(l1 - m1, l2 + m2));
        for (int k = first; k <= last; k++)
        {
            double term = 1 / (Factorial(k) * Factorial(l1 + l2 - l3 - k) * Factorial(l1 - m1 - k) * Factorial(l2 + m2 - k)
                * Factorial(l3 - l2 + m1 + k) * Factorial(l3 - l1 - m2 + k));
            sum += k % 2 == 0 ? term : -term;
        }

        double triangle = Factorial(l3 + l1 - l2) * Factorial(l3 - l1 + l2) * Factorial(l1 + l2 - l3) / Factorial(l1 + l2 + l3 + 1);
        return sum * Math.Sqrt((2 * l3 + 1) * triangle * Factorial(l3 + m3) * Factorial(l3 - m3)
            * Factorial(l1 - m1) * Factorial(l1 + m1) * Factorial(l2 - m2) * Factorial(l2 + m2));
    }

    private static double Factorial(int n) => s_factorials[n];

    private static double[] MakeFactorials()
    {
        var f = new double[3 * MaxDegree + 2];
        f[0] = 1;
        for (int n = 1; n < f.Length; n++)
        {
            f[n] = n * f[n - 1];
        }

        return f;
    }
}
