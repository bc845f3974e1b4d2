using System.Text.Json;
using IonicMlff.Core.Neighbors;
using IonicMlff.Core.Potentials;
using IonicMlff.Models.Dpmd.Definition;
using IonicMlff.Models.Dpmd.Reference;
using IonicMlff.Testing;
using Xunit;

namespace IonicMlff.Models.Tests.Dpmd;

/// <summary>Every quantity on the way from positions to energies, against upstream's, so that an error is found where it arises.</summary>
public sealed class IntermediateTests
{
    private const double Tolerance = 1e-12;

    private static readonly JsonElement Golden =
        JsonElement.Parse(File.ReadAllBytes(TestData.Path("deepmd", "golden", "intermediate__s_tanh_oneside__cluster_bf4_nopbc.json")));

    private static readonly DpmdModel Model = DpmdCase.Read("s_tanh_oneside");
    private readonly AtomSystem system = DpmdCase.Load("s_tanh_oneside__cluster_bf4_nopbc").System;
    private readonly EnvironmentStage environment = new(Model.Environment, new NeighborList(Model.Environment.Cutoff));
    private readonly EmbeddingStage embedding = new(Model.Embedding);

    [Fact]
    public void Slots_rows_and_embedding()
    {
        AtomsView atoms = Atoms();
        environment.Update(atoms);
        double[] row = new double[4], g = new double[embedding.Width], dg = new double[embedding.Width];
        for (int i = 0; i < system.Count; i++)
        {
            int type = system.Species[i];
            environment.Gather(atoms, i);
            double[] slots = [.. Enumerable.Repeat(-2.0, Model.Environment.Sel.Sum())];
            foreach (Slot slot in environment.Slots)
                slots[slot.Index] = slot.Neighbor;
            Assert.Equal(Of("neighbour_index", i), slots);

            Slot[] real = [.. environment.Slots.Where(s => s.Neighbor >= 0).OrderBy(s => s.Index)];
            Assert.Equal(Of("real_slot_index", i), real.Select(s => (double)s.Index));
            double[] average = Of("davg_per_type", type), deviation = Of("dstd_per_type", type);
            for (int k = 0; k < real.Length; k++)
            {
                environment.ComputeRow(type, real[k], row);
                Close(Of("env_mat_normalised_real", i, k), row, "row");
                Close(Of("env_mat_raw_real", i, k), [.. row.Select((x, c) => x * deviation[c] + average[c])], "raw row");
                Close(Of("switch_real", i, k), [(row[0] * deviation[0] + average[0]) * real[k].R], "switch");
                embedding.Compute(real[k].Type, row[0], g, dg);
                Close(Of("embedding_output_real", i, k), g, "embedding");
            }

            environment.ComputeRow(type, environment.Slots.First(s => s.Neighbor < 0), row);
            Close(Of("env_mat_normalised_empty_slot_per_type", type), row, "empty row");
        }

        environment.Gather(atoms, 0);
        environment.ComputeRow(system.Species[0], environment.Slots.First(s => s.Neighbor < 0), row);
        for (int t = 0; t < Model.TypeCount; t++)
        {
            embedding.Compute(t, row[0], g, dg);
            Close(Of("embedding_output_empty_slot_atom0", t), g, "embedding of an empty slot");
        }
    }

    [Fact]
    public void Descriptor_and_fitting_net()
    {
        AtomsView atoms = Atoms();
        environment.Update(atoms);
        int width = embedding.Width, slots = Model.Environment.NormalisationCount;
        var descriptor = new DescriptorStage(width, Model.AxisNeurons, slots);
        var fitting = new FittingStage(Model, descriptor.Dim);
        double[] row = new double[4], g = new double[width], dg = new double[width], d = new double[descriptor.Dim];
        for (int i = 0; i < system.Count; i++)
        {
            int type = system.Species[i];
            environment.Gather(atoms, i);
            descriptor.Clear();
            var gr = new double[4 * width];
            foreach (Slot slot in environment.Slots)
            {
                environment.ComputeRow(type, slot, row);
                embedding.Compute(slot.Type, row[0], g, dg);
                descriptor.Add(g, row);
                for (int a = 0; a < gr.Length; a++)
                    gr[a] += g[a / 4] * row[a % 4] / slots;
            }

            Close(Of("GR_over_nnei", i), gr, "GR");
            descriptor.Compute(d);
            Close(Of("descriptor", i), d, "descriptor");

            var hidden = new LayeredNet(Model.Fitting[type].Layers[..^1]);
            d.CopyTo(hidden.Input);
            hidden.Compute();
            Close(Of("fitting_last_hidden", i), hidden.Output.ToArray(), "last hidden layer");
            d.CopyTo(fitting.Descriptor(type));
            double energy = fitting.Compute(type);
            Close(Of("atomic_energies", i), [energy], "energy");
            Close([Of("fitting_net_output", i)[0] + Of("bias_atom_e", type)[0] + Of("out_bias", type)[0]], [energy], "net and biases");
            Close(Of("dE_dDescriptor", i), fitting.Reverse(type).ToArray(), "gradient by the descriptor");
        }
    }

    [Fact]
    public void Upstreams_tables_are_made_again()
    {
        JsonElement excerpt = JsonElement.Parse(File.ReadAllBytes(TestData.Path("deepmd", "golden", "table_excerpt__s_tanh_oneside_compressed.json")));
        foreach (JsonProperty net in excerpt.GetProperty("tables").EnumerateObject())
        {
            CompressedTable table = UpstreamTable.Make(Model.Embedding[int.Parse(net.Name)]!, DpmdCase.Numbers(excerpt.GetProperty("info").GetProperty(net.Name)));
            foreach (JsonProperty row in net.Value.GetProperty("rows").EnumerateObject())
            {
                double[] expected = DpmdCase.Numbers(row.Value);
                double[] actual = [.. table.Coefficients.AsSpan(int.Parse(row.Name) * expected.Length, expected.Length)];
                double step = int.Parse(row.Name) < (table.Upper - table.Lower) / table.Stride0 ? table.Stride0 : table.Stride1;
                for (int k = 0; k < expected.Length; k++) // what the coefficient of power p contributes at the end of the interval
                    Assert.Equal(expected[k] * Math.Pow(step, k % 6), actual[k] * Math.Pow(step, k % 6), 3e-14);
            }
        }
    }

    private AtomsView Atoms() => new()
    {
        LocalCount = system.Count,
        Positions = system.Positions,
        Species = system.Species,
        Cell = system.Cell,
    };

    private static double[] Of(string name, params int[] index) =>
        DpmdCase.Numbers(index.Aggregate(Golden.GetProperty(name), (e, i) => e[i]));

    private static void Close(double[] expected, double[] actual, string what) =>
        Agreement.AssertClose(expected, actual, Tolerance * Agreement.Scale(expected), what);
}
