using IonicMlff.Models.Mace.Definition;

namespace IonicMlff.Torch.Mace;

/// <summary>
/// All monomials A[s1]⋯A[sν] that occur in the contractions of one product block, of all orders: an order below the highest is filled up
/// with the constant 1 (component 0; component s of A is s+1 here). They are multiplied up order by order, each prefix once.
/// </summary>
internal sealed class MonomialPlan
{
    private readonly Dictionary<string, int> numberOf = [];

    public MonomialPlan(Contraction[] contractions)
    {
        Order = contractions.Max(c => c.Terms.Length);
        var monomials = new List<int[]>();
        foreach (ContractionTerm term in contractions.SelectMany(c => c.Terms))
        {
            for (int e = 0; e < term.Value.Length; e++)
            {
                int[] monomial = Monomial(term, e);
                if (numberOf.TryAdd(Key(monomial), monomials.Count))
                    monomials.Add(monomial);
            }
        }

        Count = monomials.Count;
        (Prefix, Last) = Factor(monomials);
    }

    /// <summary>Highest order.</summary>
    public int Order { get; }

    /// <summary>Number of monomials.</summary>
    public int Count { get; }

    /// <summary>For orders 2, 3, …: the products of the order before that are multiplied (order 1: components).</summary>
    public int[][] Prefix { get; }

    /// <summary>For orders 1, 2, 3, …: the component each product is multiplied with; for order 1 the components themselves.</summary>
    public int[][] Last { get; }

    /// <summary>Number of the monomial of entry e of a term.</summary>
    public int NumberOf(ContractionTerm term, int e) => numberOf[Key(Monomial(term, e))];

    private int[] Monomial(ContractionTerm term, int e)
    {
        var s = new int[Order];
        for (int d = 0; d < term.Order; d++)
            s[d] = term.S[e * term.Order + d] + 1;
        Array.Sort(s);
        return s;
    }

    private (int[][] Prefix, int[][] Last) Factor(List<int[]> monomials)
    {
        var prefix = new int[Order][];
        var last = new int[Order][];
        List<int[]> level = monomials;
        for (int order = Order; order >= 1; order--)
        {
            var known = new Dictionary<string, int>();
            var prefixes = new List<int[]>();
            prefix[order - 1] = [.. level.Select(s =>
            {
                string key = Key(s[..^1]);
                if (known.TryAdd(key, prefixes.Count))
                    prefixes.Add(s[..^1]);
                return known[key];
            })];
            last[order - 1] = [.. level.Select(s => s[^1])];
            level = prefixes;
        }

        return (prefix, last);
    }

    private static string Key(int[] s) => string.Join(',', s);
}
