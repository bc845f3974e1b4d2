using IonicMlff.Core.Errors;
using IonicMlff.Core.Neighbors;
using IonicMlff.Core.Potentials;
using IonicMlff.Models.Dpmd;
using IonicMlff.Torch.Dpmd;
using TorchSharp;
using static TorchSharp.torch;

namespace IonicMlff.Torch;

/// <summary>
/// A differentiable model as an evaluator: one backward pass with respect to the edge vectors per call, sums in double. Allocates tensors
/// in every call.
/// </summary>
public sealed class TorchEvaluator : IEvaluator
{
    private readonly DifferentiableModel model;
    private readonly BatchGeometry geometry;
    private readonly NeighborList neighbors;
    private readonly int head;
    private readonly double[] inputs;
    private readonly FittingParameters? parameters;

    /// <summary>An evaluator that owns the model.</summary>
    /// <param name="model">Model; its parameters should not require gradients.</param>
    /// <param name="options">Skin or shared neighbour list.</param>
    /// <param name="head">Head of the model.</param>
    /// <param name="inputs">Frame inputs in the order of the model's geometry.</param>
    /// <param name="parameters">Frame and atom parameters of a Deep Potential; null for other models.</param>
    internal TorchEvaluator(DifferentiableModel model, EvaluatorOptions options, int head, double[] inputs, FittingParameters? parameters)
    {
        (this.model, geometry, this.head, this.inputs, this.parameters) = (model, model.Geometry, head, inputs, parameters);
        neighbors = NeighborList.For(geometry.Cutoff, options);
        model.SharePairs = false; // the same bits whether virials per atom are asked for or not
    }

    /// <inheritdoc/>
    public PotentialInfo Info => model.Info;

    /// <inheritdoc/>
    public string Backend => TorchBackend.Name;

    /// <inheritdoc/>
    public void Compute(in AtomsView atoms, ref ResultsView results, IHaloExchange? halo = null)
    {
        Check(atoms, results, halo);
        results.Energy = 0;
        results.Virial.Clear();
        neighbors.Update(atoms);
        SeenAtoms seen = SeenAtoms.Of(atoms, neighbors, geometry.Cutoff);
        GhostExchange? exchange = atoms.GhostMode && halo is not null && model.ExchangeWidths.Count > 0
            ? new GhostExchange(halo, seen.Callers, atoms.LocalCount + atoms.GhostCount, seen.Graph.LocalCount) : null;
        double[] atomInputs = parameters is null ? [] : FrameParameters.Rows(parameters, atoms, seen.Callers, seen.Graph.LocalCount);
        if (seen.Graph.LocalCount == 0)
        {
            exchange?.TakePart(model.ExchangeWidths);
            return;
        }

        using DisposeScope scope = NewDisposeScope();
        using FrameBatch batch = FrameBatch.From([seen.Graph with { Head = head, Inputs = inputs, AtomInputs = atomInputs }], geometry);
        Tensor r = batch.EdgeVectors.detach().requires_grad_(true);
        Tensor energies = model.NodeEnergies(batch, r, exchange);
        Tensor? g = exchange is not null ? exchange.Gradient(energies.sum(), r)
            : batch.EdgeCount == 0 ? null
            : autograd.grad([energies.sum()], [r])[0];
        AddEnergies(seen, energies, ref results);
        if (g is not null && batch.EdgeCount > 0)
            AddForces(seen, batch, g.to(ScalarType.Float64), ref results);
    }

    /// <inheritdoc/>
    public void Dispose() => model.Dispose();

    private static void AddEnergies(SeenAtoms seen, Tensor energies, ref ResultsView results)
    {
        double[] values = Numbers(energies);
        for (int k = 0; k < seen.Graph.LocalCount; k++)
        {
            results.Energy += values[k];
            if (!results.SiteEnergies.IsEmpty)
                results.SiteEnergies[seen.Callers[k]] += values[k];
        }
    }

    // With g = ∂E/∂r_ij: F_i += g, F_j −= g, W = −Σ r⊗g, an edge's share of which belongs to the sender j.
    private static void AddForces(SeenAtoms seen, FrameBatch batch, Tensor g, ref ResultsView results)
    {
        Tensor r = batch.EdgeVectors.to(ScalarType.Float64);
        double[] forces = Numbers(zeros(batch.AtomCount, 3, dtype: ScalarType.Float64, device: g.device)
            .index_add(0, batch.Receivers, g, 1).index_add(0, batch.Senders, g, -1));
        for (int k = 0; k < forces.Length; k++)
            results.Forces[3 * seen.Callers[k / 3] + k % 3] += forces[k];

        double[] virial = Numbers(r.transpose(0, 1).matmul(g));
        for (int k = 0; k < 9; k++)
            results.Virial[k] = -virial[k];
        if (results.AtomVirials.IsEmpty)
            return;

        double[] shares = Numbers(zeros(batch.AtomCount, 9, dtype: ScalarType.Float64, device: g.device)
            .index_add(0, batch.Senders, (r.unsqueeze(2) * g.unsqueeze(1)).reshape(-1, 9), -1));
        for (int k = 0; k < shares.Length; k++)
            results.AtomVirials[9 * seen.Callers[k / 9] + k % 9] += shares[k];
    }

    private static double[] Numbers(Tensor x)
    {
        using Tensor copy = x.detach().cpu().contiguous();
        return copy.data<double>().ToArray();
    }

    private void Check(in AtomsView atoms, in ResultsView results, IHaloExchange? halo)
    {
        int all = atoms.LocalCount + atoms.GhostCount;
        if (atoms.GhostCount > 0 && halo is null && Info.MessagePassingLayers > 1)
        {
            throw IlmlffException.Usage(
                $"This model passes messages over {Info.MessagePassingLayers} layers; with ghost atoms the host must exchange features between the layers, "
                + "but it offers no ghost exchange (IHaloExchange).");
        }

        for (int i = 0; i < all && i < atoms.Species.Length; i++)
        {
            if (atoms.Species[i] >= Info.AtomicNumbers.Count)
            {
                throw IlmlffException.BadData(
                    $"Atom {i} has species index {atoms.Species[i]}, but the model knows {Info.AtomicNumbers.Count} elements: 0 to "
                    + $"{Info.AtomicNumbers.Count - 1}, or −1 for an atom the potential does not see.");
            }
        }

        RequireRoom("forces", results.Forces.Length, 3 * all);
        RequireRoom("the virial", results.Virial.Length, 9);
        if (!results.SiteEnergies.IsEmpty)
            RequireRoom("site energies", results.SiteEnergies.Length, atoms.LocalCount);
        if (!results.AtomVirials.IsEmpty)
            RequireRoom("atom virials", results.AtomVirials.Length, 9 * all);
    }

    private static void RequireRoom(string what, int length, int needed)
    {
        if (length < needed)
            throw new ArgumentException($"The array for {what} has {length} numbers; {needed} are needed.");
    }
}
