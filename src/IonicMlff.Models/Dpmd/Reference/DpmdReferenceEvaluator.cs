using IonicMlff.Core.Neighbors;
using IonicMlff.Core.Potentials;
using IonicMlff.Models.Dpmd.Definition;
using IonicMlff.Models.Mace;

namespace IonicMlff.Models.Dpmd.Reference;

/// <summary>
/// Deep Potential (se_e2_a) in plain double loops with exact nets: the oracle of the other back ends. Single-threaded.
/// For each centre: slots → rows R̃ → embedding G → descriptor D → energy, then the same backwards to the forces.
/// </summary>
internal sealed class DpmdReferenceEvaluator : IEvaluator
{
    private readonly DpmdModel model;
    private readonly EnvironmentStage environment;
    private readonly EmbeddingStage embedding;
    private readonly DescriptorStage descriptor;
    private readonly FittingStage fitting;
    private readonly FittingParameters parameters;
    private readonly double[] row = new double[4], rowGrad = new double[4];
    private readonly int width;
    private double[] g = [], dg = []; // G and G' of every slot of one centre

    /// <param name="model">Model.</param>
    /// <param name="info">What the potential declares.</param>
    /// <param name="options">Neighbour list, frame and atom parameters.</param>
    public DpmdReferenceEvaluator(DpmdModel model, PotentialInfo info, EvaluatorOptions options)
    {
        this.model = model;
        Info = info;
        environment = new EnvironmentStage(model.Environment, NeighborList.For(model.Environment.Cutoff, options));
        embedding = new EmbeddingStage(model.Embedding);
        width = embedding.Width;
        descriptor = new DescriptorStage(width, model.AxisNeurons, model.Environment.NormalisationCount);
        fitting = new FittingStage(model, descriptor.Dim);
        parameters = new FittingParameters(model, options);
    }

    public PotentialInfo Info { get; }

    public string Backend => "reference";

    public void Compute(in AtomsView atoms, ref ResultsView results, IHaloExchange? halo = null)
    {
        AtomsCheck.Require(atoms, halo, model.TypeCount, layers: 1);
        results.Energy = 0;
        results.Virial.Clear();
        Update(atoms);
        for (int i = 0; i < atoms.LocalCount; i++)
        {
            if (atoms.Species[i] >= 0)
                AddCentre(atoms, i, ref results);
        }
    }

    /// <summary>Takes neighbours and parameters of a call.</summary>
    public void Update(in AtomsView atoms)
    {
        parameters.Update(atoms);
        environment.Update(atoms);
    }

    /// <summary>Adds the site energy of atom i, and the forces and the virial that come from it, to the results.</summary>
    public void AddCentre(in AtomsView atoms, int i, ref ResultsView results)
    {
        int type = atoms.Species[i];
        if (model.AtomExcluded.Length > 0 && model.AtomExcluded[type])
            return;

        environment.Gather(atoms, i);
        ComputeDescriptor(type);                             // R̃, G(s), GR, D
        parameters.Of(atoms, i, fitting.Parameters(type));
        double energy = fitting.Compute(type);               // E_i
        descriptor.Reverse(fitting.Reverse(type));           // ∂E_i/∂D → ∂E_i/∂GR
        ReverseDescriptor(i, type, ref results);             // → ∂E_i/∂R̃ → forces, virial

        results.Energy += energy;
        if (!results.SiteEnergies.IsEmpty)
            results.SiteEnergies[i] += energy;
    }

    public void Dispose()
    {
    }

    private int Net(int centre, int neighbor) => model.TypeOneSide ? neighbor : centre + neighbor * model.TypeCount;

    private void ComputeDescriptor(int type)
    {
        List<Slot> slots = environment.Slots;
        if (g.Length < slots.Count * width)
        {
            g = new double[slots.Count * width];
            dg = new double[slots.Count * width];
        }

        descriptor.Clear();
        for (int k = 0; k < slots.Count; k++)
        {
            int net = Net(type, slots[k].Type);
            if (!embedding.Has(net))
                continue;

            environment.ComputeRow(type, slots[k], row);
            Span<double> gk = g.AsSpan(k * width, width);
            embedding.Compute(net, row[0], gk, dg.AsSpan(k * width, width));
            descriptor.Add(gk, row);
        }

        descriptor.Compute(fitting.Descriptor(type));
    }

    private void ReverseDescriptor(int i, int type, ref ResultsView results)
    {
        List<Slot> slots = environment.Slots;
        for (int k = 0; k < slots.Count; k++)
        {
            Slot slot = slots[k];
            if (slot.Neighbor < 0 || !embedding.Has(Net(type, slot.Type)))
                continue; // no force comes from an empty slot

            environment.ComputeRow(type, slot, row);
            descriptor.ReverseAdd(g.AsSpan(k * width, width), dg.AsSpan(k * width, width), row, rowGrad);
            (double gx, double gy, double gz) = environment.ReverseRow(type, slot, rowGrad);
            AddEdge(i, slot, [gx, gy, gz], ref results);
        }
    }

    /// <summary>F_j −= g, F_i += g, virial −= d⊗g (given to the neighbour), g = ∂E_i/∂d.</summary>
    private static void AddEdge(int i, in Slot slot, scoped ReadOnlySpan<double> gradient, ref ResultsView results)
    {
        ReadOnlySpan<double> d = [slot.X, slot.Y, slot.Z];
        for (int a = 0; a < 3; a++)
        {
            results.Forces[3 * slot.Neighbor + a] -= gradient[a];
            results.Forces[3 * i + a] += gradient[a];
            for (int b = 0; b < 3; b++)
            {
                double w = -d[a] * gradient[b];
                results.Virial[3 * a + b] += w;
                if (!results.AtomVirials.IsEmpty)
                    results.AtomVirials[9 * slot.Neighbor + 3 * a + b] += w;
            }
        }
    }
}
