using IonicMlff.Core.Errors;
using IonicMlff.Models.Dpmd;
using IonicMlff.Models.Dpmd.Definition;
using IonicMlff.Models.Dpmd.Import.Pb;
using Xunit;

namespace IonicMlff.Models.Tests.Dpmd.Pb;

/// <summary>Graphs that can't be read are refused with the name of what they hold and what to do.</summary>
public sealed class PbRefusalTests
{
    private static readonly byte[] Model = PbModels.Bytes("synthetic_s_exclude_oneside"), Compressed = PbModels.Bytes("synthetic_s_emb_124_compressed_stride005");

    [Theory]
    [InlineData("ProdEnvMatAMix", "a descriptor of kind se_atten (DPA-1) or with a type embedding (operation ProdEnvMatAMix)")]
    [InlineData("ProdEnvMatR", "the descriptor se_e2_r (operation ProdEnvMatR)")]
    [InlineData("DescrptSeAMask", "the descriptor se_a_mask")]
    [InlineData("PairTab", "a tabulated short-range potential (use_srtab)")]
    [InlineData("ProdEnvMatA", "more than one environment matrix (ProdEnvMatA and other), as hybrid descriptors have")]
    public void Other_descriptors_are_named(string operation, string message)
    {
        string error = Refused(GraphBytes.With(Model, GraphBytes.Node("other", operation)));
        Assert.Contains($"holds {message}", error, StringComparison.Ordinal);
        Assert.Contains("only energy models of descriptor se_e2_a are read. Use DeePMD-kit's own pair_style deepmd for it.", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("spin_attr/ntypes_spin", "holds a DeepSPIN model")]
    [InlineData("modifier_attr/type", "holds a model with long-range electrostatics (DPLR, modifier dipole_charge)")]
    [InlineData("type_embed_net/matrix_1", "holds a model with a type embedding (type_embed_net/matrix_1)")]
    [InlineData("filter_type_all/matrix_1_0_1", "holds the descriptor se_e3 (filter_type_all/matrix_1_0_1 belongs to three types)")]
    [InlineData("share_a_type_0/matrix", "holds a fitting net with shared layers (layer_name; 'share_a_type_0/matrix')")]
    [InlineData("layer_0_type_0_qm/matrix", "the graph has more than one set of fitting nets (marked '' and '_qm'): it holds several models")]
    [InlineData("filter_type_all_1/matrix_1_0", "the graph has more than one set of embedding nets (marked '' and '_1'): it holds several models, or a hybrid descriptor")]
    [InlineData("filter_type_0/matrix_1_0", "embedding nets both per neighbour type (filter_type_all) and per pair")]
    public void Other_parts_are_named(string constant, string message) =>
        AssertRefused(GraphBytes.With(Model, GraphBytes.Doubles(constant, [1], 1)), message);

    [Theory]
    [InlineData("dipole", "holds a dipole model (Deep Wannier); of DeePMD-kit only energy models (model_type 'ener') are read")]
    [InlineData("polar", "holds a polarizability model")]
    [InlineData("dos", "holds a density-of-states model")]
    [InlineData("ener2", "holds a model of type 'ener2'")]
    public void Other_model_types_are_named(string type, string message) =>
        AssertRefused(GraphBytes.Replace(Model, "model_attr/model_type", GraphBytes.Text("model_attr/model_type", type)), message);

    [Theory]
    [InlineData("filter_type_all/matrix_2_3", "layer 2 is missing before filter_type_all/matrix_3_3; found are layers 1, 3")]
    [InlineData("filter_type_all/bias_2_3", "filter_type_all/bias_2_3 is missing, though filter_type_all/matrix_2_3 is there")]
    [InlineData("final_layer_type_4/matrix", "final_layer_type_4/matrix is missing: the fitting net of atoms of type 4")]
    [InlineData("layer_1_type_4/matrix", "layer 1 is missing before layer_2_type_4/matrix")]
    [InlineData("descrpt_attr/t_std", "descrpt_attr/t_std is missing, by which the environment matrix is normalised")]
    [InlineData("ProdEnvMatA", "is a TensorFlow graph, but not a DeePMD-kit model of descriptor se_e2_a")]
    public void Missing_nodes_are_named(string name, string message) => AssertRefused(GraphBytes.Without(Model, name), message);

    [Fact]
    public void A_missing_net_is_named() => AssertRefused(
        GraphBytes.Without(Model, n => n.Name is "filter_type_all/matrix_1_3" or "filter_type_all/matrix_2_3" or "filter_type_all/matrix_3_3"),
        "filter_type_all/matrix_1_3 is missing: the embedding net of neighbours of type 3");

    [Fact]
    public void A_missing_table_is_counted() => AssertRefused(
        GraphBytes.Without(Compressed, "filter_type_all/TabulateFusionSeA_2"), "4 tables for all centres, but 5 neighbour types that are not excluded");

    [Fact]
    public void A_table_that_does_not_fit_is_refused() => AssertRefused(
        GraphBytes.Replace(Compressed, "Const_2", GraphBytes.Doubles("Const_2", [2, 3], 1, 2, 3, 4, 5, 6)),
        "filter_type_all/TabulateFusionSeA_2: the table 'Const_2' of shape (2, 3) does not fit its ranges, which need 692 rows of 6·8 numbers");

    [Fact]
    public void Wrong_shapes_are_named() => AssertRefused(
        GraphBytes.Replace(Model, "filter_type_all/matrix_2_3", GraphBytes.Doubles("filter_type_all/matrix_2_3", [2, 2], 1, 2, 3, 4)),
        "filter_type_all/matrix_2_3 has shape (2, 2), expected (8, outputs)");

    [Fact]
    public void Weights_that_are_not_numbers_are_named() => AssertRefused(
        GraphBytes.Replace(Model, "layer_1_type_2/bias", GraphBytes.Doubles("layer_1_type_2/bias", [24], [.. new double[23], double.NaN])),
        "the tensor layer_1_type_2/bias holds NaN. The training diverged, or the file is damaged.");

    [Theory]
    [InlineData(new long[] { 1L << 40, 1L << 40 }, "has shape (1099511627776, 1099511627776), which no tensor can have")]
    [InlineData(new long[] { 16, 60000, 2000 }, "has shape (16, 60000, 2000), expected (16, outputs)")]
    [InlineData(new long[] { -1, 32 }, "has shape (-1, 32), which no tensor can have")]
    [InlineData(new long[] { 16, 65536, }, "have different widths")]
    [InlineData(new long[] { 1, 1, 1, 1, 1, 1, 1, 1, 1 }, "has more than 8 dimensions")]
    public void Claimed_sizes_are_checked(long[] shape, string message) => AssertRefused(
        GraphBytes.With(
            GraphBytes.Without(Model, n => n.Name is "filter_type_all/matrix_3_3" or "filter_type_all/bias_3_3"),
            GraphBytes.Repeated("filter_type_all/matrix_3_3", 2, shape, 1)) is var graph
            ? GraphBytes.With(graph, GraphBytes.Repeated("filter_type_all/bias_3_3", 2, shape[^1..], 1)) : [],
        message);

    [Fact]
    public void Half_precision_weights_are_named() => AssertRefused(
        GraphBytes.Replace(Model, "layer_0_type_0/matrix", GraphBytes.Repeated("layer_0_type_0/matrix", 19, [256, 24])),
        "layer_0_type_0/matrix has type Float16; weights are read in float64 and float32");

    [Fact]
    public void A_graph_that_is_not_frozen_is_refused() => AssertRefused(
        GraphBytes.With(Model, GraphBytes.Node("filter_type_all/matrix_1_9", "VariableV2")),
        "the graph is not frozen: its weights are variables ('filter_type_all/matrix_1_9') whose values are in the checkpoint files. "
            + "Freeze it in the folder of the training with 'dp freeze -o model.pb'");

    [Fact]
    public void Two_nodes_of_one_name_are_refused() => AssertRefused(
        GraphBytes.With(Model, GraphBytes.Doubles("final_layer_type_4/matrix", [1], 1)), "the graph has two nodes called 'final_layer_type_4/matrix'");

    [Theory]
    [InlineData("{\"model\": {\"descriptor\": {\"exclude_types\": [[0, 9]]}}}", "model.descriptor.exclude_types of the training script in the graph is not a list of pairs")]
    [InlineData("{\"model\": ", "train_attr/training_script is not JSON")]
    [InlineData("{\"model\": {\"descriptor\": {\"type\": \"se_e3\"}}}", "holds the descriptor se_e3")]
    [InlineData("{\"model\": {\"descriptor\": {\"type\": \"se_atten\"}}}", "holds the descriptor se_atten; of DeePMD-kit only energy models of descriptor se_e2_a")]
    [InlineData("{\"model\": {\"type\": \"pairwise_dprc\"}}", "holds a model of kind pairwise_dprc")]
    [InlineData("{\"model\": {\"fitting_net\": {\"use_aparam_as_mask\": true}}}", "atom parameters are a mask (use_aparam_as_mask)")]
    public void The_training_script_is_checked(string script, string message) => AssertRefused(
        GraphBytes.Replace(Model, "train_attr/training_script", GraphBytes.Text("train_attr/training_script", script)), message);

    [Theory]
    [InlineData(1e30f, 0.5f, 96, "rcut is 1E+30 Å and rcut_smth 0.5 Å (ProdEnvMatA); expected 0 ≤ rcut_smth < rcut ≤ 1000 Å")]
    [InlineData(6f, 6f, 96, "expected 0 ≤ rcut_smth < rcut")]
    [InlineData(6f, 0.5f, -1, "sel is -1 8 48 8 28 (ProdEnvMatA); expected numbers of 0 or more that are not all 0")]
    [InlineData(6f, 0.5f, 95, "the tensor descrpt_attr/t_std has shape (5, 752), but the model needs 3740 numbers")]
    public void The_environment_is_checked(float cutoff, float start, int sel, string message) =>
        AssertRefused(GraphBytes.Replace(Model, "ProdEnvMatA", GraphBytes.Environment(cutoff, start, sel, 8, 48, 8, 28)), message);

    [Fact]
    public void A_truncated_file_is_refused() =>
        AssertRefused(Model[..^1000], "is not a complete TensorFlow graph: ", "bytes are claimed, but", "The file is truncated or damaged: copy it again.");

    [Fact]
    public void Types_without_names_are_refused_with_the_cure()
    {
        byte[] graph = GraphBytes.Replace(Model, "model_attr/tmap", GraphBytes.Text("model_attr/tmap", ""));
        Assert.Equal(["H", "B", "C", "N", "F"], PbModels.Read(graph).TypeMap); // the training script still has them

        DpmdModel model = PbModels.Read(GraphBytes.Without(graph, "train_attr/training_script"));
        Assert.Empty(model.TypeMap);
        string error = Assert.Throws<IlmlffException>(() => new DpmdPotential(model)).Message;
        Assert.Contains("The model has 5 types, but its file does not say which elements they are", error, StringComparison.Ordinal);
        Assert.Contains("--type-map", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("node {\n  name: \"a\"", "is a TensorFlow graph as text (.pbtxt)")]
    [InlineData("model_checkpoint_path: \"model.ckpt-1000\"", "is the list of checkpoints of a DeePMD-kit training")]
    public void Text_files_of_tensorflow_are_named(string text, string message) =>
        Assert.Contains(message, GraphFileKind.Describe(System.Text.Encoding.ASCII.GetBytes(text), "x"), StringComparison.Ordinal);

    [Fact]
    public void Checkpoints_are_named()
    {
        byte[] meta = GraphBytes.Field(1, GraphBytes.Field(2, GraphBytes.Field(1, GraphBytes.Field(1, "Add"u8.ToArray()))));
        Assert.False(GraphFileKind.IsGraph(meta));
        Assert.Contains("training checkpoint of TensorFlow (.meta)", GraphFileKind.Describe(meta, "model.ckpt.meta"), StringComparison.Ordinal);
        Assert.Contains("(.index)", GraphFileKind.Describe([0, 0, 6, 8, 1, 0x1a, 2, 8, 1], "x"), StringComparison.Ordinal);
        Assert.Contains("(.data)", GraphFileKind.Describe([1, 2, 3], "model.ckpt-1000.data-00000-of-00001"), StringComparison.Ordinal);
        Assert.Contains("SavedModel", GraphFileKind.Describe([8, 1, 0x12, 4], "saved_model.pb"), StringComparison.Ordinal);
        Assert.True(GraphFileKind.IsGraph(Model));
    }

    [Fact]
    public void Mutated_files_are_read_or_refused()
    {
        var random = new Random(11);
        byte[] small = GraphBytes.Without(Model, n => n.Name == "train_attr/training_script");
        for (int i = 0; i < 2000; i++)
        {
            byte[] file = [.. i % 2 == 0 ? small : Compressed.AsSpan(0, 70_000)];
            for (int m = 0; m < 1 + i % 4; m++)
            {
                // most of a model is weights; the names and lengths between them are at the beginning and around the small constants
                int at = random.Next(i % 3 == 0 ? file.Length : 8000);
                file[at] = (byte)random.Next(256);
            }

            Span<byte> graph = i % 5 == 0 ? file.AsSpan(0, random.Next(file.Length)) : file;
            try
            {
                PbModels.Read(graph.ToArray());
            }
            catch (IlmlffException e)
            {
                Assert.StartsWith("test: ", e.Message, StringComparison.Ordinal);
            }
        }
    }

    private static void AssertRefused(byte[] graph, params string[] messages)
    {
        string error = Refused(graph);
        Assert.All(messages, m => Assert.Contains(m, error, StringComparison.Ordinal));
    }

    private static string Refused(byte[] graph)
    {
        var error = Assert.Throws<IlmlffException>(() => PbModels.Read(graph));
        Assert.Equal(ErrorKind.BadData, error.Kind);
        Assert.StartsWith("test: ", error.Message, StringComparison.Ordinal);
        return error.Message;
    }
}
