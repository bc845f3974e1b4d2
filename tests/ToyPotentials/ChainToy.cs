using IonicMlff.Core.Authoring;

namespace IonicMlff.ToyPotentials;

/// <summary>
/// A chain F-C-N-O in vacuum: stiff springs hold bonds (1.4 Å) and 1-3 distances (2.2 Å), a soft one between the ends makes the energy a
/// function of the dihedral. One molecule only: every two atoms are joined.
/// </summary>
public sealed class ChainToy() : PairPotential<Scalar<ChainToy.Spring>>(["F", "C", "N", "O"], 6)
{
    /// <summary>Order of the chain.</summary>
    public const string Order = "FCNO";

    /// <inheritdoc/>
    protected override Scalar<Spring> Between(string i, string j) => new(Math.Abs(Order.IndexOf(i[0]) - Order.IndexOf(j[0])) switch
    {
        1 => new Spring(20, 1.4),
        2 => new Spring(20, 2.2),
        3 => new Spring(0.3, 2.4),
        _ => default,
    });

    /// <summary>k (r − r₀)²/2.</summary>
    public readonly struct Spring(double stiffness, double length) : IScalarPairTerm
    {
        /// <inheritdoc/>
        public double Evaluate(double r, out double derivative)
        {
            derivative = stiffness * (r - length);
            return 0.5 * derivative * (r - length);
        }
    }
}
