using IonicMlff.Core.Potentials;

namespace IonicMlff.ToyPotentials;

/// <summary>Base of the toys: every element up to xenon, one back end, and the sums that all share.</summary>
public abstract class Toy : IPotential, IEvaluator
{
    private readonly AllPairs _pairs;

    /// <summary>A toy with the given cutoff (Å) and number of message-passing layers.</summary>
    protected Toy(double cutoff, int layers)
    {
        _pairs = new AllPairs(cutoff);
        Info = new PotentialInfo
        {
            Architecture = GetType().Name,
            AtomicNumbers = [.. Enumerable.Range(1, 54)],
            Cutoff = cutoff,
            MessagePassingLayers = layers,
            Summary = $"{GetType().Name}, {layers} layer(s), cutoff {cutoff} Å",
        };
    }

    /// <inheritdoc/>
    public PotentialInfo Info { get; }

    /// <inheritdoc/>
    public IEvaluator CreateEvaluator(EvaluatorOptions options) => (IEvaluator)Activator.CreateInstance(GetType())!;

    /// <inheritdoc/>
    public void Compute(in AtomsView atoms, ref ResultsView results, IHaloExchange? halo = null)
    {
        results.Energy = 0;
        results.Virial.Clear();
        Sum(in atoms, ref results, _pairs.Find(in atoms), halo);
    }

    /// <inheritdoc/>
    public void Dispose() => GC.SuppressFinalize(this);

    /// <summary>Energies, forces and virial over the pairs.</summary>
    protected abstract void Sum(in AtomsView atoms, ref ResultsView results, ReadOnlySpan<AllPairs.Pair> pairs, IHaloExchange? halo);

    /// <summary>Adds a site energy.</summary>
    protected static void AddEnergy(ref ResultsView results, int i, double energy)
    {
        results.Energy += energy;
        if (results.SiteEnergies.Length > 0)
            results.SiteEnergies[i] += energy;
    }

    /// <summary>Adds forces and virial of a pair term whose derivative with respect to the distance is <paramref name="slope"/>.</summary>
    protected static void AddPair(ref ResultsView results, in AllPairs.Pair p, double slope)
    {
        // E(v), v = r_i − r_j − T: f_i = −dE/dv, f_j = +dE/dv, W = −v⊗dE/dv
        ReadOnlySpan<double> v = [p.X, p.Y, p.Z];
        for (int a = 0; a < 3; a++)
        {
            double g = slope * v[a] / p.R;
            results.Forces[3 * p.I + a] -= g;
            results.Forces[3 * p.J + a] += g;
            for (int b = 0; b < 3; b++)
            {
                double w = -slope * v[a] * v[b] / p.R;
                results.Virial[3 * a + b] += w;
                if (results.AtomVirials.Length > 0)
                    results.AtomVirials[9 * p.J + 3 * a + b] += w;
            }
        }
    }
}
