using IonicMlff.Core.Errors;
using IonicMlff.Models.Dpmd.Definition;
using Xunit;

namespace IonicMlff.Models.Tests.Dpmd.Pb;

/// <summary>What graphs say in ways that the files of the golden tests do not: activations, residual rules, masks, biases, parameters.</summary>
public sealed class PbRuleTests
{
    private const string Layer = "layer_1_type_2";
    private static readonly byte[] Model = PbModels.Bytes("synthetic_s_exclude_oneside");

    [Theory]
    [InlineData("Relu", DpmdActivation.Relu)]
    [InlineData("Relu6", DpmdActivation.Relu6)]
    [InlineData("Softplus", DpmdActivation.Softplus)]
    [InlineData("Sigmoid", DpmdActivation.Sigmoid)]
    [InlineData("GeluCustom", DpmdActivation.Gelu)]
    [InlineData("Mul Pow AddV2", DpmdActivation.Gelu)] // ½x(1 + tanh(√(2/π)(x + 0.044715x³)))
    [InlineData("Sigmoid Mul", DpmdActivation.Silu)] // x·sigmoid(x)
    [InlineData("Reshape", DpmdActivation.Linear)]
    [InlineData("Elu", DpmdActivation.Tanh)] // not known: the training script's
    public void Activations_are_found_from_operations(string operations, DpmdActivation expected) =>
        Assert.Equal(expected, Fitting(WithActivation(operations))[1].Activation);

    [Fact]
    public void The_threshold_of_silut_is_the_graphs()
    {
        byte[] graph = WithActivation("Sigmoid Mul Sub");
        graph = GraphBytes.With(graph, GraphBytes.Node($"{Layer}/Less", "Less", $"{Layer}/BiasAdd", $"{Layer}/Less/y"));
        DpmdLayer layer = Fitting(GraphBytes.With(graph, GraphBytes.Doubles($"{Layer}/Less/y", [], 5.5)))[1];
        Assert.Equal((DpmdActivation.Silut, 5.5), (layer.Activation, layer.ActivationThreshold));
    }

    [Fact]
    public void An_activation_that_is_not_known_is_refused()
    {
        byte[] graph = GraphBytes.Without(WithActivation("Elu"), "train_attr/training_script");
        string error = Assert.Throws<IlmlffException>(() => PbModels.Read(graph)).Message;
        Assert.Contains($"the activation behind {Layer}/matrix is not one that is known. Known are none, linear, tanh,", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Fitting_layers_add_their_input_from_the_second_on_where_widths_are_equal()
    {
        byte[] graph = Model;
        foreach ((string name, long rows, long columns) in new[] { ("layer_0", 256L, 256L), ("layer_1", 256, 512), ("layer_2", 512, 512), ("final_layer", 512, 1) })
        {
            graph = GraphBytes.Replace(graph, $"{name}_type_2/matrix", GraphBytes.Repeated($"{name}_type_2/matrix", 2, [rows, columns], 0.01));
            graph = GraphBytes.Replace(graph, $"{name}_type_2/bias", GraphBytes.Repeated($"{name}_type_2/bias", 2, [columns], columns > 1 ? [0.1, 0.2] : [0.1]));
        }

        graph = GraphBytes.Without(graph, n => n.Name is "layer_1_type_2/idt" or "layer_2_type_2/idt");
        DpmdLayer[] layers = Fitting(GraphBytes.With(graph, GraphBytes.Repeated("layer_2_type_2/idt", 2, [512], 0.3)));
        Assert.Equal([Shortcut.None, Shortcut.None, Shortcut.Add, Shortcut.None], layers.Select(l => l.Shortcut));
        Assert.Equal([false, false, true, false], layers.Select(l => l.TimeStep is not null));
        Assert.Equal([0.1, 0.2, 0.2], layers[2].Bias![..3]); // the last value stands for the rest
    }

    [Fact]
    public void Embedding_layers_use_idt_where_they_add_their_input()
    {
        byte[] graph = GraphBytes.With(Model, GraphBytes.Repeated("filter_type_all/idt_1_0", 2, [8], 0.5));
        graph = GraphBytes.With(graph, GraphBytes.Repeated("filter_type_all/idt_2_0", 2, [16], 0.5));
        DpmdLayer[] layers = PbModels.Read(graph).Embedding[0]!.Layers!;
        Assert.Equal([Shortcut.None, Shortcut.Double, Shortcut.Double], layers.Select(l => l.Shortcut));
        Assert.Equal([false, true, false], layers.Select(l => l.TimeStep is not null));
    }

    [Fact]
    public void A_net_evaluated_twice_subtracts_its_vacuum()
    {
        byte[] graph = GraphBytes.With(Model, GraphBytes.Node("layer_0_type_3_1/MatMul", "MatMul", "zeros", "layer_0_type_3/matrix/read"));
        Assert.Equal([false, false, false, true, false], PbModels.Read(graph).SubtractVacuum);
    }

    [Fact]
    public void The_mask_of_the_graph_goes_before_the_script()
    {
        var mask = new double[25];
        Array.Fill(mask, 1);
        mask[1] = mask[5] = 0; // H and B
        byte[] graph = GraphBytes.With(Model, GraphBytes.Doubles("type_mask", [5, 5], mask));
        graph = GraphBytes.With(graph, GraphBytes.Node("Reshape_mask", "Reshape", "type_mask", "shape"));
        graph = GraphBytes.With(graph, GraphBytes.Node("embedding_lookup", "GatherV2", "Reshape_mask", "idx", "axis"));
        bool[,] excluded = PbModels.Read(graph).Environment.Excluded;
        Assert.Equal(2, excluded.Cast<bool>().Count(x => x));
        Assert.True(excluded[0, 1] && excluded[1, 0]);
    }

    [Fact]
    public void Pairs_without_nets_are_excluded_where_no_script_says_so()
    {
        byte[] graph = GraphBytes.Without(PbModels.Bytes("synthetic_s_tanh_twoside"), n => n.Op == "Const" && (n.Name == "train_attr/training_script"
            || n.Name.StartsWith("filter_type_0/", StringComparison.Ordinal) && n.Name.EndsWith("_4", StringComparison.Ordinal)
            || n.Name.StartsWith("filter_type_4/", StringComparison.Ordinal) && n.Name.EndsWith("_0", StringComparison.Ordinal)));
        DpmdModel model = PbModels.Read(graph);
        Assert.True(model.Environment.Excluded[0, 4] && model.Environment.Excluded[4, 0]);
        Assert.Equal([20, 4], Enumerable.Range(0, 25).Where(n => model.Embedding[n] is null).OrderDescending());
    }

    [Fact]
    public void The_sum_of_the_original_sel_divides()
    {
        byte[] graph = GraphBytes.Replace(Model, "descrpt_attr/original_sel", GraphBytes.Doubles("descrpt_attr/original_sel", [5], 40, 8, 20, 4, 16));
        Assert.Equal(88, PbModels.Read(graph).Environment.NormalisationCount);
        Assert.Equal(188, PbModels.Read(Model).Environment.NormalisationCount);
    }

    [Fact]
    public void Biases_add_up_and_the_graphs_factor_is_kept()
    {
        DpmdModel before = PbModels.Read(Model);
        byte[] graph = GraphBytes.With(Model, GraphBytes.Doubles("model_attr/model_attr/t_out_bias", [1, 5, 1], 1, 2, 3, 4, 5));
        DpmdModel after = PbModels.Read(GraphBytes.With(graph, GraphBytes.Doubles("model_attr/model_attr/t_out_std", [1, 5, 1], 1, 1, 2, 1, 1)));
        Assert.Equal([.. before.EnergyBias.Select((b, t) => b * (t == 2 ? 2 : 1) + t + 1)], after.EnergyBias);
        Assert.Equal(before.Fitting[1].Layers[^1].Weight, after.Fitting[1].Layers[^1].Weight);
        Assert.Equal([.. before.Fitting[2].Layers[^1].Weight.Select(w => 2 * w)], after.Fitting[2].Layers[^1].Weight);
    }

    [Fact]
    public void The_switch_is_in_float32()
    {
        DpmdModel model = PbModels.Read(Model);
        Assert.Equal((0.5, 5.5), (model.Environment.SwitchStart, model.Environment.SwitchWidth));
        Assert.Equal(6, model.Environment.Cutoff);

        // as floats 1.8 is 1.79999995 and 5.9 is 5.9000001; their difference is rounded to a float as well
        EnvironmentMatrix matrix = PbModels.Read(GraphBytes.Replace(Model, "ProdEnvMatA", GraphBytes.Environment(5.9f, 1.8f, 96, 8, 48, 8, 28))).Environment;
        Assert.Equal((1.7999999523162842, (double)(float)(5.9f - 1.8f), 5.9000000953674316), (matrix.SwitchStart, matrix.SwitchWidth, matrix.Cutoff));
        Assert.NotEqual(5.9 - 1.8, matrix.SwitchWidth);
    }

    [Fact]
    public void Parameters_are_read_with_their_statistics()
    {
        byte[] graph = GraphBytes.Replace(Model, "fitting_attr/dfparam", GraphBytes.Doubles("fitting_attr/dfparam", [], 2));
        graph = GraphBytes.Replace(graph, "fitting_attr/daparam", GraphBytes.Doubles("fitting_attr/daparam", [], 1));
        for (int t = 0; t < 5; t++)
            graph = GraphBytes.Replace(graph, $"layer_0_type_{t}/matrix", GraphBytes.Repeated($"layer_0_type_{t}/matrix", 2, [259, 24], 0.01));
        Assert.Contains(
            "the model takes 2 fparam, but fitting_attr/t_fparam_avg is missing", Assert.Throws<IlmlffException>(() => PbModels.Read(graph)).Message, StringComparison.Ordinal);

        foreach ((string name, double[] values) in new (string, double[])[]
            { ("t_fparam_avg", [1, 2]), ("t_fparam_istd", [3, 4]), ("t_aparam_avg", [5]), ("t_aparam_istd", [6]) })
        {
            graph = GraphBytes.With(graph, GraphBytes.Doubles($"fitting_attr/{name}", [values.Length], values));
        }

        DpmdModel model = PbModels.Read(graph);
        Assert.Equal([1, 2, 3, 4], [.. model.FrameParameters.Average, .. model.FrameParameters.InverseDeviation]);
        Assert.Equal([5, 6], [.. model.AtomParameters.Average, .. model.AtomParameters.InverseDeviation]);
        Assert.Equal(8, model.AxisNeurons);
    }

    [Fact]
    public void Names_with_suffixes_and_in_outer_scopes_are_found()
    {
        DpmdModel expected = PbModels.Read(Model), actual = PbModels.Read(GraphBytes.Renamed(Model, name => "load/" + name
            .Replace("filter_type_all/", "filter_type_all_water/", StringComparison.Ordinal).Replace("descrpt_attr/", "descrpt_attr_water/", StringComparison.Ordinal)
            .Replace("fitting_attr/", "fitting_attr_water/", StringComparison.Ordinal)));
        Assert.Equal(expected.Embedding[3]!.Layers![1].Weight, actual.Embedding[3]!.Layers![1].Weight);
        Assert.Equal(expected.EnergyBias, actual.EnergyBias);
        Assert.Equal(expected.TypeMap, actual.TypeMap);
        Assert.Equal(expected.Environment.Average, actual.Environment.Average);
    }

    private static DpmdLayer[] Fitting(byte[] graph) => PbModels.Read(graph).Fitting[2].Layers;

    private static byte[] WithActivation(string operations)
    {
        byte[] graph = GraphBytes.Without(Model, $"{Layer}/Tanh");
        foreach (string operation in operations.Split(' '))
            graph = GraphBytes.With(graph, GraphBytes.Node($"{Layer}/{operation}", operation, $"{Layer}/BiasAdd"));
        return graph;
    }
}
