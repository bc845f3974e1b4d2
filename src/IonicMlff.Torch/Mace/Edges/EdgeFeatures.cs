using TorchSharp;
using static TorchSharp.torch;

namespace IonicMlff.Torch.Mace;

/// <summary>What the layers know of the edges.</summary>
/// <param name="Distances">d of each pair, [P].</param>
/// <param name="Radial">Features of each pair, [P, B].</param>
/// <param name="Envelope">Envelope that multiplies the networks' outputs, [P, 1], or null.</param>
/// <param name="Harmonics">Y in the slots of each group of nodes, [rows, depth, components]; zero in slots without an edge.</param>
internal sealed record EdgeFeatures(Tensor Distances, Tensor Radial, Tensor? Envelope, Tensor[] Harmonics)
{
    /// <summary>Harmonics and slopes of the edges themselves; null where there are slots.</summary>
    public DirectEdges? Direct { get; init; }

    /// <summary>From edge vectors r_ij; harmonics are of the direction from the sender to the receiver, −r_ij/d.</summary>
    public static EdgeFeatures Of(Tensor r, MaceGraph graph, EdgeHarmonics harmonics, RadialFunctions radial)
    {
        if (graph.PairCount == 0)
            return new EdgeFeatures(r.sum(1), r, null, []);

        if (graph.Direct is not null)
            return DirectEdges.Features(r, graph, harmonics, radial);

        Tensor d = r.pow(2).sum(1, keepdim: true).sqrt();
        Tensor y = harmonics.Compute(r / -d).transpose(0, 1);
        Tensor rows = cat([y, Like.Zeros(y, 1, y.shape[1])], 0);
        Tensor pairs = d.squeeze(1).index_select(0, graph.EdgeOfPair);
        (Tensor features, Tensor? envelope) = radial.Compute(pairs, graph);
        Tensor[] slots = rows.index_select(0, graph.SlotEdge).split([.. graph.Groups.Select(g => g.Count)], 0);
        return new EdgeFeatures(
            pairs, features, envelope, [.. graph.Groups.Select((g, k) => slots[k].reshape(g.Rows, g.Depth, rows.shape[1]))]);
    }
}
