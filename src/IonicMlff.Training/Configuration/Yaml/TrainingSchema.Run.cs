using IonicMlff.Data.Configuration;
using static IonicMlff.Training.Configuration.KeyTable;

namespace IonicMlff.Training.Configuration.Yaml;

/// <summary>Loss, optimiser, schedule, length, seeds, device, output, metadata.</summary>
public static partial class TrainingSchema
{
    // Weights of a loss: one number, or for DeePMD's loss two, at the beginning and at the end.
    private static ConfigKey LossWeight(string name, string meaning, double ofMace, double start, double limit) =>
        Numbers($"loss.{name}", 0, Large, "", $"{meaning}; deepmd: two, at the beginning and at vanishing learning rate.",
            OfPaper(new[] { start, limit }, DeepmdLoss), OfPaper(new[] { ofMace }));

    private static ConfigKey[] Objective =>
    [
        Word("loss.kind", Losses, "Loss function; stress or virials are learnt only by stress, virials, huber, universal and deepmd.", OfMace("weighted", MaceModel), OfPaper(DeepmdLoss, DpmdModel)),
        LossWeight("energy", "Weight of the energy", 1, 0.02, 1),
        LossWeight("forces", "Weight of the forces", 100, 1000, 1),
        LossWeight("stress", "Weight of the stress", 1, 0, 0),
        LossWeight("virial", "Weight of the virial", 1, 0.02, 1),
        Number("loss.huber_delta", 1e-9, 1e6, "", "δ of the Huber functions; for deepmd it switches them on.", OfDeepmd(null, DeepmdLoss), OfMace(0.01)),
        Number("loss.relative_forces", 1e-9, 1e6, "eV/Å", "deepmd: force errors are divided by |F| + this.", OfDeepmd(null)),
        Flag("stage_two.enabled", "Second stage with other weights and a constant learning rate.", OfPaper(true, MaceModel), Ours(false, DpmdModel)),
        Whole("stage_two.start_epoch", 0, int.MaxValue, "First epoch of the second stage, from 0; without it after three quarters.", OfPaper(null)),
        Number("stage_two.learning_rate", 1e-12, 10, "", "Learning rate of the second stage.", OfMace(1e-3)),
        Number("stage_two.energy", 0, Large, "", "Weight of the energy in the second stage.", OfPaper(1000.0)),
        Number("stage_two.forces", 0, Large, "", "Weight of the forces in the second stage.", OfPaper(100.0)),
        Number("stage_two.stress", 0, Large, "", "Weight of the stress in the second stage.", OfMace(10.0)),
        Number("stage_two.virial", 0, Large, "", "Weight of the virial in the second stage.", OfMace(10.0)),
        Word("optimiser.kind", ["adam", "adamw"], "Optimiser.", OfMace("adam")),
        Number("optimiser.beta1", 0, 0.999999, "", "Decay of the first moment.", Ours(0.9)),
        Number("optimiser.beta2", 0, 0.99999999, "", "Decay of the second moment.", Ours(0.999)),
        Number("optimiser.epsilon", 0, 1, "", "Added to the root of the second moment.", Ours(1e-8)),
        Flag("optimiser.amsgrad", "Use the largest second moment so far.", OfMace(true, MaceModel), OfDeepmd(false, DpmdModel)),
        Number("optimiser.weight_decay", 0, 1, "", "Weight decay of the mixing weights.", OfMace(5e-7, MaceModel), OfDeepmd(0.0, DpmdModel)),
        Number("optimiser.clip_norm", 1e-9, Large, "", "Largest norm of the gradient; longer ones are shortened.", OfMace(10.0, MaceModel), OfDeepmd(null, DpmdModel)),
        Number("optimiser.ema", 0, 0.99999999, "", "Decay of the average of the weights that is judged and saved; 0: none.", Ours(0.99, MaceModel), OfDeepmd(null, DpmdModel)),
        Word("schedule.kind", ["constant", "exponential", "plateau", "staircase"], "Learning rate: constant; times gamma every epoch; lowered when validation stalls; DeePMD's stairs.", OfMace("plateau", MaceModel), OfDeepmd("staircase", DpmdModel)),
        Number("schedule.start", 1e-12, 10, "", "Learning rate at the beginning.", OfMace(0.01, MaceModel), OfPaper(1e-3, DpmdModel)),
        Number("schedule.stop", 0, 10, "", "staircase: learning rate at the end.", OfPaper(3.5e-8)),
        Number("schedule.gamma", 1e-6, 1, "", "exponential: factor per epoch.", OfMace(0.9993)),
        Number("schedule.factor", 1e-6, 0.999999, "", "plateau: factor.", OfMace(0.8)),
        Whole("schedule.patience", 0, int.MaxValue, "plateau: epochs without improvement that are waited for.", OfMace(50L)),
        Whole("schedule.decay_steps", 1, long.MaxValue / 2, "staircase: steps of equal rate.", OfDeepmd(5000L)),
        Number("schedule.decay_rate", 1e-12, 1, "", "staircase: factor per stair; without it the one that ends at 'stop'.", OfDeepmd(null)),
        Whole("schedule.warm_up", 0, long.MaxValue / 2, "staircase: steps in which the rate rises from 0.", OfDeepmd(0L)),
    ];

    private static ConfigKey[] Run =>
    [
        Whole("batch.frames", 1, 1_000_000, "Frames in a batch.", OfPaper(4L, MaceModel), Ours(null)),
        Whole("batch.at_least_atoms", 1, int.MaxValue, "As few frames as have together at least so many atoms (DeePMD's auto:N).", OfDeepmd(32L, DpmdModel), Ours(null)),
        Whole("batch.at_most_atoms", 1, int.MaxValue, "As many frames as have together at most so many atoms (DeePMD's max:N).", Ours(null)),
        Whole("batch.at_most_edges", 1, int.MaxValue, "As many frames as have together at most so many neighbours: bounds memory.", Ours(null)),
        Whole("batch.valid_frames", 1, 1_000_000, "Frames in a validation batch; the reported loss of MACE is divided by it.", OfMace(10L)),
        Flag("batch.one_system", "Frames of a batch come from one system (equal atoms).", OfMace(false, MaceModel), OfDeepmd(true, DpmdModel)),
        Flag("batch.drop_last", "Leave out the last batch of an epoch when it is not full.", OfMace(true, MaceModel), OfDeepmd(false, DpmdModel)),
        Flag("batch.shuffle", "Shuffle the frames every epoch.", Ours(true)),
        Text("batch.system_probability", "one_system: how systems are drawn, as DeePMD writes it: prob_sys_size, prob_uniform, 'prob_sys_size; 0:2:0.7; 2:5:0.3'.", OfDeepmd("prob_sys_size")),
        Whole("length.epochs", 1, int.MaxValue, "Passes over the training frames.", OfPaper(100L, MaceModel), Ours(null)),
        Whole("length.steps", 1, long.MaxValue / 2, "Steps of the optimiser, instead of epochs.", OfPaper(1_000_000L, DpmdModel), Ours(null)),
        Whole("length.valid_epochs", 1, int.MaxValue, "Validation after so many epochs.", OfMace(1L)),
        Whole("length.valid_steps", 1, long.MaxValue / 2, "Validation after so many steps, when the length is given in steps.", OfDeepmd(1000L)),
        Whole("length.patience", 1, int.MaxValue, "Stop after so many validations without improvement.", Ours(null)),
        Whole("seed", 0, long.MaxValue / 2, "Seed of everything that is random.", Ours(1L)),
        Whole("seeds.weights", 0, long.MaxValue / 2, "Seed of the initial weights, when it differs.", Ours(null)),
        Whole("seeds.shuffle", 0, long.MaxValue / 2, "Seed of the order of the frames, when it differs.", Ours(null)),
        Whole("seeds.split", 0, long.MaxValue / 2, "Seed of the choice of validation frames, when it differs; keep it equal for models that are compared.", Ours(null)),
        Whole("models", 1, 100, "Models trained one after the other with seeds that count up (an ensemble); the split is the same for all.", Ours(1L)),
        Text("device", "cpu, cuda or cuda:n.", Ours("cpu")),
        Word("precision", ["float64", "float32"], "Of weights and arithmetic.", OfMace("float64")),
        Whole("threads", 1, 1024, "Threads of libtorch and its BLAS; without it OMP_NUM_THREADS, else all cores.", Ours(null)),
        Text("output.folder", "Folder of the run, relative to the config file; without it the name of the run.", Ours(null)),
        Text("output.model", "Model file, relative to the folder; without it NAME.safetensors.", Ours(null)),
        Whole("output.checkpoint_steps", 1, long.MaxValue / 2, "A checkpoint after so many steps.", OfDeepmd(1000L)),
        Flag("output.checkpoint_epochs", "A checkpoint after every epoch, too, when the length is given in epochs.", Ours(true)),
        Whole("output.kept_checkpoints", 1, 1000, "Checkpoints kept.", Ours(2L)),
        Whole("output.log_steps", 1, long.MaxValue / 2, "A line of lcurve.out and of the JSON lines after so many steps.", Ours(100L)),
        Text("output.lcurve", "DeePMD's table of the learning curve, relative to the folder; none: not written.", OfDeepmd("lcurve.out")),
        Text("output.json_lines", "One JSON object per event, relative to the folder; none: not written.", Ours("train.jsonl")),
        Text("output.log", "Milestones as text, relative to the folder; none: not written.", Ours("train.log")),
        Text("output.tensorboard", "Folder of TensorBoard event files, relative to the folder; none: not written.", Ours("none")),
        Text("output.report", "HTML report at the end, relative to the folder; none: not written.", Ours("report.html")),
        Whole("output.golden_frames", 0, 20, "Small configurations stored in the model file for each head, with their energies and forces, checked at every load.", Ours(2L)),
        Text("metadata.level_of_theory", "Level of theory of the labels, e.g. PBE-D3(BJ)/VASP 450 eV.", Ours("")),
        Text("metadata.dispersion", "Dispersion in the labels, e.g. D3(BJ), or none.", Ours("")),
        Text("metadata.licence", "Licence of the model.", Ours("")),
        Text("metadata.provenance", "Where the data come from.", Ours("")),
        Text("metadata.description", "Free text.", Ours("")),
    ];
}
