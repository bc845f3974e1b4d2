using IonicMlff.Data.Configuration;
using static IonicMlff.Training.Configuration.KeyTable;

namespace IonicMlff.Training.Configuration.Yaml;

/// <summary>Data and E0.</summary>
public static partial class TrainingSchema
{
    private static ConfigKey[] Data =>
    [
        .. Sources("train", "Training frames: extended XYZ, DeePMD folders or HDF5 files; one, a list, or a list of mappings.", isRequired: true),
        .. Sources("valid", "Validation frames; without them a share of the training frames is taken.", isRequired: false),
        .. Sources("test", "Frames that are only looked at in the end.", isRequired: false),
        Number("data.valid_fraction", 0, 0.9, "", "Share of the training frames that is taken for validation when 'valid' is not given; 0: none.", OfMace(0.1)),
        Text("data.split_by", "Frames with equal values of this key stay together when validation frames are taken, e.g. parent.", Ours(null)),
        Texts("data.heads", "Heads of the model, in order.", Ours(new[] { LabelledFrame.DefaultHead })),
        Text("data.keys.energy", "Name of the energy, eV; without it REF_energy, else energy.", Ours(null)),
        Text("data.keys.forces", "Name of the forces, eV/Å; without it REF_forces, else forces.", Ours(null)),
        Text("data.keys.stress", "Name of the stress, eV/Å³, positive = tension; without it REF_stress, else stress.", Ours(null)),
        Text("data.keys.virial", "Name of the virial, eV, W = -V·stress; without it REF_virial(s), else virial(s).", Ours(null)),
        Text("data.keys.config_type", "Name of the type of a configuration.", Ours("config_type")),
        Text("data.keys.head", "Name of the head of a frame.", Ours("head")),
        new("data.config_type_weights", ConfigKind.NumberMap, "Weights of frames by their config_type; 1 for others.") { Least = 0, Most = Large, Defaults = [Ours(null)] },
        Flag("data.keep_isolated_atoms", "Isolated atoms are trained on, too.", OfMace(false)),
        Texts("data.accept", "Findings of the label census that do not stop the run, by their names.", Ours(null)),
        Any("e0s", "Energies of isolated atoms, eV: isolated (frames of type IsolatedAtom), average (least squares), a mapping {H: -13.6, ...}, a .json file with one, or a model file, {head: one of these, ...} for each head; fine-tuning: foundation (those of the start model) or estimated (these, plus the least squares of the energies it misses).", Ours("isolated or average")),
    ];

    private static ConfigKey[] Sources(string name, string meaning, bool isRequired) =>
    [
        new($"data.{name}", ConfigKind.List, meaning) { IsRequired = isRequired, Defaults = isRequired ? [] : [Ours(null)] },
        new($"data.{name}[].path", ConfigKind.Text, "File or folder, relative to the config file.") { IsRequired = true },
        Text($"data.{name}[].head", "Head that learns from it.", Ours(LabelledFrame.DefaultHead)),
        Number($"data.{name}[].weight", 0, Large, "", "Multiplies the weight of its frames.", Ours(1.0)),
        Text($"data.{name}[].name", "Name in tables.", Ours(null)),
    ];
}
