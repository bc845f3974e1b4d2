using System.Text;
using IonicMlff.Core.Errors;
using IonicMlff.Core.Potentials;
using IonicMlff.Models.Dpmd;
using IonicMlff.Models.Dpmd.Definition;
using IonicMlff.Models.Dpmd.Export;
using IonicMlff.Models.Dpmd.Import;
using IonicMlff.Models.ModelFiles;
using IonicMlff.Models.Tests.ModelFiles;
using IonicMlff.Testing;
using Xunit;

namespace IonicMlff.Models.Tests.Dpmd;

/// <summary>Models written as DeePMD-kit's .yaml.</summary>
public sealed class DpExportTests
{
    [Theory]
    [InlineData("s_tanh_oneside")]
    [InlineData("s_emb_124")]
    public void A_dp_becomes_upstreams_own_yaml(string model)
    {
        string ours = Write(ModelFile.ReadDpmd(TestData.Path("deepmd", "models", $"{model}.dp.gz")), out IReadOnlyList<string> notes);
        Assert.Empty(notes);
        var upstream = (Dictionary<string, object?>)Read(TestData.Unpacked("deepmd", "models", $"{model}.yaml.gz"))["model"]!;
        var written = (Dictionary<string, object?>)Read(ours)["model"]!;
        Assert.Equal(Biases(upstream), Biases(written));
        AssertSame(upstream, written, "model");
    }

    /// <summary>The sum of both biases, which upstream's programs split differently; takes them out.</summary>
    private static double[] Biases(Dictionary<string, object?> model)
    {
        double[] Take(string part, string name)
        {
            var holder = part.Length == 0 ? model : (Dictionary<string, object?>)model[part]!;
            var variables = (Dictionary<string, object?>)holder["@variables"]!;
            double[] values = new DpDict(variables, part, "test").Doubles(name, 5);
            variables[name] = null;
            return values;
        }

        return [.. Take("", "out_bias").Zip(Take("fitting", "bias_atom_e"), (a, b) => a + b)];
    }

    [Theory]
    [InlineData("s_tanh_twoside.pth")]
    [InlineData("s_atom_ener.dp")]
    [InlineData("s_atom_exclude_model.dp")]
    [InlineData("s_exclude_oneside.dp")]
    [InlineData("s_env_protection.dp")]
    [InlineData("s_fit_doubling.dp")]
    [InlineData("s_float32.pth")]
    [InlineData("s_resnetdt_emb_nofit.pth")]
    [InlineData("s_sel_zero_type.dp")]
    [InlineData("s_softplus_emb_sigmoid_fit.dp")]
    public void Writing_and_reading_keeps_every_bit(string file)
    {
        DpmdModel model = Comparable(ModelFile.ReadDpmd(TestData.Path("deepmd", "models", $"{file}.gz")));
        SameModel.Assert(model, Comparable(ModelFile.ReadDpmd(Write(model, out _))));
    }

    [Fact]
    public void Every_file_of_a_model_gives_the_same_model()
    {
        foreach (string[] files in (string[][])[["s_tanh_oneside.dp", "s_tanh_oneside.yaml", "s_tanh_oneside.pth"], ["s_emb_124.dp", "s_emb_124.yaml"],
            ["s_tanh_twoside.dp", "s_tanh_twoside.pth"], ["s_float32.dp", "s_float32.pth"], ["s_resnetdt_emb_nofit.dp", "s_resnetdt_emb_nofit.pth"],
            ["s_exclude_oneside.dp", "s_exclude_oneside.pth"]])
        {
            DpmdModel[] models = [.. files.Select(f => Comparable(ModelFile.ReadDpmd(TestData.Path("deepmd", "models", $"{f}.gz"))))];
            foreach (DpmdModel other in models[1..]) // only a .pth tells the smallest distance
                SameModel.Assert(models[0], other with { MinNeighborDistance = null }, files[0]);
        }
    }

    [Fact]
    public void Parameters_and_thresholds_are_written()
    {
        DpmdModel model = FittingParameterTests.WithParameters(DpmdCase.Read("s_tanh_oneside"), [0.5], [2.0], [1.0, -1.0], [0.5, 4.0]);
        model = Comparable(model) with
        {
            FrameParameters = model.FrameParameters with { Default = [0.25] },
            MinNeighborDistance = 0.9,
            Embedding = [.. model.Embedding.Select(n => n! with { Layers = [.. n.Layers!.Select(l => l with { Activation = DpmdActivation.Silut, ActivationThreshold = 2.5 })] })],
        };
        SameModel.Assert(model, Comparable(ModelFile.ReadDpmd(Write(model, out _))));
    }

    [Theory]
    [InlineData("s_exclude_oneside__pyr14bf4_35__tfrule")]
    [InlineData("s_exclude_twoside__cluster_ionpair_nopbc__tfrule")]
    [InlineData("s_exclude_oneside__isolated_F_nopbc__tfrule")]
    public void TensorFlows_rule_for_excluded_pairs_is_expressed_by_nets_of_zeros(string name)
    {
        DpmdCase golden = DpmdCase.Load(name);
        DpmdModel written = ModelFile.ReadDpmd(Write(golden.Model, out IReadOnlyList<string> notes));
        Assert.Contains("written with embedding nets of zeros", notes.Single(), StringComparison.Ordinal);
        Assert.False(written.TypeOneSide);
        using IEvaluator evaluator = new DpmdPotential(written).CreateEvaluator(new EvaluatorOptions { Backend = "reference" });
        Evaluation actual = Evaluation.Of(evaluator, golden.System);
        Agreement.AssertClose([golden.Expected.Energy], [actual.Energy], 1e-10, "energy");
        Agreement.AssertClose(golden.Expected.Forces, actual.Forces, 1e-10 * Agreement.Scale(golden.Expected.Forces), "forces");
    }

    [Fact]
    public void Without_averages_TensorFlows_rule_needs_no_other_nets()
    {
        DpmdModel model = DpmdCase.Load("s_exclude_oneside__pyr14bf4_35__tfrule").Model;
        model = model with { Environment = model.Environment with { Average = new double[model.Environment.Average.Length] } };
        (DpmdModel written, List<string> notes) = DpExport.Express(model);
        Assert.Empty(notes);
        SameModel.Assert(model with { Environment = model.Environment with { Exclusion = ExclusionRule.RealNeighborsOnly } }, written);
    }

    [Fact]
    public void TensorFlows_switch_is_expressed_by_its_own_lengths()
    {
        // rcut 6, rcut_smth 1.8, both and their difference as float32
        DpmdModel model = DpmdCase.Read("s_tanh_oneside");
        model = model with { Environment = model.Environment with { SwitchStart = 1.8f, SwitchWidth = 6.0f - 1.8f } };
        (DpmdModel written, List<string> notes) = DpExport.Express(model);
        Assert.Contains("lengths rounded to float32", notes.Single(), StringComparison.Ordinal);
        Assert.Equal(model.Environment.SwitchWidth, written.Environment.Cutoff - written.Environment.SwitchStart);
        DpmdCase golden = DpmdCase.Load("s_tanh_oneside__pyr14bf4_35");
        using IEvaluator before = new DpmdPotential(model).CreateEvaluator(new EvaluatorOptions { Backend = "reference" });
        using IEvaluator after = new DpmdPotential(ModelFile.ReadDpmd(Write(model, out _))).CreateEvaluator(new EvaluatorOptions { Backend = "reference" });
        Assert.Equal(Evaluation.Of(before, golden.System).Energy, Evaluation.Of(after, golden.System).Energy, 1e-12);
    }

    [Fact]
    public void What_the_format_can_not_hold_is_refused_or_said()
    {
        DpmdModel compressed = DpmdCase.Read("s_emb_124_compressed_stride005"), model = DpmdCase.Read("s_tanh_oneside");
        Refused(compressed with { Embedding = [.. compressed.Embedding.Select(n => n! with { Layers = null })] }, "exist as tables only");
        Refused(model with { Environment = model.Environment with { NormalisationCount = 200 } }, "divided by 200, not by the sum of sel (188)");
        Assert.Contains("not its tables", DpExport.Express(compressed).Notes.Single(), StringComparison.Ordinal);
        Assert.Contains("drops others than a TensorFlow model", DpExport.Express(
            model with { Environment = model.Environment with { Overflow = OverflowRule.NearestPerType } }).Notes.Single(), StringComparison.Ordinal);

        static void Refused(DpmdModel model, string message)
        {
            var error = Assert.Throws<IlmlffException>(() => DpExport.WriteYaml(model, Path.Combine(TestData.Scratch, "refused.yaml")));
            Assert.Equal(ErrorKind.Usage, error.Kind);
            Assert.Contains(message, error.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(0.1, "0.1")]
    [InlineData(1e-5, "1.0e-05")]
    [InlineData(1.5e-300, "1.5e-300")]
    [InlineData(1e22, "1.0e+22")]
    [InlineData(-3, "-3.0")]
    [InlineData(123456789012345680, "1.2345678901234568e+17")]
    public void Numbers_have_the_form_YAML_wants(double value, string text) => Assert.Equal(text, YamlText.Number(value));

    private static string Write(DpmdModel model, out IReadOnlyList<string> notes)
    {
        string path = Path.Combine(TestData.Scratch, $"{Guid.NewGuid():n}.yaml");
        notes = DpExport.WriteYaml(model, path);
        return path;
    }

    private static Dictionary<string, object?> Read(string path) => DpYaml.Read(File.ReadAllBytes(path), path);

    /// <summary>Without what only says where a model comes from; tables of no pairs or atoms stand for none.</summary>
    private static DpmdModel Comparable(DpmdModel model) => model with
    {
        Source = "",
        AtomExcluded = model.AtomExcluded.Contains(true) ? model.AtomExcluded : [],
        Environment = model.Environment with
        {
            PairExcluded = model.Environment.PairExcluded is { } pairs && pairs.Cast<bool>().Contains(true) ? pairs : null,
        },
        Embedding = [.. model.Embedding.Select(n => n! with { Layers = [.. n.Layers!.Select(Comparable)] })],
        Fitting = [.. model.Fitting.Select(f => new FittingNet { Layers = [.. f.Layers.Select(Comparable)] })],
    };

    private static DpmdLayer Comparable(DpmdLayer layer) =>
        layer.Activation == DpmdActivation.Silut ? layer : layer with { ActivationThreshold = 3 };

    private static void AssertSame(object? expected, object? actual, string path)
    {
        switch (expected)
        {
            case Dictionary<string, object?> map:
                var other = Assert.IsType<Dictionary<string, object?>>(actual);
                Assert.True(map.Keys.Order().SequenceEqual(other.Keys.Order()), $"{path}: {string.Join(' ', map.Keys.Except(other.Keys))} | {string.Join(' ', other.Keys.Except(map.Keys))}");
                foreach (string key in map.Keys)
                    AssertSame(map[key], other[key], $"{path}.{key}");
                break;
            case List<object?> list:
                var items = Assert.IsType<List<object?>>(actual);
                Assert.True(list.Count == items.Count, path);
                for (int i = 0; i < list.Count; i++)
                    AssertSame(list[i], items[i], $"{path}[{i}]");
                break;
            default:
                Assert.True(Equals(expected, actual), $"{path}: {actual} instead of {expected}");
                break;
        }
    }
}
