using System.Globalization;
using IonicMlff.Core.Errors;
using IonicMlff.Models.Mace.Definition;
using TorchSharp;
using static TorchSharp.torch;

namespace IonicMlff.Torch.Mace;

/// <summary>
/// Features before the first layer, h⁰ = W[z] (+ SiLU(P·concat_k e_k) of the frame's total charge and spin), and what a readout of them adds
/// to the isolated-atom energies.
/// </summary>
internal sealed class NodeEmbedding : Stage
{
    private readonly ParameterSet parameters;
    private readonly MaceModel model;
    private Tensor? table;
    private Tensor? readout;

    public NodeEmbedding(ParameterSet parameters, MaceModel model) => (this.parameters, this.model) = (parameters, model);

    public override IEnumerable<Tensor> Prepared => readout is null ? [table!] : [table!, readout];

    public override void Prepare()
    {
        int elements = model.NodeEmbedding.GetLength(0), channels = model.NodeEmbedding.GetLength(1);
        table = parameters.Slice("node_embedding.linear.weight", 0, 1 / Math.Sqrt(elements), elements, channels);
        readout = model.Joint?.EmbeddingReadout is null ? null
            : parameters.Slice("embedding_readout.linear.weight", 0, 1 / Math.Sqrt(channels), channels, model.Heads.Length);
    }

    /// <summary>h⁰ of all nodes, [1, nodes, C].</summary>
    public Tensor Compute(FrameBatch batch, MaceGraph graph)
    {
        Tensor h = table!.index_select(0, graph.Species);
        if (model.Joint is { } joint)
            h = h + OfFrames(joint, batch).index_select(0, graph.FrameOfNode);
        return h.unsqueeze(0);
    }

    /// <summary>Readout of h⁰ per head, [nodes, H], or null.</summary>
    public Tensor? SiteEnergies(Tensor h) => readout is null ? null : h.squeeze(0).mm(readout);

    // SiLU(P·concat_k e_k (+ bias)), plain SiLU; [F, C]
    private Tensor OfFrames(JointEmbedding joint, FrameBatch batch)
    {
        Tensor[] parts = [.. joint.Features.Select(f => f.Table is null ? Continuous(f, batch) : Categorical(f, batch))];
        Tensor x = cat(parts, 1).mm(parameters["joint_embedding.project.0.weight"].transpose(0, 1));
        return ActivationKind.Silu.Apply(joint.ProjectBias is null ? x : x + parameters["joint_embedding.project.0.bias"]);
    }

    private Tensor Categorical(JointFeature feature, FrameBatch batch)
    {
        int classes = feature.Table!.Length / feature.Width, input = Array.FindIndex(model.Joint!.Features, f => f == feature);
        for (int f = 0; f < batch.FrameCount; f++)
        {
            double value = batch.Graphs[f].Inputs[input], row = value + feature.Offset;
            if (!(row >= 0 && row < classes) || row != Math.Floor(row))
            {
                throw IlmlffException.Usage(string.Create(CultureInfo.InvariantCulture,
                    $"{feature.Name} {value}: this model takes whole numbers from {-feature.Offset} to {classes - 1 - feature.Offset}."));
            }
        }

        Tensor rows = batch.Inputs[feature.Name].to(ScalarType.Int64) + feature.Offset;
        return parameters[$"joint_embedding.embedders.{feature.Name}.weight"].index_select(0, rows);
    }

    // Linear → SiLU → Linear
    private Tensor Continuous(JointFeature feature, FrameBatch batch)
    {
        string name = $"joint_embedding.embedders.{feature.Name}";
        return Linear($"{name}.2", ActivationKind.Silu.Apply(Linear($"{name}.0", batch.Inputs[feature.Name].unsqueeze(1), 0)), 1);

        Tensor Linear(string part, Tensor x, int k)
        {
            Tensor y = x.mm(parameters[part + ".weight"].transpose(0, 1));
            return feature.Network![k].Bias is null ? y : y + parameters[part + ".bias"];
        }
    }
}
