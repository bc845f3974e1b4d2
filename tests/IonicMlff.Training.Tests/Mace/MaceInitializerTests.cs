using System.Text.Json;
using IonicMlff.Core.Frames;
using IonicMlff.Core.Potentials;
using IonicMlff.Models.Equivariance;
using IonicMlff.Models.Mace;
using IonicMlff.Models.Mace.Definition;
using IonicMlff.Models.Mace.Import;
using IonicMlff.Testing;
using IonicMlff.Training.Configuration.Plan;
using IonicMlff.Training.Mace;
using Xunit;

namespace IonicMlff.Training.Tests.Mace;

/// <summary>New MACE models have upstream's tensors, couplings and distributions.</summary>
public sealed class MaceInitializerTests
{
    /// <summary>The architecture of the paper.</summary>
    internal static readonly MacePlan Paper = new()
    {
        Cutoff = 6,
        Channels = 16,
        MaxL = 1,
        MaxEll = 3,
        Correlation = [3, 3],
        Layers = 2,
        FirstInteraction = InteractionKind.Residual,
        Interaction = InteractionKind.Residual,
        Basis = BasisKind.Bessel,
        BasisCount = 8,
        EnvelopePower = 5,
        Transform = TransformKind.None,
        PairRepulsion = false,
        RadialHidden = [64, 64, 64],
        ReadoutHidden = 16,
        Gate = ActivationKind.Silu,
        ScaleShift = true,
        Scaling = ScalingRule.RmsForces,
    };

    private static readonly int[] Elements = [1, 5, 6, 7, 9];

    private static MaceDataNumbers Numbers(int[] elements, params string[] heads) =>
        new(elements, heads, new double[heads.Length, elements.Length], 80, [.. heads.Select(_ => 1.35)], [.. heads.Select(_ => -5.7)]);

    public static TheoryData<string, int[], int> Architectures => new()
    {
        { "paper_pyr14bf4", Elements, 1 },
        { "mpa0_like", [1, 3, 5, 6, 7, 8, 9, 16], 1 },
        { "omat0_small_like", [1, 3, 5, 6, 7, 8, 9, 16], 1 },
        { "var_soft_tanh_c3", Elements, 1 },
        { "var_i1_abs", Elements, 1 },
        { "ft_multihead", Elements, 2 },
        { "mh1_like", [1, 3, 5, 6, 7, 8, 9, 16], 3 },
        { "var_reduced_cg", Elements, 1 },
    };

    private static MacePlan PlanOf(string model) => model switch
    {
        "mpa0_like" => Paper with
        {
            Channels = 32,
            BasisCount = 10,
            FirstInteraction = InteractionKind.Density,
            Interaction = InteractionKind.DensityResidual,
            Transform = TransformKind.Agnesi,
            PairRepulsion = true,
        },
        "omat0_small_like" => Paper with
        {
            Channels = 24,
            MaxL = 0,
            FirstInteraction = InteractionKind.Density,
            Interaction = InteractionKind.DensityResidual,
            Transform = TransformKind.Agnesi,
            PairRepulsion = true,
        },
        "var_soft_tanh_c3" => Paper with { Channels = 12, MaxEll = 2, Cutoff = 5, BasisCount = 6, RadialHidden = [32, 32], Transform = TransformKind.Soft, Gate = ActivationKind.Tanh },
        "var_i1_abs" => Paper with
        {
            Channels = 12,
            MaxL = 0,
            Layers = 1,
            Correlation = [3],
            Cutoff = 5,
            BasisCount = 7,
            RadialHidden = [16],
            FirstInteraction = InteractionKind.RealAgnostic,
        },
        "mh1_like" => Paper with
        {
            Channels = 32,
            BasisCount = 10,
            FirstInteraction = InteractionKind.NonLinear,
            Interaction = InteractionKind.NonLinear,
            Transform = TransformKind.Agnesi,
            PairRepulsion = true,
            AgnosticProduct = true,
            ApplyCutoff = false,
            Edges = new(8, 1, First: true),
        },
        "var_reduced_cg" => Paper with { FirstInteraction = InteractionKind.RealAgnostic, ReducedCouplings = true },
        _ => Paper,
    };

    [Theory]
    [MemberData(nameof(Architectures))]
    public void Parameters_have_upstreams_names_shapes_and_order(string model, int[] elements, int heads)
    {
        using JsonDocument inventory = JsonDocument.Parse(File.ReadAllText(TestData.Path("mace", "models", model + ".inventory.json")));
        (string Name, string Shape)[] expected = [.. inventory.RootElement.GetProperty("state_dict").EnumerateArray()
            .Where(t => t.GetProperty("kind").GetString() == "parameter" || t.GetProperty("name").GetString()!.Contains(".U_matrix_", StringComparison.Ordinal))
            .Select(t => (t.GetProperty("name").GetString()!, string.Join(',', t.GetProperty("shape").EnumerateArray())))];
        (_, TensorTable tensors) = MaceInitializer.Parts(PlanOf(model), Numbers(elements, [.. Enumerable.Range(0, heads).Select(h => $"h{h}")]), 1, TrainingPrecision.Float64);
        (string Name, string Shape)[] actual = [.. tensors.All.Where(t => t.IsParameter || t.Name.Contains(".U_matrix_", StringComparison.Ordinal))
            .Select(t => (t.Name, string.Join(',', t.Shape)))];
        Assert.Equal(expected.Order(), actual.Order());
    }

    [Fact]
    public void The_papers_architecture_has_48912_parameters()
    {
        (_, TensorTable tensors) = MaceInitializer.Parts(Paper, Numbers(Elements, "Default"), 1, TrainingPrecision.Float64);
        Assert.Equal(48_912, tensors.All.Where(t => t.IsParameter).Sum(t => t.Count));
    }

    [Theory]
    [InlineData("paper_pyr14bf4")]
    [InlineData("mpa0_like")]
    [InlineData("var_soft_tanh_c3")]
    public void Couplings_and_symbols_are_those_of_upstreams_models(string model)
    {
        MaceModel golden = MaceImporter.Read(TestData.Path("mace", "models", model + ".model.gz"));
        MaceModel ours = MaceInitializer.Create(PlanOf(model), Numbers(golden.AtomicNumbers, "Default"), 1, TrainingPrecision.Float64);
        for (int t = 0; t < golden.Layers.Length; t++)
        {
            Assert.Equal(golden.Layers[t].Product.UseSkip, ours.Layers[t].Product.UseSkip);
            Assert.Equal(golden.Layers[t].Interaction.ConvPaths.Length, ours.Layers[t].Interaction.ConvPaths.Length);
            for (int k = 0; k < golden.Layers[t].Product.Contractions.Length; k++)
            {
                foreach ((ContractionTerm a, ContractionTerm b) in golden.Layers[t].Product.Contractions[k].Terms.Zip(ours.Layers[t].Product.Contractions[k].Terms))
                    SameEntries(a, b);
            }
        }

        Assert.Equal(golden.Radial.Weights, ours.Radial.Weights);
        Assert.Equal(golden.Radial.Factor, ours.Radial.Factor);
        Assert.Equal(golden.Radial.TransformParameters, ours.Radial.TransformParameters);
        Assert.Equal(golden.Radial.CovalentRadii, ours.Radial.CovalentRadii);
        Assert.Equal(golden.PairRepulsion?.Coefficients, ours.PairRepulsion?.Coefficients);
    }

    // Upstream's tensors hold rounding errors of 1e-17 where ours are zero.
    private static void SameEntries(ContractionTerm a, ContractionTerm b)
    {
        Dictionary<string, double> Map(ContractionTerm t) => Enumerable.Range(0, t.Value.Length)
            .ToDictionary(e => $"{t.M[e]} {string.Join(' ', t.S[(e * t.Order)..((e + 1) * t.Order)])} {t.K[e]}", e => t.Value[e]);
        Dictionary<string, double> x = Map(a), y = Map(b);
        Assert.Equal(a.PathCount, b.PathCount);
        Assert.Equal(x.Count(p => Math.Abs(p.Value) > 1e-12), y.Count(p => Math.Abs(p.Value) > 1e-12));
        foreach ((string entry, double value) in x)
            Assert.Equal(value, y.GetValueOrDefault(entry), 1e-13);
    }

    [Fact]
    public void Weights_come_from_upstreams_distributions_and_from_the_seed()
    {
        double[] Of(long seed, string name) => MaceInitializer.Parts(Paper, Numbers(Elements, "Default"), seed, TrainingPrecision.Float64).Tensors.Doubles(name);
        double[] mixing = Of(3, "interactions.1.linear.weight"), contraction = Of(3, "products.0.symmetric_contractions.contractions.1.weights_max");
        Assert.Equal(1, Math.Sqrt(mixing.Average(w => w * w)), 0.06);              // 2560 numbers: standard error 0.014
        Assert.Equal(1.0 / 51, Math.Sqrt(contraction.Average(w => w * w)), 0.001); // 4080 numbers
        Assert.Equal(mixing, Of(3, "interactions.1.linear.weight"));
        Assert.NotEqual(mixing, Of(4, "interactions.1.linear.weight"));
    }

    [Fact]
    public void A_new_model_gives_energies_and_forces_of_sensible_size()
    {
        Frame frame = ExtxyzReader.Read(TestData.Path("mace", "training", "paper_pyr14bf4", "frames_ef.extxyz")).First();
        var forces = new double[3 * frame.Count];
        var energies = new List<double>();
        double squares = 0;
        for (int seed = 1; seed <= 4; seed++)
        {
            MaceModel model = MaceInitializer.Create(Paper, Numbers(Elements, "Default") with { Shift = [0] }, seed, TrainingPrecision.Float32);
            Assert.True(model.IsFloat32);
            using IEvaluator evaluator = new MacePotential(model).CreateEvaluator(new EvaluatorOptions { Backend = "reference" });
            var atoms = new AtomsView { LocalCount = frame.Count, Positions = frame.Positions, Species = Array.ConvertAll(frame.AtomicNumbers, z => Array.IndexOf(Elements, z)), Cell = frame.Cell };
            var results = new ResultsView { Virial = new double[9], Forces = forces };
            evaluator.Compute(atoms, ref results);
            energies.Add(results.Energy / frame.Count);
            squares += forces.Average(f => f * f);
        }

        Assert.InRange(Math.Sqrt(energies.Average(e => e * e)), 0.01, 30);
        Assert.InRange(Math.Sqrt(squares / 4), 0.01, 30);
    }

    [Theory]
    [InlineData(1, 0, 1)]
    [InlineData(2, 0, 4)]
    [InlineData(3, 0, 8)]
    [InlineData(1, 1, 1)]
    [InlineData(2, 1, 3)]
    [InlineData(3, 1, 12)]
    public void Reduced_couplings_span_those_of_upstream(int order, int l, int paths)
    {
        MaceModel golden = MaceImporter.Read(TestData.Path("mace", "models", "var_reduced_cg.model.gz"));
        (double[] u, int count) = SymmetricCouplings.Reduced(3, order, l, l == 0 ? 1 : -1);
        Assert.Equal(paths, count);
        ContractionTerm term = golden.Layers[0].Product.Contractions[l].Terms[order - 1];
        int size = u.Length / count;
        double[][] ours = [.. Enumerable.Range(0, count).Select(k => Enumerable.Range(0, size).Select(i => u[i * count + k]).ToArray())];
        var theirs = new double[term.PathCount][];
        for (int k = 0; k < theirs.Length; k++)
            theirs[k] = new double[size];
        for (int e = 0; e < term.Value.Length; e++)
            theirs[term.K[e]][Enumerable.Range(0, order).Aggregate((int)term.M[e], (at, d) => at * 16 + term.S[e * order + d])] += term.Value[e];
        double Product(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum() / (2 * l + 1);
        foreach (double[] a in theirs)
        {
            Assert.Equal(1, Product(a, a), 1e-10);
            Assert.Equal(1, ours.Sum(b => Product(a, b) * Product(a, b)), 1e-10); // lies in the span of ours, which are orthonormal
        }

        for (int a = 0; a < count; a++)
        {
            for (int b = 0; b < count; b++)
                Assert.Equal(a == b ? 1 : 0, Product(ours[a], ours[b]), 1e-10);
        }
    }

    [Fact]
    public void Nonlinear_blocks_begin_with_torchs_distributions()
    {
        (_, TensorTable tensors) = MaceInitializer.Parts(PlanOf("mh1_like"), Numbers([1, 3, 5, 6, 7, 8, 9, 16], "a", "b", "c"), 1, TrainingPrecision.Float64);
        double MeanSize(string name) => tensors.Doubles("interactions.0." + name).Average(Math.Abs);
        Assert.Equal(0.5 / Math.Sqrt(74), MeanSize("conv_tp_weights.net.0.weight"), 0.002); // mh1_like: 0.0584
        Assert.Equal(0.5 / Math.Sqrt(74), MeanSize("conv_tp_weights.net.0.bias"), 0.02);
        Assert.Equal(5e-4, MeanSize("source_embedding.weight"), 1e-4);
        Assert.Equal((20.0, 0.0), (tensors.Doubles("interactions.1.alpha")[0], tensors.Doubles("interactions.1.beta")[0]));
        Assert.All(tensors.Doubles("interactions.0.density_fn.net.1.weight"), w => Assert.Equal(1, w));
    }
}
