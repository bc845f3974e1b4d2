using System.Text.Json;
using IonicMlff.Core.Geometry;
using IonicMlff.Models.Equivariance;
using IonicMlff.Models.Mace.Definition;
using IonicMlff.Models.Mace.Export;
using IonicMlff.Models.Tests.Mace.Golden;
using IonicMlff.Testing;
using IonicMlff.Torch.Mace;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace IonicMlff.Torch.Tests.Mace;

/// <summary>Stage by stage against the module outputs of upstream, as the reference evaluator is tested, so that an error is found where it arises.</summary>
public sealed class MaceStageTests
{
    private const double Tolerance = 1e-12; // of the largest number
    private static readonly MaceModel Model = GoldenCase.Potential("paper_pyr14bf4").Model;

    private static readonly JsonElement Tensors = JsonDocument.Parse(File.ReadAllBytes(
        TestData.Path("mace", "intermediates", "paper_pyr14bf4__debug5", "tensors.json"))).RootElement.GetProperty("tensors");

    [TorchFact]
    public void Edges()
    {
        using DisposeScope scope = NewDisposeScope();
        using var parameters = new Parts();
        int[] upstream = UpstreamEdges(parameters.Batch);
        using var harmonics = new EdgeHarmonics(parameters.Set, Model.MaxEll);
        Tensor r = parameters.Batch.EdgeVectors, d = r.pow(2).sum(1, keepdim: true).sqrt();
        AssertClose("spherical_harmonics", Reordered(Golden("spherical_harmonics"), upstream), Numbers(harmonics.Compute(r / -d).transpose(0, 1)));

        using var graph = MaceGraph.Of(parameters.Batch, Model.AtomicNumbers.Length, sharePairs: false, direct: false);
        using var radial = new RadialFunctions(parameters.Set, Model);
        Tensor features = radial.Compute(d.squeeze(1).index_select(0, graph.EdgeOfPair), graph).Features;
        int[] edgeOfPair = [.. Numbers(graph.EdgeOfPair.to(ScalarType.Float64)).Select(e => upstream[(int)e])];
        AssertClose("radial_embedding[0]", Reordered(Golden("radial_embedding[0]"), edgeOfPair), Numbers(features));
        for (int t = 0; t < Model.Layers.Length; t++)
        {
            using var network = RadialNetworkStage.Of(
                parameters.Set, $"interactions.{t}.conv_tp_weights", Model.Layers[t].Interaction.ConvWeights, [.. Enumerable.Range(0, Width($"interactions.{t}.conv_tp_weights"))]);
            network.Prepare();
            AssertClose($"interactions.{t}.conv_tp_weights", Reordered(Golden($"interactions.{t}.conv_tp_weights"), edgeOfPair), Numbers(network.Compute(features)));
        }
    }

    [TorchFact]
    public void Layers()
    {
        using DisposeScope scope = NewDisposeScope();
        using var parameters = new Parts();
        FrameBatch batch = parameters.Batch;
        using var graph = MaceGraph.Of(batch, Model.AtomicNumbers.Length, sharePairs: true, direct: false);
        using var harmonics = new EdgeHarmonics(parameters.Set, Model.MaxEll);
        using var radial = new RadialFunctions(parameters.Set, Model);
        using var embedding = new NodeEmbedding(parameters.Set, Model);
        embedding.Prepare();
        EdgeFeatures edges = EdgeFeatures.Of(batch.EdgeVectors, graph, harmonics, radial);
        Tensor[] h = [embedding.Compute(batch, graph)];
        AssertClose("node_embedding", Golden("node_embedding"), ByAtom(h, graph));
        for (int t = 0; t < Model.Layers.Length; t++)
        {
            using var interaction = new InteractionStage(parameters.Set, t, Model.Layers[t].Interaction, Model.MaxEll);
            using var product = new ProductStage(parameters.Set, t, Model.Layers[t].Product);
            interaction.Prepare();
            product.Prepare();
            Tensor up = interaction.Up(h);
            AssertClose($"interactions.{t}.linear_up", Golden($"interactions.{t}.linear_up"), ByAtom(Blocks(up, Model.Layers[t].Interaction.LinearUp.Out), graph));
            Tensor[] a = interaction.Compute(up, edges, graph);
            AssertClose($"interactions.{t}.reshape", ToIrreps(Golden($"interactions.{t}.reshape")), ByAtom(a, graph));
            Tensor?[]? skip = interaction.Skip(h, graph);
            if (skip is not null)
                AssertClose($"interactions.{t}.skip_tp", Golden($"interactions.{t}.skip_tp"), ByAtom([.. skip.Select((b, k) => b ?? Nothing(Model.Layers[t].Interaction.SkipByElement!.Out.Blocks[k], graph))], graph));
            h = product.Compute(a, skip, graph.ElementStart);
            AssertClose($"products.{t}", Golden($"products.{t}"), ByAtom(h, graph));
            using var readout = ReadoutStage.Of(parameters.Set, t, Model.Readouts[t], Model);
            readout.Prepare();
            AssertClose($"readouts.{t}", Golden($"readouts.{t}"), Numbers(readout.Compute(h, null).index_select(0, graph.NodeOfAtom)));
        }
    }

    /// <summary>Tensors of the model and the batch of the five atoms.</summary>
    private sealed class Parts : IDisposable
    {
        public Parts()
        {
            Set = new ParameterSet(MaceTensors.Of(Model), ScalarType.Float64, CPU);
            AtomSystem system = GoldenCase.Load("paper_pyr14bf4", "debug5").System;
            using var module = new MaceModule(Model);
            Batch = FrameBatch.From([FrameGraph.Of(system.Species, system.Positions, Cell.None, Model.Cutoff)], module.Geometry);
        }

        public ParameterSet Set { get; }

        public FrameBatch Batch { get; }

        public void Dispose()
        {
            Batch.Dispose();
            foreach (ModelParameter parameter in Set.All)
                parameter.Tensor.Dispose();
        }
    }

    // Blocks [2l+1, nodes, channels] in the order of the atoms, [channel, m] for each degree, as upstream has them.
    private static double[] ByAtom(Tensor[] blocks, MaceGraph graph) =>
        Numbers(cat([.. blocks.Select(b => b.index_select(1, graph.NodeOfAtom).permute(1, 2, 0).flatten(1))], 1));

    private static Tensor[] Blocks(Tensor rows, Irreps irreps) =>
        [.. rows.split([.. irreps.Blocks.Select(b => (long)b.Dim)], 1).Select((b, k) => b.reshape(-1, irreps.Blocks[k].IrrepDim, irreps.Blocks[k].Mul).permute(1, 0, 2))];

    private static Tensor Nothing(IrrepBlock block, MaceGraph graph) => zeros(block.IrrepDim, graph.NodeCount, block.Mul, dtype: ScalarType.Float64);

    // upstream's reshape gives [channel, component] for each atom; ours is one block per degree, [channel, m]
    private static double[] ToIrreps(double[] all)
    {
        int s = (Model.MaxEll + 1) * (Model.MaxEll + 1), atoms = Golden("atomic_energies_fn").Length, channels = all.Length / atoms / s;
        return [.. from i in Enumerable.Range(0, atoms)
                   from l in Enumerable.Range(0, Model.MaxEll + 1)
                   from c in Enumerable.Range(0, channels)
                   from m in Enumerable.Range(0, 2 * l + 1)
                   select all[(i * channels + c) * s + l * l + m]];
    }

    private static int[] UpstreamEdges(FrameBatch batch)
    {
        double[] index = Golden("edge_index"), receivers = Numbers(batch.Receivers.to(ScalarType.Float64)), senders = Numbers(batch.Senders.to(ScalarType.Float64));
        int count = index.Length / 2;
        Assert.Equal(count, batch.EdgeCount);
        return [.. Enumerable.Range(0, count).Select(e => Enumerable.Range(0, count).Single(k => index[k] == senders[e] && index[count + k] == receivers[e]))];
    }

    private static double[] Reordered(double[] rows, int[] order)
    {
        int width = rows.Length / order.Length;
        return [.. order.SelectMany(k => rows[(k * width)..((k + 1) * width)])];
    }

    private static int Width(string name) => Golden(name).Length / (Golden("edge_index").Length / 2);

    private static void AssertClose(string name, double[] expected, double[] ours) =>
        Agreement.AssertClose(expected, ours, Tolerance * expected.Max(Math.Abs), name);

    private static double[] Numbers(Tensor t) => TensorNumbers.Of(t);

    private static double[] Golden(string name) => [.. Tensors.GetProperty(name).GetProperty("data").EnumerateArray().SelectMany(Flatten)];

    private static IEnumerable<double> Flatten(JsonElement e) =>
        e.ValueKind == JsonValueKind.Array ? e.EnumerateArray().SelectMany(Flatten) : [e.GetDouble()];
}
