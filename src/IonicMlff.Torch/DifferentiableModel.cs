using IonicMlff.Core.Potentials;
using TorchSharp;
using static TorchSharp.torch;

namespace IonicMlff.Torch;

/// <summary>
/// A model whose energy can be differentiated with respect to edge vectors and parameters, and its forces with respect to parameters:
/// what training and the torch back end work with.
/// </summary>
public abstract class DifferentiableModel : IDisposable
{
    /// <summary>The potential: elements, cutoff, layers, heads.</summary>
    public abstract PotentialInfo Info { get; }

    /// <summary>Type of the parameters and of the arithmetic.</summary>
    public abstract ScalarType DType { get; }

    /// <summary>Where the parameters live.</summary>
    public abstract Device Device { get; }

    /// <summary>All trainable tensors in the order and with the names of upstream.</summary>
    public abstract IReadOnlyList<ModelParameter> Parameters { get; }

    /// <summary>What batches for this model have to know.</summary>
    public virtual BatchGeometry Geometry => BatchGeometry.Of(Info, DType, Device);

    /// <summary>
    /// Energy of each atom, isolated-atom energies included, eV, [N], from the edge vectors r_ij, [E,3]; differentiable in the edge
    /// vectors and in the parameters.
    /// </summary>
    public abstract Tensor NodeEnergies(FrameBatch batch, Tensor edgeVectors);

    /// <summary>Widths of the rows that travel between the owners of atoms and their ghosts, one per exchange; none for one layer.</summary>
    public virtual IReadOnlyList<int> ExchangeWidths => [];

    /// <summary>
    /// True (the default): what is the same for both edges of a pair may be computed once, and its gradient stands at one of them. False:
    /// every edge has its own gradient, as virials per atom need it.
    /// </summary>
    public bool SharePairs { get; set; } = true;

    /// <summary>The same with ghost atoms whose features come through an exchange; models of one layer need none.</summary>
    public virtual Tensor NodeEnergies(FrameBatch batch, Tensor edgeVectors, IFeatureExchange? exchange) => NodeEnergies(batch, edgeVectors);

    /// <summary>
    /// Energies, and forces and virials by one derivative with respect to the edge vectors, g = ∂E/∂r_ij:
    /// F_i = Σ_{edges of i} g − Σ_{edges to i} g, W = −Σ r_ij ⊗ g.
    /// </summary>
    /// <param name="batch">Frames.</param>
    /// <param name="derivatives">What is wanted besides energies.</param>
    /// <param name="createGraph">True: forces and virials can be differentiated with respect to the parameters (training).</param>
    public Prediction Predict(FrameBatch batch, Derivatives derivatives, bool createGraph)
    {
        using DisposeScope scope = NewDisposeScope();
        bool differentiate = derivatives != Derivatives.Energy;
        Tensor r = batch.EdgeVectors.detach().requires_grad_(differentiate);
        Tensor nodeEnergies = NodeEnergies(batch, r);
        Tensor energies = zeros(batch.FrameCount, dtype: ScalarType.Float64, device: nodeEnergies.device)
            .index_add(0, batch.FrameOfAtom, nodeEnergies.to(ScalarType.Float64), 1);
        if (!differentiate)
            return new Prediction { Energies = scope.MoveToOuter(energies), NodeEnergies = scope.MoveToOuter(nodeEnergies) };

        Tensor g = batch.EdgeCount == 0 ? zeros_like(r)
            : autograd.grad([energies.sum()], [r], retain_graph: createGraph, create_graph: createGraph)[0];
        Tensor forces = zeros(batch.AtomCount, 3, dtype: g.dtype, device: g.device)
            .index_add(0, batch.Receivers, g, 1).index_add(0, batch.Senders, g, -1);
        return new Prediction
        {
            Energies = scope.MoveToOuter(energies),
            NodeEnergies = scope.MoveToOuter(nodeEnergies),
            Forces = scope.MoveToOuter(forces),
            Virials = derivatives == Derivatives.ForcesAndVirial ? scope.MoveToOuter(Virials(batch, g)) : null,
            EdgeGradients = scope.MoveToOuter(g),
        };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Disposes the parameters and what else the model holds.</summary>
    protected virtual void Dispose(bool disposing)
    {
        foreach (ModelParameter parameter in Parameters)
            parameter.Tensor.Dispose();
    }

    // W_f = −Σ_e r_e ⊗ g_e, with respect to a symmetric strain; the edges of a frame are consecutive.
    private static Tensor Virials(FrameBatch batch, Tensor g)
    {
        var virials = new Tensor[batch.FrameCount];
        long first = 0;
        for (int f = 0; f < virials.Length; f++)
        {
            long count = batch.Graphs[f].EdgeCount;
            virials[f] = batch.EdgeVectors.narrow(0, first, count).transpose(0, 1).matmul(g.narrow(0, first, count)).neg();
            first += count;
        }

        Tensor all = stack(virials, 0);
        return (all + all.transpose(1, 2)) * 0.5;
    }
}
