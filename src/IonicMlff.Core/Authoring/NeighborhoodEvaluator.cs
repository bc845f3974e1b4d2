using IonicMlff.Core.Neighbors;
using IonicMlff.Core.Potentials;

namespace IonicMlff.Core.Authoring;

/// <summary>Evaluates a <see cref="NeighborhoodPotential"/>: F_j −= g, F_i += g, W −= d⊗g with g = ∂E_i/∂d.</summary>
internal sealed class NeighborhoodEvaluator(NeighborhoodPotential potential, EvaluatorOptions options) : IEvaluator
{
    private readonly NeighborList neighbors = NeighborList.For(potential.Info.Cutoff, options);
    private readonly NeighborRow row = new();
    private double[] gradient = [];

    public PotentialInfo Info => potential.Info;

    public string Backend => Info.Backends[0];

    public void Compute(in AtomsView atoms, ref ResultsView results, IHaloExchange? halo = null)
    {
        neighbors.Update(atoms);
        results.Energy = 0;
        results.Virial.Clear();
        for (int i = 0; i < atoms.LocalCount; i++)
        {
            if (atoms.Species[i] < 0)
                continue;

            row.Gather(neighbors, atoms, i, Info.Cutoff);
            double energy = Evaluate(atoms.Species[i], out NeighborhoodGradient g);
            results.Energy += energy;
            if (!results.SiteEnergies.IsEmpty)
                results.SiteEnergies[i] += energy;
            Add(i, g, ref results);
        }
    }

    public void Dispose()
    {
    }

    private double Evaluate(int species, out NeighborhoodGradient g)
    {
        int n = row.Count;
        if (gradient.Length < 3 * n)
            gradient = new double[4 * n];
        gradient.AsSpan(0, 3 * n).Clear();
        g = new NeighborhoodGradient { X = gradient.AsSpan(0, n), Y = gradient.AsSpan(n, n), Z = gradient.AsSpan(2 * n, n) };
        var atom = new Neighborhood
        {
            Species = species,
            NeighborSpecies = row.Species.AsSpan(0, n),
            X = row.X.AsSpan(0, n),
            Y = row.Y.AsSpan(0, n),
            Z = row.Z.AsSpan(0, n),
            Distance = row.Distances,
        };
        return potential.SiteEnergy(atom, g);
    }

    private void Add(int i, in NeighborhoodGradient g, ref ResultsView results)
    {
        for (int k = 0; k < row.Count; k++)
        {
            int j = row.Atom[k];
            ReadOnlySpan<double> d = [row.X[k], row.Y[k], row.Z[k]], slope = [g.X[k], g.Y[k], g.Z[k]];
            for (int a = 0; a < 3; a++)
            {
                results.Forces[3 * j + a] -= slope[a];
                results.Forces[3 * i + a] += slope[a];
                for (int b = 0; b < 3; b++)
                {
                    double w = -d[a] * slope[b];
                    results.Virial[3 * a + b] += w;
                    if (!results.AtomVirials.IsEmpty)
                        results.AtomVirials[9 * j + 3 * a + b] += w;
                }
            }
        }
    }
}
