using IonicMlff.Core.Errors;
using IonicMlff.Models.Pickle;

namespace IonicMlff.Models.Mace.Import;

/// <summary>Says what a torch file is when it is not a MACE model that can be read, and what to do.</summary>
internal static class UnsupportedFiles
{
    /// <summary>Refuses compiled models (torch.jit.save): they hold program code instead of a module tree.</summary>
    public static void RefuseTorchScript(TorchArchive archive, string name)
    {
        if (!archive.IsTorchScript)
        {
            return;
        }

        bool Mentions(string text) => archive.EntryNames.Any(n => n.Contains(text, StringComparison.Ordinal));
        throw IlmlffException.BadData(name + ": is a compiled TorchScript file, " + (
            Mentions("__torch__/deepmd")
                ? "a DeePMD-kit .pth model, not a MACE model."
            : Mentions("mace/calculators/lammps")
                ? "made by mace_create_lammps_model for LAMMPS. Give the .model file it was made from; no conversion is needed."
            : Mentions("__torch__/mace")
                ? "a MACE '_compiled.model'. Give the .model file of the same training run (the one without '_compiled')."
            : Mentions("nequip") || Mentions("allegro") ? "a NequIP or Allegro model, which is not supported."
            : "which is program code rather than a model that can be read. Expected a MACE .model file."));
    }

    /// <summary>The root object of a MACE model, or the refusal.</summary>
    public static PickleObject RequireMaceModel(object? root, string name)
    {
        if (root is PickleObject { Type: { Name: "ScaleShiftMACE" or "MACE", Module: "mace.modules.models" } } model)
        {
            return model;
        }

        throw IlmlffException.BadData($"{name}: " + root switch
        {
            PickleObject other => ForClass(other.Type),
            PickleDict dict => ForDictionary(dict),
            _ => "was written by torch.save, but holds no model. Expected a MACE .model file.",
        });
    }

    private static string ForClass(PickleClass type)
    {
        string what = $"holds an object of class {type.ShownName}";
        if (type.Name == "LAMMPS_MLIAP_MACE")
        {
            return $"{what}, made by mace_create_lammps_model for ML-IAP. Give the .model file it was made from; no conversion is needed.";
        }

        if (type.Name.Contains("Dipole", StringComparison.Ordinal))
        {
            return $"{what}, a MACE model of dipoles. Only energy models (ScaleShiftMACE, MACE) are supported.";
        }

        if (type.Module.StartsWith("mace.modules.extensions", StringComparison.Ordinal) || type.Name is "PolarMACE" or "MACELES")
        {
            return $"{what}, a MACE extension with long-range charges. Only ScaleShiftMACE and MACE are supported.";
        }

        return type.Module == "mace" || type.Module.StartsWith("mace.", StringComparison.Ordinal)
            ? $"{what}, a MACE class that is not supported. Supported are ScaleShiftMACE and MACE as mace_run_train writes them."
            : $"{what}, which is not a MACE model. Expected a .model file as mace_run_train writes it.";
    }

    private static string ForDictionary(PickleDict dict)
    {
        if (dict["model"] is PickleDict weights && (dict.Contains("optimizer") || dict.Contains("lr_scheduler")))
        {
            bool deepmd = weights.Items.Take(1000).Any(i =>
                i.Key is string k && k.Contains("atomic_model", StringComparison.Ordinal));
            return deepmd
                ? "is a DeePMD-kit training checkpoint. Freeze it with 'dp --pt freeze' and give the .pth file."
                : "is a training checkpoint: weights without the architecture they belong to. Give the .model file that mace_run_train writes at the end "
                + "of the run, or restart the training with --restart_latest to have it written.";
        }

        return dict.Items.Count > 0 && dict.Items.Take(1000).All(i => i.Value is PickleTensor)
            ? "holds weights only (a state_dict), without the architecture they belong to. Save the whole model: torch.save(model, 'name.model')."
            : "holds a dictionary, not a model. Expected a MACE .model file.";
    }
}
