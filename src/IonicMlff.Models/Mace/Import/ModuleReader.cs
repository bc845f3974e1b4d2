using IonicMlff.Core.Errors;
using IonicMlff.Models.Equivariance;
using IonicMlff.Models.Mace.Definition;
using IonicMlff.Models.Pickle;

namespace IonicMlff.Models.Mace.Import;

/// <summary>Reads the hyperparameters of a MACE module tree and checks the parts of it that must agree with them.</summary>
internal sealed partial class ModuleReader
{
    private readonly TorchModule _root;
    private readonly TensorTable _tensors;

    private ModuleReader(TorchModule root, TensorTable tensors)
    {
        _root = root;
        _tensors = tensors;
    }

    /// <summary>Configuration of the model whose tensors have been collected.</summary>
    public static MaceConfig Read(TorchModule root, TensorTable tensors) => new ModuleReader(root, tensors).ReadModel();

    private MaceConfig ReadModel()
    {
        bool scaleShift = _root.Type.Name == "ScaleShiftMACE";
        TorchModule radial = _root.Child("radial_embedding");
        TorchModule basis = radial.Child("bessel_fn");
        BasisKind basisKind = basis.Type.Name switch
        {
            "BesselBasis" => BasisKind.Bessel,
            "GaussianBasis" => BasisKind.Gaussian,
            "ChebychevBasis" => BasisKind.Chebyshev,
            _ => throw basis.Unsupported("which is not a known radial basis (BesselBasis, GaussianBasis, ChebychevBasis)."),
        };
        if (radial.Child("cutoff_fn") is { Type.Name: not "PolynomialCutoff" } cutoff)
        {
            throw cutoff.Unsupported("which is not a known cutoff function (PolynomialCutoff).");
        }

        TorchModule harmonics = _root.Child("spherical_harmonics");
        int maxEll = harmonics.Integer("_lmax");
        if (maxEll is < 0 or > IrrepsText.MaxL || harmonics.Attribute("normalization") is not (null or "component"))
        {
            throw harmonics.Unsupported($"of degree {maxEll}, which is not read (component normalisation, degree at most {IrrepsText.MaxL}).");
        }

        bool even = _root.Flag("use_so3", false);
        List<TorchModule> interactions = _root.List("interactions", ConfigLimits.MaxLayers);
        List<TorchModule> products = _root.List("products", ConfigLimits.MaxLayers);
        if (interactions.Count == 0 || interactions.Count != products.Count
            || interactions.Count != (int)_tensors.Scalar("num_interactions"))
        {
            throw IlmlffException.BadData(
                $"{_tensors.FileName}: {interactions.Count} interaction and {products.Count} product blocks do not fit together. The file is damaged.");
        }

        var layers = new LayerConfig[interactions.Count];
        for (int t = 0; t < layers.Length; t++)
        {
            layers[t] = ReadLayer(interactions[t], products[t], maxEll, even);
        }

        return new MaceConfig
        {
            ScaleShift = scaleShift,
            Heads = ReadHeads(),
            MaxEll = maxEll,
            EvenHarmonics = even,
            Basis = basisKind,
            BasisCount = radial.Integer("out_dim"),
            GaussianCoefficient = basisKind == BasisKind.Gaussian ? basis.Number("coeff") : 0,
            ApplyCutoff = radial.Flag("apply_cutoff", _root.Flag("apply_cutoff", true)),
            Transform = ReadTransform(radial),
            PairRepulsion = ReadPairRepulsion(),
            Joint = ReadJoint(),
            EmbeddingReadout = _root.HasChild("embedding_readout"),
            Layers = layers,
            Readouts = ReadReadouts(layers.Length),
        };
    }

    private string[] ReadHeads()
    {
        switch (_root.Attribute("heads"))
        {
            case null:
                return ["Default"];
            case PickleList { Items: { Count: > 0 and <= ConfigLimits.MaxHeads } names } when names.All(n =>
                n is string { Length: > 0 and <= 256 }):
                return [.. names.Cast<string>()];
            default:
                throw _root.Unexpected("heads", "a list of head names");
        }
    }

    private static TransformKind ReadTransform(TorchModule radial) => radial.TryChild("distance_transform") switch
    {
        null => TransformKind.None,
        { Type.Name: "AgnesiTransform" } => TransformKind.Agnesi,
        { Type.Name: "SoftTransform" } => TransformKind.Soft,
        { } other => throw other.Unsupported("which is not a known distance transform (AgnesiTransform, SoftTransform)."),
    };

    private bool ReadPairRepulsion() => _root.TryChild("pair_repulsion_fn") switch
    {
        null => false,
        { Type.Name: "ZBLBasis" } => true,
        { } other => throw other.Unsupported("which is not a known pair repulsion (ZBLBasis)."),
    };

    private JointFeatureConfig[] ReadJoint()
    {
        if (_root.TryChild("joint_embedding") is not { } joint)
        {
            return [];
        }

        if (joint.Type.Name != "GenericJointEmbedding"
            || _root.Attribute("embedding_specs") is not PickleDict { Items.Count: > 0 and <= 16 } specs)
        {
            throw joint.Unsupported("which is not a known embedding of charge and spin (GenericJointEmbedding with embedding_specs).");
        }

        var features = new List<JointFeatureConfig>();
        foreach ((object? key, object? value) in specs.Items)
        {
            if (key is not string name || value is not PickleDict spec)
            {
                throw _root.Unexpected("embedding_specs", "a dictionary of embedded quantities");
            }

            double fallback = name switch
            {
                "total_charge" => 0,
                "total_spin" => 1,
                _ => throw joint.Unsupported($"which embeds '{Quote.Short(name)}'; only total_charge and total_spin can be given to an evaluation."),
            };
            bool categorical = spec["type"] is "categorical";
            if ((!categorical && spec["type"] is not "continuous") || spec["per"] is not (null or "graph")
                || spec["offset"] is not (null or long))
            {
                throw joint.Unsupported($"whose quantity '{Quote.Short(name)}' is neither categorical nor continuous, or not one number per structure.");
            }

            features.Add(new JointFeatureConfig(name, categorical,
                (int)Math.Clamp(spec["offset"] as long? ?? 0, int.MinValue, int.MaxValue), fallback));
        }

        return [.. features];
    }

    private ReadoutConfig[] ReadReadouts(int layerCount)
    {
        List<TorchModule> list = _root.List("readouts", ConfigLimits.MaxLayers);
        bool lastOnly = _root.Flag("use_last_readout_only", false);
        if (list.Count != (lastOnly ? 1 : layerCount))
        {
            throw IlmlffException.BadData($"{_tensors.FileName}: {list.Count} readouts do not fit {layerCount} layers. The file is damaged.");
        }

        var readouts = new ReadoutConfig[list.Count];
        for (int i = 0; i < readouts.Length; i++)
        {
            int layer = lastOnly ? layerCount - 1 : i;
            ReadoutKind kind = list[i].Type.Name switch
            {
                "LinearReadoutBlock" => ReadoutKind.Linear,
                "NonLinearReadoutBlock" => ReadoutKind.NonLinear,
                "NonLinearBiasReadoutBlock" => ReadoutKind.NonLinearBias,
                _ => throw list[i].Unsupported("which is not a readout of energies that is known here. Models of dipoles or charges are not read."),
            };
            readouts[i] = kind == ReadoutKind.Linear
                ? new ReadoutConfig(kind, i, layer, 0, default)
                : new ReadoutConfig(kind, i, layer, ScalarCount(list[i], "hidden_irreps"),
                    ReadActivation(list[i].Child("non_linearity"), 0));
        }

        return readouts;
    }

    private static int ScalarCount(TorchModule module, string attribute)
    {
        Irreps irreps = IrrepsText.Simplify(module.Irreps(attribute));
        return irreps.Blocks is [{ L: 0, Parity: 1, Mul: > 0 } block]
            ? block.Mul
            : throw module.Unexpected(attribute, "scalars such as 16x0e");
    }

    /// <summary>Entry <paramref name="index"/> of an e3nn Activation; None is the identity.</summary>
    private static Activation ReadActivation(TorchModule activation, int index)
    {
        TorchModule acts = activation.Child("acts");
        return acts.TryChild($"{index}") is { } act ? ReadNormalized(act) : new Activation(ActivationKind.Identity, 1);
    }

    /// <summary>e3nn's normalize2mom: function f and its constant.</summary>
    private static Activation ReadNormalized(TorchModule act)
    {
        string name = act.Attribute("f") switch
        {
            PickleClass function => function.Name,
            PickleObject o => o.Type.Name,
            _ => "",
        };
        ActivationKind kind = name.ToLowerInvariant() switch
        {
            "silu" => ActivationKind.Silu,
            "tanh" => ActivationKind.Tanh,
            "abs" => ActivationKind.Abs,
            "sigmoid" => ActivationKind.Sigmoid,
            _ => throw act.Unexpected("f", "one of silu, tanh, abs, sigmoid"),
        };
        return new Activation(kind, act.Flag("_is_id", false) ? 1 : act.Number("cst"));
    }
}
