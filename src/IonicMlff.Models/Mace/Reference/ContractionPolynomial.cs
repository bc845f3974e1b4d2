using IonicMlff.Models.Mace.Definition;

namespace IonicMlff.Models.Mace.Reference;

/// <summary>
/// The symmetric contraction of one output block as a polynomial in the features of one channel:
/// <code>
/// B[c,m] = Σ_ν Σ_k W^ν[z,k,c] Σ_{s1..sν} U^ν[m,s1..sν,k] A[c,s1]⋯A[c,sν] = Σ_{monomials (m; s1≤…≤sν)} a_z[c] A[c,s1]⋯A[c,sν]
/// </code>
/// U and W meet once per element, when it first occurs; equal monomials are merged (U holds all orders of s1..sν, and paths k).
/// </summary>
internal sealed class ContractionPolynomial
{
    private readonly Contraction contraction;
    private readonly List<(int M, int[] S)> monomials = [];
    private readonly int[][] monomialOfEntry;   // per term and entry of U
    private readonly double[]?[] coefficients;  // per element, [monomial, channel]
    private readonly int channels;

    public ContractionPolynomial(Contraction contraction, int elementCount)
    {
        this.contraction = contraction;
        channels = contraction.Output.Mul;
        coefficients = new double[elementCount][];
        var index = new Dictionary<string, int>();
        monomialOfEntry = Array.ConvertAll(contraction.Terms, term => Enumerable.Range(0, term.Value.Length).Select(e =>
        {
            int[] s = [.. term.S.AsSpan(e * term.Order, term.Order).ToArray().Order()];
            string key = $"{term.M[e]}:{string.Join(',', s)}";
            if (!index.TryGetValue(key, out int monomial))
            {
                index[key] = monomial = monomials.Count;
                monomials.Add((term.M[e], s));
            }

            return monomial;
        }).ToArray());
    }

    /// <summary>Numbers in the output block.</summary>
    public int Dim => contraction.Output.Dim;

    /// <summary>B from A; A is [s, c], B is [c, m] and added to.</summary>
    public void Add(int z, ReadOnlySpan<double> a, Span<double> b)
    {
        double[] coefficient = Coefficients(z);
        int dim = contraction.Output.IrrepDim;
        for (int n = 0; n < monomials.Count; n++)
        {
            (int m, int[] s) = monomials[n];
            for (int c = 0; c < channels; c++)
            {
                double product = coefficient[n * channels + c];
                foreach (int si in s)
                    product *= a[si * channels + c];
                b[c * dim + m] += product;
            }
        }
    }

    /// <summary>∂E/∂A[c,si] += ∂E/∂B[c,m] a_z[c] Π_{j≠i} A[c,sj]; layouts as in <see cref="Add"/>.</summary>
    public void AddReverse(int z, ReadOnlySpan<double> a, ReadOnlySpan<double> bGrad, Span<double> aGrad)
    {
        double[] coefficient = Coefficients(z);
        int dim = contraction.Output.IrrepDim;
        for (int n = 0; n < monomials.Count; n++)
        {
            (int m, int[] s) = monomials[n];
            for (int c = 0; c < channels; c++)
            {
                double g = bGrad[c * dim + m] * coefficient[n * channels + c];
                for (int i = 0; i < s.Length; i++)
                {
                    double others = g;
                    for (int j = 0; j < s.Length; j++)
                        others *= j == i ? 1 : a[s[j] * channels + c];
                    aGrad[s[i] * channels + c] += others;
                }
            }
        }
    }

    private double[] Coefficients(int z)
    {
        if (coefficients[z] is { } known)
            return known;

        var sum = new double[monomials.Count * channels];
        for (int t = 0; t < contraction.Terms.Length; t++)
        {
            ContractionTerm term = contraction.Terms[t];
            int zw = term.ElementCount == 1 ? 0 : z;
            for (int e = 0; e < term.Value.Length; e++)
            {
                ReadOnlySpan<double> weights = term.Weights.AsSpan((zw * term.PathCount + term.K[e]) * channels, channels);
                DenseProducts.AddScaled(term.Value[e], weights, sum.AsSpan(monomialOfEntry[t][e] * channels, channels));
            }
        }

        return coefficients[z] = sum;
    }
}
