using IonicMlff.Models.Tests.Mace.Golden;
using IonicMlff.Testing;
using IonicMlff.Torch.Mace;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace IonicMlff.Torch.Tests.Mace;

/// <summary>Counts the process's tensors, so nothing else may run at the same time.</summary>
[CollectionDefinition(nameof(TensorLifetimeTests), DisableParallelization = true)]
[Collection(nameof(TensorLifetimeTests))]
public sealed class TensorLifetimeTests
{
    [TorchFact]
    public void A_training_step_leaves_no_tensor_behind()
    {
        using var module = new MaceModule(GoldenCase.Potential("var_i1_abs").Model);
        FrameGraph graph = Graph(module, AtomSystem.Periodic(module.Info, 5, 6.0, seed: 6));
        Step(module, graph);
        long before = Tensor.TotalCount;
        for (int k = 0; k < 5; k++)
            Step(module, graph);
        Assert.Equal(before, Tensor.TotalCount);
    }

    private static void Step(MaceModule module, FrameGraph graph)
    {
        using DisposeScope scope = NewDisposeScope();
        using FrameBatch batch = FrameBatch.From([graph], module.Geometry);
        using Prediction prediction = module.Predict(batch, Derivatives.ForcesAndVirial, createGraph: true);
        prediction.Forces!.pow(2).mean().backward();
    }

    private static FrameGraph Graph(MaceModule module, AtomSystem system) =>
        FrameGraph.Of(system.Species, system.Positions, system.Cell, module.Geometry.Cutoff);
}
