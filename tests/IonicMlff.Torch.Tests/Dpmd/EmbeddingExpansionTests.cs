using IonicMlff.Data.Sets;
using IonicMlff.Models.Dpmd.Definition;
using IonicMlff.Models.Tests.Dpmd;
using IonicMlff.Torch.Dpmd;
using IonicMlff.Torch.Training;
using IonicMlff.Torch.Training.Batches;
using IonicMlff.Torch.Training.Losses;
using IonicMlff.Torch.Training.Optimisation;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace IonicMlff.Torch.Tests.Dpmd;

/// <summary>Embedding nets as series against nets evaluated for every neighbour.</summary>
public class EmbeddingExpansionTests
{
    [TorchTheory]
    [InlineData("s_rcut10_oneside", ScalarType.Float64, 1e-9)]
    [InlineData("s_tanh_twoside", ScalarType.Float64, 1e-9)]
    [InlineData("s_rcut10_oneside", ScalarType.Float32, 3e-5)]
    public void LossAndGradientsAreThoseOfTheNets(string name, ScalarType dtype, double tolerance)
    {
        DpmdModel model = DpmdCase.Read(name);
        (double exactLoss, double[][] exact) = LossAndGradients(model, ScalarType.Float64, expand: false);
        (double loss, double[][] gradients) = LossAndGradients(model, dtype, expand: true);
        DpmdTrainingGoldenTests.Relative([exactLoss], [loss], tolerance, "loss");
        for (int p = 0; p < exact.Length; p++)
            DpmdTrainingGoldenTests.Relative(exact[p], gradients[p], tolerance, $"parameter {p}");
    }

    [TorchFact]
    public void SeriesAreUsedWhereNeighborsAreMany()
    {
        using DisposeScope scope = NewDisposeScope();
        DpmdModel model = DpmdTrainingGoldenTests.Initial();
        using var net = new NetTensors(model.Embedding[0]!.Layers!, "net", "block", ScalarType.Float64, CPU);
        using var expansion = new EmbeddingExpansion(ScalarType.Float64, CPU);
        Assert.NotNull(expansion.Find(net, linspace(-0.4, 4, 1000, ScalarType.Float64)));
        Assert.Null(expansion.Find(net, linspace(-0.4, 4, 100, ScalarType.Float64)));
        Assert.Null(expansion.Find(net, linspace(-1000, 1000, 1000, ScalarType.Float64))); // 128 points do not hold it
        Assert.Null(expansion.Find(net, ones(1000, dtype: ScalarType.Float64)));
    }

    [TorchFact]
    public void NetsWithKinksAreNotExpanded()
    {
        using DisposeScope scope = NewDisposeScope();
        DpmdModel model = DpmdCase.Read("s_relu6_emb_relu_fit");
        using var net = new NetTensors(model.Embedding[0]!.Layers!, "net", "block", ScalarType.Float64, CPU);
        using var expansion = new EmbeddingExpansion(ScalarType.Float64, CPU);
        Assert.Null(expansion.Find(net, linspace(-0.4, 4, 1000, ScalarType.Float64)));
    }

    private static (double Loss, double[][] Gradients) LossAndGradients(DpmdModel model, ScalarType dtype, bool expand)
    {
        using DisposeScope scope = NewDisposeScope();
        using var module = new DpmdModule(model, dtype, CPU, expand);
        var frame = new LabelledFrame { Frame = DpmdModuleTests.FrameOf("pyr14bf4_70"), Energy = 0, Forces = new double[210], Virial = new double[9] };
        using var batch = new LabelledBatch(FrameBatch.From([frame.Frame], module.Geometry), BatchLabels.Of([frame], dtype, CPU));
        using var parameters = new ParameterVector(module);
        using GradientStep step = GradientStep.Of(module, parameters, new DeepmdLoss(DpmdTrainingGoldenTests.Loss, 1e-3), batch, 1e-3);
        return (step.Loss.Total, [.. module.Parameters.Select((_, p) => DpmdTensors.Numbers(parameters.Part(step.Gradient, p)))]);
    }
}
