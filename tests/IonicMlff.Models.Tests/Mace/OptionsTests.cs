using IonicMlff.Core.Errors;
using IonicMlff.Core.Potentials;
using IonicMlff.Models.Tests.Mace.Golden;
using Xunit;

namespace IonicMlff.Models.Tests.Mace;

/// <summary>What a MACE potential says about itself, and which options it refuses, with what text.</summary>
public class OptionsTests
{
    [Fact]
    public void Info_describes_the_model()
    {
        PotentialInfo info = GoldenCase.Potential("paper_pyr14bf4").Info;
        Assert.Equal("MACE", info.Architecture);
        Assert.Equal([1, 5, 6, 7, 9], info.AtomicNumbers);
        Assert.Equal(6, info.Cutoff);
        Assert.Equal(2, info.MessagePassingLayers);
        Assert.Contains("reference", info.Backends);
        Assert.Empty(info.FrameInputs);
        Assert.Equal("MACE 2 layers, 16x0e+16x1o, r_max 6 Å, correlation 3", info.Summary);
    }

    [Fact]
    public void Inputs_of_the_frame_are_listed() =>
        Assert.Equal(["total_charge", "total_spin"], GoldenCase.Potential("omol_like").Info.FrameInputs.Order());

    [Theory]
    [InlineData("refrence", "did you mean 'reference'")]
    [InlineData("smid", "did you mean 'simd'")]
    [InlineData("", "Back ends are auto, simd, reference and torch")]
    public void An_unknown_back_end_is_refused(string backend, string text) =>
        Refused("paper_pyr14bf4", new() { Backend = backend }, text);

    [Fact]
    public void Mixed_precision_of_the_reference_is_refused() =>
        Refused("paper_pyr14bf4", new() { Backend = "reference", Precision = Precision.Mixed }, "computes in double only");

    [Fact]
    public void A_model_the_fast_back_end_can_not_evaluate_is_refused_with_the_cure()
    {
        Refused("mh1_like", new() { Backend = "simd" }, "Use backend 'reference'");
        Refused("mh1_like", new() { Precision = Precision.Mixed }, "Use precision 'double'");
    }

    [Fact]
    public void Auto_falls_back_to_the_reference()
    {
        using IEvaluator evaluator = GoldenCase.Potential("mh1_like").CreateEvaluator(new());
        Assert.Equal("reference", evaluator.Backend);
    }

    [Theory]
    [InlineData("spice", "did you mean 'spice_wB97M'")]
    [InlineData("omat", "'omat_pbe', 'spice_wB97M', 'default'")]
    public void An_unknown_head_is_refused_with_the_list(string head, string text) =>
        Refused("mh1_like", new() { Head = head }, text);

    [Fact]
    public void A_charge_is_refused_where_it_would_be_ignored() =>
        Refused("paper_pyr14bf4", new() { TotalCharge = 1 }, "total_charge 1 was given, but this model has no such input");

    [Theory]
    [InlineData(0.5)]
    [InlineData(101)]
    [InlineData(double.NaN)]
    public void A_charge_outside_the_embedding_is_refused(double charge) =>
        Refused("omol_like", new() { TotalCharge = charge }, "whole numbers from -100 to 100");

    [Theory]
    [InlineData(-0.1)]
    [InlineData(double.PositiveInfinity)]
    public void A_skin_that_is_no_length_is_refused(double skin) => Refused("paper_pyr14bf4", new() { Skin = skin }, "0 Å or more");

    [Fact]
    public void No_threads_are_refused() => Refused("paper_pyr14bf4", new() { Threads = 0 }, "at least 1");

    private static void Refused(string model, EvaluatorOptions options, string text)
    {
        var error = Assert.Throws<IlmlffException>(() => GoldenCase.Potential(model).CreateEvaluator(options));
        Assert.Equal(ErrorKind.Usage, error.Kind);
        Assert.Contains(text, error.Message, StringComparison.Ordinal);
    }
}
