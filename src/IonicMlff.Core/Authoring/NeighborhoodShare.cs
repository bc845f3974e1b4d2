using IonicMlff.Core.Neighbors;
using IonicMlff.Core.Potentials;

namespace IonicMlff.Core.Authoring;

/// <summary>One thread's part of a <see cref="NeighborhoodEvaluator"/>: its atoms' neighbourhoods and what they add to all atoms.</summary>
internal sealed class NeighborhoodShare(NeighborhoodPotential potential)
{
    private readonly NeighborRow row = new();
    private readonly double[] virial = new double[9];
    private double[] gradient = [];
    private double[] forces = [];
    private double[] atomVirials = [];
    private double energy;
    private int atomCount;
    private bool wantsAtomVirials;

    /// <summary>Clears the sums.</summary>
    public void Begin(int atoms, bool withAtomVirials)
    {
        (energy, atomCount, wantsAtomVirials) = (0, atoms, withAtomVirials);
        Array.Clear(virial);
        Clear(ref forces, 3 * atoms);
        Clear(ref atomVirials, withAtomVirials ? 9 * atoms : 0);
    }

    /// <summary>E_i of an atom; its forces and virial are added.</summary>
    public double AddSite(NeighborList neighbors, in AtomsView atoms, int i)
    {
        row.Gather(neighbors, atoms, i, potential.Info.Cutoff);
        int n = row.Count;
        if (gradient.Length < 3 * n)
            gradient = new double[4 * n];
        gradient.AsSpan(0, 3 * n).Clear();
        var g = new NeighborhoodGradient { X = gradient.AsSpan(0, n), Y = gradient.AsSpan(n, n), Z = gradient.AsSpan(2 * n, n) };
        var atom = new Neighborhood
        {
            Species = atoms.Species[i],
            NeighborSpecies = row.Species.AsSpan(0, n),
            X = row.X.AsSpan(0, n),
            Y = row.Y.AsSpan(0, n),
            Z = row.Z.AsSpan(0, n),
            Distance = row.Distances,
        };
        double site = potential.SiteEnergy(atom, g);
        energy += site;
        AddEdges(i, g);
        return site;
    }

    /// <summary>Adds the sums to the results.</summary>
    public void AddTo(ref ResultsView results)
    {
        results.Energy += energy;
        for (int k = 0; k < 9; k++)
            results.Virial[k] += virial[k];
        for (int k = 0; k < 3 * atomCount; k++)
            results.Forces[k] += forces[k];
        for (int k = 0; wantsAtomVirials && k < 9 * atomCount; k++)
            results.AtomVirials[k] += atomVirials[k];
    }

    // F_j −= g, F_i += g, W −= d⊗g (given to the neighbour)
    private void AddEdges(int i, in NeighborhoodGradient g)
    {
        for (int k = 0; k < row.Count; k++)
        {
            int j = row.Atom[k];
            ReadOnlySpan<double> d = [row.X[k], row.Y[k], row.Z[k]], slope = [g.X[k], g.Y[k], g.Z[k]];
            for (int a = 0; a < 3; a++)
            {
                forces[3 * j + a] -= slope[a];
                forces[3 * i + a] += slope[a];
                for (int b = 0; b < 3; b++)
                {
                    double w = -d[a] * slope[b];
                    virial[3 * a + b] += w;
                    if (wantsAtomVirials)
                        atomVirials[9 * j + 3 * a + b] += w;
                }
            }
        }
    }

    private static void Clear(ref double[] array, int length)
    {
        if (array.Length < length)
            array = new double[length + length / 8];
        array.AsSpan(0, length).Clear();
    }
}
