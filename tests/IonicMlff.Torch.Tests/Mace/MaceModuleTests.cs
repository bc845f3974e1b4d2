using System.Text.Json;
using IonicMlff.Models.Mace.Export;
using IonicMlff.Models.Tests.Mace.Golden;
using IonicMlff.Testing;
using IonicMlff.Torch.Mace;
using Xunit;

namespace IonicMlff.Torch.Tests.Mace;

/// <summary>Definitions in and out, batches, handles.</summary>
public sealed class MaceModuleTests
{
    [TorchTheory]
    [InlineData("paper_pyr14bf4")]
    [InlineData("paper_litfsi_f32")]
    [InlineData("mh1_like")]
    [InlineData("omol_like")]
    [InlineData("mpa0_like")]
    public void The_definition_comes_back_as_it_went_in(string model)
    {
        MaceTensors expected = MaceTensors.Of(GoldenCase.Potential(model).Model);
        using var module = new MaceModule(GoldenCase.Potential(model).Model);
        MaceTensors actual = MaceTensors.Of(module.ToDefinition());
        Assert.Equal(JsonSerializer.Serialize(expected.All), JsonSerializer.Serialize(actual.All));
    }

    [TorchFact]
    public void A_batch_gives_what_its_frames_give_alone()
    {
        using var module = new MaceModule(GoldenCase.Potential("mpa0_like").Model);
        FrameGraph[] graphs =
        [
            Graph(module, AtomSystem.Periodic(module.Info, 7, 5.0, seed: 1)),
            Graph(module, AtomSystem.Cluster(module.Info, 1, 5.0, seed: 2)),
            Graph(module, AtomSystem.Cluster(module.Info, 9, 6.0, seed: 3)),
            Graph(module, AtomSystem.Periodic(module.Info, 4, 9.0, seed: 4)),
        ];
        using FrameBatch batch = FrameBatch.From(graphs, module.Geometry);
        using Prediction together = module.Predict(batch, Derivatives.ForcesAndVirial, createGraph: false);
        double[] energies = TensorNumbers.Of(together.Energies), forces = TensorNumbers.Of(together.Forces!), virials = TensorNumbers.Of(together.Virials!);
        int atom = 0;
        for (int f = 0; f < graphs.Length; f++)
        {
            using FrameBatch one = FrameBatch.From([graphs[f]], module.Geometry);
            using Prediction alone = module.Predict(one, Derivatives.ForcesAndVirial, createGraph: false);
            double[] expected = TensorNumbers.Of(alone.Forces!);
            double scale = Agreement.Scale(expected);
            Agreement.AssertClose(TensorNumbers.Of(alone.Energies), [energies[f]], 1e-9, $"energy {f}");
            Agreement.AssertClose(expected, forces.AsSpan(3 * atom, expected.Length), 1e-11 * scale, $"forces {f}");
            Agreement.AssertClose(TensorNumbers.Of(alone.Virials!), virials.AsSpan(9 * f, 9), 1e-10 * scale, $"virial {f}");
            atom += graphs[f].AtomCount;
        }
    }

    [TorchFact]
    public void Sharing_pairs_changes_nothing()
    {
        using var module = new MaceModule(GoldenCase.Potential("mpa0_like").Model);
        using FrameBatch batch = FrameBatch.From([Graph(module, AtomSystem.Periodic(module.Info, 10, 6.0, seed: 5))], module.Geometry);
        using Prediction shared = module.Predict(batch, Derivatives.Forces, createGraph: false);
        module.SharePairs = false;
        using Prediction apart = module.Predict(batch, Derivatives.Forces, createGraph: false);
        double scale = Agreement.Scale(TensorNumbers.Of(shared.Forces!));
        Agreement.AssertClose(TensorNumbers.Of(shared.Forces!), TensorNumbers.Of(apart.Forces!), 1e-11 * scale, "forces");
    }

    private static FrameGraph Graph(MaceModule module, AtomSystem system) =>
        FrameGraph.Of(system.Species, system.Positions, system.Cell, module.Geometry.Cutoff);
}
