using IonicMlff.Models.Dpmd.Definition;
using IonicMlff.Models.ModelFiles;
using IonicMlff.Testing;
using IonicMlff.Torch.Training.Runs;
using Xunit;

namespace IonicMlff.Torch.Tests.Training.Starts;

/// <summary>Settings of Deep Potentials, from the config file to the model file.</summary>
public sealed class DeepmdSessionTests
{
    private static readonly string Small = """
        model:
          architecture: dpmd
          cutoff: 4
          switch_start: 1
          embedding: {widths: [4, 8], axis: 4, TRAINABLE}
          fitting: {widths: [8, 8], EXTRA}
        data: {train: FRAMES, valid_fraction: 0}
        length: {steps: 3}
        batch: {frames: 2}
        threads: 1
        """;

    [TorchFact]
    public void FrameAndAtomParametersAreTrained()
    {
        DpmdModel model = Train(Small.Replace("EXTRA", "frame_parameters: 1, atom_parameters: 1", StringComparison.Ordinal), SmallSession.Labelled(withParameters: true)).Model;
        Assert.Equal((1, 1), (model.FrameParameters.Count, model.AtomParameters.Count));
        Assert.Equal(4 * 8 + 2, model.Fitting[0].Layers[0].In);
        Assert.InRange(model.FrameParameters.Average[0], 0.2, 0.8); // 0.1 to 0.9 in the frames
        Assert.NotNull(ModelFile.CheckGolden(LastFile, new() { Backend = "torch" }));
    }

    [TorchTheory]
    [InlineData("trainable: false", "", "embedding")]
    [InlineData("", "trainable: false", "fitting")]
    public void PartsThatAreNotTrainedStay(string embedding, string fitting, string frozen)
    {
        TrainingOutcome outcome = Train(
            Small.Replace("TRAINABLE", embedding, StringComparison.Ordinal).Replace("EXTRA", fitting, StringComparison.Ordinal), SmallSession.Labelled(false)).Outcome;
        Assert.All(outcome.Movements, m => Assert.Equal(m.Block.StartsWith(frozen, StringComparison.Ordinal), m is { Frozen: true, Absolute: 0 }));
        Assert.Contains(outcome.Movements, m => m.Absolute > 0);
    }

    [TorchFact]
    public void LayersOfTheFittingNetsCanBeFrozenOneByOne()
    {
        string input = """
            {"model": {"type_map": ["H", "B", "C", "N", "F"],
              "descriptor": {"type": "se_e2_a", "sel": "auto", "rcut": 4.0, "rcut_smth": 1.0, "neuron": [4, 8], "axis_neuron": 4, "type_one_side": true, "seed": 5},
              "fitting_net": {"neuron": [8, 8], "trainable": [false, true, false], "seed": 7}},
             "learning_rate": {"start_lr": 1e-3, "stop_lr": 1e-5}, "loss": {},
             "training": {"training_data": {"systems": ["SYSTEM"], "batch_size": 1}, "numb_steps": 2, "seed": 1}}
            """;
        string system = TestData.Path("deepmd", "data", "pyr14bf4_35_val");
        DpmdModel first = Train(input.Replace("SYSTEM", system, StringComparison.Ordinal), null).Model;
        DpmdModel otherFitting = Train(input.Replace("SYSTEM", system, StringComparison.Ordinal).Replace("\"seed\": 7", "\"seed\": 8", StringComparison.Ordinal), null).Model;
        DpmdModel longer = Train(input.Replace("SYSTEM", system, StringComparison.Ordinal).Replace("\"numb_steps\": 2", "\"numb_steps\": 3", StringComparison.Ordinal), null).Model;
        double[] Layer(DpmdModel m, int l) => [.. m.Fitting.SelectMany(f => f.Layers[l].Weight)];
        // frozen layers are those of the seed however long the run is; the others moved
        Assert.Equal(Layer(first, 0), Layer(longer, 0));
        Assert.NotEqual(Layer(first, 1), Layer(longer, 1));
        Assert.Equal(Layer(first, 2), Layer(longer, 2));
        Assert.NotEqual(Layer(first, 0), Layer(otherFitting, 0));
    }

    [TorchTheory]
    [InlineData(0)]
    [InlineData(3)]
    public void GoldenFramesAreAsManyAsAskedFor(int count)
    {
        Train(Small + $"\noutput: {{golden_frames: {count}}}", SmallSession.Labelled(false));
        Assert.Equal(count, ModelFile.Describe(LastFile).GoldenFrames.Count);
        Assert.Equal(count, ModelFile.CheckGolden(LastFile, new() { Backend = "simd" })!.Frames);
    }

    private string LastFile { get; set; } = "";

    private (DpmdModel Model, TrainingOutcome Outcome) Train(string config, string? frames)
    {
        TrainingOutcome outcome = SmallSession.Train(config.Replace(", TRAINABLE", "", StringComparison.Ordinal)
            .Replace("TRAINABLE", "", StringComparison.Ordinal).Replace(", EXTRA", "", StringComparison.Ordinal), frames);
        LastFile = outcome.ModelPath!;
        return (ModelFile.ReadDpmd(LastFile), outcome);
    }
}
