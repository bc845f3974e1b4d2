using System.Text.Json;
using IonicMlff.Core.Committees;
using IonicMlff.Models.Dpmd.Definition;
using IonicMlff.Testing;
using Xunit;

namespace IonicMlff.Models.Tests.Dpmd.Pb;

/// <summary>DeePMD-kit's own expectations of its own .pb test models, computed by TensorFlow.</summary>
public sealed class PbUpstreamTests
{
    private const double Exact = 1e-12; // relative, of 17 printed digits
    private const double Printed7 = 1e-7; // of 7 or 8 printed digits

    [UpstreamTheory]
    [InlineData("deeppot_pb__pbc.json")]
    [InlineData("deeppot_pb__nopbc.json")]
    [InlineData("deeppot_pb__TestInferDeepPotANFrames.json")]
    [InlineData("deeppot_pb__TestInferDeepPotANFramesNoPbc.json")]
    public void Energies_forces_and_virials(string file)
    {
        JsonElement root = UpstreamCase.Read(file);
        DpmdModel model = PbModels.ReadUpstream(root.GetProperty("model").GetString()!);
        int frames = root.GetProperty("nframes").GetInt32();
        int[] types = [.. root.Numbers("atype").Select(t => (int)t)];
        for (int f = 0; f < frames; f++)
        {
            double[]? cell = root.GetProperty("cell").ValueKind == JsonValueKind.Null ? null : root.GetProperty("cell")[f].Numbers();
            Evaluation actual = UpstreamCase.Evaluate(model, types, root.GetProperty("coord")[f].Numbers(), cell);
            double[] Expected(string name) => root.GetProperty($"expected_{name}")[f].Numbers();
            UpstreamCase.AssertRelative(Expected("energy"), [actual.Energy], Exact, "energy");
            UpstreamCase.AssertRelative(Expected("atomic_energies"), actual.SiteEnergies, Exact, "site energies");
            UpstreamCase.AssertRelative(Expected("forces"), actual.Forces, Exact, "forces");
            UpstreamCase.AssertRelative(Expected("virial"), actual.Virial, Exact, "virial");
            UpstreamCase.AssertRelative(UpstreamCase.Transposed(Expected("atomic_virial")), actual.AtomVirials, Exact, "atom virials");
        }
    }

    /// <summary>Expectations for the same model in YAML, which computes the switch in double: 1e-8 eV apart at most.</summary>
    [UpstreamFact]
    public void The_same_model_in_other_formats()
    {
        DpmdModel model = PbModels.ReadUpstream("deeppot.pb");
        foreach (JsonElement result in UpstreamCase.Read("deeppot-testcase.json").GetProperty("results").EnumerateArray())
        {
            double[]? cell = result.TryGetProperty("box", out JsonElement box) && box.ValueKind == JsonValueKind.Array ? box.Numbers() : null;
            int[] types = [.. result.Numbers("atype").Select(t => (int)t)];
            if (Array.Exists(types, t => t < 0))
            {
                continue; // virtual atoms
            }

            Evaluation actual = UpstreamCase.Evaluate(model, types, result.Numbers("coord"), cell);
            Agreement.AssertClose(result.Numbers("atomic_energy"), actual.SiteEnergies, 2e-7, "site energies");
            Agreement.AssertClose(result.Numbers("force"), actual.Forces, 2e-7, "forces");
            Agreement.AssertClose(UpstreamCase.Transposed(result.Numbers("atomic_virial")), actual.AtomVirials, 2e-7, "atom virials");
        }
    }

    [UpstreamFact]
    public void Forces_and_virials_in_lammps()
    {
        JsonElement root = UpstreamCase.Read("deeppot_lammps.json");
        (Evaluation first, Evaluation second) = Pair(root, "type_OH", offset: 1, cell: [13, 0, 0, 0, 13, 0, 0, 0, 13]);
        UpstreamCase.AssertRelative(root.Numbers("expected_f_model1"), first.Forces, Exact, "forces of model 1");
        UpstreamCase.AssertRelative(root.Numbers("expected_f_model2"), second.Forces, Printed7, "forces of model 2");
        UpstreamCase.AssertRelative(UpstreamCase.Transposed(root.Numbers("expected_atomic_virial_model1")), first.AtomVirials, Exact, "atom virials of model 1");
        UpstreamCase.AssertRelative(UpstreamCase.Transposed(root.Numbers("expected_atomic_virial_model2")), second.AtomVirials, Printed7, "atom virials of model 2");
    }

    [UpstreamFact]
    public void Deviation_of_two_models()
    {
        JsonElement root = UpstreamCase.Read("deeppot_modeldevi.json");
        (Evaluation first, Evaluation second) = Pair(root, "atype", offset: 0, root.Numbers("cell"));
        double[] virial = new double[9], force = new double[6];
        Deviation.Forces((double[])[.. first.Forces, .. second.Forces], 2, first.Forces.Length, null, force);
        Deviation.Virial((double[])[.. first.Virial, .. second.Virial], 2, 6, null, virial);
        DeviationSummary actual = DeviationSummary.Of(virial, force);
        UpstreamCase.AssertRelative(root.Numbers("expected_f_max_min_avg"), [actual.MaxForce, actual.MinForce, actual.AverageForce], 1e-11, "force");
        UpstreamCase.AssertRelative(root.Numbers("expected_v_max_min_avg"), [actual.MaxVirial, actual.MinVirial, actual.AverageVirial], 1e-11, "virial");
    }

    /// <summary>Written by TensorFlow for version 3: nets per neighbour type, biases in three places.</summary>
    [UpstreamFact]
    public void A_graph_of_version_3()
    {
        DpmdModel model = PbModels.ReadUpstream("se_e2_a_v3_typeoneside.pb");
        Assert.Equal(["O", "H"], model.TypeMap);
        Assert.True(model.TypeOneSide);
        Assert.Equal([23, 46], model.Environment.Sel);
        Assert.False(model.IsFloat32);
        Assert.Equal([2, 4], model.Embedding[0]!.Layers!.Select(l => l.Out).TakeLast(2));
        Assert.All(model.Fitting, f => Assert.Equal(DpmdActivation.Tanh, f.Layers[0].Activation));
        Assert.Equal(1, model.Fitting[0].Layers[^1].Out);
        AssertSiteEnergies(model, [-93.44731925229435, -93.55867724145352, -187.61326496466913, -187.5532040255413, -187.57854145064658]);
        AssertForcesAreDerivatives(model);
    }

    [UpstreamFact]
    public void A_graph_of_version_0_12()
    {
        DpmdModel model = PbModels.ReadUpstream("sea_012_legacy.pb");
        Assert.Empty(model.TypeMap);
        Assert.Equal([1, 1], model.Environment.Sel);
        Assert.Equal(5.8f, model.Environment.SwitchStart);
        Assert.Equal(Shortcut.Add, model.Embedding[0]!.Layers![0].Shortcut);
        Assert.Contains("version 0.12", model.Source, StringComparison.Ordinal);
        AssertSiteEnergies(
            model with { TypeMap = ["O", "H"] }, [-93.60938144535498, -93.65951029429522, -187.18136100028312, -187.15929576512198, -187.04081356430456]);
        AssertForcesAreDerivatives(model with { TypeMap = ["O", "H"] });
    }

    private static (Evaluation First, Evaluation Second) Pair(JsonElement root, string types, int offset, double[] cell)
    {
        int[] species = [.. root.Numbers(types).Select(t => (int)t - offset)];
        double[] positions = root.Numbers("coord");
        string[] models = [.. root.GetProperty("models").EnumerateArray().Select(m => m.GetString()!)];
        return (UpstreamCase.Evaluate(PbModels.ReadUpstream(models[0]), species, positions, cell),
            UpstreamCase.Evaluate(PbModels.ReadUpstream(models[1]), species, positions, cell));
    }

    /// <summary>
    /// The atomic energies that the operations of the graph itself give, one executed after the other (NumPy; environment matrix by its
    /// formula); DeePMD-kit has no expectations of these two graphs.
    /// </summary>
    private static void AssertSiteEnergies(DpmdModel model, double[] expected)
    {
        double[] positions = [0, 0, 0, 2.9, 0.2, 0.3, 0.9, 0.3, 0.1, -0.4, 0.8, 0.2, 2.4, 1.0, 0.5];
        UpstreamCase.AssertRelative(expected, UpstreamCase.Evaluate(model, [0, 0, 1, 1, 1], positions, null).SiteEnergies, Exact, "site energies");
    }

    private static void AssertForcesAreDerivatives(DpmdModel model)
    {
        double[] positions = [0, 0, 0, 0.9, 0.3, 0.1, -0.4, 0.8, 0.2];
        int[] types = [0, 1, 1];
        const double h = 1e-5;
        double[] Moved(double step)
        {
            double[] moved = [.. positions];
            moved[3] += step;
            return moved;
        }

        double slope = (UpstreamCase.Evaluate(model, types, Moved(h), null).Energy - UpstreamCase.Evaluate(model, types, Moved(-h), null).Energy) / (2 * h);
        double force = UpstreamCase.Evaluate(model, types, positions, null).Forces[3];
        Assert.True(Math.Abs(force) > 1e-6, $"the force is {force}");
        Assert.Equal(-slope, force, 1e-7);
    }
}
