using IonicMlff.Models.Mace.Definition;
using TorchSharp;
using static TorchSharp.torch;

namespace IonicMlff.Torch.Mace;

/// <summary>
/// Pair repulsion of Ziegler, Biersack and Littmark, half of a pair to each atom:
/// V = ½·14.3996·Z_iZ_j/d·φ(d/a)·f(d), a = prefactor·0.529/(Z_i^e + Z_j^e), φ(t) = Σ_k c_k e^(−b_k t), cutoff of f = R_i + R_j.
/// </summary>
internal sealed class PairRepulsion : Stage
{
    private const double CoulombEvAngstrom = 14.3996; // the model family's rounded constants are part of its definition
    private const double BohrAngstrom = 0.529;
    private static readonly double[] Exponents = [3.2, 0.9423, 0.4028, 0.2016];

    private readonly ZblRepulsion zbl;
    private readonly Tensor charge;       // Z by element
    private readonly Tensor screening;    // Z^e by element
    private readonly Tensor radius;       // R by element

    public PairRepulsion(ParameterSet parameters, MaceModel model, ZblRepulsion zbl)
    {
        this.zbl = zbl;
        int[] numbers = model.AtomicNumbers;
        charge = Keep(parameters.Constant([.. numbers.Select(z => (double)z)], numbers.Length));
        screening = Keep(parameters.Constant([.. numbers.Select(z => Math.Pow(z, zbl.AExponent))], numbers.Length));
        radius = Keep(parameters.Constant([.. numbers.Select(z => zbl.CovalentRadii[z])], numbers.Length));
    }

    /// <summary>Energy of each local node, [n], from the distances of pairs.</summary>
    public Tensor Compute(Tensor d, MaceGraph graph)
    {
        Tensor zi = graph.Species.index_select(0, graph.PairReceiver), zj = graph.Species.index_select(0, graph.PairSender);
        Tensor t = d * (screening.index_select(0, zi) + screening.index_select(0, zj)) / (zbl.APrefactor * BohrAngstrom);
        Tensor phi = zeros_like(d);
        for (int k = 0; k < Exponents.Length; k++)
            phi = phi + (t * -Exponents[k]).exp() * zbl.Coefficients[k];
        Tensor f = RadialFunctions.Envelope(d / (radius.index_select(0, zi) + radius.index_select(0, zj)), zbl.EnvelopePower);
        Tensor v = charge.index_select(0, zi) * charge.index_select(0, zj) * (0.5 * CoulombEvAngstrom) / d * phi * f;
        return PairSums.ToNodes(v, graph);
    }
}

/// <summary>Sums over the pairs of each local node.</summary>
internal static class PairSums
{
    /// <summary>Quantities [P] that are the same for both ends of a pair.</summary>
    public static Tensor ToNodes(Tensor perPair, MaceGraph graph)
    {
        Tensor sums = Like.Zeros(perPair, graph.LocalCount).index_add(0, graph.PairReceiver, perPair, 1);
        return graph.OneWay ? sums : sums.index_add(0, graph.PairSender, perPair, 1);
    }
}
