using IonicMlff.Core.Errors;
using IonicMlff.Models.Equivariance;
using IonicMlff.Models.Mace.Definition;
using IonicMlff.Models.Pickle;

namespace IonicMlff.Models.Mace.Import;

/// <summary>
/// The layers, and the comparison of e3nn's own records (irreps, instructions, normalisation) with what will be computed.
/// </summary>
internal sealed partial class ModuleReader
{
    private LayerConfig ReadLayer(TorchModule interaction, TorchModule product, int maxEll, bool even)
    {
        InteractionKind kind = interaction.Type.Name switch
        {
            "RealAgnosticInteractionBlock" => InteractionKind.RealAgnostic,
            "RealAgnosticResidualInteractionBlock" => InteractionKind.Residual,
            "RealAgnosticDensityInteractionBlock" => InteractionKind.Density,
            "RealAgnosticDensityResidualInteractionBlock" => InteractionKind.DensityResidual,
            "RealAgnosticResidualNonLinearInteractionBlock" => InteractionKind.NonLinear,
            _ => throw interaction.Unsupported("an interaction block that is not supported. Supported are RealAgnostic, RealAgnosticResidual, "
                + "RealAgnosticDensity, RealAgnosticDensityResidual and RealAgnosticResidualNonLinear."),
        };
        if (product.Type.Name != "EquivariantProductBasisBlock")
        {
            throw product.Unsupported("a product block that is not supported.");
        }

        List<TorchModule> contractions = product.Child("symmetric_contractions").List("contractions",
            ConfigLimits.MaxHiddenBlocks);
        Irreps node = Limited(interaction, "node_feats_irreps");
        bool nonLinear = kind == InteractionKind.NonLinear;
        TorchModule network = interaction.Child("conv_tp_weights");
        var layer = new LayerConfig
        {
            Kind = kind,
            AvgNumNeighbors = interaction.Number("avg_num_neighbors"),
            NodeIrreps = node,
            EdgeIrreps = interaction.Attribute("edge_irreps") is null ? node : Limited(interaction, "edge_irreps"),
            TargetIrreps = Limited(interaction, "target_irreps"),
            HiddenIrreps = IrrepsText.Simplify(Limited(interaction, "hidden_irreps")),
            RadialActivation = nonLinear ? new Activation(ActivationKind.Silu, 1)
                : ReadNormalized(network.Child("layer0").Child("act")),
            ScalarActivation = nonLinear ? ReadActivation(interaction.Child("equivariant_nonlin").Child("act_scalars"), 0)
                : default,
            GateActivation = nonLinear ? ReadGates(interaction) : default,
            NormEpsilon = nonLinear && network.Child("net").TryChild("1") is { } norm ? norm.Number("eps") : 1e-5,
            Correlation = contractions.Count > 0 ? contractions[0].Integer("correlation") : 0,
            UseSkip = product.Flag("use_sc", true)
                && kind is InteractionKind.Residual or InteractionKind.DensityResidual or InteractionKind.NonLinear,
        };
        if (layer.Correlation is < 1 or > ConfigLimits.MaxCorrelation
            || contractions.Any(c => c.Integer("correlation") != layer.Correlation) || layer.AvgNumNeighbors == 0)
        {
            throw product.Unsupported($"with correlation {layer.Correlation} and avg_num_neighbors {layer.AvgNumNeighbors}, which can't be evaluated.");
        }

        CheckConvolution(interaction.Child("conv_tp"), layer, maxEll, even);
        foreach (string name in new[] { "linear_up", "linear", "linear_1", "linear_2", "linear_res", "source_embedding",
            "target_embedding" })
        {
            CheckLinear(interaction.TryChild(name));
        }

        CheckLinear(product.TryChild("linear"));
        return layer;
    }

    /// <summary>All gates share one activation upstream.</summary>
    private static Activation ReadGates(TorchModule interaction)
    {
        TorchModule gates = interaction.Child("equivariant_nonlin").Child("act_gates");
        Activation first = ReadActivation(gates, 0);
        for (int i = 1; i < ConfigLimits.MaxHiddenBlocks && gates.Child("acts").HasChild($"{i}"); i++)
        {
            if (ReadActivation(gates, i) != first)
            {
                throw gates.Unsupported("with different gate functions, which is not supported.");
            }
        }

        return first;
    }

    private static Irreps Limited(TorchModule module, string attribute)
    {
        Irreps irreps = module.Irreps(attribute);
        return irreps.Blocks.Count is > 0 and <= ConfigLimits.MaxHiddenBlocks && irreps.Blocks[0] is { L: 0, Parity: 1, Mul: > 0 }
            ? irreps
            : throw module.Unexpected(attribute,
                $"irreps that begin with even scalars (0e) and have at most {ConfigLimits.MaxHiddenBlocks} blocks; it is '{Quote.Short(irreps.ToString())}'");
    }

    /// <summary>The order of the file's convolution paths decides which radial weight belongs to which path.</summary>
    private static void CheckConvolution(TorchModule conv, LayerConfig layer, int maxEll, bool even)
    {
        if (conv.Type.Name != "TensorProduct")
        {
            throw conv.Unsupported("a convolution that is not e3nn's. A model accelerated with cuequivariance or openequivariance has to be converted back "
                + "first (mace_cueq_to_e3nn, mace_oeq_to_e3nn).");
        }

        PathPlan[] plan = PathPlan.Of(layer.EdgeIrreps, maxEll, even, layer.TargetIrreps);
        if (conv.Attribute("instructions") is not PickleList { Items: var instructions })
        {
            throw conv.Unexpected("instructions", "the list of its paths");
        }

        bool same = instructions.Count == plan.Length;
        for (int i = 0; same && i < plan.Length; i++)
        {
            same = instructions[i] is PickleObject
            {
                Args: PickleTuple
                {
                    Items: [long in1, long in2, long output, "uvu", true,
                double weight, ..]
                }
            }
                && in1 == plan[i].InBlock && in2 == plan[i].L2 && output == i
                && Math.Abs(weight - Math.Sqrt(2 * plan[i].L3 + 1)) < 1e-9;
        }

        if (!same)
        {
            throw conv.Unsupported($"whose {instructions.Count} paths are not the {plan.Length} paths expected for "
                + $"{Quote.Short(layer.EdgeIrreps.ToString())} ⊗ Y(l ≤ {maxEll}) → {Quote.Short(layer.TargetIrreps.ToString())}, so its weights can't be assigned.");
        }
    }

    /// <summary>e3nn Linear: normalisation of each instruction is 1/√(inputs of the output block).</summary>
    private static void CheckLinear(TorchModule? linear)
    {
        if (linear is null)
        {
            return;
        }

        if (linear.Type.Name != "Linear" || !linear.Type.Module.StartsWith("e3nn.", StringComparison.Ordinal))
        {
            throw linear.Unsupported("not e3nn's Linear. A model accelerated with cuequivariance has to be converted back first (mace_cueq_to_e3nn).");
        }

        Irreps input = linear.Irreps("irreps_in");
        Irreps output = linear.Irreps("irreps_out");
        foreach (object? item in linear.Attribute("instructions") is PickleList { Items.Count: <= 20_000 } list ? list.Items
            : throw linear.Unexpected("instructions", "a list"))
        {
            if (item is not PickleObject { Args: PickleTuple { Items: [long i, long o, _, double weight, ..] } }
                || (i >= 0 && (i >= input.Blocks.Count || o < 0 || o >= output.Blocks.Count
                    || Math.Abs(weight * Math.Sqrt(FanIn(input, output.Blocks[(int)o])) - 1) > 1e-9)))
            {
                // Index −1 marks a bias.
                throw linear.Unexpected("instructions", "e3nn's element normalisation");
            }
        }
    }

    private static long FanIn(Irreps input, IrrepBlock output) =>
        input.Blocks.Where(b => b.SameIrrep(output)).Sum(b => (long)b.Mul);
}
