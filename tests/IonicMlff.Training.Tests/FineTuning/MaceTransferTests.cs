using IonicMlff.Core.Errors;
using IonicMlff.Models.Mace.Definition;
using IonicMlff.Models.Mace.Export;
using IonicMlff.Models.ModelFiles;
using IonicMlff.Models.Mace.Import;
using IonicMlff.Testing;
using IonicMlff.Training.FineTuning;
using Xunit;

namespace IonicMlff.Training.Tests.FineTuning;

/// <summary>Against the models that upstream makes from <c>mpa0_like</c> before the first step of a fine-tuning.</summary>
public class MaceTransferTests
{
    private static readonly int[] Elements = [1, 6, 7, 8, 9, 16];

    [Fact]
    public void FewerElementsEqualUpstream()
    {
        MaceModel expected = Read("ft_naive_from_mpa0");
        MaceModel met = MaceTransfer.WithHeads(
            MaceTransfer.SelectElements(Read("mpa0_like"), Elements), ["Default"], expected.AtomicEnergies);
        AssertEqual(expected, met);
    }

    [Fact]
    public void SeveralHeadsEqualUpstream()
    {
        MaceModel expected = Read("ft_multihead_from_mpa0");
        MaceModel met = MaceTransfer.WithHeads(
            MaceTransfer.SelectElements(Read("mpa0_like"), Elements), ["pt_head", "Default"], expected.AtomicEnergies);
        AssertEqual(expected, met);
    }

    [Theory]
    [InlineData(null, 1)]
    [InlineData("Default", 1)]
    [InlineData("pt_head", 0)]
    public void OneHeadOfSeveralIsTheModelBeforeThey(string? head, int index)
    {
        MaceModel several = Read("ft_multihead_from_mpa0");
        MaceModel one = MaceTransfer.SelectElements(Read("mpa0_like"), Elements);
        MaceModel met = MaceTransfer.SelectHead(several, head);
        Assert.Equal([index == 0 ? "pt_head" : "Default"], met.Heads);
        Assert.Equal(several.AtomicEnergies[index, 2], met.AtomicEnergies[0, 2]);
        AssertEqual(MaceTransfer.WithHeads(one, met.Heads, met.AtomicEnergies), met);
    }

    [Fact]
    public void HeadsOfUpstreamAreTakenApart()
    {
        // a model whose heads differ: only the one that is selected is left
        MaceModel both = Read("ft_multihead");
        MaceModel met = MaceTransfer.SelectHead(both, both.Heads[1]);
        Assert.Equal([both.Heads[1]], met.Heads);
        Assert.Equal(both.AtomicEnergies[1, 0], met.AtomicEnergies[0, 0]);
        Assert.Single(met.Scale!);
    }

    [Fact]
    public void UnknownElementsAndHeadsAreRefused()
    {
        MaceModel model = Read("ft_multihead_from_mpa0");
        Assert.Contains("Si", Assert.Throws<IlmlffException>(() => MaceTransfer.SelectElements(model, [1, 14])).Message, StringComparison.Ordinal);
        Assert.Contains("'Default'", Assert.Throws<IlmlffException>(() => MaceTransfer.SelectHead(model, "default_")).Message, StringComparison.Ordinal);
    }

    private static void AssertEqual(MaceModel expected, MaceModel met)
    {
        Assert.Equal(expected.AtomicNumbers, met.AtomicNumbers);
        Assert.Equal(expected.Heads, met.Heads);
        MaceTensor[] e = [.. MaceTensors.Of(expected).All], m = [.. MaceTensors.Of(met).All];
        Assert.Equal(e.Select(t => t.Name), m.Select(t => t.Name));
        foreach ((MaceTensor a, MaceTensor b) in e.Zip(m))
        {
            Assert.Equal(a.Values.Length, b.Values.Length);
            double scale = a.Values.Length == 0 ? 1 : a.Values.Max(Math.Abs);
            for (int i = 0; i < a.Values.Length; i++)
                Assert.True(Math.Abs(a.Values[i] - b.Values[i]) <= 1e-13 * scale, $"{a.Name}[{i}]: {a.Values[i]} and {b.Values[i]}");
        }
    }

    private static MaceModel Read(string name) =>
        ModelFile.Load(ModelBytes.Open(TestData.Unpacked("mace", "models", name + ".model.gz"))).Model;
}
