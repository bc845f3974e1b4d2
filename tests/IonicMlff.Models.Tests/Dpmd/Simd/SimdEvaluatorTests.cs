using IonicMlff.Core.Errors;
using IonicMlff.Core.Potentials;
using IonicMlff.Models.Dpmd;
using IonicMlff.Models.Dpmd.Definition;
using IonicMlff.Models.Dpmd.Simd;
using IonicMlff.Testing;
using Xunit;

namespace IonicMlff.Models.Tests.Dpmd.Simd;

/// <summary>What is particular to the SIMD evaluator: shapes, register widths, threads, tables, close pairs, and which models it takes.</summary>
public class SimdEvaluatorTests
{
    private static readonly ContractTolerances Tables = new() { Energy = 1e-9, Force = 1e-8 };
    private static readonly ContractTolerances Floats = new() { Energy = 2e-5, Force = 2e-4 };

    public static TheoryData<string> Shapes() => [.. Models.Keys];

    private static readonly Dictionary<string, RandomModel> Models = new()
    {
        ["plain"] = new(),
        ["one type, one channel more than axis"] = new() { Types = 1, Sel = [40], Embedding = [3, 5], Axis = 4 },
        ["five types, pairs"] = new() { Types = 5, Sel = [8, 8, 8, 8, 8], OneSide = false, Embedding = [5, 10, 20] },
        ["axis wider than a register"] = new() { Embedding = [9, 18, 36], Axis = 19 },
        ["as many axis neurons as channels"] = new() { Embedding = [6], Axis = 6 },
        ["first layer of width one"] = new() { Embedding = [1, 2, 4], Axis = 2 },
        ["too few slots"] = new() { Sel = [4, 7] },
        ["too few slots in all"] = new() { Sel = [4, 7], Overflow = OverflowRule.NearestOverallThenPerType },
        ["no slots for a type"] = new() { Types = 3, Sel = [20, 0, 20] },
        ["excluded, neighbours only"] = new() { Excluded = [(0, 1)] },
        ["excluded, whole section"] = new() { Excluded = [(0, 1), (1, 1)], Exclusion = ExclusionRule.WholeSection },
        ["pair excluded"] = new() { PairExcluded = [(0, 1)] },
        ["protection"] = new() { Protection = 0.3 },
        ["negative average"] = new() { Average = -0.1 },
        ["no average"] = new() { Average = 0 },
        ["doubling fitting net"] = new() { Embedding = [4, 8], Axis = 2, Fitting = [16, 32, 32], FittingShortcut = Shortcut.Double },
        ["parameters"] = new() { Parameters = 3 },
        ["softplus"] = new() { EmbeddingActivation = DpmdActivation.Softplus, FittingActivation = DpmdActivation.Softplus },
        ["sigmoid"] = new() { EmbeddingActivation = DpmdActivation.Sigmoid, FittingActivation = DpmdActivation.Sigmoid },
        ["gelu"] = new() { EmbeddingActivation = DpmdActivation.Gelu, FittingActivation = DpmdActivation.Gelu },
        ["silu"] = new() { EmbeddingActivation = DpmdActivation.Silu, FittingActivation = DpmdActivation.Silu },
        ["silut in the fitting net"] = new() { FittingActivation = DpmdActivation.Silut },
        ["relu in the fitting net"] = new() { FittingActivation = DpmdActivation.Relu },
        ["relu6 in the fitting net"] = new() { FittingActivation = DpmdActivation.Relu6 },
        ["linear"] = new() { EmbeddingActivation = DpmdActivation.Linear, FittingActivation = DpmdActivation.Linear },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Every_shape_agrees_with_the_reference_in_all_widths(string shape)
    {
        RandomModel recipe = Models[shape];
        DpmdModel model = recipe.Build();
        AtomSystem system = AtomSystem.Periodic(new DpmdPotential(model).Info, 45, 8.3, seed: 3);
        Evaluation expected = Evaluate(model, system, recipe.Parameters, reference: true);
        foreach (int bits in new[] { 128, 256, 512 })
        {
            Agreement.AssertEqual(expected, Evaluate(model, system, recipe.Parameters, bits: bits), Tables, $"double, {bits} bits");
            Agreement.AssertEqual(
                expected, Evaluate(model, system, recipe.Parameters, bits: bits, precision: Precision.Mixed), Floats, $"mixed, {bits} bits");
        }
    }

    [Theory]
    [InlineData(0.35)] // within the tables' range or not, energies and forces are those of the nets
    [InlineData(0.55)]
    [InlineData(0.599999)]
    [InlineData(0.600001)]
    [InlineData(0.75)]
    public void Close_pairs_are_evaluated_rightly(double distance)
    {
        DpmdModel model = new RandomModel().Build();
        AtomSystem system = AtomSystem.Periodic(new DpmdPotential(model).Info, 30, 8, seed: 5);
        system.Positions[3] = system.Positions[0] + distance;
        (system.Positions[4], system.Positions[5]) = (system.Positions[1], system.Positions[2]);
        Evaluation expected = Evaluate(model, system, reference: true);
        Agreement.AssertEqual(expected, Evaluate(model, system), Tables, "double");
        Agreement.AssertEqual(expected, Evaluate(model, system, threads: 3), Tables, "three threads");
        Agreement.AssertEqual(expected, Evaluate(model, system, precision: Precision.Mixed), Floats with { Force = 1e-3, Energy = 1e-3 }, "mixed");
    }

    [Fact]
    public void Atoms_at_the_same_place_are_refused()
    {
        DpmdModel model = new RandomModel().Build();
        var system = new AtomSystem([0, 0], [1, 1, 1, 1 + 1e-8, 1, 1], Core.Geometry.Cell.None);
        var error = Assert.Throws<IlmlffException>(() => Evaluate(model, system));
        Assert.Equal(ErrorKind.BadData, error.Kind);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(7)]
    public void Threads_agree_and_a_number_of_threads_fixes_every_bit(int threads)
    {
        DpmdModel model = new RandomModel { Types = 3, Sel = [20, 20, 20] }.Build();
        AtomSystem system = AtomSystem.Periodic(new DpmdPotential(model).Info, 60, 9, seed: 6);
        Evaluation several = Evaluate(model, system, threads: threads), again = Evaluate(model, system, threads: threads);
        Agreement.AssertEqual(Evaluate(model, system), several, new ContractTolerances { Energy = 1e-12, Force = 1e-11 }, $"{threads} threads");
        Assert.Equal(several.Energy, again.Energy);
        Assert.Equal(several.Forces, again.Forces);
        Assert.Equal(several.Virial, again.Virial);
        Assert.Equal(several.AtomVirials, again.AtomVirials);
    }

    [Fact]
    public void Excluded_atoms_have_no_energy_but_are_neighbours()
    {
        DpmdModel model = new RandomModel().Build() with { AtomExcluded = [true, false] };
        AtomSystem system = AtomSystem.Periodic(new DpmdPotential(model).Info, 30, 8, seed: 5);
        Agreement.AssertEqual(Evaluate(model, system, reference: true), Evaluate(model, system), Tables, "excluded atoms");
    }

    [Fact]
    public void The_tables_say_how_good_they_are()
    {
        DpmdModel model = DpmdCase.Read("il_paper_twoside");
        using var exact = new DpmdSimdEvaluator(model, new DpmdPotential(model).Info, new EvaluatorOptions());
        using var mixed = new DpmdSimdEvaluator(model, new DpmdPotential(model).Info, new EvaluatorOptions { Precision = Precision.Mixed });
        Assert.InRange(exact.TableError.Value, 1e-16, 1e-10);
        Assert.InRange(exact.TableError.Slope, 1e-16, 1e-9);
        Assert.InRange(mixed.TableError.Value, 1e-10, 1e-5);
        Assert.InRange(mixed.TableError.Slope, 1e-10, 1e-4);
        Assert.Contains("25 embedding tables of ", mixed.TableSummary, StringComparison.Ordinal);
        Assert.InRange(mixed.OperationsPerAtom(462), 1e6, 5e6);
    }

    [Fact]
    public void Models_it_can_not_evaluate_are_named_with_the_reason()
    {
        DpmdModel plain = new RandomModel().Build();
        AssertLeftToReference(new RandomModel { EmbeddingActivation = DpmdActivation.Relu }.Build(), "its embedding nets have the activation relu");
        AssertLeftToReference(new RandomModel { Sel = [0, 0] }.Build(), "it has no slots for neighbours (sel).");
        double[] average = (double[])plain.Environment.Average.Clone();
        average[4] += 0.01;
        AssertLeftToReference(plain with { Environment = plain.Environment with { Average = average } }, "its statistics (davg, dstd) differ");
        AssertLeftToReference(
            new RandomModel { Parameters = 1 }.Build() with { SubtractVacuum = [true, false] }, "it has fixed vacuum energies (atom_ener)");

        void AssertLeftToReference(DpmdModel model, string reason)
        {
            var potential = new DpmdPotential(model);
            Assert.Equal(["reference"], potential.Info.Backends);
            var error = Assert.Throws<IlmlffException>(() => potential.CreateEvaluator(new EvaluatorOptions { Backend = "simd" }));
            Assert.Contains(reason, error.Message, StringComparison.Ordinal);
            Assert.Contains("Use backend 'reference'", error.Message, StringComparison.Ordinal);
            error = Assert.Throws<IlmlffException>(() => potential.CreateEvaluator(new EvaluatorOptions { Precision = Precision.Mixed }));
            Assert.Contains("Precision 'mixed' is not available", error.Message, StringComparison.Ordinal);
            using IEvaluator evaluator = potential.CreateEvaluator(new EvaluatorOptions());
            Assert.Equal("reference", evaluator.Backend);
        }
    }

    [Fact]
    public void Compressed_functions_that_no_table_holds_are_left_to_the_reference()
    {
        DpmdModel plain = new RandomModel().Build();
        int width = plain.Embedding[0]!.Width;
        var random = new Random(3);
        var jumps = new CompressedTable // constants at random: a step at every knot
        {
            Lower = -2,
            Upper = 20,
            Max = 60,
            Stride0 = 0.05,
            Stride1 = 0.5,
            Coefficients = [.. Enumerable.Range(0, 520 * width * 6).Select(k => k % 6 == 0 ? random.NextDouble() : 0)],
        };
        var potential = new DpmdPotential(plain with { Embedding = [.. plain.Embedding.Select(n => n! with { Table = jumps })] });
        var error = Assert.Throws<IlmlffException>(() => potential.CreateEvaluator(new EvaluatorOptions { Backend = "simd" }));
        Assert.Contains("embedding functions are not smooth", error.Message, StringComparison.Ordinal);
        Assert.Throws<IlmlffException>(() => potential.CreateEvaluator(new EvaluatorOptions { Precision = Precision.Mixed }));
        using IEvaluator evaluator = potential.CreateEvaluator(new EvaluatorOptions());
        Assert.Equal("reference", evaluator.Backend);
    }

    [Fact]
    public void A_disposed_evaluator_says_so()
    {
        DpmdModel model = new RandomModel().Build();
        var evaluator = new DpmdSimdEvaluator(model, new DpmdPotential(model).Info, new EvaluatorOptions { Threads = 2 });
        evaluator.Dispose();
        evaluator.Dispose();
        var system = new AtomSystem([0], [0, 0, 0], Core.Geometry.Cell.None);
        Assert.Throws<ObjectDisposedException>(() => Evaluation.Of(evaluator, system));
    }

    private static Evaluation Evaluate(
        DpmdModel model, AtomSystem system, int parameters = 0, bool reference = false, int? bits = null, int threads = 1,
        Precision precision = Precision.Double)
    {
        var random = new Random(2);
        double[] Numbers(int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextDouble())];
        double[] frame = Numbers(parameters), atom = Numbers(parameters * system.Count);
        var potential = new DpmdPotential(model);
        var options = new EvaluatorOptions { Precision = precision, Threads = threads, Backend = reference ? "reference" : "simd" };
        using IEvaluator evaluator = reference
            ? potential.CreateEvaluator(options)
            : new DpmdSimdEvaluator(model, potential.Info, options, bits);
        int n = system.Count;
        var result = new Evaluation(0, new double[3 * n], new double[9], new double[n], new double[9 * n]);
        var atoms = new AtomsView
        {
            LocalCount = n,
            Positions = system.Positions,
            Species = system.Species,
            Cell = system.Cell,
            FrameParameters = frame,
            AtomParameters = atom,
        };
        var view = new ResultsView
        {
            Virial = result.Virial,
            Forces = result.Forces,
            SiteEnergies = result.SiteEnergies,
            AtomVirials = result.AtomVirials,
        };
        evaluator.Compute(atoms, ref view);
        return result with { Energy = view.Energy };
    }
}
