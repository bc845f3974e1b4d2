using IonicMlff.Core.Geometry;
using IonicMlff.Core.Neighbors;
using IonicMlff.Core.Potentials;
using IonicMlff.Models.Mace;
using IonicMlff.Models.Mace.Definition;
using IonicMlff.Models.Mace.Reference;
using IonicMlff.Models.Tests.Mace.Golden;
using IonicMlff.Testing;
using Xunit;

namespace IonicMlff.Models.Tests.Mace.Reference;

/// <summary>Parts of the architecture that no golden model has: derivatives, and a value computed by hand.</summary>
public class VariantTests
{
    private static readonly MaceModel Base = GoldenCase.Potential("var_soft_tanh_c3").Model;

    [Fact]
    public void Chebyshev_basis()
    {
        MaceModel model = Base with
        {
            Radial = Base.Radial with
            {
                Kind = BasisKind.Chebyshev,
                Weights = [0, 1, 2, 3, 4, 5],
                Transform = TransformKind.None,
            },
        };
        CheckDerivatives(model);

        var atoms = new AtomsView { LocalCount = 2, Positions = [0, 0, 0, 0, 0.8, 0], Species = [0, 1], Cell = Cell.None };
        var edges = new EdgeStage(model.Cutoff, new NeighborList(model.Cutoff), model.MaxEll);
        edges.Compute(atoms);
        var radial = new RadialStage(model);
        radial.Compute(edges, atoms.Species, 2);
        double f = RadialStage.Envelope(0.8, model.Cutoff, model.Radial.EnvelopePower).Value;
        double[] expected = [.. model.Radial.Weights.Select(n => f * Math.Cos(n * Math.Acos(0.8)))];
        Agreement.AssertClose(expected, radial.Features[0], 1e-14, "T_n(0.8)");
    }

    [Fact]
    public void Readout_with_a_middle_layer_and_biases()
    {
        var last = (NonLinearReadout)Base.Readouts[^1];
        int m = last.HiddenPerHead;
        NonLinearReadout biased = last with
        {
            Linear1 = last.Linear1 with { Bias = Ramp(m, 0.1) },
            LinearMid = new DenseLayer { In = m, Out = m, Weight = Ramp(m * m, 0.07), Bias = Ramp(m, -0.2) },
            Linear2 = last.Linear2 with { Bias = [0.25] },
        };
        MaceModel model = Base with { Readouts = [.. Base.Readouts[..^1], biased] };
        CheckDerivatives(model);
        Assert.Equal(
            0.25 * Base.Scale![0],
            Energy(model) - Energy(Base with { Readouts = [.. model.Readouts[..^1], biased with { Linear2 = last.Linear2 }] }),
            1e-9);
    }

    [Fact]
    public void Last_readout_alone()
    {
        MaceModel model = Base with { Readouts = [Base.Readouts[^1]] };
        CheckDerivatives(model);
        Assert.NotEqual(Energy(Base), Energy(model), 1e-3);
    }

    /// <summary>A term of order 4, U = δ(s1,s2)δ(s3,s4), adds W (Σ_s A_s²)² to each channel.</summary>
    [Fact]
    public void Correlation_of_order_4()
    {
        Contraction contraction = Base.Layers[0].Product.Contractions[0];
        int channels = contraction.Output.Mul;
        (int, int)[] pairs = [.. from s in Enumerable.Range(0, 9) from t in Enumerable.Range(0, 9) select (s, t)];
        var fourth = new ContractionTerm
        {
            Order = 4,
            PathCount = 1,
            ElementCount = 1,
            Channels = channels,
            Weights = Ramp(channels, 0.3),
            M = new int[81],
            K = new int[81],
            Value = [.. Enumerable.Repeat(1.0, 81)],
            S = [.. pairs.SelectMany(p => new[] { p.Item1, p.Item1, p.Item2, p.Item2 })],
        };
        Contraction extended = contraction with { Terms = [.. contraction.Terms, fourth] };
        Product product = Base.Layers[0].Product with { Contractions = [extended, .. Base.Layers[0].Product.Contractions[1..]] };
        double[] a = Ramp(9 * channels, 1), with = new double[channels], without = new double[channels];
        new ContractionPolynomial(extended, elementCount: 1).Add(0, a, with);
        new ContractionPolynomial(contraction, elementCount: 1).Add(0, a, without);
        for (int c = 0; c < channels; c++)
        {
            double square = Enumerable.Range(0, 9).Sum(s => a[s * channels + c] * a[s * channels + c]);
            Assert.Equal(fourth.Weights[c] * square * square, with[c] - without[c], 1e-9);
        }

        CheckDerivatives(Base with { Layers = [Base.Layers[0] with { Product = product }, .. Base.Layers[1..]] });
    }

    /// <summary>A continuous input through Linear → SiLU → Linear, with a readout of the embedding.</summary>
    [Fact]
    public void Continuous_charge_with_readout_of_the_embedding()
    {
        int channels = Base.NodeEmbedding.GetLength(1);
        var joint = new JointEmbedding
        {
            Features =
            [
                new JointFeature
                {
                    Name = "total_charge", DefaultValue = 0, Width = 2,
                    Network =
                    [
                        new DenseLayer { In = 1, Out = 3, Weight = [0.5, -1, 2], Bias = [0.1, 0.2, 0.3] },
                        new DenseLayer { In = 3, Out = 2, Weight = [1, 2, 3, -1, -2, 0.5], Bias = [0.4, -0.3] },
                    ],
                },
            ],
            Project = Ramp(2 * channels, 0.05),
            EmbeddingReadout = Ramp(channels, 0.2),
        };
        MaceModel model = Base with { Joint = joint };
        CheckDerivatives(model, new() { TotalCharge = 0.7 });

        // by hand: e = W2·SiLU(W1·q + b1) + b2, h⁰ = W_z + SiLU(P·e), readout added to E0
        double[] hidden = [Silu(0.45), Silu(-0.5), Silu(1.7)];
        double[] e = [hidden[0] + 3 * hidden[1] - 2 * hidden[2] + 0.4, 2 * hidden[0] - hidden[1] + 0.5 * hidden[2] - 0.3];
        double expected = 0;
        for (int c = 0; c < channels; c++)
        {
            double h = Base.NodeEmbedding[0, c] + Silu(e[0] * joint.Project[c] + e[1] * joint.Project[channels + c]);
            expected += h * joint.EmbeddingReadout[c];
        }

        MaceModel unread = model with { Joint = joint with { EmbeddingReadout = null } };
        var single = new AtomSystem([0], [0, 0, 0], Cell.None);
        Assert.Equal(expected, Evaluate(model, single, 0.7).Energy - Evaluate(unread, single, 0.7).Energy, 1e-9);
    }

    private static void CheckDerivatives(MaceModel model, EvaluatorOptions? options = null)
    {
        var potential = new MacePotential(model);
        options = (options ?? new()) with { Backend = "reference" };
        var checks = new DerivativeChecks(potential, options, ContractTolerances.Double);
        checks.Forces();
        checks.Virial();
    }

    private static double Energy(MaceModel model) => Evaluate(model, new AtomSystem([0], [0, 0, 0], Cell.None), null).Energy;

    private static Evaluation Evaluate(MaceModel model, AtomSystem system, double? charge)
    {
        var options = new EvaluatorOptions { Backend = "reference", TotalCharge = charge };
        using IEvaluator evaluator = new MacePotential(model).CreateEvaluator(options);
        return Evaluation.Of(evaluator, system);
    }

    private static double Silu(double x) => x / (1 + Math.Exp(-x));

    private static double[] Ramp(int n, double factor) => [.. Enumerable.Range(0, n).Select(k => factor * Math.Sin(1 + 2.3 * k))];
}
