using IonicMlff.Core.Errors;
using IonicMlff.Core.Frames;
using IonicMlff.Core.Potentials;
using IonicMlff.Models.Dpmd;
using IonicMlff.Models.Dpmd.Definition;
using IonicMlff.Models.Tests.Dpmd;
using IonicMlff.Testing;
using IonicMlff.Torch.Dpmd;
using IonicMlff.Training.Randomness;
using Xunit;
using static TorchSharp.torch;

namespace IonicMlff.Torch.Tests.Dpmd;

public class DpmdModuleTests
{
    public static TheoryData<string> Cases => [.. DpmdCase.All.Where(n => !n.Contains("compressed", StringComparison.Ordinal))];

    [TorchTheory]
    [MemberData(nameof(Cases))]
    public void EqualsUpstream(string name)
    {
        DpmdCase golden = DpmdCase.Load(name);
        if (golden.Model.IsFloat32)
            EqualsTheReference(golden.Model, golden.System, 1e-10); // upstream's own numbers are those of float32 arithmetic
        else
            Check(golden.Model, golden.System, golden.Expected, 1e-10);
    }

    [TorchFact]
    public void AveragesThatDifferFromSlotToSlotAreFollowed()
    {
        DpmdCase golden = DpmdCase.Load("s_tanh_oneside__pyr14bf4_35");
        EnvironmentMatrix matrix = golden.Model.Environment;
        var random = new SeededGenerator(1);
        EqualsTheReference(golden.Model with
        {
            Environment = matrix with
            {
                Average = [.. matrix.Average.Select(a => a + 0.01 * random.NextNormal())],
                Deviation = [.. matrix.Deviation.Select(d => d * (1 + 0.1 * random.NextDouble()))],
            },
        }, golden.System, 1e-10);
    }

    [TorchFact]
    public void FramesOfABatchDoNotSeeEachOther()
    {
        DpmdModel model = DpmdCase.Read("s_tanh_twoside");
        using var module = new DpmdModule(model);
        Frame[] frames = [FrameOf("pyr14bf4_35"), FrameOf("cluster_bf4_nopbc"), FrameOf("pyr14bf4_70")];
        using FrameBatch batch = FrameBatch.From(frames, module.Geometry);
        using Prediction together = module.Predict(batch, Derivatives.ForcesAndVirial, createGraph: false);
        double[] energies = Numbers(together.Energies), forces = Numbers(together.Forces!), virials = Numbers(together.Virials!);
        int first = 0;
        for (int f = 0; f < frames.Length; f++)
        {
            using FrameBatch alone = FrameBatch.From([frames[f]], module.Geometry);
            using Prediction single = module.Predict(alone, Derivatives.ForcesAndVirial, createGraph: false);
            Near([Numbers(single.Energies)[0]], [energies[f]], 1e-12, "energy");
            Near(Numbers(single.Forces!), forces[(3 * first)..(3 * (first + frames[f].Count))], 1e-11, "forces");
            Near(Numbers(single.Virials!), virials[(9 * f)..(9 * f + 9)], 1e-11, "virial");
            first += frames[f].Count;
        }
    }

    [TorchFact]
    public void EnergiesAloneAreTheSame()
    {
        DpmdCase golden = DpmdCase.Load("s_gelu_oneside__pyr14bf4_35");
        using var module = new DpmdModule(golden.Model);
        using FrameBatch batch = FrameBatch.From([FrameOf("pyr14bf4_35")], module.Geometry);
        using Prediction prediction = module.Predict(batch, Derivatives.Energy, createGraph: false);
        Assert.Null(prediction.Forces);
        Near(golden.Expected.SiteEnergies, Numbers(prediction.NodeEnergies), 1e-10, "site energies");
    }

    [TorchFact]
    public void Float32ModelsComputeInFloat32()
    {
        DpmdCase golden = DpmdCase.Load("s_float32__pyr14bf4_35");
        using var module = new DpmdModule(golden.Model);
        Assert.Equal(ScalarType.Float32, module.DType);
        using FrameBatch batch = FrameBatch.From([FrameOf("pyr14bf4_35")], module.Geometry);
        using Prediction prediction = module.Predict(batch, Derivatives.Forces, createGraph: false);
        Near(golden.Expected.Forces, Numbers(prediction.Forces!), 1e-4, "forces");
    }

    [TorchFact]
    public void DefinitionComesBackAsItWas()
    {
        DpmdModel model = DpmdCase.Read("s_resnetdt_emb_nofit");
        using var module = new DpmdModule(model);
        DpmdModel back = module.ToDefinition();
        Assert.Equal(model.Embedding[3]!.Layers![1].Weight, back.Embedding[3]!.Layers![1].Weight);
        Assert.Equal(model.Embedding[3]!.Layers![1].TimeStep, back.Embedding[3]!.Layers![1].TimeStep);
        Assert.Equal(model.Fitting.SelectMany(f => f.Layers).SelectMany(l => l.Weight), back.Fitting.SelectMany(f => f.Layers).SelectMany(l => l.Weight));
        Assert.Equal(model.EnergyBias, back.EnergyBias);
    }

    [TorchFact]
    public void ParametersHaveUpstreamsNamesAndBlocks()
    {
        using var module = new DpmdModule(DpmdCase.Read("s_tanh_twoside"));
        ModelParameter one = module.Parameters.Single(p => p.Name == "atomic_model.descriptor.sea.filter_layers.networks.11.layers.2.matrix");
        Assert.Equal("embedding.B-C", one.Block); // centre 1, neighbour 2 of 5
        Assert.True(one.IsTrainable);
        Assert.Equal("fitting.H", module.Parameters.Single(p => p.Name == "atomic_model.fitting_net.filter_layers.networks.0.layers.3.bias").Block);
    }

    [TorchFact]
    public void TablesWithoutNetsAreRefused()
    {
        DpmdModel model = DpmdCase.Read("s_emb_124_compressed_stride005");
        var bare = model with { Embedding = [.. model.Embedding.Select(n => n! with { Layers = null })] };
        Assert.Contains("compressed", Assert.Throws<IlmlffException>(() => new DpmdModule(bare)).Message, StringComparison.Ordinal);
    }

    /// <summary>The results of the reference evaluator are expected.</summary>
    internal static void EqualsTheReference(DpmdModel model, AtomSystem system, double tolerance)
    {
        using IEvaluator evaluator = new DpmdPotential(model).CreateEvaluator(new EvaluatorOptions { Backend = "reference" });
        Check(model, system, Testing.Evaluation.Of(evaluator, system), tolerance);
    }

    /// <summary>Energy, forces, virial and energies of atoms.</summary>
    internal static void Check(DpmdModel model, AtomSystem system, Testing.Evaluation expected, double tolerance)
    {
        using var module = new DpmdModule(model, ScalarType.Float64);
        using FrameBatch batch = FrameBatch.From(
            [FrameGraph.Of(system.Species, system.Positions, system.Cell, module.Geometry.Cutoff)], module.Geometry);
        using Prediction prediction = module.Predict(batch, Derivatives.ForcesAndVirial, createGraph: false);
        Near([expected.Energy], Numbers(prediction.Energies), tolerance, "energy");
        Near(expected.SiteEnergies, Numbers(prediction.NodeEnergies), tolerance, "site energies");
        Near(expected.Forces, Numbers(prediction.Forces!), tolerance, "forces");
        // Averages that differ from slot to slot break the symmetry under rotations, and with it that of the virial; the module gives the symmetric part.
        Near([.. Enumerable.Range(0, 9).Select(k => 0.5 * (expected.Virial[k] + expected.Virial[k % 3 * 3 + k / 3]))], Numbers(prediction.Virials!), tolerance, "virial");
    }

    internal static Frame FrameOf(string structure) => ExtxyzReader.Read(TestData.Path("deepmd", "structures", $"{structure}.extxyz")).Single();

    internal static double[] Numbers(Tensor tensor) => DpmdTensors.Numbers(tensor);

    /// <summary>Differences relative to the largest number, or absolute where that is below 1.</summary>
    internal static void Near(double[] expected, double[] actual, double tolerance, string what)
    {
        Assert.Equal(expected.Length, actual.Length);
        double scale = Math.Max(1, expected.Max(Math.Abs)), worst = expected.Zip(actual, (a, b) => Math.Abs(a - b)).Max();
        Assert.True(worst <= tolerance * scale, $"{what}: off by {worst:G3} where numbers are up to {scale:G3}");
    }
}
