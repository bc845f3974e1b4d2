using IonicMlff.Core.Potentials;
using IonicMlff.Models.Mace;
using IonicMlff.Models.Mace.Definition;
using IonicMlff.Models.Mace.Export;
using TorchSharp;
using static TorchSharp.torch;

namespace IonicMlff.Torch.Mace;

/// <summary>
/// MACE (Batatia et al., NeurIPS 2022, arXiv:2206.07697) as a differentiable module, made from any definition the readers give, and
/// turned into a definition again. Parameters have upstream's names and shapes. docs/mace.md has the formulas.
/// </summary>
public sealed class MaceModule : DifferentiableModel
{
    private readonly MaceModel definition;
    private readonly MaceTensors parts;
    private readonly ParameterSet parameters;
    private readonly EdgeHarmonics harmonics;
    private readonly RadialFunctions radial;
    private readonly PairRepulsion? repulsion;
    private readonly NodeEmbedding embedding;
    private readonly InteractionStage[] interactions;
    private readonly ProductStage[] products;
    private readonly ReadoutStage[] readouts;
    private readonly Tensor e0;                 // [H·N_Z], double
    private readonly Tensor scale;              // [H], double
    private readonly Tensor shift;              // [H], double

    /// <summary>A module with the weights of a definition.</summary>
    /// <param name="definition">The model.</param>
    /// <param name="dtype">Type of parameters and arithmetic, Float32 or Float64; null: that of the model's file.</param>
    /// <param name="device">Where it computes; null: CPU.</param>
    public MaceModule(MaceModel definition, ScalarType? dtype = null, Device? device = null)
    {
        this.definition = definition;
        DType = dtype ?? (definition.IsFloat32 ? ScalarType.Float32 : ScalarType.Float64);
        Device = device ?? CPU;
        parts = MaceTensors.Of(definition);
        parameters = new ParameterSet(parts, DType, Device);
        harmonics = new EdgeHarmonics(parameters, definition.MaxEll);
        radial = new RadialFunctions(parameters, definition);
        repulsion = definition.PairRepulsion is { } zbl ? new PairRepulsion(parameters, definition, zbl) : null;
        embedding = new NodeEmbedding(parameters, definition);
        interactions = [.. definition.Layers.Select((l, t) => new InteractionStage(parameters, t, l.Interaction, definition.MaxEll))];
        products = [.. definition.Layers.Select((l, t) => new ProductStage(parameters, t, l.Product))];
        readouts = [.. definition.Readouts.Select((r, k) => ReadoutStage.Of(parameters, k, r, definition))];
        int heads = definition.Heads.Length;
        var exact = new BatchTensors(ScalarType.Float64, Device);
        e0 = exact.Reals([.. definition.AtomicEnergies.Cast<double>()], definition.AtomicEnergies.Length);
        scale = exact.Reals(definition.Scale ?? [.. Enumerable.Repeat(1.0, heads)], heads);
        shift = exact.Reals(definition.Shift ?? new double[heads], heads);
        UsesDirectEdges = Device.type == TorchSharp.DeviceType.CPU && DirectEdges.Know(definition, DType);
        Info = new MacePotential(definition).Info;
    }

    /// <inheritdoc/>
    public override PotentialInfo Info { get; }

    /// <inheritdoc/>
    public override ScalarType DType { get; }

    /// <inheritdoc/>
    public override Device Device { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<ModelParameter> Parameters => parameters.All;

    /// <inheritdoc/>
    public override BatchGeometry Geometry => BatchGeometry.Of(Info, DType, Device) with
    {
        FrameInputs = definition.Joint?.Features.ToDictionary(f => f.Name, f => f.DefaultValue) ?? [],
    };

    /// <inheritdoc/>
    public override IReadOnlyList<int> ExchangeWidths => [.. definition.Layers.Skip(1).Select(l => l.Interaction.LinearUp.Out.Dim)];

    private IEnumerable<Stage> Stages =>
        new Stage?[] { harmonics, radial, repulsion, embedding }.OfType<Stage>().Concat(interactions).Concat(products).Concat(readouts);

    /// <summary>
    /// Sums over edges are operators of our own: where they know the model, on a CPU, that is the default. They have derivatives in edge
    /// vectors and parameters, and the mixed second ones that losses of forces need; set to false for second derivatives in edge vectors.
    /// </summary>
    public bool UsesDirectEdges { get; set; }

    /// <inheritdoc/>
    public override Tensor NodeEnergies(FrameBatch batch, Tensor edgeVectors) => NodeEnergies(batch, edgeVectors, null);

    /// <inheritdoc/>
    public override Tensor NodeEnergies(FrameBatch batch, Tensor edgeVectors, IFeatureExchange? exchange)
    {
        using DisposeScope scope = NewDisposeScope();
        using var graph = MaceGraph.Of(batch, definition.AtomicNumbers.Length, MaySharePairs(batch), UsesDirectEdges);
        foreach (Stage stage in Stages)
            stage.Prepare();

        EdgeFeatures edges = EdgeFeatures.Of(edgeVectors, graph, harmonics, radial);   // d, φ_n(d) f(d), Y_lm
        Tensor all = embedding.Compute(batch, graph);                                  // h⁰
        Tensor[] h = [Local(all, graph)];
        Tensor? heads = batch.Heads?.index_select(0, Local(graph.FrameOfNode, graph)).unsqueeze(1);
        Tensor? energy = repulsion?.Compute(edges.Distances, graph);
        for (int t = 0; t < interactions.Length; t++)
        {
            Tensor up = interactions[t].Up(t == 0 ? [all] : h);
            if (t > 0 && exchange is not null)
                up = exchange.Extend(up, graph.NodeOfAtom);
            Tensor[] a = interactions[t].Compute(up, edges, graph);                    // messages, A
            h = products[t].Compute(a, interactions[t].Skip(h, graph), graph.ElementStart); // B, h^(t+1)
            foreach (ReadoutStage readout in readouts.Where(r => r.Layer == t))
                energy = energy is null ? readout.Compute(h, heads) : energy + readout.Compute(h, heads);
        }

        return scope.MoveToOuter(Total(energy!, heads, embedding.SiteEnergies(Local(all, graph)), graph));
    }

    /// <summary>The model with the weights of now.</summary>
    public MaceModel ToDefinition()
    {
        Dictionary<string, double[]> values = parameters.All.ToDictionary(p => p.Name, p =>
        {
            using Tensor copy = p.Tensor.detach().to(ScalarType.Float64).cpu().contiguous();
            return copy.data<double>().ToArray();
        });
        return parts.With(values.GetValueOrDefault, isFloat32: DType == ScalarType.Float32).Build();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        foreach (Stage stage in Stages)
            stage.Dispose();
        foreach (Tensor tensor in new[] { e0, scale, shift })
            tensor.Dispose();
        base.Dispose(disposing);
    }

    // Networks that see which element is at which end differ between the two edges of a pair; the other edge of a ghost's is not here.
    private bool MaySharePairs(FrameBatch batch) =>
        SharePairs && definition.Layers.All(l => l.Interaction.NonLinear is null) && batch.Graphs.All(g => g.GhostCount == 0);

    // Rows of the local nodes, which come first; the nodes are dimension 0 of tables and 1 of features.
    private static Tensor Local(Tensor x, MaceGraph graph) =>
        graph.LocalCount == graph.NodeCount ? x : x.narrow(x.dim() == 1 ? 0 : 1, 0, graph.LocalCount);

    // E_i = E0 + scale·ε + shift in double, in the order of the atoms; 0 for ghosts.
    private Tensor Total(Tensor energy, Tensor? heads, Tensor? sites, MaceGraph graph)
    {
        Tensor species = Local(graph.Species, graph);
        Tensor head = heads is null ? zeros_like(species) : heads.squeeze(1);
        Tensor total = energy.to(ScalarType.Float64) * scale.index_select(0, head) + shift.index_select(0, head)
            + e0.index_select(0, head * definition.AtomicNumbers.Length + species);
        if (sites is not null)
            total = total + sites.to(ScalarType.Float64).gather(1, head.unsqueeze(1)).squeeze(1);
        if (graph.NodeCount > graph.LocalCount)
            total = cat([total, Like.Zeros(total, graph.NodeCount - graph.LocalCount)], 0);
        return total.index_select(0, graph.NodeOfAtom);
    }
}
