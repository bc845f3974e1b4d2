using IonicMlff.Models.Mace.Definition;

namespace IonicMlff.Models.Mace.Simd.Polynomials;

/// <summary>
/// The symmetric contractions of one product block as polynomials in the components of A, the same for every channel but for their
/// coefficients, and factored over shared prefixes s1 ≤ s2 ≤ s3:
/// <code>B[q] = Σ_s1 A[s1] ( a[s1] + Σ_{s2≥s1} A[s2] ( a[s1,s2] + Σ_{s3≥s2} a[s1,s2,s3] A[s3] ) )</code>
/// U, which holds every order of s1..sν and many paths k, is summed into one coefficient per monomial and element; monomials whose
/// entries of U cancel are dropped.
/// </summary>
internal sealed class ContractionPlan
{
    private const double Negligible = 1e-14; // relative to the largest entry of U
    private readonly BlockContraction[] contractions;
    private readonly Dictionary<(int Output, int S1, int S2, int S3), int> slot = [];
    private readonly int channels;

    public ContractionPlan(Product product)
    {
        channels = product.Contractions[0].Output.Mul;
        int firstOutput = 0;
        contractions = new BlockContraction[product.Contractions.Length];
        for (int k = 0; k < contractions.Length; k++)
        {
            contractions[k] = new BlockContraction(product.Contractions[k], firstOutput);
            firstOutput += product.Contractions[k].Output.IrrepDim;
        }

        Outputs = firstOutput;
        Program = Compile();
    }

    /// <summary>Components of B.</summary>
    public int Outputs { get; }

    /// <summary>
    /// Per output: count of s1; per s1: s1, count of s2; per s2: s2, count of s3; then the s3. Coefficients follow in the same order:
    /// one per s1, per s2 and per s3.
    /// </summary>
    public int[] Program { get; }

    /// <summary>Coefficients per channel.</summary>
    public int CoefficientCount { get; private set; }

    /// <summary>Monomials that occur.</summary>
    public int MonomialCount => slot.Count;

    /// <summary>Coefficients of element z, [coefficient, channel]; zero where the program has a prefix that is no monomial itself.</summary>
    public double[] Coefficients(int z)
    {
        var sum = new double[CoefficientCount * channels];
        foreach (BlockContraction contraction in contractions)
        {
            foreach (ContractionTerm term in contraction.Definition.Terms)
            {
                int zw = term.ElementCount == 1 ? 0 : z;
                for (int e = 0; e < term.Value.Length; e++)
                {
                    if (!slot.TryGetValue(contraction.Key(term, e), out int at))
                        continue;

                    int weights = (zw * term.PathCount + term.K[e]) * channels;
                    for (int c = 0; c < channels; c++)
                        sum[at * channels + c] += term.Value[e] * term.Weights[weights + c];
                }
            }
        }

        return sum;
    }

    private int[] Compile()
    {
        var monomials = contractions.SelectMany(c => c.Monomials()).ToHashSet();
        var program = new List<int>();
        for (int q = 0; q < Outputs; q++)
        {
            var byS1 = monomials.Where(m => m.Output == q).GroupBy(m => m.S1).OrderBy(g => g.Key).ToArray();
            program.Add(byS1.Length);
            foreach (var s1 in byS1)
            {
                var byS2 = s1.Where(m => m.S2 >= 0).GroupBy(m => m.S2).OrderBy(g => g.Key).ToArray();
                program.AddRange([s1.Key, byS2.Length]);
                Number(monomials, (q, s1.Key, -1, -1));
                foreach (var s2 in byS2)
                {
                    int[] s3 = [.. s2.Where(m => m.S3 >= 0).Select(m => m.S3).Order()];
                    program.AddRange([s2.Key, s3.Length, .. s3]);
                    Number(monomials, (q, s1.Key, s2.Key, -1));
                    foreach (int s in s3)
                        Number(monomials, (q, s1.Key, s2.Key, s));
                }
            }
        }

        return [.. program];
    }

    private void Number(HashSet<(int Output, int S1, int S2, int S3)> monomials, (int Output, int S1, int S2, int S3) key)
    {
        if (monomials.Contains(key))
            slot[key] = CoefficientCount;
        CoefficientCount++;
    }

    /// <summary>One output block's definition.</summary>
    private sealed record BlockContraction(Contraction Definition, int FirstOutput)
    {
        /// <summary>The monomial of an entry of U: output and sorted components, −1 where the order is lower than three.</summary>
        public (int Output, int S1, int S2, int S3) Key(ContractionTerm term, int entry)
        {
            Span<int> s = stackalloc int[3];
            s.Fill(int.MaxValue);
            term.S.AsSpan(entry * term.Order, term.Order).CopyTo(s);
            s.Sort();
            return (FirstOutput + term.M[entry], s[0], term.Order > 1 ? s[1] : -1, term.Order > 2 ? s[2] : -1);
        }

        /// <summary>Monomials whose entries of U do not cancel for at least one path.</summary>
        public IEnumerable<(int Output, int S1, int S2, int S3)> Monomials()
        {
            foreach (ContractionTerm term in Definition.Terms)
            {
                var sums = new Dictionary<((int, int, int, int) Key, int K), double>();
                double largest = 0;
                for (int e = 0; e < term.Value.Length; e++)
                {
                    var id = (Key(term, e), term.K[e]);
                    sums[id] = sums.GetValueOrDefault(id) + term.Value[e];
                    largest = Math.Max(largest, Math.Abs(term.Value[e]));
                }

                foreach (((var key, int _), double sum) in sums)
                {
                    if (Math.Abs(sum) > Negligible * largest)
                        yield return key;
                }
            }
        }
    }
}
