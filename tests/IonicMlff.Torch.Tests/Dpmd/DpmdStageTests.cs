using System.Text.Json;
using IonicMlff.Models.Dpmd.Definition;
using IonicMlff.Models.Tests.Dpmd;
using IonicMlff.Testing;
using IonicMlff.Torch.Dpmd;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace IonicMlff.Torch.Tests.Dpmd;

/// <summary>Every quantity on the way from edge vectors to energies, against upstream's, as the reference evaluator is tested.</summary>
public sealed class DpmdStageTests
{
    private const double Tolerance = 1e-12;
    private static readonly DpmdModel Model = DpmdCase.Read("s_tanh_oneside");

    private static readonly JsonElement Golden =
        JsonElement.Parse(File.ReadAllBytes(TestData.Path("deepmd", "golden", "intermediate__s_tanh_oneside__cluster_bf4_nopbc.json")));

    [TorchFact]
    public void Rows_embedding_descriptor_and_energies()
    {
        AtomSystem system = DpmdCase.Load("s_tanh_oneside__cluster_bf4_nopbc").System;
        using DisposeScope scope = NewDisposeScope();
        using var module = new DpmdModule(Model);
        using FrameBatch batch = FrameBatch.From(
            [FrameGraph.Of(system.Species, system.Positions, system.Cell, module.Geometry.Cutoff)], module.Geometry);
        var sections = new SectionTable(Model.Environment);
        SlotBatch slots = SlotBatch.Of(batch, [SlotLayout.Of(batch.Graphs[0], sections)], sections, Model.TypeOneSide, k => Model.Embedding[k] is not null, ScalarType.Float64);

        using var environment = new EnvironmentRows(sections, ScalarType.Float64, CPU);
        Tensor rows = environment.Compute(batch.EdgeVectors, slots.Normalisation);
        double[] row = DpmdTensors.Numbers(rows);
        NetTensors[] embedding = [.. Model.Embedding.Select((n, k) => new NetTensors(n!.Layers!, $"{k}", "", ScalarType.Float64, CPU))];
        foreach ((int edge, int i, int j, int k) in EdgesOf(batch))
        {
            Close(Of("env_mat_normalised_real", i, k), row[(4 * edge)..(4 * edge + 4)], "row");
            (Tensor value, Tensor _) = embedding[system.Species[j]].ApplyWithSlope(rows[edge, 0].reshape(1));
            Close(Of("embedding_output_real", i, k), DpmdTensors.Numbers(value), "embedding");
        }

        using var descriptor = new DescriptorTensors(embedding, sections, Model.TypeOneSide, Model.AxisNeurons, ScalarType.Float64, CPU) { Width = Model.Embedding[0]!.Width };
        Tensor d = descriptor.Compute(rows, slots).detach().requires_grad_();
        double[] byAtom = DpmdTensors.Numbers(d.index_select(0, slots.Place));
        using var fitting = new FittingTensors(Model, ScalarType.Float64, CPU);
        Tensor energies = fitting.Compute(d, slots, batch);
        double[] gradient = DpmdTensors.Numbers(autograd.grad([energies.sum()], [d])[0].index_select(0, slots.Place));
        Close(DpmdCase.Numbers(Golden.GetProperty("atomic_energies")), DpmdTensors.Numbers(energies.index_select(0, slots.Place)), "energies");
        int width = byAtom.Length / system.Count;
        for (int i = 0; i < system.Count; i++)
        {
            Close(Of("descriptor", i), byAtom[(i * width)..((i + 1) * width)], "descriptor");
            Close(Of("dE_dDescriptor", i), gradient[(i * width)..((i + 1) * width)], "gradient by the descriptor");
        }

        foreach (NetTensors net in embedding)
            net.Dispose();
    }

    // Our edge, its centre and neighbour, and its place among the occupied slots of the centre upstream.
    private static IEnumerable<(int Edge, int Centre, int Neighbor, int Slot)> EdgesOf(FrameBatch batch)
    {
        FrameGraph graph = batch.Graphs[0];
        for (int e = 0; e < graph.EdgeCount; e++)
        {
            double[] neighbors = Of("neighbour_index", graph.Receivers[e]), real = Of("real_slot_index", graph.Receivers[e]);
            yield return (e, graph.Receivers[e], graph.Senders[e], Array.FindIndex(real, s => neighbors[(int)s] == graph.Senders[e]));
        }
    }

    private static double[] Of(string name, params int[] at) => DpmdCase.Numbers(at.Aggregate(Golden.GetProperty(name), (e, k) => e[k]));

    private static void Close(double[] expected, double[] actual, string what) => DpmdModuleTests.Near(expected, actual, Tolerance, what);
}
