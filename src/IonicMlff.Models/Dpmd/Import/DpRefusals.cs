using IonicMlff.Core.Errors;

namespace IonicMlff.Models.Dpmd.Import;

/// <summary>Says what a tree of dictionaries is when it is not a model that can be read, and what to do.</summary>
internal static class DpRefusals
{
    private const string Elsewhere = "Use DeePMD-kit's own pair_style deepmd for it.";

    private static readonly Dictionary<string, string> Descriptors = new(StringComparer.Ordinal)
    {
        ["se_e2_r"] = "radial distances only",
        ["se_r"] = "radial distances only",
        ["se_e3"] = "angles of three bodies",
        ["se_at"] = "angles of three bodies",
        ["se_e3_tebd"] = "three bodies with type embedding",
        ["se_a_tpe"] = "type embedding",
        ["se_a_ebd_v2"] = "type embedding",
        ["se_atten"] = "DPA-1: attention and type embedding",
        ["se_atten_v2"] = "DPA-1: attention and type embedding",
        ["dpa1"] = "DPA-1: attention and type embedding",
        ["dpa2"] = "DPA-2: attention and message passing",
        ["dpa3"] = "DPA-3: message passing on line graphs",
        ["hybrid"] = "several descriptors side by side",
        ["loc_frame"] = "local frames, DeePMD-kit 0.x",
    };

    /// <summary>Refuses what has no model in it.</summary>
    public static void RequireModel(DpDict root)
    {
        if (root.Optional("model") is not { } model)
        {
            throw root.Bad(root.Has("stablehlo")
                ? "is a compiled JAX model (.hlo): program code instead of nets. Convert the model it was made from: 'dp convert-backend model.jax model.dp'."
                : "holds no DeePMD-kit model: the entry 'model' is missing. Expected a file as 'dp convert-backend model.pth model.yaml' writes it.");
        }

        if (!model.Has("fitting") && (model.Has("fitting_net") || root.Has("training")))
        {
            throw root.Bad("is a training input, not a model: it has settings, but no weights. Train with it ('dp train'), and give the model that "
                + "'dp freeze' writes.");
        }
    }

    /// <summary>Refuses models of other classes, descriptors and fitting nets.</summary>
    public static void RequireEnergyModel(DpDict model)
    {
        string type = model.OptionalText("type") ?? "standard";
        if (model.Has("spin") || type.Contains("spin", StringComparison.Ordinal))
            throw model.Bad($"is a spin model (DeepSPIN), which is not supported: of DeePMD-kit only energy models without spin are read. {Elsewhere}");
        if (type != "standard")
            throw model.Bad($"model.type is '{Quote.Short(type)}', which is not supported: only 'standard' models are read, not those made of several. {Elsewhere}");

        DpDict descriptor = model.Child("descriptor"), fitting = model.Child("fitting");
        if (descriptor.Text("type") is var name and not ("se_e2_a" or "se_a"))
        {
            string what = Descriptors.TryGetValue(name, out string? words) ? $" ({words})" : "";
            throw model.Bad($"has the descriptor '{Quote.Short(name)}'{what}, which is not supported: of DeePMD-kit only models of descriptor se_e2_a are read. {Elsewhere}");
        }

        string energy = fitting.OptionalText("type") ?? "ener";
        if (energy != "ener")
            throw model.Bad($"has a fitting net of type '{Quote.Short(energy)}', which gives no energy: only energy models ('ener') are read. {Elsewhere}");
        if (descriptor.Has("spin") || fitting.Has("spin"))
            throw model.Bad($"is a spin model (DeepSPIN), which is not supported: of DeePMD-kit only energy models without spin are read. {Elsewhere}");
        if (fitting.Flag("mixed_types", whenAbsent: false))
            throw model.Bad($"has one fitting net for all types (mixed_types, type embedding), which is not supported: one net per type is read. {Elsewhere}");
        if (fitting.ListOrEmpty("exclude_types").Count > 0)
            throw model.Bad($"its fitting net has exclude_types, which is not supported. {Elsewhere}");
        if (fitting.Integer("dim_case_embd", whenAbsent: 0) > 0)
            throw model.Bad($"its fitting net has a case embedding, which is not supported. {Elsewhere}");
        if (fitting.Flag("use_aparam_as_mask", whenAbsent: false))
            throw model.Bad($"its atom parameters are a mask (use_aparam_as_mask), which is not supported. {Elsewhere}");
        if (descriptor.Optional("env_mat")?.Flag("use_exp_switch", whenAbsent: false) == true)
            throw model.Bad($"its descriptor has use_exp_switch, another switch function, which is not supported. {Elsewhere}");
    }

    /// <summary>Refuses versions of the dictionaries that are newer than those known: their entries may have another meaning.</summary>
    public static void RequireVersions(DpDict model, DpDict descriptor, DpDict fitting)
    {
        foreach ((DpDict part, string name, int known) in new[] { (model, "model", 2), (descriptor, "descriptor", 2), (fitting, "fitting net", 4) })
        {
            if (part.Integer("@version", whenAbsent: 1) is var version && version > known)
            {
                throw part.Bad($"the {name} has version {version} of DeePMD-kit's format; known is up to {known}. "
                    + "Convert it with DeePMD-kit 3.1: 'dp convert-backend'.");
            }
        }
    }
}
