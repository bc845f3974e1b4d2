using IonicMlff.Core.Errors;

namespace IonicMlff.Models.Dpmd.Import.Pb;

/// <summary>Tells which graphs are read, and names what the others hold.</summary>
internal static class SupportedGraph
{
    private const string Cure = "Use DeePMD-kit's own pair_style deepmd for it.";

    /// <summary>Operations that make the environment matrix of se_e2_a, by age.</summary>
    private static readonly string[] EnvironmentOps = ["ProdEnvMatA", "DescrptSeA", "DescrptNorot"];

    /// <summary>Operations of other descriptors and models.</summary>
    private static readonly Dictionary<string, string> Foreign = new(StringComparer.Ordinal)
    {
        ["ProdEnvMatAMix"] = "a descriptor of kind se_atten (DPA-1) or with a type embedding",
        ["TabulateFusionSeAtten"] = "a compressed descriptor of kind se_atten (DPA-1)",
        ["ProdEnvMatR"] = "the descriptor se_e2_r",
        ["DescrptSeR"] = "the descriptor se_e2_r",
        ["TabulateFusionSeR"] = "the compressed descriptor se_e2_r",
        ["TabulateFusionSeT"] = "the compressed descriptor se_e3",
        ["DescrptSeAEf"] = "the descriptor se_a_ef (electric field)",
        ["DescrptSeAEfPara"] = "the descriptor se_a_ef (electric field)",
        ["DescrptSeAEfVert"] = "the descriptor se_a_ef (electric field)",
        ["DescrptSeAMask"] = "the descriptor se_a_mask",
        ["Descrpt"] = "the descriptor loc_frame",
        ["ProdEnvMatANvnmdQuantize"] = "an NVNMD model (quantised nets)",
        ["ProdEnvMatAMixNvnmdQuantize"] = "an NVNMD model (quantised nets)",
        ["PairTab"] = "a tabulated short-range potential (use_srtab)",
    };

    /// <summary>The node that makes the environment matrix, after checking that nothing else is in the graph.</summary>
    /// <exception cref="IlmlffException">The graph is not frozen, or holds another model than an se_e2_a energy model.</exception>
    public static GraphNode Require(TensorGraph graph, TrainingScript script)
    {
        if (graph.Nodes.FirstOrDefault(n => n.Op is "VariableV2" or "VarHandleOp" or "Variable") is { } variable)
        {
            throw graph.Bad($"the graph is not frozen: its weights are variables ('{Quote.Short(variable.Name)}') whose values are in the checkpoint files. "
                + "Freeze it in the folder of the training with 'dp freeze -o model.pb' and use that file.");
        }

        RefuseModelType(graph, script);
        if (script.Text("model", "descriptor", "type") is { } type && type is not ("se_e2_a" or "se_a"))
        {
            throw Unsupported(graph, $"the descriptor {Quote.Short(type)}");
        }

        foreach (GraphNode node in graph.Nodes)
        {
            if (Foreign.TryGetValue(node.Op, out string? what))
            {
                throw Unsupported(graph, $"{what} (operation {node.Op})");
            }
        }

        RefuseParts(graph, script);
        GraphNode[] environments = [.. graph.Nodes.Where(n => EnvironmentOps.Contains(n.Op)).Take(2)];
        if (environments.Length > 1)
        {
            throw Unsupported(graph, $"more than one environment matrix ({Quote.Short(environments[0].Name)} and {Quote.Short(environments[1].Name)}), as hybrid "
                + "descriptors have");
        }

        if (graph.Nodes.FirstOrDefault(n => n.Op == "Const" && IsThreeBodyMatrix(n.Name)) is { } threeBody)
        {
            throw Unsupported(graph, $"the descriptor se_e3 ({Quote.Short(threeBody.Name)} belongs to three types)");
        }

        return environments.Length == 1 ? environments[0]
            : throw graph.Bad($"is a TensorFlow graph, but not a DeePMD-kit model of descriptor se_e2_a: none of its {graph.Nodes.Count()} nodes is one of "
                + $"{string.Join(", ", EnvironmentOps)}. Expected a file as 'dp freeze' writes it.");
    }

    private static void RefuseModelType(TensorGraph graph, TrainingScript script)
    {
        if (graph.Attribute("spin_attr", "ntypes_spin") is not null || script.Has("model", "spin"))
        {
            throw Unsupported(graph, "a DeepSPIN model");
        }

        if (script.Text("model", "type") is { } kind && kind != "standard")
        {
            throw Unsupported(graph, $"a model of kind {Quote.Short(kind)}");
        }

        if (graph.Attribute("modifier_attr", "type") is not null)
        {
            throw Unsupported(graph, "a model with long-range electrostatics (DPLR, modifier dipole_charge)");
        }

        if (graph.Attribute("model_attr", "model_type") is { } node && graph.Tensor(node).Text() is var type && type != "ener")
        {
            string what = type switch
            {
                "dipole" => "a dipole model (Deep Wannier)",
                "polar" => "a polarizability model",
                "dos" => "a density-of-states model",
                _ => $"a model of type '{Quote.Short(type)}'",
            };
            throw graph.Bad($"holds {what}; of DeePMD-kit only energy models (model_type 'ener') are read. It gives no energies and forces to run with.");
        }
    }

    private static void RefuseParts(TensorGraph graph, TrainingScript script)
    {
        if (graph.Nodes.FirstOrDefault(n => n.Op == "Const" && n.Name.Contains("type_embed_net", StringComparison.Ordinal)) is { } embedded)
        {
            throw Unsupported(graph, $"a model with a type embedding ({Quote.Short(embedded.Name)})");
        }

        if (script.Flag("model", "fitting_net", "use_aparam_as_mask"))
        {
            throw Unsupported(graph, "a fitting net whose atom parameters are a mask (use_aparam_as_mask)");
        }

        if (script.Has("model", "use_srtab"))
        {
            throw Unsupported(graph, "a tabulated short-range potential (use_srtab)");
        }

        if (graph.Nodes.FirstOrDefault(n => n.Op == "Const" && n.Name.Split('/')[^1] == "matrix" && n.Name.Contains("share_", StringComparison.Ordinal)) is { } shared)
        {
            throw Unsupported(graph, $"a fitting net with shared layers (layer_name; '{Quote.Short(shared.Name)}')");
        }
    }

    /// <summary>matrix_L_J_K of se_e3.</summary>
    private static bool IsThreeBodyMatrix(string name)
    {
        string leaf = name[(name.LastIndexOf('/') + 1)..];
        return leaf.StartsWith("matrix_", StringComparison.Ordinal) && leaf.Split('_') is { Length: 4 } parts
            && parts[1..].All(p => p.Length > 0 && p.All(char.IsAsciiDigit));
    }

    private static IlmlffException Unsupported(TensorGraph graph, string what) =>
        graph.Bad($"holds {what}; of DeePMD-kit only energy models of descriptor se_e2_a are read. {Cure}");
}
