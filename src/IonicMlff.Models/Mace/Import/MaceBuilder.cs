using IonicMlff.Core.Errors;
using IonicMlff.Models.Equivariance;
using IonicMlff.Models.Mace.Definition;

namespace IonicMlff.Models.Mace.Import;

/// <summary>
/// Makes the mathematical model of hyperparameters and stored tensors: multiplies the normalisation constants of e3nn into the
/// weights and turns the dense coupling tensors into lists of their entries.
/// </summary>
internal sealed partial class MaceBuilder
{
    private readonly MaceConfig _config;
    private readonly TensorTable _tensors;
    private readonly int[] _atomicNumbers;

    private MaceBuilder(MaceConfig config, TensorTable tensors)
    {
        _config = config;
        _tensors = tensors;
        _atomicNumbers = [.. tensors.Doubles("atomic_numbers").Select(z => (int)z)];
    }

    private int ElementCount => _atomicNumbers.Length;

    private int HeadCount => _config.Heads.Length;

    private int Channels => _config.Layers[0].NodeIrreps.Blocks[0].Mul;

    /// <summary>Builds the model.</summary>
    public static MaceModel Build(MaceConfig config, TensorTable tensors)
    {
        ConfigLimits.Check(config, tensors.FileName);
        return new MaceBuilder(config, tensors).Build();
    }

    private MaceModel Build()
    {
        double cutoff = _tensors.Scalar("r_max");
        if (ElementCount is 0 or > 118 || _atomicNumbers.Any(z => z is < 1 or > 118)
            || _atomicNumbers.Distinct().Count() != ElementCount)
        {
            throw Bad($"its atomic numbers are {string.Join(", ", _atomicNumbers.Take(20))}");
        }

        if (!(cutoff > 0 && cutoff <= ConfigLimits.MaxCutoff))
        {
            throw Bad($"its cutoff is {cutoff} Å");
        }

        var layers = new MaceLayer[_config.Layers.Length];
        for (int t = 0; t < layers.Length; t++)
        {
            if (t > 0 && !IrrepsText.Same(IrrepsText.Simplify(_config.Layers[t].NodeIrreps),
                IrrepsText.Simplify(_config.Layers[t - 1].HiddenIrreps)))
            {
                throw Bad($"layer {t} expects {Quote.Short(_config.Layers[t].NodeIrreps.ToString())}, layer {t - 1} gives {Quote.Short(_config.Layers[t - 1].HiddenIrreps.ToString())}");
            }

            layers[t] = new MaceLayer { Interaction = BuildInteraction(t), Product = BuildProduct(t) };
        }

        return new MaceModel
        {
            AtomicNumbers = _atomicNumbers,
            Cutoff = cutoff,
            MaxEll = _config.MaxEll,
            EvenHarmonics = _config.EvenHarmonics,
            Heads = _config.Heads,
            AtomicEnergies = Table("atomic_energies_fn.atomic_energies", HeadCount, ElementCount, 1),
            Scale = _config.ScaleShift ? PerHead("scale_shift.scale") : null,
            Shift = _config.ScaleShift ? PerHead("scale_shift.shift") : null,
            NodeEmbedding = Table("node_embedding.linear.weight", ElementCount, Channels, 1 / Math.Sqrt(ElementCount)),
            Joint = _config.Joint.Length > 0 ? BuildJoint() : null,
            Radial = BuildRadial(),
            PairRepulsion = _config.PairRepulsion ? BuildRepulsion() : null,
            Layers = layers,
            Readouts = [.. _config.Readouts.Select(BuildReadout)],
            IsFloat32 = _tensors.Get("node_embedding.linear.weight").Type != Pickle.TensorType.Float64,
        };
    }

    private double[,] Table(string name, int rows, int columns, double factor)
    {
        double[] values = _tensors.Doubles(name, (long)rows * columns);
        var table = new double[rows, columns];
        for (int i = 0; i < values.Length; i++)
        {
            table[i / columns, i % columns] = values[i] * factor;
        }

        return table;
    }

    /// <summary>One number per head; a single stored number counts for all heads.</summary>
    private double[] PerHead(string name)
    {
        double[] values = _tensors.Doubles(name);
        if (values.Length == 1)
        {
            return [.. Enumerable.Repeat(values[0], HeadCount)];
        }

        return values.Length == HeadCount ? values : throw Bad($"{name} has {values.Length} numbers for {HeadCount} heads");
    }

    private RadialBasis BuildRadial()
    {
        const string basis = "radial_embedding.bessel_fn.";
        const string transform = "radial_embedding.distance_transform.";
        int count = _config.BasisCount;
        return new RadialBasis
        {
            Kind = _config.Basis,
            Weights = _tensors.Doubles(
                basis + _config.Basis switch
                {
                    BasisKind.Bessel => "bessel_weights",
                    BasisKind.Gaussian => "gaussian_weights",
                    _ => "n",
                },
                count),
            Factor = _config.Basis switch
            {
                BasisKind.Bessel => _tensors.Scalar(basis + "prefactor"),
                BasisKind.Gaussian => _config.GaussianCoefficient,
                _ => 1,
            },
            EnvelopePower = _tensors.Scalar("radial_embedding.cutoff_fn.p"),
            ApplyCutoff = _config.ApplyCutoff,
            Transform = _config.Transform,
            TransformParameters = _config.Transform switch
            {
                TransformKind.Agnesi =>
                    [_tensors.Scalar(transform + "a"), _tensors.Scalar(transform + "q"), _tensors.Scalar(transform + "p")],
                TransformKind.Soft => [_tensors.Scalar(transform + "alpha")],
                _ => [],
            },
            CovalentRadii = _config.Transform == TransformKind.None ? [] : Radii(transform + "covalent_radii"),
        };
    }

    private ZblRepulsion BuildRepulsion() => new()
    {
        Coefficients = _tensors.Doubles("pair_repulsion_fn.c", 4),
        EnvelopePower = _tensors.Scalar("pair_repulsion_fn.p"),
        AExponent = _tensors.Scalar("pair_repulsion_fn.a_exp"),
        APrefactor = _tensors.Scalar("pair_repulsion_fn.a_prefactor"),
        CovalentRadii = Radii("pair_repulsion_fn.covalent_radii"),
    };

    private double[] Radii(string name)
    {
        double[] radii = _tensors.Doubles(name);
        int needed = _atomicNumbers.Max();
        return radii.Length > needed && _atomicNumbers.All(z => radii[z] > 0)
            ? radii
            : throw Bad($"{name} has no covalent radius for one of its elements");
    }

    private JointEmbedding BuildJoint()
    {
        var features = new List<JointFeature>();
        int total = 0;
        foreach (JointFeatureConfig f in _config.Joint)
        {
            string name = $"joint_embedding.embedders.{f.Name}";
            JointFeature feature = f.Categorical ? Categorical(f, name) : Continuous(f, name);
            total += feature.Width;
            features.Add(feature);
        }

        return new JointEmbedding
        {
            Features = [.. features],
            Project = Transposed("joint_embedding.project.0.weight", Channels, total),
            ProjectBias = _tensors.Has("joint_embedding.project.0.bias")
                ? _tensors.Doubles("joint_embedding.project.0.bias", Channels) : null,
            EmbeddingReadout = _config.EmbeddingReadout
                ? Scaled("embedding_readout.linear.weight", (long)Channels * HeadCount, 1 / Math.Sqrt(Channels))
                : null,
        };
    }

    private JointFeature Categorical(JointFeatureConfig feature, string name)
    {
        long[] shape = _tensors.Get(name + ".weight").Shape;
        if (shape.Length != 2 || shape[1] is < 1 or > 65536)
        {
            throw Bad($"{name}.weight has shape ({string.Join(", ", shape)})");
        }

        double[] table = _tensors.Doubles(name + ".weight");
        double row = feature.DefaultValue + feature.Offset;
        return row >= 0 && row < shape[0]
            ? new JointFeature
            {
                Name = feature.Name,
                DefaultValue = feature.DefaultValue,
                Width = (int)shape[1],
                Table = table,
                Offset = feature.Offset
            }
            : throw Bad($"{name} has {shape[0]} rows, but the usual value needs row {row}");
    }

    private JointFeature Continuous(JointFeatureConfig feature, string name)
    {
        DenseLayer first = TorchLinear(name + ".0", 1, null);
        DenseLayer second = TorchLinear(name + ".2", first.Out, null);
        return new JointFeature
        {
            Name = feature.Name,
            DefaultValue = feature.DefaultValue,
            Width = second.Out,
            Network = [first, second]
        };
    }

    private Readout BuildReadout(ReadoutConfig readout)
    {
        string name = $"readouts.{readout.Index}";
        int channels = _config.Layers[readout.Layer].HiddenIrreps.Blocks[0].Mul;
        if (readout.Kind == ReadoutKind.Linear)
        {
            return new LinearReadout
            {
                Layer = readout.Layer,
                Weight = Scaled($"{name}.linear.weight", (long)channels * HeadCount, 1 / Math.Sqrt(channels))
            };
        }

        int hidden = readout.HiddenCount;
        if (hidden % HeadCount != 0)
        {
            throw Bad($"{name} has {hidden} hidden units for {HeadCount} heads");
        }

        return new NonLinearReadout
        {
            Layer = readout.Layer,
            Linear1 = ScalarLinear($"{name}.linear_1", channels, hidden),
            LinearMid = readout.Kind == ReadoutKind.NonLinearBias ? ScalarLinear($"{name}.linear_mid", hidden, hidden) : null,
            Linear2 = ScalarLinear($"{name}.linear_2", hidden, HeadCount),
            Activation = readout.Activation,
            HiddenPerHead = hidden / HeadCount,
        };
    }

    private IlmlffException Bad(string what) =>
        IlmlffException.BadData($"{_tensors.FileName}: {what}. The file is damaged, or its architecture is not supported.");
}
