using IonicMlff.Core.Elements;
using IonicMlff.Models.Equivariance;
using IonicMlff.Models.Mace.Definition;
using IonicMlff.Models.Mace.Import;
using IonicMlff.Training.Configuration.Plan;
using IonicMlff.Training.Randomness;

namespace IonicMlff.Training.Mace;

/// <summary>What a new MACE model takes from the data.</summary>
/// <param name="AtomicNumbers">Elements, ascending.</param>
/// <param name="Heads">Heads, in order.</param>
/// <param name="AtomicEnergies">E0, eV, [head, element].</param>
/// <param name="AvgNumNeighbors">Divisor of the messages.</param>
/// <param name="Scale">Per head, eV.</param>
/// <param name="Shift">Per head, eV per atom.</param>
public sealed record MaceDataNumbers(int[] AtomicNumbers, IReadOnlyList<string> Heads, double[,] AtomicEnergies, double AvgNumNeighbors, double[] Scale, double[] Shift);

/// <summary>
/// A MACE model with random weights: architecture and distributions of upstream (all mixing weights N(0, 1), those of the contraction
/// N(0, 1)/K), numbers from our generator.
/// </summary>
public static class MaceInitializer
{
    // Constants c of c·φ(x) that upstream estimates from 10⁶ samples.
    private const double SiluConstant = 1.6791767923989418, TanhConstant = 1.5937334472592695, AbsConstant = 1.0011106008384669,
        SigmoidConstant = 1.8467055342154763;

    private const int DensityHidden = 64; // of nonlinear blocks

    /// <summary>Makes the model.</summary>
    public static MaceModel Create(MacePlan plan, MaceDataNumbers data, long seed, TrainingPrecision precision)
    {
        (MaceConfig config, TensorTable tensors) = Parts(plan, data, seed, precision);
        return MaceBuilder.Build(config, tensors);
    }

    /// <summary>Hyperparameters and tensors of the model.</summary>
    internal static (MaceConfig Config, TensorTable Tensors) Parts(MacePlan plan, MaceDataNumbers data, long seed, TrainingPrecision precision)
    {
        MaceConfig config = Config(plan, data);
        var make = new MaceTensorMaker(new SeededGenerator(seed, "weights"), precision == TrainingPrecision.Float32);
        int elements = data.AtomicNumbers.Length, heads = data.Heads.Count;
        make.Integers("atomic_numbers", data.AtomicNumbers);
        make.Scalar("r_max", plan.Cutoff);
        make.Weight("node_embedding.linear.weight", 1, (long)elements * plan.Channels);
        AddRadial(make, plan);
        make.Buffer("atomic_energies_fn.atomic_energies", [.. data.AtomicEnergies.Cast<double>()], heads, elements);
        for (int t = 0; t < plan.Layers; t++)
        {
            AddInteraction(make, plan, config.Layers[t], t, elements);
            AddProduct(make, plan, config.Layers[t], t, elements);
        }

        AddReadouts(make, config, plan, heads);
        if (plan.ScaleShift)
        {
            make.Buffer("scale_shift.scale", data.Scale, heads);
            make.Buffer("scale_shift.shift", data.Shift, heads);
        }

        return (config, make.Table);
    }

    private static MaceConfig Config(MacePlan plan, MaceDataNumbers data)
    {
        Irreps target = Natural(plan.Channels, plan.MaxEll);
        var layers = new LayerConfig[plan.Layers];
        Irreps node = Natural(plan.Channels, 0);
        for (int t = 0; t < plan.Layers; t++)
        {
            InteractionKind kind = t == 0 ? plan.FirstInteraction : plan.Interaction;
            Irreps hidden = Natural(plan.Channels, t == plan.Layers - 1 ? 0 : plan.MaxL); // only scalars are read out in the end
            layers[t] = new LayerConfig
            {
                Kind = kind,
                AvgNumNeighbors = data.AvgNumNeighbors,
                NodeIrreps = node,
                EdgeIrreps = EdgeIrreps(plan, t, node),
                TargetIrreps = target,
                HiddenIrreps = hidden,
                RadialActivation = new Activation(ActivationKind.Silu, SiluConstant),
                ScalarActivation = kind == InteractionKind.NonLinear ? new Activation(ActivationKind.Silu, SiluConstant) : default,
                GateActivation = kind == InteractionKind.NonLinear ? new Activation(ActivationKind.Sigmoid, SigmoidConstant) : default,
                NormEpsilon = 1e-5,
                Correlation = plan.Correlation[t],
                UseSkip = kind is InteractionKind.Residual or InteractionKind.DensityResidual or InteractionKind.NonLinear,
            };
            node = hidden;
        }

        return new MaceConfig
        {
            ScaleShift = plan.ScaleShift,
            Heads = [.. data.Heads],
            MaxEll = plan.MaxEll,
            EvenHarmonics = false,
            Basis = plan.Basis,
            BasisCount = plan.BasisCount,
            GaussianCoefficient = plan.Basis == BasisKind.Gaussian ? -0.5 / Math.Pow(plan.Cutoff / (plan.BasisCount - 1), 2) : 0,
            ApplyCutoff = plan.ApplyCutoff,
            Transform = plan.Transform,
            PairRepulsion = plan.PairRepulsion,
            Joint = [],
            EmbeddingReadout = false,
            Layers = layers,
            Readouts = Readouts(plan, data.Heads.Count),
        };
    }

    private static Irreps EdgeIrreps(MacePlan plan, int layer, Irreps node) => plan.Edges is not { } edges || (layer == 0 && !edges.First) ? node
        : Natural(edges.Channels, Math.Min(edges.MaxL, node.Blocks.Max(b => b.L)));

    private static ReadoutConfig[] Readouts(MacePlan plan, int heads) =>
    [
        .. Enumerable.Range(0, plan.Layers).Select(t => t == plan.Layers - 1 && plan.Layers > 1
            ? new ReadoutConfig(ReadoutKind.NonLinear, t, t, heads * plan.ReadoutHidden, new Activation(plan.Gate, plan.Gate switch
            {
                ActivationKind.Silu => SiluConstant,
                ActivationKind.Tanh => TanhConstant,
                ActivationKind.Abs => AbsConstant,
                _ => 1,
            }))
            : new ReadoutConfig(ReadoutKind.Linear, t, t, 0, default)),
    ];

    private static void AddRadial(MaceTensorMaker make, MacePlan plan)
    {
        const string Basis = "radial_embedding.bessel_fn.", Transform = "radial_embedding.distance_transform.";
        int count = plan.BasisCount;
        double[] orders = [.. Enumerable.Range(1, count).Select(n => (double)n)];
        switch (plan.Basis)
        {
            case BasisKind.Bessel:
                make.Buffer(Basis + "bessel_weights", [.. orders.Select(n => n * (Math.PI / plan.Cutoff))], count);
                make.Scalar(Basis + "prefactor", Math.Sqrt(2 / plan.Cutoff));
                break;
            case BasisKind.Gaussian:
                make.Buffer(Basis + "gaussian_weights", [.. orders.Select(n => (n - 1) * plan.Cutoff / (count - 1))], count);
                break;
            default:
                make.Buffer(Basis + "n", orders, count);
                break;
        }

        make.Scalar("radial_embedding.cutoff_fn.p", plan.EnvelopePower);
        if (plan.Transform == TransformKind.Agnesi)
        {
            make.Scalar(Transform + "a", 1.0805);
            make.Scalar(Transform + "q", 0.9183);
            make.Scalar(Transform + "p", 4.5791);
        }
        else if (plan.Transform == TransformKind.Soft)
        {
            make.Scalar(Transform + "alpha", 4);
        }

        if (plan.Transform != TransformKind.None)
            make.Buffer(Transform + "covalent_radii", Radii(), 119);
        if (!plan.PairRepulsion)
            return;
        make.Buffer("pair_repulsion_fn.c", [0.1818, 0.5099, 0.2802, 0.02817], 4);
        make.Scalar("pair_repulsion_fn.p", plan.EnvelopePower);
        make.Buffer("pair_repulsion_fn.covalent_radii", Radii(), 119);
        make.Scalar("pair_repulsion_fn.a_exp", 0.300);
        make.Scalar("pair_repulsion_fn.a_prefactor", 0.4543);
    }

    private static void AddInteraction(MaceTensorMaker make, MacePlan plan, LayerConfig layer, int t, int elements)
    {
        if (layer.Kind == InteractionKind.NonLinear)
        {
            AddNonLinear(make, plan, layer, t, elements);
            return;
        }

        string name = $"interactions.{t}";
        PathPlan[] paths = PathPlan.Of(layer.EdgeIrreps, plan.MaxEll, false, layer.TargetIrreps);
        Irreps message = PathPlan.MessageIrreps(paths);
        make.Weight($"{name}.linear_up.weight", 1, Mixed(layer.NodeIrreps, layer.EdgeIrreps));
        int[] widths = [plan.BasisCount, .. plan.RadialHidden, paths.Sum(p => p.Mul)];
        for (int k = 0; k + 1 < widths.Length; k++)
            make.Weight($"{name}.conv_tp_weights.layer{k}.weight", 1, widths[k], widths[k + 1]);
        make.Weight($"{name}.linear.weight", 1, Mixed(message, layer.TargetIrreps));
        bool residual = layer.Kind is InteractionKind.Residual or InteractionKind.DensityResidual;
        make.Weight($"{name}.skip_tp.weight", 1, elements * (residual ? Mixed(layer.NodeIrreps, layer.HiddenIrreps) : Mixed(layer.TargetIrreps, layer.TargetIrreps)));
        if (layer.Kind is InteractionKind.Density or InteractionKind.DensityResidual)
            make.Weight($"{name}.density_fn.layer0.weight", 1, plan.BasisCount, 1);
    }

    private static void AddNonLinear(MaceTensorMaker make, MacePlan plan, LayerConfig layer, int t, int elements)
    {
        string name = $"interactions.{t}";
        PathPlan[] paths = PathPlan.Of(layer.EdgeIrreps, plan.MaxEll, false, layer.TargetIrreps);
        // scalars and one gate for each gated channel, then what is gated
        Irreps gate = new([new IrrepBlock(layer.TargetIrreps.Blocks.Sum(b => b.Mul), 0, 1), .. layer.TargetIrreps.Blocks.Skip(1)]);
        int embedding = layer.NodeIrreps.Blocks[0].Mul, inputs = plan.BasisCount + 2 * embedding;
        make.Constant($"{name}.alpha", 20);
        make.Constant($"{name}.beta", 0);
        make.Uniform($"{name}.source_embedding.weight", 1e-3, (long)elements * embedding);
        make.Uniform($"{name}.target_embedding.weight", 1e-3, (long)elements * embedding);
        make.Weight($"{name}.linear_up.weight", 1, Mixed(layer.NodeIrreps, layer.EdgeIrreps));
        make.LayerNormNet($"{name}.conv_tp_weights", [inputs, .. plan.RadialHidden, paths.Sum(p => p.Mul)]);
        make.Weight($"{name}.skip_tp.weight", 1, Mixed(layer.NodeIrreps, layer.HiddenIrreps));
        make.Weight($"{name}.linear_res.weight", 1, Mixed(layer.EdgeIrreps, gate));
        make.Weight($"{name}.linear_1.weight", 1, Mixed(PathPlan.MessageIrreps(paths), gate));
        make.Weight($"{name}.linear_2.weight", 1, Mixed(layer.TargetIrreps, layer.TargetIrreps));
        make.LayerNormNet($"{name}.density_fn", inputs, DensityHidden, 1);
    }

    private static void AddProduct(MaceTensorMaker make, MacePlan plan, LayerConfig layer, int t, int elements)
    {
        int components = (plan.MaxEll + 1) * (plan.MaxEll + 1), highest = layer.Correlation;
        for (int k = 0; k < layer.HiddenIrreps.Blocks.Count; k++)
        {
            IrrepBlock output = layer.HiddenIrreps.Blocks[k];
            string name = $"products.{t}.symmetric_contractions.contractions.{k}";
            for (int nu = highest; nu >= 1; nu--)
            {
                (double[] u, int paths) = plan.ReducedCouplings
                    ? SymmetricCouplings.Reduced(plan.MaxEll, nu, output.L, output.Parity) : SymmetricCouplings.Of(plan.MaxEll, nu, output.L, output.Parity);
                make.Buffer($"{name}.U_matrix_{nu}", u, [.. output.L == 0 ? Array.Empty<long>() : [output.IrrepDim], .. Enumerable.Repeat((long)components, nu), paths]);
                string weights = nu == highest ? "weights_max" : $"weights.{highest - 1 - nu}";
                make.Weight($"{name}.{weights}", 1.0 / paths, plan.AgnosticProduct ? 1 : elements, paths, plan.Channels);
            }
        }

        make.Weight($"products.{t}.linear.weight", 1, Mixed(layer.HiddenIrreps, layer.HiddenIrreps));
    }

    private static void AddReadouts(MaceTensorMaker make, MaceConfig config, MacePlan plan, int heads)
    {
        foreach (ReadoutConfig readout in config.Readouts)
        {
            string name = $"readouts.{readout.Index}";
            if (readout.Kind == ReadoutKind.Linear)
            {
                make.Weight($"{name}.linear.weight", 1, plan.Channels * heads);
                continue;
            }

            make.Weight($"{name}.linear_1.weight", 1, plan.Channels * readout.HiddenCount);
            make.Weight($"{name}.linear_2.weight", 1, readout.HiddenCount * heads);
        }
    }

    /// <summary>C copies of each degree up to L, parity (−1)^l.</summary>
    private static Irreps Natural(int channels, int maxL) => new(Enumerable.Range(0, maxL + 1).Select(l => new IrrepBlock(channels, l, l % 2 == 0 ? 1 : -1)));

    /// <summary>Weights of a linear map: pairs of blocks with equal irreps.</summary>
    private static long Mixed(Irreps input, Irreps output) => input.Blocks.Sum(i => output.Blocks.Where(i.SameIrrep).Sum(o => (long)i.Mul * o.Mul));

    // Index: atomic number; 0.2 where none is tabulated, as in ASE.
    private static double[] Radii() =>
        [0.2, .. Enumerable.Range(1, PeriodicTable.Count).Select(z => PeriodicTable.CovalentRadius(z) is var r && double.IsNaN(r) ? 0.2 : r)];
}
