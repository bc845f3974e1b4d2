using System.Text.Json;
using IonicMlff.Core.Frames;
using IonicMlff.Core.Potentials;
using IonicMlff.Models.Dpmd;
using IonicMlff.Models.Dpmd.Definition;
using IonicMlff.Testing;
using Xunit;

namespace IonicMlff.Models.Tests.Dpmd.Pb;

/// <summary>.pb files against the numbers of the same models in other formats, and against their .pth weights bit by bit.</summary>
public sealed class PbGoldenTests
{
    /// <summary>
    /// Model and golden case. The rules of excluded pairs are TensorFlow's; the switch starts at 0.5 Å, where float32 changes nothing.
    /// </summary>
    [Theory]
    [InlineData("synthetic_s_tanh_twoside", "s_tanh_twoside__pyr14bf4_35")]
    [InlineData("synthetic_s_tanh_twoside", "s_tanh_twoside__tiny_bf4_tric")]
    [InlineData("synthetic_s_tanh_twoside", "s_tanh_twoside__cluster_ionpair_nopbc")]
    [InlineData("synthetic_s_tanh_twoside", "s_tanh_twoside__isolated_F_nopbc")]
    [InlineData("synthetic_s_exclude_oneside", "s_exclude_oneside__pyr14bf4_35__tfrule")]
    [InlineData("synthetic_s_exclude_oneside", "s_exclude_oneside__cluster_ionpair_nopbc__tfrule")]
    [InlineData("synthetic_s_exclude_oneside", "s_exclude_oneside__isolated_F_nopbc__tfrule")]
    [InlineData("synthetic_s_emb_124_compressed_stride005", "synthetic_s_emb_124_compressed_stride005__pyr14bf4_35")]
    [InlineData("synthetic_s_emb_124_compressed_stride005", "synthetic_s_emb_124_compressed_stride005__cluster_ionpair_nopbc")]
    public void Energies_forces_and_virials_agree_with_upstream(string file, string golden)
    {
        JsonElement root = JsonElement.Parse(File.ReadAllBytes(TestData.Path("deepmd", "golden", $"{golden}.json")));
        var potential = new DpmdPotential(PbModels.Read(file));
        Frame frame = ExtxyzReader.Read(TestData.Path("deepmd", "structures", root.GetProperty("structure").GetString()!)).Single();
        List<int> elements = [.. potential.Info.AtomicNumbers];
        using IEvaluator evaluator = potential.CreateEvaluator(new EvaluatorOptions { Backend = "reference" });
        Evaluation actual = Evaluation.Of(
            evaluator, new AtomSystem([.. frame.AtomicNumbers.Select(z => elements.IndexOf(z))], frame.Positions, frame.Cell));

        const double tolerance = 1e-10;
        UpstreamCase.AssertRelative(root.Numbers("energy"), [actual.Energy], tolerance, "energy");
        UpstreamCase.AssertRelative(root.Numbers("atomic_energies"), actual.SiteEnergies, tolerance, "site energies");
        Agreement.AssertClose(root.Numbers("forces"), actual.Forces, tolerance * Agreement.Scale(root.Numbers("forces")), "forces");
        Agreement.AssertClose(root.Numbers("virial"), actual.Virial, tolerance * Agreement.Scale(root.Numbers("virial")), "virial");
    }

    [Theory]
    [InlineData("synthetic_s_tanh_twoside", "s_tanh_twoside")]
    [InlineData("synthetic_s_exclude_oneside", "s_exclude_oneside")]
    [InlineData("synthetic_s_emb_124_compressed_stride005", "s_emb_124_compressed_stride005")]
    public void Weights_equal_those_of_the_pth(string file, string pth)
    {
        (DpmdModel actual, DpmdModel expected) = (PbModels.Read(file), DpmdCase.Read(pth));
        Assert.Equal(expected.TypeMap, actual.TypeMap);
        Assert.Equal(expected.TypeOneSide, actual.TypeOneSide);
        Assert.Equal(expected.AxisNeurons, actual.AxisNeurons);
        Assert.Equal(expected.EnergyBias, actual.EnergyBias);
        Assert.Equal(expected.SubtractVacuum, actual.SubtractVacuum);
        Assert.Equal(expected.MinNeighborDistance, actual.MinNeighborDistance);
        Assert.Equal(expected.Environment.Cutoff, actual.Environment.Cutoff);
        Assert.Equal(expected.Environment.Sel, actual.Environment.Sel);
        Assert.Equal(expected.Environment.NormalisationCount, actual.Environment.NormalisationCount);
        Assert.Equal(expected.Environment.Average, actual.Environment.Average);
        Assert.Equal(expected.Environment.Deviation, actual.Environment.Deviation);
        Assert.Equal(expected.Environment.Excluded, actual.Environment.Excluded);
        Assert.Equal((OverflowRule.NearestPerType, ExclusionRule.WholeSection), (actual.Environment.Overflow, actual.Environment.Exclusion));
        Assert.Equal(expected.Embedding.Length, actual.Embedding.Length);
        for (int n = 0; n < actual.Embedding.Length; n++)
        {
            Assert.Equal(expected.Embedding[n]!.Table?.Coefficients, actual.Embedding[n]!.Table?.Coefficients);
            Assert.Equal(expected.Embedding[n]!.Table?.Max, actual.Embedding[n]!.Table?.Max);
            if (actual.Embedding[n]!.Layers is { } layers)
                AssertLayers(expected.Embedding[n]!.Layers!, layers);
        }

        for (int t = 0; t < actual.Fitting.Length; t++)
            AssertLayers(expected.Fitting[t].Layers, actual.Fitting[t].Layers);
    }

    private static void AssertLayers(DpmdLayer[] expected, DpmdLayer[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int l = 0; l < actual.Length; l++)
        {
            Assert.Equal(expected[l].Weight, actual[l].Weight);
            Assert.Equal(expected[l].Bias, actual[l].Bias);
            Assert.Equal(expected[l].TimeStep, actual[l].TimeStep);
            Assert.Equal((expected[l].Activation, expected[l].Shortcut), (actual[l].Activation, actual[l].Shortcut));
        }
    }
}
