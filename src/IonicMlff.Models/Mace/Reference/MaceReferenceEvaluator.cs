using IonicMlff.Core.Neighbors;
using IonicMlff.Core.Potentials;
using IonicMlff.Models.Mace.Definition;

namespace IonicMlff.Models.Mace.Reference;

/// <summary>
/// MACE in plain double loops with exact radial networks: the oracle of the other back ends, for every architecture of
/// <see cref="MaceModel"/>. Single-threaded. docs/mace.md has the formulas in the order of <see cref="Compute"/>.
/// </summary>
internal sealed class MaceReferenceEvaluator : IEvaluator
{
    private readonly MaceModel model;
    private readonly InitialFeatures initial;
    private readonly EdgeStage edges;
    private readonly RadialStage radial;
    private readonly RepulsionStage? repulsion;
    private readonly LayerStage[] layers;
    private readonly (int Layer, ReadoutStage Stage)[] readouts;
    private readonly RowBuffer h0;
    private readonly RowBuffer energies = new(1); // per local atom, before scale and shift
    private readonly double[] e0;                 // by element
    private readonly double scale;
    private readonly double shift;

    public MaceReferenceEvaluator(MaceModel model, PotentialInfo info, int head, InitialFeatures initial, EvaluatorOptions options)
    {
        this.model = model;
        this.initial = initial;
        Info = info;
        edges = new EdgeStage(model.Cutoff, NeighborList.For(model.Cutoff, options), model.MaxEll);
        radial = new RadialStage(model);
        repulsion = model.PairRepulsion is { } zbl ? new RepulsionStage(model, zbl) : null;
        layers = [.. Enumerable.Range(0, model.Layers.Length).Select(t => new LayerStage(model, t, radial))];
        readouts = Array.ConvertAll(model.Readouts, r =>
            (r.Layer, ReadoutStage.Create(r, model.Layers[r.Layer].Product.HiddenIrreps, head, model.Heads.Length)));
        h0 = new RowBuffer(initial.Table.GetLength(1));
        e0 = [.. initial.SiteEnergies.Select((e, z) => model.AtomicEnergies[head, z] + e)];
        scale = model.Scale?[head] ?? 1;
        shift = model.Shift?[head] ?? 0;
    }

    public PotentialInfo Info { get; }

    public string Backend => "reference";

    public void Compute(in AtomsView atoms, ref ResultsView results, IHaloExchange? halo = null)
    {
        AtomsCheck.Require(atoms, halo, model.AtomicNumbers.Length, layers.Length);
        IHaloExchange? ghosts = atoms.GhostMode ? halo : null;

        edges.Compute(atoms);                                            // v, d, Y_lm
        radial.Compute(edges, atoms.Species, atoms.LocalCount);          // φ_n(d) f(d)
        ComputeInitialFeatures(atoms);                                   // h⁰
        for (int t = 0; t < layers.Length; t++)
            layers[t].Compute(atoms, edges, FeaturesBefore(t), ghosts);  // h^t → A → B → h^(t+1)
        ComputeEnergies(atoms, ref results);                             // E_i = E0 + scale·(V_i + Σ_t readout_t(h^t)) + shift

        ReverseEnergies(atoms);
        for (int t = layers.Length - 1; t >= 0; t--)
            layers[t].Reverse(atoms, edges, t == 0 ? null : layers[t - 1].FeaturesGrad, ghosts);
        edges.Reverse(atoms.LocalCount, ref results);                    // forces, virial
    }

    public void Dispose()
    {
    }

    private RowBuffer FeaturesBefore(int t) => t == 0 ? h0 : layers[t - 1].Features;

    private void ComputeInitialFeatures(in AtomsView atoms)
    {
        int all = atoms.LocalCount + atoms.GhostCount;
        h0.Clear(all);
        for (int j = 0; j < all; j++)
        {
            int z = atoms.Species[j];
            for (int c = 0; z >= 0 && c < h0.Width; c++)
                h0[j][c] = initial.Table[z, c];
        }
    }

    private void ComputeEnergies(in AtomsView atoms, ref ResultsView results)
    {
        energies.Clear(atoms.LocalCount);
        repulsion?.Compute(edges, atoms.Species, atoms.LocalCount, energies.All);
        results.Energy = 0;
        for (int i = 0; i < atoms.LocalCount; i++)
        {
            int z = atoms.Species[i];
            if (z < 0)
                continue;

            double sum = energies.All[i];
            foreach ((int layer, ReadoutStage readout) in readouts)
                sum += readout.Compute(layers[layer].Features[i]);
            double energy = e0[z] + scale * sum + shift;
            results.Energy += energy;
            if (!results.SiteEnergies.IsEmpty)
                results.SiteEnergies[i] += energy;
        }
    }

    private void ReverseEnergies(in AtomsView atoms)
    {
        repulsion?.Reverse(edges, atoms.Species, atoms.LocalCount, scale);
        for (int i = 0; i < atoms.LocalCount; i++)
        {
            if (atoms.Species[i] < 0)
                continue;

            foreach ((int layer, ReadoutStage readout) in readouts)
                readout.Reverse(layers[layer].Features[i], scale, layers[layer].FeaturesGrad[i]);
        }
    }
}
