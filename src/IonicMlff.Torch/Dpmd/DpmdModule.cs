using System.Runtime.CompilerServices;
using IonicMlff.Core.Errors;
using IonicMlff.Core.Potentials;
using IonicMlff.Models.Dpmd;
using IonicMlff.Models.Dpmd.Definition;
using TorchSharp;
using static TorchSharp.torch;

namespace IonicMlff.Torch.Dpmd;

/// <summary>
/// A Deep Potential of descriptor <c>se_e2_a</c> (Zhang et al., NeurIPS 2018, arXiv:1805.09003) that can be differentiated with respect
/// to edge vectors and parameters, over batches of frames. Parameters have the names of DeePMD-kit's PyTorch back end.
/// </summary>
public sealed class DpmdModule : DifferentiableModel
{
    private readonly DpmdModel definition;
    private readonly SectionTable sections;
    private readonly EnvironmentRows environment;
    private readonly DescriptorTensors descriptor;
    private readonly FittingTensors fitting;
    private readonly NetTensors?[] embedding;
    private readonly ConditionalWeakTable<FrameGraph, SlotLayout> layouts = [];

    /// <summary>Tensors with the numbers of a definition.</summary>
    /// <param name="definition">Model.</param>
    /// <param name="dtype">Type of the arithmetic; null: that of the model's nets.</param>
    /// <param name="device">Where; null: the processor.</param>
    /// <exception cref="IlmlffException">The model is compressed and has tables only, or its types are not elements.</exception>
    public DpmdModule(DpmdModel definition, ScalarType? dtype = null, Device? device = null)
        : this(definition, dtype, device, expand: true)
    {
    }

    /// <summary>The same, with or without the expansion of embedding nets.</summary>
    internal DpmdModule(DpmdModel definition, ScalarType? dtype, Device? device, bool expand)
    {
        if (definition.Embedding.Any(n => n is { Layers: null }))
        {
            throw IlmlffException.BadData("The model is compressed: its embedding nets exist as tables only, which can't be trained or differentiated here. "
                + "Use the model it was compressed from.");
        }

        this.definition = definition;
        Info = new DpmdPotential(definition).Info;
        DType = dtype ?? (definition.IsFloat32 ? ScalarType.Float32 : ScalarType.Float64);
        Device = device ?? CPU;
        sections = new SectionTable(definition.Environment);
        environment = new EnvironmentRows(sections, DType, Device);
        embedding = [.. definition.Embedding.Select((n, k) => n is null ? null
            : new NetTensors(n.Layers!, $"atomic_model.descriptor.sea.filter_layers.networks.{k}", EmbeddingBlock(k), DType, Device))];
        descriptor = new DescriptorTensors(embedding, sections, definition.TypeOneSide, definition.AxisNeurons, DType, Device)
        {
            Width = definition.Embedding.First(n => n is not null)!.Width,
            Expansion = expand ? new EmbeddingExpansion(DType, Device) : null,
        };
        fitting = new FittingTensors(definition, DType, Device);
        Parameters = [.. embedding.SelectMany(n => n?.Parameters ?? []), .. fitting.Parameters];
    }

    /// <inheritdoc/>
    public override PotentialInfo Info { get; }

    /// <inheritdoc/>
    public override ScalarType DType { get; }

    /// <inheritdoc/>
    public override Device Device { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<ModelParameter> Parameters { get; }

    /// <inheritdoc/>
    public override BatchGeometry Geometry => base.Geometry with
    {
        AtomInputs = definition.FrameParameters.Count + definition.AtomParameters.Count > 0 ? FrameParameters.Of(definition) : null,
    };

    /// <summary>Says which nets are trained.</summary>
    /// <param name="embedding">The embedding nets.</param>
    /// <param name="fitting">The layers of the fitting nets, the last linear one included.</param>
    public void SetTrainable(bool embedding, IReadOnlyList<bool> fitting)
    {
        foreach (ModelParameter parameter in this.embedding.SelectMany(n => n?.Parameters ?? []))
            parameter.IsTrainable = embedding;
        for (int l = 0; l < fitting.Count; l++)
        {
            foreach (ModelParameter parameter in this.fitting.ParametersOf(l))
                parameter.IsTrainable = fitting[l];
        }
    }

    /// <summary>The model with the numbers of the tensors.</summary>
    public DpmdModel ToDefinition() => definition with
    {
        Embedding = [.. definition.Embedding.Select((n, k) => n is null ? null : n with { Layers = embedding[k]!.ToDefinition(), Table = null })],
        Fitting = fitting.ToDefinition(),
    };

    /// <inheritdoc/>
    public override Tensor NodeEnergies(FrameBatch batch, Tensor edgeVectors)
    {
        using DisposeScope scope = NewDisposeScope();
        SlotBatch slots = SlotsOf(batch);
        Tensor rows = environment.Compute(edgeVectors, slots.Normalisation);   // R̃
        Tensor d = descriptor.Compute(rows, slots);                            // D, atoms by type
        Tensor energies = fitting.Compute(d, slots, batch);                    // E_i, atoms by type
        return scope.MoveToOuter(energies.index_select(0, slots.Place));
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        environment.Dispose();
        descriptor.Dispose();
        fitting.Dispose();
    }

    private SlotBatch SlotsOf(FrameBatch batch)
    {
        SlotLayout[] found = [.. batch.Graphs.Select(g => layouts.GetValue(g, graph => SlotLayout.Of(graph, sections)))];
        return SlotBatch.Of(batch, found, sections, definition.TypeOneSide, k => embedding[k] is not null, DType);
    }

    private string EmbeddingBlock(int net) => definition.TypeOneSide ? $"embedding.{definition.TypeMap[net]}"
        : $"embedding.{definition.TypeMap[net % definition.TypeCount]}-{definition.TypeMap[net / definition.TypeCount]}";
}
