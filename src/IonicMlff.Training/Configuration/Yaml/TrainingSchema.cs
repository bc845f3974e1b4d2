using IonicMlff.Data.Configuration;
using static IonicMlff.Training.Configuration.KeyTable;

namespace IonicMlff.Training.Configuration.Yaml;

/// <summary>All keys of the YAML of <c>ilmlff train</c>: the reader, <c>--explain</c> and the JSON schema for editors come from this table.</summary>
public static partial class TrainingSchema
{
    /// <summary>Variant of MACE models.</summary>
    internal const string MaceModel = "mace";

    /// <summary>Variant of DPMD models.</summary>
    internal const string DpmdModel = "dpmd";

    /// <summary>Words of interaction blocks, in the order of the enumeration.</summary>
    internal static readonly string[] Interactions = ["real_agnostic", "residual", "density", "density_residual", "nonlinear"];

    /// <summary>Words of losses of MACE, in the order of the enumeration; and DeePMD's.</summary>
    internal static readonly string[] Losses = ["weighted", "forces_only", "stress", "virials", "huber", "universal", "l1l2energyforces", DeepmdLoss];

    /// <summary>The loss of DeePMD; also the variant of its weights.</summary>
    internal const string DeepmdLoss = "deepmd";

    /// <summary>Words of DeePMD's activations, in the order of the enumeration.</summary>
    internal static readonly string[] Activations = ["linear", "tanh", "relu", "relu6", "softplus", "sigmoid", "gelu", "silu", "silut"];

    private const double Large = 1e12;

    /// <summary>The table.</summary>
    public static ConfigSchema Keys { get; } = new([.. Model, .. Data, .. Objective, .. Run]);

    private static ConfigKey[] Model =>
    [
        Text("name", "Name of the run; its files begin with it. Without it: the name of the config file.", Ours(null)),
        Word("model.architecture", [MaceModel, DpmdModel], "MACE or Deep Potential (descriptor se_e2_a).", Ours(MaceModel)),
        Texts("model.elements", "Elements in the order of the model; without it those of the data by atomic number. Frames with others are refused.", Ours(null)),
        Number("model.cutoff", 0.5, 20, "Å", "Neighbours are nearer than this.", OfPaper(6.0, MaceModel), OfPaper(10.0, DpmdModel)),
        .. ModelOfMace.Select(k => k with { Variant = MaceModel }),
        .. ModelOfDpmd.Select(k => k with { Variant = DpmdModel }),
        Text("start.model", "Model file that training starts from (fine-tuning); its architecture is kept, 'model' has no effect besides 'elements'.", Ours(null)),
        Text("start.head", "Head of that model to start from.", Ours(null)),
        Texts("start.freeze", "Blocks that are not trained: names as in the report, or beginnings of parameter names.", Ours(null)),
        Flag("start.keep_elements", "Keep elements of the start model that the new data do not have.", Ours(false)),
        Flag("start.shift_bias", "DPMD: shift the energy biases to the new data before the first step.", OfDeepmd(true)),
        Texts("start.replay.files", "Frames of the earlier training, learnt by a head of their own so that the model does not forget them.", Ours(null)),
        Text("start.replay.head", "Head of these frames.", OfMace("pt_head")),
        Whole("start.replay.most_frames", 1, int.MaxValue, "Frames taken from them at most, at random.", OfMace(10000L)),
        Flag("start.replay.only_our_elements", "Take only frames whose elements all occur in the new data.", OfMace(true)),
        Flag("start.replay.relabel", "Replace their labels by what the start model says.", OfMace(false)),
        Number("start.replay.least_ratio", 0, 1, "", "Repeat the new frames until there are this many per replayed frame.", OfMace(0.1)),
    ];

    private static ConfigKey[] ModelOfMace =>
    [
        Whole("model.channels", 1, 4096, "Channels of every irrep; the paper's 16x0e+4x1e can't be built, 16x0e+16x1o is nearest.", OfPaper(16L)),
        Whole("model.max_l", 0, 4, "Largest degree of the node features.", OfPaper(1L)),
        Whole("model.max_ell", 0, 6, "Largest degree of the spherical harmonics.", OfMace(3L)),
        Wholes("model.correlation", 1, 4, "Order ν of the contraction (body order - 1): one number, or one per layer.", OfMace(new[] { 3 })),
        Whole("model.layers", 1, 8, "Message-passing layers.", OfMace(2L)),
        Word("model.first_interaction", Interactions, "Interaction block of the first layer.", OfMace("residual")),
        Word("model.interaction", Interactions, "Interaction block of the other layers.", OfMace("residual")),
        Whole("model.edges.channels", 1, 4096, "Channels of the features that go along the edges (edge_irreps); without it those of the nodes.", Ours(null)),
        Whole("model.edges.max_l", 0, 4, "Their largest degree; without it that of the nodes.", Ours(null)),
        Flag("model.edges.first", "In the first layer, too (use_edge_irreps_first).", OfMace(false)),
        Flag("model.agnostic_product", "The contraction has the same weights for all elements.", OfMace(false)),
        Flag("model.reduced_couplings", "The contraction has independent paths only (use_reduced_cg): fewer weights, the same functions.", OfMace(false)),
        Flag("model.radial.apply_cutoff", "The envelope multiplies the radial functions; false: the outputs of the radial networks.", OfMace(true)),
        Word("model.radial.basis", ["bessel", "gaussian", "chebyshev"], "Radial functions.", OfMace("bessel")),
        Whole("model.radial.count", 1, 64, "Number of radial functions.", OfMace(8L)),
        Whole("model.radial.envelope_power", 2, 20, "Exponent p of the polynomial cutoff.", OfMace(5L)),
        Word("model.radial.transform", ["none", "agnesi", "soft"], "Distance transform.", OfMace("none")),
        Wholes("model.radial.hidden", 1, 4096, "Hidden widths of the radial network.", OfMace(new[] { 64, 64, 64 })),
        Flag("model.pair_repulsion", "ZBL repulsion at short distances.", OfMace(false)),
        Whole("model.readout_hidden", 1, 4096, "Hidden scalars of the last readout.", OfMace(16L)),
        Word("model.gate", ["silu", "tanh", "abs", "none"], "Activation of the last readout.", OfMace("silu")),
        Flag("model.scale_shift", "ScaleShiftMACE: energies beyond E0 are scaled and shifted.", OfPaper(true)),
        Word("model.scaling", ["rms_forces", "std", "none"], "How scale and shift are found: rms of the forces, standard deviation of the energies, scale 1.", OfMace("rms_forces")),
        Number("model.avg_num_neighbors", 1e-6, 1e6, "", "Divisor of the messages; without it the mean number of neighbours in the training frames.", Ours(null)),
    ];

    private static ConfigKey[] ModelOfDpmd =>
    [
        Number("model.switch_start", 0, 20, "Å", "Distance at which the switch of the environment matrix begins (rcut_smth).", OfDeepmd(0.5)),
        Wholes("model.sel", 1, 100_000, "Slots per element of the neighbours; without it the largest number in the training frames times 1.1.", Ours(null)),
        Wholes("model.embedding.widths", 1, 4096, "Widths of the embedding nets.", OfPaper(new[] { 25, 50, 100 })),
        Whole("model.embedding.axis", 1, 4096, "Leading channels in the second factor of the descriptor (axis_neuron).", OfDeepmd(16L)),
        Flag("model.embedding.resnet_dt", "Time-step factors in the embedding nets.", OfDeepmd(false)),
        Flag("model.embedding.one_side", "One embedding net per element of the neighbour instead of one per pair: cheaper.", Ours(true)),
        Word("model.embedding.activation", Activations, "Activation of the embedding nets.", OfDeepmd("tanh")),
        Flag("model.embedding.trainable", "Are the embedding nets trained?", OfDeepmd(true)),
        Texts("model.excluded_pairs", "Pairs of elements that do not see each other, e.g. H-B.", Ours(null)),
        Flag("model.set_davg_zero", "The averages of the environment matrix stay 0.", OfDeepmd(false)),
        Number("model.protection", 0, 10, "Å", "Added to distances where they are divided by (env_protection).", OfDeepmd(0.0)),
        Wholes("model.fitting.widths", 1, 8192, "Widths of the fitting nets.", OfPaper(new[] { 240, 240, 240 })),
        Flag("model.fitting.resnet_dt", "Time-step factors in the fitting nets.", OfDeepmd(true)),
        Word("model.fitting.activation", Activations, "Activation of the fitting nets.", OfDeepmd("tanh")),
        Flag("model.fitting.trainable", "Are the fitting nets trained?", OfDeepmd(true)),
        Whole("model.fitting.frame_parameters", 0, 1000, "Frame parameters the model takes (numb_fparam).", OfDeepmd(0L)),
        Whole("model.fitting.atom_parameters", 0, 1000, "Atom parameters the model takes (numb_aparam).", OfDeepmd(0L)),
        Number("model.bias_rcond", 0, 1, "", "Smallest singular value kept in the least squares of the energy bias, relative.", Ours(null)),
        Whole("model.statistics_batches", 0, int.MaxValue, "Batches per system for averages and deviations of the environment; 0: all frames.", OfDeepmd(10L)),
    ];
}
