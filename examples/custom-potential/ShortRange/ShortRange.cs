using IonicMlff.Core.Authoring;

namespace IonicMlff.Examples;

/// <summary>
/// A wall against close contacts, to be added to a model that was never trained on them: E_i = ½ Σ_j k (R_ij − r)³ for r &lt; R_ij, with
/// R_ij = scale (r_i + r_j) from covalent radii. Words: <c>strength</c> k (eV/Å³), <c>scale</c>.
/// </summary>
public sealed class ShortRange : NeighborhoodPotential
{
    private static readonly string[] Elements = ["H", "Li", "B", "C", "N", "O", "F", "S"];
    private static readonly double[] Radii = [0.31, 1.28, 0.84, 0.76, 0.71, 0.66, 0.57, 1.05]; // Cordero et al., Dalton Trans. 2832 (2008)

    private readonly double strength, scale;

    public ShortRange(PotentialArguments words) : this(words.Positive("strength", 20), words.Positive("scale", 0.8))
    {
    }

    private ShortRange(double strength, double scale) : base(Elements, 2 * scale * Radii.Max()) =>
        (this.strength, this.scale) = (strength, scale);

    protected override double SiteEnergy(in Neighborhood atom, in NeighborhoodGradient gradient)
    {
        double energy = 0;
        for (int j = 0; j < atom.Count; j++)
        {
            double r = atom.Distance[j], overlap = scale * (Radii[atom.Species] + Radii[atom.NeighborSpecies[j]]) - r;
            if (overlap <= 0)
                continue;

            energy += 0.5 * strength * overlap * overlap * overlap;
            double slope = -1.5 * strength * overlap * overlap / r; // (dE/dr)/r
            gradient.X[j] = slope * atom.X[j];
            gradient.Y[j] = slope * atom.Y[j];
            gradient.Z[j] = slope * atom.Z[j];
        }

        return energy;
    }
}
