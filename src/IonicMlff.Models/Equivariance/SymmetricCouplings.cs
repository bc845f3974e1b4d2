namespace IonicMlff.Models.Equivariance;

/// <summary>
/// The coupling tensors U of MACE's symmetric contraction (Batatia et al., arXiv:2206.07697, eq. 10): U[m, s1…sν, k], s over one copy of
/// each harmonic up to a degree; in upstream's order of paths, or reduced to independent ones.
/// </summary>
public static class SymmetricCouplings
{
    /// <summary>One coupling of ν harmonics to an irrep.</summary>
    /// <param name="L">Degree of the result.</param>
    /// <param name="Parity">Its parity.</param>
    /// <param name="Values">[2L+1, S, …, S] row-major.</param>
    private sealed record Coupling(int L, int Parity, double[] Values);

    /// <summary>U of one order for one irrep.</summary>
    /// <param name="maxEll">Largest degree of the harmonics; S = (maxEll+1)².</param>
    /// <param name="order">ν, 1 to 4.</param>
    /// <param name="l">Degree of the result.</param>
    /// <param name="parity">Parity of the result.</param>
    /// <returns>[2l+1, S, …, S, K] row-major, and K; one path of zeros when there is none.</returns>
    public static (double[] Values, int Paths) Of(int maxEll, int order, int l, int parity)
    {
        int components = (maxEll + 1) * (maxEll + 1);
        List<Coupling> list = First(maxEll, components);
        for (int nu = 2; nu <= order; nu++)
            list = Next(list, maxEll, components, nu == order ? (l, parity) : null, isNatural: order == 4);

        Coupling[] paths = [.. list.Where(c => c.L == l && c.Parity == parity)];
        int size = (2 * l + 1) * Power(components, order), count = Math.Max(1, paths.Length);
        var values = new double[size * count];
        for (int k = 0; k < paths.Length; k++)
        {
            for (int i = 0; i < size; i++)
                values[i * count + k] = paths[k].Values[i];
        }

        return (values, count);
    }

    /// <summary>
    /// U without paths that follow from others once all s are fed with the same A: symmetric in s1…sν, orthogonal, Σ U² = 2l+1 for each
    /// path, as upstream's reduced ones (which differ by a rotation among the paths).
    /// </summary>
    /// <inheritdoc cref="Of"/>
    public static (double[] Values, int Paths) Reduced(int maxEll, int order, int l, int parity)
    {
        (double[] all, int count) = Of(maxEll, order, l, parity);
        int size = all.Length / count, components = (maxEll + 1) * (maxEll + 1);
        var kept = new List<double[]>();
        for (int k = 0; k < count; k++)
        {
            double[] path = Symmetric([.. Enumerable.Range(0, size).Select(i => all[i * count + k])], components, order);
            double before = Math.Sqrt(path.Sum(x => x * x));
            for (int pass = 0; pass < 2; pass++) // twice, for orthogonality to rounding error
            {
                foreach (double[] other in kept)
                {
                    double overlap = path.Zip(other, (a, b) => a * b).Sum() / (2 * l + 1);
                    for (int i = 0; i < size; i++)
                        path[i] -= overlap * other[i];
                }
            }

            double norm = Math.Sqrt(path.Sum(x => x * x));
            if (norm > 1e-8 * Math.Max(1, before))
                kept.Add([.. path.Select(x => x * Math.Sqrt(2 * l + 1) / norm)]);
        }

        int paths = Math.Max(1, kept.Count);
        var values = new double[size * paths];
        for (int k = 0; k < kept.Count; k++)
        {
            for (int i = 0; i < size; i++)
                values[i * paths + k] = kept[k][i];
        }

        return (values, paths);
    }

    // Mean over all orders of s1…sν.
    private static double[] Symmetric(double[] path, int components, int order)
    {
        int perM = Power(components, order), orders = 0;
        var sum = new double[path.Length];
        var digits = new int[order];
        foreach (int[] permutation in Permutations(order))
        {
            orders++;
            for (int i = 0; i < path.Length; i++)
            {
                int rest = i % perM;
                for (int d = order - 1; d >= 0; d--)
                    (digits[d], rest) = (rest % components, rest / components);
                int to = 0;
                foreach (int d in permutation)
                    to = to * components + digits[d];
                sum[i / perM * perM + to] += path[i];
            }
        }

        return [.. sum.Select(x => x / orders)];
    }

    private static IEnumerable<int[]> Permutations(int n) => n == 1 ? [[0]]
        : Permutations(n - 1).SelectMany(p => Enumerable.Range(0, n).Select(at => (int[])[.. p[..at], n - 1, .. p[at..]]));

    private static List<Coupling> First(int maxEll, int components)
    {
        var list = new List<Coupling>();
        for (int l = 0; l <= maxEll; l++)
        {
            var identity = new double[(2 * l + 1) * components];
            for (int m = 0; m <= 2 * l; m++)
                identity[m * components + l * l + m] = 1;
            list.Add(new(l, Natural(l), identity));
        }

        return list;
    }

    // C[m, …, s] = √(2l+1) Σ_{m', m''} w3j(l, l', l'')[m, m', m''] C'[m', …] in the columns of l''; then sorted by irrep, stable.
    private static List<Coupling> Next(List<Coupling> left, int maxEll, int components, (int L, int Parity)? only, bool isNatural)
    {
        var list = new List<Coupling>();
        foreach (Coupling c in left)
        {
            for (int l2 = 0; l2 <= maxEll; l2++)
            {
                for (int l = Math.Abs(c.L - l2); l <= c.L + l2; l++)
                {
                    int parity = c.Parity * Natural(l2);
                    if ((only is { } target && (l, parity) != target) || (isNatural && parity != Natural(l)))
                        continue;
                    list.Add(new(l, parity, Product(c, l2, l, components)));
                }
            }
        }

        return [.. list.OrderBy(c => 2 * c.L + (c.Parity > 0 ? 1 : 0))];
    }

    private static double[] Product(Coupling left, int l2, int l, int components)
    {
        int n = 2 * l + 1, nLeft = 2 * left.L + 1, n2 = 2 * l2 + 1, rest = left.Values.Length / nLeft;
        double[] w = Wigner3j.Of(l, left.L, l2);
        double factor = Math.Sqrt(n);
        var values = new double[n * rest * components];
        for (int m = 0; m < n; m++)
        {
            for (int a = 0; a < nLeft; a++)
            {
                for (int b = 0; b < n2; b++)
                {
                    double symbol = factor * w[(m * nLeft + a) * n2 + b];
                    if (symbol == 0)
                        continue;
                    int column = l2 * l2 + b;
                    for (int s = 0; s < rest; s++)
                        values[(m * rest + s) * components + column] += symbol * left.Values[a * rest + s];
                }
            }
        }

        return values;
    }

    private static int Natural(int l) => l % 2 == 0 ? 1 : -1;

    private static int Power(int x, int n) => n == 0 ? 1 : checked(x * Power(x, n - 1));
}
