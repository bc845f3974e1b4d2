using IonicMlff.Core.Errors;
using IonicMlff.Core.Potentials;
using IonicMlff.Models.Equivariance;
using IonicMlff.Models.Mace;
using IonicMlff.Models.Mace.Definition;
using IonicMlff.Models.Mace.Simd;
using IonicMlff.Models.Tests.Mace.Golden;
using IonicMlff.Testing;
using Xunit;

namespace IonicMlff.Models.Tests.Mace.Simd;

/// <summary>What is particular to the SIMD evaluator: register widths, threads, tables, and which models it takes.</summary>
public class SimdEvaluatorTests
{
    private static readonly ContractTolerances Rounding = new() { Energy = 1e-11, Force = 1e-10 };
    private static readonly ContractTolerances FloatRounding = new() { Energy = 1e-6, Force = 2e-5 };

    [Theory]
    [InlineData("paper_pyr14bf4", "box_pyr14bf4_2")]
    [InlineData("plain_mace_class", "box_pyr14bf4_2")] // 12 channels: padding in every width
    [InlineData("ft_naive_from_mpa0", "tfsi")]         // 32 channels: several registers, density
    [InlineData("legacy_v030_mp0a_L2", "tfsi")]
    public void All_register_widths_agree(string model, string structure)
    {
        AtomSystem system = GoldenCase.Load(model, structure).System;
        foreach (Precision precision in new[] { Precision.Double, Precision.Mixed })
        {
            ContractTolerances tolerances = precision == Precision.Double ? Rounding : FloatRounding;
            Evaluation narrow = Evaluate(model, system, precision, bits: 128);
            Agreement.AssertEqual(narrow, Evaluate(model, system, precision, bits: 256), tolerances, $"{precision}, 256 bits");
            Agreement.AssertEqual(narrow, Evaluate(model, system, precision, bits: 512), tolerances, $"{precision}, 512 bits");
        }
    }

    [Theory]
    [InlineData("paper_pyr14bf4", "box_pyr14bf4_2", 2)]
    [InlineData("paper_pyr14bf4", "debug5", 7)] // more threads than atoms
    [InlineData("var_c2_i3_L2_gatenone_gauss", "box_pyr14bf4_2", 3)]
    public void Threads_agree_and_a_number_of_threads_fixes_every_bit(string model, string structure, int threads)
    {
        AtomSystem system = GoldenCase.Load(model, structure).System;
        Evaluation one = Evaluate(model, system, Precision.Double), several = Evaluate(model, system, Precision.Double, threads: threads);
        Agreement.AssertEqual(one, several, Rounding, $"{threads} threads");
        Evaluation again = Evaluate(model, system, Precision.Double, threads: threads);
        Assert.Equal(several.Energy, again.Energy);
        Assert.Equal(several.Forces, again.Forces);
        Assert.Equal(several.Virial, again.Virial);
        Assert.Equal(several.AtomVirials, again.AtomVirials);
    }

    [Fact]
    public void Atoms_may_come_and_go_between_calls()
    {
        MacePotential potential = GoldenCase.Potential("paper_pyr14bf4");
        using MaceSimdEvaluator used = Create("paper_pyr14bf4", Precision.Double, threads: 2);
        foreach (string structure in new[] { "pyr14", "box_pyr14bf4_2", "single_atom", "smallcell_bn", "box_pyr14bf4_2", "isolated_three", "bf4" })
        {
            AtomSystem system = GoldenCase.Load("paper_pyr14bf4", structure).System;
            Evaluation fresh = Evaluate("paper_pyr14bf4", system, Precision.Double, threads: 2), reused = Evaluation.Of(used, system);
            Assert.Equal(fresh.Energy, reused.Energy);
            Assert.Equal(fresh.Forces, reused.Forces);
        }
    }

    [Fact]
    public void Elements_prepared_when_they_occur_give_the_same_bits()
    {
        const string Model = "ft_naive_from_mpa0";
        using MaceSimdEvaluator late = Create(Model, Precision.Double, elementsAhead: 0);
        long before = late.TableBytes;
        foreach (string structure in new[] { "tfsi", "dimer_pyr14_tfsi" }) // the second adds H
        {
            AtomSystem system = GoldenCase.Load(Model, structure).System;
            Evaluation ahead = Evaluate(Model, system, Precision.Double), asNeeded = Evaluation.Of(late, system);
            Assert.Equal(ahead.Energy, asNeeded.Energy);
            Assert.Equal(ahead.Forces, asNeeded.Forces);
            Assert.True(late.TableBytes > before);
            before = late.TableBytes;
        }
    }

    [Theory]
    [InlineData("paper_pyr14bf4")]
    [InlineData("ft_naive_from_mpa0")]
    [InlineData("pyr14bf4_xtb_npt")]
    [InlineData("var_i1_abs")]
    public void Tables_keep_their_error_bound_and_fit_the_second_level_cache(string model)
    {
        using MaceSimdEvaluator exact = Create(model, Precision.Double), mixed = Create(model, Precision.Mixed);
        Assert.InRange(exact.TableError.Slope, 1e-16, 3e-7);
        Assert.InRange(exact.TableError.Value, 1e-16, 1e-7);
        Assert.InRange(mixed.TableError.Slope, 1e-16, 3e-6);
        int elements = GoldenCase.Potential(model).Info.AtomicNumbers.Count;
        int tables = GoldenCase.Potential(model).Model.Radial.Transform == TransformKind.None ? 1 : elements * (elements + 1) / 2;
        Assert.InRange(mixed.TableBytes / tables, 1, 1 << 20);
    }

    [Theory]
    [InlineData("mh1_like", "in layer 1 the interaction block is of the non-linear family")]
    [InlineData("omol_like", "in layer 1 the interaction block is of the non-linear family")]
    [InlineData("exotic_1e", "in layer 1 the hidden features are 16x0e+16x1e")]
    public void Models_it_can_not_evaluate_are_named_with_the_reason(string model, string reason)
    {
        Assert.False(MaceSimdEvaluator.Supports(GoldenCase.Potential(model).Model, out string actual));
        Assert.StartsWith(reason, actual, StringComparison.Ordinal);
        Assert.EndsWith(".", actual, StringComparison.Ordinal);
        var refusal = Assert.Throws<IlmlffException>(() =>
            GoldenCase.Potential(model).CreateEvaluator(new EvaluatorOptions { Backend = "simd", Head = GoldenCase.Potential(model).Info.Heads[^1] }));
        Assert.Contains("Use backend 'reference'", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_with_another_number_of_channels_on_edges_is_left_to_the_reference()
    {
        MaceModel model = GoldenCase.Potential("paper_pyr14bf4").Model;
        Interaction block = model.Layers[1].Interaction;
        IrrepsLinear up = block.LinearUp with { Out = Irreps.Parse("8x0e+8x1o") };
        MaceLayer narrow = model.Layers[1] with { Interaction = block with { LinearUp = up } };
        Assert.False(MaceSimdEvaluator.Supports(model with { Layers = [model.Layers[0], narrow] }, out string reason));
        Assert.StartsWith("in layer 2 the features are 8x0e+8x1o", reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Result_arrays_that_are_too_short_are_refused()
    {
        AtomSystem system = GoldenCase.Load("paper_pyr14bf4", "bf4").System;
        using MaceSimdEvaluator evaluator = Create("paper_pyr14bf4", Precision.Double);
        Assert.Throws<ArgumentException>(() => Compute(3 * system.Count - 1, 9, 0, 0));
        Assert.Throws<ArgumentException>(() => Compute(3 * system.Count, 8, 0, 0));
        Assert.Throws<ArgumentException>(() => Compute(3 * system.Count, 9, system.Count - 1, 0));
        Assert.Throws<ArgumentException>(() => Compute(3 * system.Count, 9, 0, 9));
        Compute(3 * system.Count, 9, system.Count, 9 * system.Count);

        void Compute(int forces, int virial, int energies, int virials) =>
            new Evaluation(0, new double[forces], new double[virial], new double[energies], new double[virials]).Fill(evaluator, system);
    }

    [Fact]
    public void A_disposed_evaluator_says_so()
    {
        MaceSimdEvaluator evaluator = Create("paper_pyr14bf4", Precision.Mixed, threads: 2);
        evaluator.Dispose();
        evaluator.Dispose();
        Assert.Throws<ObjectDisposedException>(() => Evaluation.Of(evaluator, GoldenCase.Load("paper_pyr14bf4", "bf4").System));
    }

    [Fact]
    public void Auto_takes_it_where_it_can()
    {
        using IEvaluator evaluator = GoldenCase.Potential("paper_pyr14bf4").CreateEvaluator(new EvaluatorOptions());
        Assert.Equal("simd", evaluator.Backend);
    }

    private static Evaluation Evaluate(string model, AtomSystem system, Precision precision, int? bits = null, int threads = 1)
    {
        using MaceSimdEvaluator evaluator = Create(model, precision, bits, threads);
        return Evaluation.Of(evaluator, system);
    }

    private static MaceSimdEvaluator Create(
        string model, Precision precision, int? bits = null, int threads = 1, int elementsAhead = SimdSetup.FewElements)
    {
        MacePotential potential = GoldenCase.Potential(model);
        var options = new EvaluatorOptions { Precision = precision, Threads = threads };
        return new MaceSimdEvaluator(
            potential.Model, potential.Info, 0, InitialFeatures.Create(potential.Model, options, 0), options, bits, elementsAhead);
    }
}
