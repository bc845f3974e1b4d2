using System.Text.Json;
using IonicMlff.Data.Sets;
using IonicMlff.Models.Dpmd.Definition;
using IonicMlff.Models.ModelFiles;
using IonicMlff.Testing;
using IonicMlff.Torch.Dpmd;
using IonicMlff.Torch.Training;
using IonicMlff.Torch.Training.Batches;
using IonicMlff.Torch.Training.Losses;
using IonicMlff.Torch.Training.Optimisation;
using IonicMlff.Training.Configuration.Plan;
using IonicMlff.Training.Progress;
using IonicMlff.Training.Schedules;
using IonicMlff.Training.Tests.Dpmd;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace IonicMlff.Torch.Tests.Dpmd;

/// <summary>Twenty steps of upstream's Adam with its learning rates and prefactors.</summary>
public class DpmdTrajectoryTests
{
    [TorchFact]
    public void TwentyStepsOfAdamEqualUpstreams()
    {
        JsonElement golden = TrainingGoldens.Read("train_oneside_adam.json");
        JsonElement rate = golden.GetProperty("learning_rate");
        var schedule = new StaircaseRate(
            rate.GetProperty("start_lr").GetDouble(), rate.GetProperty("stop_lr").GetDouble(), rate.GetProperty("decay_steps").GetInt64(),
            rate.GetProperty("numb_steps").GetInt64());
        var loss = new DeepmdLoss(DpmdTrainingGoldenTests.Loss, rate.GetProperty("start_lr").GetDouble());
        using DisposeScope scope = NewDisposeScope();
        using var module = new DpmdModule(DpmdTrainingGoldenTests.Initial());
        using var parameters = new ParameterVector(module);
        using var adam = new AdamOptimiser(parameters, new OptimiserPlan(OptimiserKind.Adam, 0.9, 0.999, 1e-8, false, 0, null, null));
        int number = 0;
        foreach (JsonElement step in golden.GetProperty("steps").EnumerateArray())
        {
            schedule.BeginStep(number);
            Assert.Equal(step.GetProperty("lr").GetDouble(), schedule.Rate, 1e-15);
            LabelledFrame[] frames = [.. step.GetProperty("frames").EnumerateArray().Select(f => DpmdTrainingGoldenTests.Frames[f.GetInt32()])];
            using var batch = new LabelledBatch(
                FrameBatch.From([.. frames.Select(f => f.Frame)], module.Geometry), BatchLabels.Of(frames, module.DType, module.Device));
            using GradientStep gradient = GradientStep.Of(module, parameters, loss, batch, schedule.PrefactorRate);
            ErrorSummary errors = gradient.Errors.Summary;
            DpmdTrainingGoldenTests.Relative(
                [.. new[] { "total_loss", "rmse_e_per_atom", "rmse_f", "rmse_v_per_atom" }.Select(n => step.GetProperty(n).GetDouble())],
                [gradient.Loss.Total, errors.EnergyPerAtom!.Value, errors.Forces!.Value, errors.VirialPerAtom!.Value], 1e-9, $"step {number}");
            adam.Step(gradient.Gradient, schedule.Rate);
            parameters.Load(parameters.Values);
            number++;
        }

        Assert.Equal(20, number);
        DpmdModel expected = ModelFile.ReadDpmd(TestData.Unpacked("deepmd", "training", "train_oneside_after20.dp.gz")), trained = module.ToDefinition();
        DpmdTrainingGoldenTests.Relative(WeightsOf(expected), WeightsOf(trained), 1e-8, "weights after twenty steps");
        DpmdTrainingGoldenTests.Relative(expected.EnergyBias, trained.EnergyBias, 1e-14, "biases, which are not trained");
    }

    private static double[] WeightsOf(DpmdModel model) =>
    [
        .. model.Embedding.SelectMany(n => n!.Layers!).Concat(model.Fitting.SelectMany(f => f.Layers))
            .SelectMany(l => (double[])[.. l.Weight, .. l.Bias ?? [], .. l.TimeStep ?? []]),
    ];
}
