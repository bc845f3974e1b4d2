using IonicMlff.Core.Potentials;

namespace IonicMlff.ToyPotentials;

/// <summary>Lennard-Jones, ε = 0.01 eV, σ = 2.5 Å, cut at 6 Å without shift, the same for all elements: LAMMPS's <c>lj/cut 6.0</c>.</summary>
public sealed class PairToy() : Toy(6.0, layers: 1)
{
    private const double Epsilon = 0.01, Sigma = 2.5;

    /// <inheritdoc/>
    protected override void Sum(in AtomsView atoms, ref ResultsView results, ReadOnlySpan<AllPairs.Pair> pairs, IHaloExchange? halo)
    {
        foreach (ref readonly AllPairs.Pair p in pairs)
        {
            double s6 = Math.Pow(Sigma / p.R, 6);
            AddEnergy(ref results, p.I, 0.5 * 4 * Epsilon * (s6 * s6 - s6)); // half to each atom of the pair
            AddPair(ref results, in p, 0.5 * 4 * Epsilon * (6 * s6 - 12 * s6 * s6) / p.R);
        }
    }
}
