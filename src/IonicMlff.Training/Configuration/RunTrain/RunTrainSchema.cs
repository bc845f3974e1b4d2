using IonicMlff.Data.Configuration;
using static IonicMlff.Training.Configuration.KeyTable;

namespace IonicMlff.Training.Configuration.RunTrain;

/// <summary>Arguments of upstream MACE's <c>mace_run_train</c> (0.3.15): what is honoured, and for the others why they have no effect or are refused.</summary>
internal static class RunTrainSchema
{
    private const double Large = 1e12;

    /// <summary>Names of interaction blocks, in the order of the enumeration.</summary>
    public static readonly string[] Interactions =
    [
        "RealAgnosticInteractionBlock", "RealAgnosticResidualInteractionBlock", "RealAgnosticDensityInteractionBlock", "RealAgnosticDensityResidualInteractionBlock",
        "RealAgnosticResidualNonLinearInteractionBlock", "RealAgnosticAttResidualInteractionBlock",
    ];

    public static ConfigSchema Keys { get; } = new([.. General, .. Model, .. Data, .. Objective, .. FineTuning, .. NotHere]);

    private static ConfigKey[] General =>
    [
        Text("name", "Name of the run.") with { IsRequired = true },
        Whole("seed", 0, long.MaxValue / 2, "Seed.", OfMace(123L)),
        Text("work_dir", "Folder of the run.", OfMace(".")),
        Text("log_dir", "Folder of the log.", OfMace(null)),
        Text("model_dir", "Folder of the model.", OfMace(null)),
        Text("results_dir", "Folder of the JSON lines.", OfMace(null)),
        Word("device", ["cpu", "cuda"], "Device.", OfMace("cpu")),
        Word("default_dtype", ["float32", "float64"], "Precision.", OfMace("float64")),
        Whole("max_num_epochs", 1, int.MaxValue, "Epochs.", OfMace(2048L)),
        Whole("patience", 1, int.MaxValue, "Evaluations without improvement before the run stops.", OfMace(2048L)),
        Whole("eval_interval", 1, int.MaxValue, "Validation after so many epochs.", OfMace(1L)),
        Flag("keep_checkpoints", "All checkpoints are kept.", OfMace(false)),
    ];

    private static ConfigKey[] Model =>
    [
        Word("model", ["MACE", "ScaleShiftMACE"], "Class of the model.", OfMace("MACE")),
        Number("r_max", 0.5, 30, "Å", "Cutoff.", OfMace(5.0)),
        Word("radial_type", ["bessel", "gaussian", "chebyshev"], "Radial functions.", OfMace("bessel")),
        Whole("num_radial_basis", 1, 256, "Their number.", OfMace(8L)),
        Whole("num_cutoff_basis", 2, 30, "Exponent of the cutoff function.", OfMace(5L)),
        Flag("pair_repulsion", "ZBL repulsion.", OfMace(false)),
        Word("distance_transform", ["None", "Agnesi", "Soft"], "Distance transform.", OfMace("None")),
        Word("interaction", Interactions, "Block of the later layers.", OfMace("RealAgnosticResidualInteractionBlock")),
        Word("interaction_first", Interactions, "Block of the first layer.", OfMace("RealAgnosticResidualInteractionBlock")),
        Text("edge_irreps", "Features that go along the edges.", OfMace(null)),
        Flag("use_edge_irreps_first", "In the first layer, too.", OfMace(false)),
        Flag("use_agnostic_product", "Weights of the contraction that do not depend on the element.", OfMace(false)),
        Flag("use_reduced_cg", "Independent paths of the contraction only.", OfMace(false)),
        Flag("apply_cutoff", "The envelope multiplies the radial functions.", OfMace(true)),
        Whole("max_ell", 0, 8, "Degree of the spherical harmonics.", OfMace(3L)),
        Whole("correlation", 1, 4, "Correlation order.", OfMace(3L)),
        Whole("num_interactions", 1, 16, "Layers.", OfMace(2L)),
        Text("MLP_irreps", "Hidden scalars of the last readout.", OfMace("16x0e")),
        Text("radial_MLP", "Hidden widths of the radial network.", OfMace("[64, 64, 64]")),
        Text("hidden_irreps", "Node features.", OfMace(null)),
        Whole("num_channels", 1, 8192, "Channels.", OfMace(null)),
        Whole("max_L", 0, 8, "Largest degree of the node features.", OfMace(null)),
        Word("gate", ["silu", "tanh", "abs", "None"], "Activation of the last readout.", OfMace("silu")),
        Word("scaling", ["std_scaling", "rms_forces_scaling", "no_scaling"], "How scale and shift are found.", OfMace("rms_forces_scaling")),
        Number("avg_num_neighbors", 1e-9, Large, "", "Divisor of the messages, when it is not computed.", OfMace(1.0)),
        Flag("compute_avg_num_neighbors", "Compute it.", OfMace(true)),
        Text("atomic_numbers", "Elements.", OfMace(null)),
    ];

    private static ConfigKey[] Data =>
    [
        Text("train_file", "Training frames.", OfMace(null)),
        Text("valid_file", "Validation frames.", OfMace(null)),
        Number("valid_fraction", 0, 0.9, "", "Share of the training frames taken for validation.", OfMace(0.1)),
        Text("test_file", "Frames that are looked at in the end.", OfMace(null)),
        Text("E0s", "Energies of isolated atoms.", OfMace(null)),
        Text("heads", "Heads with their files.", OfMace(null)),
        Flag("keep_isolated_atoms", "Isolated atoms are trained on.", OfMace(false)),
        Text("energy_key", "Name of the energy.", OfMace(null)),
        Text("forces_key", "Name of the forces.", OfMace(null)),
        Text("virials_key", "Name of the virial.", OfMace(null)),
        Text("stress_key", "Name of the stress.", OfMace(null)),
        Text("head_key", "Name of the head.", OfMace("head")),
        Text("config_type_weights", "Weights by config_type.", OfMace(null)),
    ];

    private static ConfigKey[] Objective =>
    [
        Word("loss", ["weighted", "ef", "forces_only", "stress", "virials", "huber", "universal", "l1l2energyforces"], "Loss function.", OfMace("weighted")),
        Weight("energy_weight", 1), Weight("forces_weight", 100), Weight("stress_weight", 1), Weight("virials_weight", 1),
        StageTwo("energy_weight", 1000), StageTwo("forces_weight", 100), StageTwo("stress_weight", 10), StageTwo("virials_weight", 10),
        Number("huber_delta", 1e-9, 1e6, "", "δ of the Huber functions.", OfMace(0.01)),
        Word("optimizer", ["adam", "adamw", "schedulefree"], "Optimiser.", OfMace("adam")),
        Number("beta", 0, 0.999999, "", "Decay of the first moment.", OfMace(0.9)),
        Whole("batch_size", 1, 1_000_000, "Frames in a batch.", OfMace(10L)),
        Whole("valid_batch_size", 1, 1_000_000, "Frames in a validation batch.", OfMace(10L)),
        Number("lr", 1e-15, 10, "", "Learning rate.", OfMace(0.01)),
        Number("swa_lr", 1e-15, 10, "", "Learning rate of stage two.", OfMace(1e-3)) with { Aliases = ["stage_two_lr"] },
        Number("weight_decay", 0, 1, "", "Weight decay.", OfMace(5e-7)),
        Flag("amsgrad", "Largest second moment so far; upstream's flag is always on.", OfMace(true)),
        Word("scheduler", ["ReduceLROnPlateau", "ExponentialLR"], "Schedule.", OfMace("ReduceLROnPlateau")),
        Number("lr_factor", 1e-9, 0.9999999, "", "Factor of the plateau schedule.", OfMace(0.8)),
        Whole("scheduler_patience", 0, int.MaxValue, "Epochs it waits.", OfMace(50L)),
        Number("lr_scheduler_gamma", 1e-9, 1, "", "Factor per epoch of ExponentialLR.", OfMace(0.9993)),
        Flag("swa", "Stage two.", OfMace(false)) with { Aliases = ["stage_two"] },
        Whole("start_swa", 0, int.MaxValue, "First epoch of stage two; without it after three quarters.", OfMace(null)) with { Aliases = ["start_stage_two"] },
        Flag("ema", "Average of the weights.", OfMace(false)),
        Number("ema_decay", 0, 0.9999999999, "", "Its decay.", OfMace(0.99)),
        Number("clip_grad", 1e-9, Large, "", "Largest norm of the gradient.", OfMace(10.0)),
    ];

    private static ConfigKey[] FineTuning =>
    [
        Text("foundation_model", "Model training starts from.", OfMace(null)),
        Text("foundation_head", "Its head.", OfMace(null)),
        Flag("foundation_model_elements", "Keep its elements.", OfMace(false)),
        Flag("multiheads_finetuning", "Replay of earlier frames with a head of their own.", OfMace(true)),
        Text("pt_train_file", "Earlier frames.", OfMace(null)),
        Whole("num_samples_pt", 1, int.MaxValue, "Frames taken from them.", OfMace(10000L)),
        Number("real_pt_data_ratio_threshold", 0, 1, "", "New frames per replayed frame.", OfMace(0.1)),
        Flag("force_mh_ft_lr", "Learning rate and average of the arguments, in replay too.", OfMace(false)),
        Word("filter_type_pt", ["none", "combinations", "inclusive", "exclusive"], "Which replayed frames.", OfMace("none")),
        Flag("pseudolabel_replay", "Labels of replayed frames from the start model.", OfMace(false)),
        Whole("freeze", 0, 100, "Frozen blocks: 1 embedding, 5 interactions, 6 products, 7 readouts.", OfMace(null)),
    ];

    private static ConfigKey[] NotHere =>
    [
        .. Ignored("there is a report with scatter plots", "plot", "plot_frequency", "plot_interaction_e"),
        .. Ignored("all errors are shown", "error_table"),
        .. Ignored("it concerns the way Python loads data", "num_workers", "pin_memory", "multi_processed_test"),
        .. Ignored("it concerns programs of Python", "enable_cueq", "only_cueq", "enable_oeq", "distributed", "launcher", "log_level", "downloads_dir"),
        .. Ignored("checkpoints lie in the folder of the run", "checkpoints_dir", "save_all_checkpoints"),
        .. Ignored("the model file is the same for every device", "save_cpu"),
        .. Ignored("results go to files and the report, not to a service", "wandb", "wandb_dir", "wandb_project", "wandb_entity", "wandb_name", "wandb_log_hypers"),
        .. Ignored("use 'ilmlff train CONFIG --resume'", "restart_latest"),
        .. Ignored("use 'ilmlff train CONFIG --explain'", "dry_run"),
        .. Ignored("forces are always computed, stress when the loss needs it", "compute_stress", "compute_forces"),
        .. Ignored("replayed frames are chosen at random", "subselect_pt", "disallow_random_padding_pt"),
        .. Ignored("validation uses the new frames", "pt_valid_file"),
        .. Ignored("no head is left out", "skip_evaluate_heads"),
        .. Ignored("heads of the start model are reduced as upstream does by default", "foundation_filter_elements", "foundation_model_readout"),
        .. Ignored("it is not a label that is learnt here", "dipole_key", "polarizability_key", "charges_key", "elec_temp_key", "total_spin_key", "total_charge_key",
            "dipole_weight", "swa_dipole_weight", "polarizability_weight", "swa_polarizability_weight", "stage_two_dipole_weight", "stage_two_polarizability_weight"),
        .. Refused("no quasi-Newton optimiser is offered here; Adam with stage two does its work", ["false"], "lbfgs"),
        .. Refused("only energies, forces and stresses are learnt here", ["false"], "compute_polarizability", "compute_atomic_dipole"),
        .. Refused("new models have the ordinary contraction; train such a model with upstream", ["false"], "use_so3", "use_last_readout_only", "use_embedding_readout", "lora"),
        .. Refused("it belongs to blocks that can't be made anew here", [], "embedding_specs", "les_arguments", "lora_rank", "lora_alpha"),
        .. Refused("scale and shift are computed from the training frames; use 'scaling' to choose how", [], "mean", "std", "statistics_file"),
        .. Refused("give one test file ('test_file')", [], "test_dir"),
        .. Refused("give the frames of the head a weight (config_weight, or 'weight' in the project's own YAML)", ["1", "1.0"], "weight_pt_head"),
    ];

    private static ConfigKey Weight(string name, double standard) => Number(name, 0, Large, "", "Weight in the loss.", OfMace(standard));

    private static ConfigKey StageTwo(string name, double standard) =>
        Number("swa_" + name, 0, Large, "", "Weight in the loss of stage two.", OfMace(standard)) with { Aliases = ["stage_two_" + name] };

    private static IEnumerable<ConfigKey> Ignored(string reason, params string[] names) =>
        names.Select(n => new ConfigKey(n, ConfigKind.Any, reason + ".") { Ignored = reason + "." });

    private static IEnumerable<ConfigKey> Refused(string reason, string[] harmless, params string[] names) =>
        names.Select(n => new ConfigKey(n, ConfigKind.Any, reason + ".") { Refused = reason + ".", Defaults = [.. harmless.Select(h => OfMace(h))] });
}
