using IonicMlff.Data.Configuration;
using static IonicMlff.Training.Configuration.KeyTable;

namespace IonicMlff.Training.Configuration.Deepmd;

/// <summary>
/// Keys of DeePMD-kit's <c>input.json</c> (versions 2 and 3, single task, energy models): what is honoured, and for the others why
/// they have no effect or are refused.
/// </summary>
internal static class DeepmdSchema
{
    private const double Large = 1e12;
    private const string Standard = "se_e2_a";

    public static readonly string[] Activations = ["tanh", "linear", "none", "relu", "relu6", "softplus", "sigmoid", "gelu", "gelu_tf", "silu", "silut"];

    private static readonly string[] Precisions = ["default", "float64", "float32"]; // before the keys, which use it

    public static ConfigSchema Keys { get; } = new([.. Model, .. RateAndLoss, .. Training]) { AllowsComments = true };

    private static ConfigKey Ignored(string path, string reason) => new(path, ConfigKind.Any, reason) { Ignored = reason };

    private static ConfigKey Refused(string path, string reason, params object[] harmless) =>
        new(path, ConfigKind.Any, reason) { Refused = reason, Defaults = [.. harmless.Select(h => OfDeepmd(h))] };

    private static ConfigKey[] Model =>
    [
        Texts("model.type_map", "Elements in model order; without it those of the data by atomic number.", OfDeepmd(null)),
        Refused("model.type", "only ordinary energy models are trained here; take the line out, or train this model with DeePMD-kit.", "standard"),
        Refused("model.model_dict", "several tasks in one model are not trained here; train them one by one."),
        Refused("model.type_embedding", "type embedding belongs to other descriptors; only se_e2_a is trained here."),
        Refused("model.spin", "spin models are not trained here."),
        Refused("model.modifier", "electrostatic corrections (dplr) are not trained here."),
        Refused("model.use_srtab", "tabulated short-range terms are not trained here."),
        Refused("model.compress", "compression comes after training; here models are tabulated when they are loaded."),
        Refused("model.preset_out_bias", "energies per atom can be fixed by fitting_net.atom_ener instead."),
        Refused("model.pair_exclude_types", "pairs can be excluded in descriptor.exclude_types.", "[]"),
        Refused("model.atom_exclude_types", "excluded atoms are not trained here.", "[]"),
        Whole("model.data_stat_nbatch", 1, int.MaxValue, "Batches per system for averages and deviations.", OfDeepmd(10L)),
        Number("model.data_stat_protect", 0, 10, "", "Smallest deviation.", OfDeepmd(1e-2)),
        Ignored("model.data_bias_nsample", "the bias is fitted to the frames of the statistics."),
        Word("model.descriptor.type", [Standard, "se_a"], "Descriptor; only this one is trained here.", OfDeepmd(Standard)),
        Any("model.descriptor.sel", "Slots per element, or auto, or auto:factor.", OfDeepmd("auto")),
        Number("model.descriptor.rcut", 0.5, 30, "Å", "Cutoff.", OfDeepmd(6.0)),
        Number("model.descriptor.rcut_smth", 0, 30, "Å", "Where the switch begins.", OfDeepmd(0.5)),
        Wholes("model.descriptor.neuron", 1, 8192, "Widths of the embedding nets.", OfDeepmd(new[] { 10, 20, 40 })),
        Whole("model.descriptor.axis_neuron", 1, 8192, "Leading channels in the second factor.", OfDeepmd(4L)) with { Aliases = ["n_axis_neuron"] },
        Word("model.descriptor.activation_function", Activations, "Activation of the embedding nets.", OfDeepmd("tanh")),
        Flag("model.descriptor.resnet_dt", "Time-step factors.", OfDeepmd(false)),
        Flag("model.descriptor.type_one_side", "One net per neighbour type.", OfDeepmd(false)),
        Word("model.descriptor.precision", Precisions, "Arithmetic.", OfDeepmd("default")),
        Flag("model.descriptor.trainable", "Are the nets trained?", OfDeepmd(true)),
        Whole("model.descriptor.seed", long.MinValue / 2, long.MaxValue / 2, "Seed of the embedding nets.", OfDeepmd(null)),
        Any("model.descriptor.exclude_types", "Pairs of types that do not see each other.", OfDeepmd(null)),
        Number("model.descriptor.env_protection", 0, 10, "Å", "Added to distances that are divided by.", OfDeepmd(0.0)),
        Flag("model.descriptor.set_davg_zero", "Averages stay 0.", OfDeepmd(false)),
        Word("model.fitting_net.type", ["ener"], "What is fitted; only energies here.", OfDeepmd("ener")),
        Whole("model.fitting_net.numb_fparam", 0, 1000, "Frame parameters.", OfDeepmd(0L)),
        Whole("model.fitting_net.numb_aparam", 0, 1000, "Atom parameters.", OfDeepmd(0L)),
        Wholes("model.fitting_net.neuron", 1, 8192, "Widths of the fitting nets.", OfDeepmd(new[] { 120, 120, 120 })) with { Aliases = ["n_neuron"] },
        Word("model.fitting_net.activation_function", Activations, "Activation of the fitting nets.", OfDeepmd("tanh")),
        Word("model.fitting_net.precision", Precisions, "Arithmetic.", OfDeepmd("default")),
        Flag("model.fitting_net.resnet_dt", "Time-step factors.", OfDeepmd(true)),
        Any("model.fitting_net.trainable", "true, false, or one per layer.", OfDeepmd(true)),
        Number("model.fitting_net.rcond", 0, 1, "", "Threshold of the bias fit.", OfDeepmd(null)),
        Whole("model.fitting_net.seed", long.MinValue / 2, long.MaxValue / 2, "Seed of the fitting nets.", OfDeepmd(null)),
        Any("model.fitting_net.atom_ener", "Vacuum energies per type, eV.", OfDeepmd(null)),
        Refused("model.fitting_net.layer_name", "nets that share layers are not trained here."),
        Refused("model.fitting_net.use_aparam_as_mask", "atom parameters are no mask here.", "false"),
        Refused("model.fitting_net.default_fparam", "frame parameters must be in the data."),
    ];

    private static ConfigKey Prefactor(string name, string meaning, double standard) => Number($"loss.{name}", 0, Large, "", meaning, OfDeepmd(standard));

    private static ConfigKey[] RateAndLoss =>
    [
        Word("learning_rate.type", ["exp"], "Stairs that fall exponentially.", OfDeepmd("exp")),
        Number("learning_rate.start_lr", 1e-15, 10, "", "At the beginning.", OfDeepmd(1e-3)),
        Number("learning_rate.stop_lr", 0, 10, "", "At the end.", OfDeepmd(1e-8)),
        Whole("learning_rate.decay_steps", 1, long.MaxValue / 2, "Steps of equal rate.", OfDeepmd(5000L)),
        Number("learning_rate.decay_rate", 1e-15, 1, "", "Factor per stair; without it the one that ends at stop_lr.", OfDeepmd(null)),
        Ignored("learning_rate.scale_by_worker", "one process trains here."),
        Word("loss.type", ["ener"], "Energies, forces and virials.", OfDeepmd("ener")),
        Prefactor("start_pref_e", "Prefactor of the energy at the beginning.", 0.02),
        Prefactor("limit_pref_e", "Prefactor of the energy in the end.", 1),
        Prefactor("start_pref_f", "Prefactor of the forces at the beginning.", 1000),
        Prefactor("limit_pref_f", "Prefactor of the forces in the end.", 1),
        Prefactor("start_pref_v", "Prefactor of the virial at the beginning.", 0),
        Prefactor("limit_pref_v", "Prefactor of the virial in the end.", 0),
        .. new[] { "ae", "pf", "gf" }.SelectMany(k => new[] { "start", "limit" }.Select(e =>
            Refused($"loss.{e}_pref_{k}", k switch
            {
                "ae" => "atomic energies as labels are not learnt here.",
                "pf" => "atomic prefactors of forces are not learnt here; weights of frames are (config_weight).",
                _ => "generalised forces are not learnt here.",
            }, 0.0, 0L))),
        Refused("loss.numb_generalized_coord", "generalised forces are not learnt here.", 0L),
        Refused("loss.enable_atom_ener_coeff", "coefficients of atomic energies are not learnt here.", "false"),
        Number("loss.relative_f", 0, Large, "eV/Å", "Force errors are divided by |F| + this.", OfDeepmd(null)),
        Flag("loss.use_huber", "Huber functions instead of squares.", OfDeepmd(false)),
        Number("loss.huber_delta", 1e-9, 1e6, "", "δ of the Huber functions.", OfDeepmd(0.01)),
    ];

    private static ConfigKey[] Training =>
    [
        Texts("training.training_data.systems", "Folders with training frames.") with { IsRequired = true },
        Any("training.training_data.batch_size", "Number, list, auto, auto:N, max:N or filter:N.", OfDeepmd("auto")),
        Text("training.training_data.auto_prob", "How systems are drawn.", OfDeepmd("prob_sys_size")) with { Aliases = ["auto_prob_style"] },
        Numbers("training.training_data.sys_probs", 0, Large, "", "Probabilities of the systems.", OfDeepmd(null)) with { Aliases = ["sys_weights"] },
        Ignored("training.training_data.set_prefix", "sets are the folders set.*."),
        Texts("training.validation_data.systems", "Folders with validation frames.", OfDeepmd(null)),
        Any("training.validation_data.batch_size", "Number, auto, auto:N, max:N or filter:N.", OfDeepmd("auto")),
        Whole("training.validation_data.numb_btch", 1, int.MaxValue, "Batches of one evaluation.", OfDeepmd(1L)) with { Aliases = ["numb_batch"] },
        Ignored("training.validation_data.auto_prob", "validation frames are taken in their order."),
        Ignored("training.validation_data.sys_probs", "validation frames are taken in their order."),
        Ignored("training.validation_data.set_prefix", "sets are the folders set.*."),
        Whole("training.numb_steps", 1, long.MaxValue / 2, "Steps of the optimiser.") with { IsRequired = true, Aliases = ["stop_batch"] },
        Whole("training.seed", long.MinValue / 2, long.MaxValue / 2, "Seed of the order of the frames.", OfDeepmd(null)),
        Text("training.disp_file", "Table of the learning curve.", OfDeepmd("lcurve.out")),
        Whole("training.disp_freq", 1, long.MaxValue / 2, "A line of it after so many steps.", OfDeepmd(1000L)),
        Whole("training.save_freq", 1, long.MaxValue / 2, "A checkpoint after so many steps.", OfDeepmd(1000L)),
        Text("training.save_ckpt", "Beginning of the names of the files.", OfDeepmd("model.ckpt")),
        Whole("training.max_ckpt_keep", 1, 1000, "Checkpoints kept.", OfDeepmd(5L)),
        Whole("training.warmup_steps", 0, long.MaxValue / 2, "Steps in which the rate rises from 0.", OfDeepmd(0L)),
        Number("training.gradient_max_norm", 0, Large, "", "Largest norm of the gradient; 0: not bounded.", OfDeepmd(null)),
        Flag("training.tensorboard", "TensorBoard event files.", OfDeepmd(false)),
        Text("training.tensorboard_log_dir", "Folder of them.", OfDeepmd("log")),
        Word("training.opt_type", ["Adam"], "Optimiser.", OfDeepmd("Adam")),
        Ignored("training.tensorboard_freq", "events are written with the lines of disp_file."),
        Ignored("training.disp_training", "progress is always shown."),
        Ignored("training.disp_avg", "errors of the last batch are shown, as by default."),
        Ignored("training.time_training", "the time per step is always shown."),
        Ignored("training.profiling", "there is 'ilmlff bench' instead."),
        Ignored("training.profiling_file", "there is 'ilmlff bench' instead."),
        Ignored("training.enable_profiler", "there is 'ilmlff bench' instead."),
        Ignored("training.stat_file", "statistics are computed anew; that takes seconds."),
        Refused("training.mixed_precision", "give the descriptor and the fitting net a precision instead."),
        Refused("training.change_bias_after_training", "the bias is not changed after training.", "false"),
        Refused("training.data_dict", "several tasks in one model are not trained here; train them one by one."),
        Refused("training.model_prob", "several tasks in one model are not trained here; train them one by one."),
        Ignored("training.zero_stage", "one process trains here."),
        Refused("nvnmd", "models for NVNMD hardware are not trained here."),
    ];
}
