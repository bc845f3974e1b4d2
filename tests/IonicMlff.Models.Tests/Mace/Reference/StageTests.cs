using System.Text.Json;
using IonicMlff.Core.Geometry;
using IonicMlff.Core.Neighbors;
using IonicMlff.Core.Potentials;
using IonicMlff.Models.Mace.Definition;
using IonicMlff.Models.Mace.Reference;
using IonicMlff.Models.Tests.Mace.Golden;
using IonicMlff.Testing;
using Xunit;

namespace IonicMlff.Models.Tests.Mace.Reference;

/// <summary>Stage by stage against the module outputs of upstream, each stage fed with upstream's input to it.</summary>
public class StageTests
{
    private static readonly MaceModel Model = GoldenCase.Potential("paper_pyr14bf4").Model;
    private static readonly AtomSystem System = GoldenCase.Load("paper_pyr14bf4", "debug5").System;
    private static readonly string TensorFile = TestData.Path("mace", "intermediates", "paper_pyr14bf4__debug5", "tensors.json");
    private static readonly JsonElement Tensors =
        JsonDocument.Parse(File.ReadAllBytes(TensorFile)).RootElement.GetProperty("tensors");

    private readonly EdgeStage edges = new(Model.Cutoff, new NeighborList(Model.Cutoff), Model.MaxEll);
    private readonly RadialStage radial = new(Model);
    private readonly int[] upstreamEdge; // of each of our edges

    public StageTests()
    {
        var atoms = new AtomsView
        {
            LocalCount = System.Count,
            Positions = System.Positions,
            Species = System.Species,
            Cell = Cell.None,
        };
        edges.Compute(atoms);
        radial.Compute(edges, System.Species, System.Count);

        double[] index = Tensor("edge_index");
        int count = index.Length / 2;
        upstreamEdge = [.. Enumerable.Range(0, edges.Count).Select(e =>
            Enumerable.Range(0, count).Single(k => index[k] == edges.Sender[e] && index[count + k] == Receiver(e)))];
        Assert.Equal(count, edges.Count);
    }

    [Fact]
    public void Harmonics_of_the_edges() => AssertRows("spherical_harmonics", e => edges.Harmonics[e].ToArray());

    [Fact]
    public void Radial_features() => AssertRows("radial_embedding[0]", e => radial.Features[e].ToArray());

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Weights_of_the_convolution(int layer)
    {
        RadialNetworkStage network = RadialNetworkStage.Create(Model.Layers[layer].Interaction.ConvWeights);
        AssertRows($"interactions.{layer}.conv_tp_weights", e => network.Compute(radial.Features[e]).ToArray());
    }

    [Theory]
    [InlineData(0, "node_embedding")]
    [InlineData(1, "products.0")]
    public void Messages(int layer, string features)
    {
        Interaction block = Model.Layers[layer].Interaction;
        RowBuffer up = Rows(block.LinearUp.Out.Dim);
        for (int i = 0; i < System.Count; i++)
            block.LinearUp.Add(Row(features, i), up[i]);
        AssertClose($"interactions.{layer}.linear_up", up.All);

        var convolution = new ConvolutionStage(block, radial);
        convolution.Compute(edges, System.Species, System.Count, up);
        AssertClose($"interactions.{layer}.linear.INPUT(sum_over_edges_message)", convolution.Messages.All);
    }

    [Theory]
    [InlineData(0, "node_embedding")]
    [InlineData(1, "products.0")]
    public void Product_of_upstreams_features(int layer, string features)
    {
        var product = new ProductStage(Model.Layers[layer], Model.AtomicNumbers.Length);
        RowBuffer next = Rows(Model.Layers[layer].Product.HiddenIrreps.Dim);
        for (int i = 0; i < System.Count; i++)
            product.Compute(System.Species[i], ToIrreps(Row($"interactions.{layer}.reshape", i)), Row(features, i), next[i]);
        AssertClose($"products.{layer}", next.All);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Readouts(int layer)
    {
        ReadoutStage readout = ReadoutStage.Create(Model.Readouts[layer], Model.Layers[layer].Product.HiddenIrreps, 0, 1);
        double[] energies = [.. Enumerable.Range(0, System.Count).Select(i => readout.Compute(Row($"products.{layer}", i)))];
        AssertClose($"readouts.{layer}", energies);
    }

    // upstream's reshape gives [channel, component]; ours is one block per degree, [channel, m]
    private static double[] ToIrreps(double[] byChannel)
    {
        int s = (Model.MaxEll + 1) * (Model.MaxEll + 1), channels = byChannel.Length / s;
        return [.. from l in Enumerable.Range(0, Model.MaxEll + 1)
                   from c in Enumerable.Range(0, channels)
                   from m in Enumerable.Range(0, 2 * l + 1)
                   select byChannel[c * s + l * l + m]];
    }

    private int Receiver(int e)
    {
        int i = 0;
        while (edges.RowStart[i + 1] <= e)
            i++;
        return i;
    }

    private void AssertRows(string name, Func<int, double[]> ours)
    {
        double[] expected = Tensor(name);
        int width = expected.Length / edges.Count;
        for (int e = 0; e < edges.Count; e++)
            AssertClose(expected.AsSpan(upstreamEdge[e] * width, width), ours(e), expected, $"{name}, edge {e}");
    }

    private static void AssertClose(string name, ReadOnlySpan<double> ours) =>
        AssertClose(Tensor(name), ours, Tensor(name), name);

    private static void AssertClose(ReadOnlySpan<double> expected, ReadOnlySpan<double> ours, double[] all, string what) =>
        Agreement.AssertClose(expected, ours, 1e-12 * all.Max(Math.Abs), what);

    private static double[] Tensor(string name) =>
        [.. Tensors.GetProperty(name).GetProperty("data").EnumerateArray().SelectMany(Flatten)];

    private static IEnumerable<double> Flatten(JsonElement e) =>
        e.ValueKind == JsonValueKind.Array ? e.EnumerateArray().SelectMany(Flatten) : [e.GetDouble()];

    private static double[] Row(string name, int i)
    {
        double[] all = Tensor(name);
        int width = all.Length / System.Count;
        return all[(i * width)..((i + 1) * width)];
    }

    private static RowBuffer Rows(int width)
    {
        var rows = new RowBuffer(width);
        rows.Clear(System.Count);
        return rows;
    }
}
