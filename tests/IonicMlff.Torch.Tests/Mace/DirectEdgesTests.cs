using System.Runtime.InteropServices;
using IonicMlff.Models.Tests.Mace.Golden;
using IonicMlff.Testing;
using IonicMlff.Torch.Mace;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace IonicMlff.Torch.Tests.Mace;

/// <summary>Sums over edges by our own operators against libtorch's: forces, virials, and the gradient of a loss of both.</summary>
public sealed class DirectEdgesTests
{
    [TorchTheory]
    [InlineData("paper_pyr14bf4", ScalarType.Float64)]
    [InlineData("paper_pyr14bf4", ScalarType.Float32)]
    [InlineData("legacy_v030_mp0a_L2", ScalarType.Float64)]
    [InlineData("exotic_1e", ScalarType.Float64)]
    public void Both_ways_give_the_same_gradient(string model, ScalarType dtype)
    {
        using MaceModule module = Module(model, dtype);
        double tolerance = dtype == ScalarType.Float64 ? 1e-12 : 3e-5;
        double[][] one = Gradients(module);
        module.UsesDirectEdges = false;
        double[][] other = Gradients(module);
        for (int k = 0; k < one.Length; k++)
            Agreement.AssertClose(other[k], one[k], tolerance * Agreement.Scale(other[k]), k < 2 ? "forces, virials" : module.Parameters[k - 2].Name);
    }

    [TorchFact]
    public void Two_threads_give_the_same_gradient()
    {
        using MaceModule module = Module("paper_pyr14bf4", ScalarType.Float64);
        int before = get_num_threads();
        try
        {
            set_num_threads(1);
            double[][] one = Gradients(module);
            set_num_threads(2);
            double[][] two = Gradients(module);
            for (int k = 0; k < one.Length; k++)
                Agreement.AssertClose(one[k], two[k], 1e-12 * Agreement.Scale(one[k]), $"number {k}");
            Assert.All(Gradients(module).Zip(two), p => Assert.Equal(p.Second, p.First));
        }
        finally
        {
            set_num_threads(before);
        }
    }

    [TorchTheory]
    [InlineData("paper_pyr14bf4", true)]
    [InlineData("paper_litfsi_f32", true)]
    [InlineData("legacy_v030_mp0a_L2", true)]
    [InlineData("legacy_v036_off23", false)]
    [InlineData("mpa0_like", false)]
    [InlineData("mh1_like", false)]
    [InlineData("omol_like", false)]
    public void Models_with_other_interactions_are_computed_by_libtorchs_operators(string model, bool direct)
    {
        using var module = new MaceModule(GoldenCase.Potential(model).Model);
        Assert.Equal(direct, module.UsesDirectEdges);
    }

    [TorchFact]
    public void Second_derivatives_in_edge_vectors_are_refused_and_can_be_had_the_other_way()
    {
        using MaceModule module = Module("paper_pyr14bf4", ScalarType.Float64);
        ExternalException refused = Assert.Throws<ExternalException>(() => Curvature(module));
        Assert.Contains("UsesDirectEdges", refused.Message, StringComparison.Ordinal);
        module.UsesDirectEdges = false;
        Assert.True(Curvature(module) > 0);
    }

    private static MaceModule Module(string model, ScalarType dtype) => new(GoldenCase.Potential(model).Model, dtype);

    private static FrameBatch Batch(MaceModule module)
    {
        AtomSystem system = AtomSystem.Periodic(module.Info, 40, 8.0, seed: 5);
        var graph = FrameGraph.Of(system.Species, system.Positions, system.Cell, module.Geometry.Cutoff);
        AtomSystem cluster = AtomSystem.Cluster(module.Info, 3, 4.0, seed: 2);
        return FrameBatch.From([graph, FrameGraph.Of(cluster.Species, cluster.Positions, cluster.Cell, module.Geometry.Cutoff)], module.Geometry);
    }

    // forces, virials, then the gradient of Σ E + Σ F² + Σ W² in every parameter
    private static double[][] Gradients(MaceModule module)
    {
        using DisposeScope scope = NewDisposeScope();
        using FrameBatch batch = Batch(module);
        Prediction p = module.Predict(batch, Derivatives.ForcesAndVirial, createGraph: true);
        Tensor loss = p.Energies.sum() + p.Forces!.pow(2).sum() + p.Virials!.pow(2).sum() * 0.1;
        IList<Tensor> gradients = autograd.grad([loss], [.. module.Parameters.Select(x => x.Tensor)], allow_unused: true);
        return [TensorNumbers.Of(p.Forces), TensorNumbers.Of(p.Virials), .. gradients.Select(g => g.IsInvalid ? [] : TensorNumbers.Of(g))];
    }

    private static double Curvature(MaceModule module)
    {
        using DisposeScope scope = NewDisposeScope();
        using FrameBatch batch = Batch(module);
        Tensor r = batch.EdgeVectors.detach().requires_grad_(true);
        Tensor g = autograd.grad([module.NodeEnergies(batch, r).sum()], [r], retain_graph: true, create_graph: true)[0];
        return autograd.grad([g.pow(2).sum()], [r])[0].pow(2).sum().item<double>();
    }
}
