using IonicMlff.Models.Equivariance;
using IonicMlff.Models.Mace.Definition;

namespace IonicMlff.Tool.Benchmark;

/// <summary>
/// Floating-point operations that one evaluation of energy and forces of a MACE model needs per atom, counted from its formulas with
/// what every fast evaluator does: radial functions from cubic tables, Clebsch-Gordan sums over non-zero entries, one product per
/// distinct monomial of the symmetric contraction. The reverse of a product costs two products, so energy and forces count three
/// times the energy (the radial tables: value and derivative). A multiply-add counts two. Read it as an order of magnitude, good to
/// a factor of about 1.5: it says how far an evaluator is from what the machine could do, not more.
/// </summary>
internal static class FlopEstimate
{
    private const double EnergyAndForces = 3;

    /// <summary>Operations per atom at the given mean number of neighbours.</summary>
    public static double PerAtom(MaceModel model, double neighbours)
    {
        double edge = 0, atom = 0;
        foreach (MaceLayer layer in model.Layers)
        {
            edge += PerEdge(layer.Interaction);
            atom += PerNode(layer);
        }

        return EnergyAndForces * (edge * neighbours + atom);
    }

    // Per path and channel: cubic table of R (three multiply-adds), R·(W3j·Y) applied to the sender's features.
    private static double PerEdge(Interaction interaction) => interaction.ConvPaths.Sum(path =>
    {
        int rows = 2 * path.L1 + 1, columns = 2 * path.L3 + 1;
        double matrix = 2.0 * path.W3j.Count(w => w != 0);
        double perChannel = 6 + columns + 2 * Math.Min(rows * columns, path.W3j.Count(w => w != 0));
        return matrix + path.Mul * perChannel;
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
