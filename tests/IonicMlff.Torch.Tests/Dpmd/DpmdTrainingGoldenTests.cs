using System.Text.Json;
using IonicMlff.Data.Sets;
using IonicMlff.Models.Dpmd.Definition;
using IonicMlff.Models.ModelFiles;
using IonicMlff.Testing;
using IonicMlff.Torch.Dpmd;
using IonicMlff.Torch.Training;
using IonicMlff.Torch.Training.Losses;
using IonicMlff.Training.Configuration.Plan;
using IonicMlff.Training.Tests.Dpmd;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace IonicMlff.Torch.Tests.Dpmd;

/// <summary>Loss and gradients of upstream's PyTorch back end on frames of its own run.</summary>
public class DpmdTrainingGoldenTests
{
    internal static readonly DpmdLossPlan Loss = new(new(0.02, 1), new(1000, 1), new(0.01, 1));
    internal static readonly LabelledFrame[] Frames = NpyFrames.Read("pyr14bf4_35");
    private static readonly JsonElement[] Goldens = [.. TrainingGoldens.Read("train_oneside_loss_grad.json.gz").GetProperty("cases").EnumerateArray()];

    // The arrays in the file are views of one buffer: those of every case are the last one's (their norms say so).
    private static readonly JsonElement LastGradients = Goldens[0].GetProperty("gradients");

    public static TheoryData<int> Cases => [.. Enumerable.Range(0, Goldens.Length)];

    [TorchTheory]
    [MemberData(nameof(Cases))]
    public void LossAndEveryGradientEqualUpstreams(int number)
    {
        JsonElement golden = Goldens[number];
        using DisposeScope scope = NewDisposeScope();
        using var module = new DpmdModule(Initial());
        LabelledFrame[] frames = [.. golden.GetProperty("frames").EnumerateArray().Select(f => Frames[f.GetInt32()])];
        using FrameBatch batch = FrameBatch.From([.. frames.Select(f => f.Frame)], module.Geometry);
        using BatchLabels labels = BatchLabels.Of(frames, ScalarType.Float64, CPU);
        using Prediction prediction = module.Predict(batch, Derivatives.ForcesAndVirial, createGraph: true);
        double Golden(string name) => golden.GetProperty(name).GetDouble();
        IReadOnlyList<LossTerm> terms = new DeepmdLoss(Loss, 1e-3).Evaluate(batch, prediction, labels, Golden("learning_rate"));

        Relative(TrainingGoldens.Numbers(golden.GetProperty("pred_energy")), DpmdTensors.Numbers(prediction.Energies), 1e-11, "energies");
        int atoms = frames[0].Frame.Count;
        Relative([Golden("l2_ener_loss") / atoms, Golden("l2_force_loss"), Golden("l2_virial_loss") / atoms],
            [.. terms.Select(t => t.Value.item<double>() / t.Weight)], 1e-10, "parts");
        Tensor total = terms.Select(t => t.Value).Aggregate((a, b) => a + b);
        Relative([Golden("total_loss")], [total.item<double>()], 1e-10, "loss");

        Tensor[] gradients = [.. autograd.grad([total], module.Parameters.Select(p => p.Tensor).ToArray())];
        Assert.Equal(80, gradients.Length);
        for (int p = 0; p < gradients.Length; p++)
        {
            string name = module.Parameters[p].Name;
            double[] gradient = DpmdTensors.Numbers(gradients[p]);
            Relative([golden.GetProperty("gradient_norms").GetProperty(name).GetDouble()], [Math.Sqrt(gradient.Sum(g => g * g))], 1e-8, $"norm of {name}");
            if (number == Goldens.Length - 1)
                Relative(TrainingGoldens.Numbers(LastGradients.GetProperty(name)), gradient, 1e-8, name);
        }
    }

    internal static DpmdModel Initial() => ModelFile.ReadDpmd(TestData.Unpacked("deepmd", "training", "train_oneside_initial.dp.gz"));

    /// <summary>Differences relative to the largest number.</summary>
    internal static void Relative(double[] expected, double[] actual, double tolerance, string what)
    {
        Assert.Equal(expected.Length, actual.Length);
        double scale = expected.Max(Math.Abs), worst = expected.Zip(actual, (a, b) => Math.Abs(a - b)).Max();
        Assert.True(worst <= tolerance * scale, $"{what}: off by {worst:G3} where numbers are up to {scale:G3}");
    }
}
