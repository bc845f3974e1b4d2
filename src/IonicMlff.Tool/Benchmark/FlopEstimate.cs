using IonicMlff.Models.Equivariance;
using IonicMlff.Models.Mace.Definition;

namespace IonicMlff.Tool.Benchmark;

/// <summary>
/// Floating-point operations that one evaluation of energy and forces of a MACE model needs per atom, counted from its formulas with
/// what every fast evaluator does: radial functions and their derivatives from cubic tables, Clebsch-Gordan sums over non-zero entries,
/// one product per distinct monomial of the symmetric contraction. The reverse of a product costs two products, so all but the tables
/// count three times; the features that enter the first layer depend on the element alone and have no adjoint. A multiply-add counts
/// two. Read it as an order of magnitude, good to a factor of 2: it says how far an evaluator is from what the machine could do.
/// </summary>
internal static class FlopEstimate
{
    private const double ForwardAndReverse = 3;
    private const double TableWithDerivative = 10;

    /// <summary>Operations per atom at the given mean number of neighbours.</summary>
    public static double PerAtom(MaceModel model, double neighbours)
    {
        double edge = 0, atom = 0;
        for (int k = 0; k < model.Layers.Length; k++)
        {
            edge += PerEdge(model.Layers[k].Interaction, isFirst: k == 0);
            atom += ForwardAndReverse * PerNode(model.Layers[k]);
        }

        return edge * neighbours + atom;
    }

    // Per path and channel: table of R; M = W3j·Y once per edge; R·(M·h) with its adjoints for R, Y and h.
    private static double PerEdge(Interaction interaction, bool isFirst) => interaction.ConvPaths.Sum(path =>
    {
        int nonZero = path.W3j.Count(w => w != 0), columns = 2 * path.L3 + 1;
        int applied = Math.Min(nonZero, (2 * path.L1 + 1) * columns);
        double perChannel = TableWithDerivative + ForwardAndReverse * columns + (isFirst ? 2 : 3) * 2.0 * applied;
        return ForwardAndReverse * 2.0 * nonZero + path.Mul * perChannel;
    });

    private static double PerNode(MaceLayer layer)
    {
        Interaction interaction = layer.Interaction;
        double linear = Linear(interaction.LinearUp) + Linear(interaction.Linear) + Linear(layer.Product.Linear)
            + Linear(interaction.SkipByElement) + Linear(interaction.SkipAfter) + Linear(interaction.SkipPlain)
            + Linear(interaction.NonLinear?.LinearRes) + Linear(interaction.NonLinear?.Linear2);
        return linear + layer.Product.Contractions.Sum(c => c.Terms.Sum(Monomials));
    }

    private static double Linear(IrrepsLinear? map) =>
        map is null ? 0 : map.Blocks.Sum(b => Linear(map.In.Blocks[b.InBlock], map.Out.Blocks[b.OutBlock]));

    private static double Linear(ElementLinear? map) =>
        map is null ? 0 : map.Blocks.Sum(b => Linear(map.In.Blocks[b.InBlock], map.Out.Blocks[b.OutBlock]));

    private static double Linear(IrrepBlock input, IrrepBlock output) => 2.0 * input.Mul * output.Mul * output.IrrepDim;

    // Distinct (m; s1 ≤ … ≤ sν): Σ_k W·U is one number per element, one multiply-add per monomial and one product to build it.
    private static double Monomials(ContractionTerm term)
    {
        var distinct = new HashSet<(int M, long S)>();
        Span<int> s = stackalloc int[term.Order];
        for (int e = 0; e < term.Value.Length; e++)
        {
            term.S.AsSpan(e * term.Order, term.Order).CopyTo(s);
            s.Sort();
            long key = 0;
            foreach (int component in s)
            {
                key = key * 1024 + component;
            }

            distinct.Add((term.M[e], key));
        }

        return 3.0 * term.Channels * distinct.Count;
    }
}
