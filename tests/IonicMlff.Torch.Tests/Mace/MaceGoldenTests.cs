using IonicMlff.Core.Geometry;
using IonicMlff.Models.Mace;
using IonicMlff.Models.Tests.Mace.Golden;
using IonicMlff.Testing;
using IonicMlff.Torch.Mace;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace IonicMlff.Torch.Tests.Mace;

/// <summary>The module against upstream's results for every golden case: energies, forces, virials, in both types.</summary>
public sealed class MaceGoldenTests
{
    private const int SmallCase = 100;

    public static TheoryData<string, string> Small => Cases(n => n <= SmallCase);

    public static TheoryData<string, string> Large => Cases(n => n > SmallCase);

    [TorchTheory]
    [MemberData(nameof(Small))]
    public void Double_agrees_with_upstream(string model, string structure) => Check(model, structure, ScalarType.Float64);

    [TorchTheory]
    [MemberData(nameof(Small))]
    public void Single_agrees_with_upstream(string model, string structure) => Check(model, structure, ScalarType.Float32);

    [TorchTheory]
    [Trait(Tier.Name, Tier.Deep)]
    [MemberData(nameof(Large))]
    public void Large_boxes_agree_with_upstream(string model, string structure) => Check(model, structure, ScalarType.Float64);

    private static void Check(string model, string structure, ScalarType dtype)
    {
        GoldenCase golden = GoldenCase.Load(model, structure);
        GoldenResult[] results = [.. golden.Results.Where(r => !r.IsFloat32)];
        Assert.NotEmpty(results);
        MacePotential potential = GoldenCase.Potential(model);
        using var module = new MaceModule(potential.Model, dtype);
        BatchGeometry geometry = module.Geometry;
        AtomSystem system = golden.System;
        foreach (GoldenResult expected in results)
        {
            FrameGraph graph = FrameGraph.Of(system.Species, system.Positions, system.Cell, geometry.Cutoff) with
            {
                Head = Array.IndexOf(potential.Model.Heads, expected.Options.Head),
                Inputs = [.. geometry.FrameInputs.Select(i => i.Key switch
                {
                    "total_charge" => expected.Options.TotalCharge ?? i.Value,
                    "total_spin" => expected.Options.TotalSpin ?? i.Value,
                    _ => i.Value,
                })],
            };
            using FrameBatch batch = FrameBatch.From([graph], geometry);
            using Prediction actual = module.Predict(batch, Derivatives.ForcesAndVirial, createGraph: false);
            Compare(expected, actual, dtype == ScalarType.Float64);
        }
    }

    private static void Compare(GoldenResult expected, Prediction actual, bool isDouble)
    {
        int n = expected.NodeEnergy.Length;
        double scale = Agreement.Scale(expected.Forces), node = isDouble ? 1e-9 : 2e-5 * scale, force = isDouble ? 1e-9 : 1e-4;
        Agreement.AssertClose(expected.NodeEnergy, Numbers(actual.NodeEnergies), node, "energies of atoms");
        Agreement.AssertClose([expected.Energy], Numbers(actual.Energies), node * Math.Max(10, n), "energy");
        Agreement.AssertClose(expected.Forces, Numbers(actual.Forces!), force * scale, "forces");
        Agreement.AssertClose(expected.Virial, Numbers(actual.Virials!), 10 * force * scale, "virial");
    }

    private static double[] Numbers(Tensor x) => TensorNumbers.Of(x);

    private static TheoryData<string, string> Cases(Func<int, bool> size)
    {
        var data = new TheoryData<string, string>();
        foreach ((string model, string structure) in GoldenCase.All)
        {
            if (size(GoldenCase.Load(model, structure).System.Count))
                data.Add(model, structure);
        }

        return data;
    }
}
