using IonicMlff.Models.Equivariance;

namespace IonicMlff.Models.Mace.Import;

/// <summary>
/// A path of the convolution before weights: block of the sender features, degree of Y, degree and parity of the output.
/// </summary>
internal readonly record struct PathPlan(int InBlock, int L1, int L2, int L3, int Parity, int Mul)
{
    /// <summary>
    /// All paths in the order in which upstream consumes the radial weights: for each input block and each degree of Y the output
    /// degrees that the target has, then sorted by output irrep, stable.
    /// </summary>
    public static PathPlan[] Of(Irreps features, int maxEll, bool evenHarmonics, Irreps target)
    {
        var paths = new List<PathPlan>();
        for (int i = 0; i < features.Blocks.Count; i++)
        {
            IrrepBlock block = features.Blocks[i];
            for (int l2 = 0; l2 <= maxEll; l2++)
            {
                int parity = block.Parity * IrrepsText.Harmonic(l2, evenHarmonics).Parity;
                for (int l3 = Math.Abs(block.L - l2); l3 <= block.L + l2; l3++)
                {
                    if (target.Blocks.Any(t => t.L == l3 && t.Parity == parity))
                    {
                        paths.Add(new PathPlan(i, block.L, l2, l3, parity, block.Mul));
                    }
                }
            }
        }

        return [.. paths.OrderBy(p => IrrepsText.Rank(p.L3, p.Parity))];
    }

    /// <summary>Irreps of the message: one block per path.</summary>
    public static Irreps MessageIrreps(PathPlan[] plan) => new(plan.Select(p => new IrrepBlock(p.Mul, p.L3, p.Parity)));
}
